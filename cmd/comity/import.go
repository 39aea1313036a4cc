package main

import (
	"errors"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/intake"
)

func (c *cli) importCommand() *cobra.Command {
	var o intake.Options
	var asOf, clock string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "import PATH…", Short: "Take in customers, contact points, accounts, payments and holds",
		Long: `Takes in a folder, or single files, as docs/import.md describes them. Every bad row is reported with its line and
column and goes to a rejects file; the good rows are loaded. The same file again changes nothing.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("this takes a folder, or files, to read; docs/import.md says what is in them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.AsOf, err = instant("as-of", asOf); err != nil {
				return err
			}
			at, err := instant("clock", clock)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), at, access.Import, func(a *app.App, actor access.Actor) error {
				o.Paths, o.Actor, o.Locale = args, actor.ID, c.lang
				r, err := a.Import(cmd.Context(), o)
				if perr := c.printReport(r, asJSON); err == nil {
					err = perr
				}
				if err == nil && r.Rejected() > 0 {
					err = errPartly
				}
				return err
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.Strict, "strict", false, "load all rows, or none when one is bad")
	f.StringVar(&o.PortfolioID, "portfolio", "", "which book, where no portfolio.yaml is among the files")
	f.StringVar(&asOf, "as-of", "", "when the data were cut, RFC 3339 (default: as portfolio.yaml says)")
	f.StringVar(&o.RejectsDir, "rejects", "", "folder for rejects files (default: beside the file)")
	f.StringVar(&clock, "clock", "", "move the clock to an instant, RFC 3339 (only while every channel is the outbox)")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (c *cli) printReport(r intake.Report, asJSON bool) error {
	if len(r.Files) == 0 && len(r.Notes) == 0 {
		return nil
	}
	if asJSON {
		return r.WriteJSON(c.Out)
	}
	return errors.Join(r.WriteText(c.Out, c.lang))
}
