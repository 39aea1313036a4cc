package main

import (
	"errors"
	"fmt"

	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
)

// errUnsound says that a check failed; what is wrong was printed.
var errUnsound = errors.New("something is not as it must be: see above")

func (c *cli) checkCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "check", Short: "Look at settings, policies, templates, fonts and connections", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadHealth, func(a *app.App, _ access.Actor) error {
				list := a.Check(cmd.Context())
				var err error
				for _, x := range list {
					if !x.OK {
						err = errUnsound
					}
				}
				if asJSON {
					return errors.Join(c.printJSON(list), err)
				}
				for _, x := range list {
					mark := "ok  "
					if x.Warning {
						mark = c.say("warn", "注意")
					}
					if !x.OK {
						mark = c.say("FAIL", "错误")
					}
					fmt.Fprintf(c.Out, "%s  %s", mark, x.What)
					if x.Detail != "" {
						fmt.Fprintf(c.Out, ": %s", x.Detail)
					}
					fmt.Fprintln(c.Out)
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
