package main

import (
	"crypto/rand"
	"fmt"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/ledger"
)

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(c.Out, "comity %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

func (c *cli) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Short: "Bring the ledger's tables to this version", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			if err := app.Migrate(cmd.Context(), s, c.mayMigrate(cmd)); err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.Out, c.say("the ledger's tables are of this version", "账本表结构已是当前版本"))
			return err
		},
	}
}

// mayMigrate checks the right, once there are tables in which users can be found.
func (c *cli) mayMigrate(cmd *cobra.Command) func(access.Store) error {
	return func(s access.Store) error {
		actor, mode, err := access.Identify(cmd.Context(), s, c.env("COMITY_TOKEN"), c.User, time.Now())
		if err != nil {
			return err
		}
		if n := mode.Notice(actor, c.lang); n != "" {
			c.notef("%s", n)
		}
		return access.Allow(actor, access.Migrate)
	}
}

func (c *cli) unknownCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "unknown", Short: "Reminders that a provider may or may not have taken", Args: cobra.NoArgs}
	var asJSON bool
	list := &cobra.Command{
		Use: "list", Short: "List them; they are never sent again by themselves", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadDelivery, func(a *app.App, _ access.Actor) error {
				found, err := a.Ledger.Reminders(cmd.Context(), ledger.ReminderFilter{State: dunning.Unknown, Limit: 100000})
				if err != nil {
					return err
				}
				rows := make([]map[string]any, 0, len(found))
				for _, r := range found {
					attempts, err := a.Ledger.Attempts(cmd.Context(), r.ID)
					if err != nil {
						return err
					}
					last := attempts[len(attempts)-1]
					rows = append(rows, map[string]any{
						"reminder": r.ID, "channel": last.Channel, "provider": last.Provider, "code": last.Code, "since": last.EndedAt, "run": r.RunID,
					})
				}
				if asJSON {
					return c.printJSON(rows)
				}
				w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(w, c.say("REMINDER\tCHANNEL\tPROVIDER\tCODE\tSINCE", "提醒\t渠道\t服务商\t代码\t自"))
				for _, r := range rows {
					fmt.Fprintf(w, "%v\t%v\t%v\t%v\t%v\n", r["reminder"], r["channel"], r["provider"], r["code"], r["since"].(time.Time).Format(time.RFC3339))
				}
				return w.Flush()
			})
		},
	}
	list.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.AddCommand(list)
	return cmd
}

func (c *cli) userCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "Who may act, and their tokens", Args: cobra.NoArgs}
	var roles []string
	var name string
	var days int
	add := &cobra.Command{
		Use: "add ID", Short: "Add a user, and print a token for COMITY_TOKEN, once", Args: exactly(1, "a short id such as li.na"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd.Context(), time.Time{}, access.UserManage, func(a *app.App, actor access.Actor) error {
				u := dunning.User{ID: args[0], Name: name, Roles: roles}
				if u.Name == "" {
					u.Name = u.ID
				}
				if err := access.PutUser(cmd.Context(), a.Ledger, actor, u); err != nil {
					return err
				}
				g := access.Grant{ID: strings.ToLower(rand.Text()), UserID: u.ID, Random: rand.Reader}
				if days > 0 {
					g.ExpiresAt = time.Now().AddDate(0, 0, days)
				}
				plain, err := access.IssueToken(cmd.Context(), a.Ledger, actor, g)
				if err != nil {
					return err
				}
				c.notef("%s", c.say("the token is shown this once; put it into COMITY_TOKEN", "令牌仅显示这一次，请存入 COMITY_TOKEN"))
				_, err = fmt.Fprintln(c.Out, plain)
				return err
			})
		},
	}
	add.Flags().StringSliceVar(&roles, "role", nil, "operations, collector, legal, compliance, service, vendor, auditor or admin; several by comma")
	add.Flags().StringVar(&name, "name", "", "as shown on screens (default: the id)")
	add.Flags().IntVar(&days, "days", 365, "how long the token lasts; 0: for ever")
	list := &cobra.Command{
		Use: "list", Short: "List users", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadUser, func(a *app.App, _ access.Actor) error {
				users, err := a.Ledger.Users(cmd.Context())
				for _, u := range users {
					fmt.Fprintf(c.Out, "%s\t%s\t%s\t%v\n", u.ID, u.Name, strings.Join(u.Roles, ","), map[bool]string{true: "disabled", false: "active"}[u.Disabled])
				}
				return err
			})
		},
	}
	cmd.AddCommand(add, list)
	return cmd
}
