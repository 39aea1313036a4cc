package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/message"
)

func (c *cli) previewCommand() *cobra.Command {
	var o app.PreviewOptions
	var channels []string
	var out, at string
	cmd := &cobra.Command{
		Use: "preview STEP", Short: "Show what a step would say about an account, in every channel", Args: exactly(1, "the id of a step of the policy, or of a template"),
		Long: `Words a step for an account, sends nothing and takes no slot. The SMS is printed with its segments, the email's
text is printed; with --out the email (.eml) and the letter (.pdf) are written there.`,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			o.Step = args[0]
			if o.Account == "" {
				return usage("--account: say about which account")
			}
			if o.At, err = instant("at", at); err != nil {
				return err
			}
			if o.Channels, err = channelsOf(channels); err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.ReadAccount, func(a *app.App, _ access.Actor) error {
				list, err := a.Preview(cmd.Context(), o)
				if err != nil {
					return err
				}
				for _, p := range list {
					if err := c.printPreview(p, o.Step, out); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Account, "account", "", "the account; required")
	f.StringVar(&o.Locale, "locale", "", "zh-CN or en (default: the person's)")
	f.StringSliceVar(&channels, "channel", nil, "sms, email or letter (default: those of the step)")
	f.StringVar(&at, "at", "", "as of an instant, RFC 3339 (default: now)")
	f.StringVar(&out, "out", "", "folder for the email and the letter (default: the letter goes to the current folder)")
	return cmd
}

func (c *cli) printPreview(p app.Preview, step, out string) error {
	if p.Err != nil {
		_, err := fmt.Fprintf(c.Out, "── %s ──\n%v\n\n", p.Channel, p.Err)
		return err
	}
	switch m := p.Message; p.Channel {
	case dunning.SMS:
		n, encoding, units := message.Segments(m.Text)
		_, err := fmt.Fprintf(c.Out, "── sms · %s · %s ──\n%s\n\n", m.Template, fmt.Sprintf(c.say("%d segments, %d units of %s", "%d 段，%d 个 %s 单位"), n, units, encoding), m.Text)
		return err
	case dunning.Email:
		if _, err := fmt.Fprintf(c.Out, "── email · %s ──\n%s: %s\n\n%s\n", m.Template, c.say("Subject", "主题"), m.Subject, m.Text); err != nil {
			return err
		}
		if out == "" {
			return nil
		}
		return c.keep(out, step+".eml", p.Bytes)
	default:
		if out == "" {
			out = "."
		}
		return c.keep(out, step+".pdf", m.PDF)
	}
}

// keep writes a preview for its owner alone.
func (c *cli) keep(dir, name string, data []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return err
	}
	_, err := fmt.Fprintf(c.Out, "── %s ──\n\n", path)
	return err
}
