package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/message"
)

// previewFlags are those of `comity preview`, beside the options of the app.
type previewFlags struct {
	app.PreviewOptions
	channels []string
	facts    string
	out, at  string
	all      bool
	json     bool
}

// previewed is what `comity preview --json` prints of each channel.
type previewed struct {
	Channel  dunning.Channel `json:"channel"`
	Template string          `json:"template,omitempty"` // with its version
	Subject  string          `json:"subject,omitempty"`
	Text     string          `json:"text,omitempty"`
	Segments int             `json:"segments,omitempty"` // of an SMS
	Units    int             `json:"units,omitempty"`
	Encoding string          `json:"encoding,omitempty"`
	File     string          `json:"file,omitempty"`
	Error    string          `json:"error,omitempty"`
}

func (c *cli) previewCommand() *cobra.Command {
	var f previewFlags
	cmd := &cobra.Command{
		Use: "preview STEP", Short: c.say("Show what a step would say about an account, in every channel", "预览某一步骤在各渠道的措辞"), Args: c.atMostOne("the id of a step of the policy, such as first-reminder, or of a template", "策略步骤的编号，如 first-reminder，或模板的编号"),
		Long: c.say(`Words a step for an account, sends nothing and takes no slot. The SMS is printed with its segments and the email's
text is printed; the letter is written as STEP.pdf, and with --out the email as STEP.eml, readable by you alone.

With --facts a template is worded from a file, and needs no ledger: docs/templates.md says what the file may hold. With
--all every text of the catalogue is worded from invented facts, in every language and channel, as a page to leaf through.`,
			`为某一账户撰写某一步骤的消息，不发送，也不占用额度。短信连同分段数一并显示，邮件显示正文；信函写为 STEP.pdf，
加 --out 时邮件写为 STEP.eml，仅本人可读。

加 --facts 时依文件中的信息撰写某一模板，无需账本，文件内容见 docs/templates.md。加 --all 时以虚构信息撰写全部文案，
涵盖各语言、各渠道，生成可翻阅的网页。`),
		Example: `  comity preview first-reminder --account a00010
  comity preview formal-demand --account a00010 --channel letter --out previews
  comity preview payment-received --facts facts.yaml --locale en-GB
  comity preview --all --out gallery`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.all {
				if len(args) > 0 {
					return c.usage("--all shows every template; name none", "--all 显示全部模板，无需写明模板")
				}
				return c.previewAll(f)
			}
			if len(args) == 0 {
				return c.usage("give the id of a step of the policy, such as first-reminder, or of a template; or --all", "请写明策略步骤的编号（如 first-reminder）或模板的编号，或 --all")
			}
			f.Step = args[0]
			if f.facts != "" {
				return c.readFactsPreview(f)
			}
			if err := c.readPreview(&f); err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.ReadAccount, func(a *app.App, _ access.Actor) error {
				list, err := a.Preview(cmd.Context(), f.PreviewOptions)
				if err != nil {
					return err
				}
				return c.showPreviews(list, f)
			})
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.Account, "account", "", c.say("`ID` of the account; required without --facts and --all", "账户`编号`；未用 --facts 或 --all 时必填"))
	fl.StringVar(&f.Locale, "locale", "", c.say("`LANGUAGE` of the message, for example zh-CN or en-GB (default: the person's)", "消息`语言`，如 zh-CN 或 en-GB（默认：客户的语言）"))
	c.channelsFlag(fl, &f.channels)
	fl.StringVar(&f.at, "at", "", c.say("as of an `INSTANT`, RFC 3339 (default: now)", "以某一`时刻`为准，RFC 3339（默认：现在）"))
	fl.StringVar(&f.out, "out", "", c.say("`FOLDER` for the email and the letter (default: the letter goes to this folder)", "邮件与信函的`文件夹`（默认：信函写入当前文件夹）"))
	fl.StringVar(&f.facts, "facts", "", c.say("what is worded, in a `FILE` of YAML or JSON; - is standard input", "撰写所依信息的 YAML 或 JSON `文件`；- 为标准输入"))
	fl.BoolVar(&f.all, "all", false, c.say("every text, as a page in the folder of --out", "全部文案，写为 --out 文件夹中的网页"))
	c.jsonFlag(fl, &f.json)
	return cmd
}

// readFactsPreview checks the flags that go with --facts.
func (c *cli) readFactsPreview(f previewFlags) (err error) {
	if f.Account != "" || f.at != "" {
		return c.usage("--facts tells all; leave --account and --at out", "--facts 已包含全部信息，请去掉 --account 和 --at")
	}
	if f.Locale != "" {
		if err := c.wordedLocale(f.Locale); err != nil {
			return err
		}
	}
	if f.Channels, err = c.channels(f.channels); err != nil {
		return err
	}
	return c.previewFacts(f)
}

// wordedLocale refuses a language that nothing is worded in.
func (c *cli) wordedLocale(locale string) error {
	words, err := c.wording()
	if err != nil {
		return err
	}
	if known := words.Locales(); !slices.Contains(known, locale) {
		return c.usage("--locale: %q is not spoken here; write one of %s", "--locale：不支持 %q；请写其中之一：%s", locale, strings.Join(known, ", "))
	}
	return nil
}

func (c *cli) readPreview(f *previewFlags) (err error) {
	if err := c.given("account", f.Account, "say about which account", "请写明账户"); err != nil {
		return err
	}
	if f.Locale != "" {
		if err := c.wordedLocale(f.Locale); err != nil {
			return err
		}
	}
	if f.At, err = c.instant("at", f.at); err != nil {
		return err
	}
	f.Channels, err = c.channels(f.channels)
	return err
}

func (c *cli) showPreviews(list []app.Preview, f previewFlags) error {
	rows, worded := make([]previewed, 0, len(list)), false
	for _, p := range list {
		row, err := keepPreview(p, f)
		if err != nil {
			return err
		}
		worded = worded || p.Err == nil
		rows = append(rows, row)
		if !f.json {
			if err := c.printPreview(row); err != nil {
				return err
			}
		}
	}
	if f.json {
		if err := c.printJSON(rows); err != nil {
			return err
		}
	}
	if !worded {
		return c.fail("the step could not be worded in any of its channels", "该步骤在任何渠道均无法生成消息")
	}
	return nil
}

// keepPreview is a row for a preview, and the file that belongs to it.
func keepPreview(p app.Preview, f previewFlags) (previewed, error) {
	row := previewed{Channel: p.Channel}
	if p.Err != nil {
		row.Error = p.Err.Error()
		return row, nil
	}
	row.Template, row.Subject, row.Text = p.Message.Template, p.Message.Subject, p.Message.Text
	var err error
	switch {
	case p.Channel == dunning.SMS:
		row.Segments, row.Encoding, row.Units = message.Segments(p.Message.Text)
	case p.Channel == dunning.Letter:
		row.File, err = keep(f.out, f.Step+".pdf", p.Message.PDF)
	case f.out != "":
		row.File, err = keep(f.out, f.Step+".eml", p.Bytes)
	}
	return row, err
}

func (c *cli) printPreview(p previewed) error {
	if p.Error != "" {
		return c.printf("── %s ──\n%s\n\n", p.Channel, p.Error)
	}
	if err := c.printf("── %s · %s%s ──\n", p.Channel, p.Template, c.size(p)); err != nil {
		return err
	}
	if p.Subject != "" {
		if err := c.printf("%s: %s\n", c.say("Subject", "主题"), p.Subject); err != nil {
			return err
		}
	}
	if p.Text != "" {
		if err := c.printf("%s\n", strings.TrimRight(p.Text, "\n")); err != nil {
			return err
		}
	}
	if p.File != "" {
		return c.printf("→ %s\n\n", p.File)
	}
	return c.printf("\n")
}

// size says how large an SMS is.
func (c *cli) size(p previewed) string {
	switch {
	case p.Channel != dunning.SMS:
		return ""
	case p.Segments == 1:
		return c.sprintf(" · %d segment, %d units of %s", " · %d 段，%d 个 %s 单位", p.Segments, p.Units, p.Encoding)
	}
	return c.sprintf(" · %d segments, %d units of %s", " · %d 段，%d 个 %s 单位", p.Segments, p.Units, p.Encoding)
}

// keep writes a preview for its owner alone.
func keep(dir, name string, data []byte) (string, error) {
	if dir == "" {
		dir = "."
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	return path, os.WriteFile(path, data, 0o600)
}
