package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
)

func versionLine() string {
	return fmt.Sprintf("comity %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func (c *cli) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "version", Short: c.say("Print the version", "显示版本"), Args: c.nothing,
		Example: "  comity version", Annotations: exits(exitDone, exitUsage),
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return c.printJSON(map[string]string{"version": version, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH})
			}
			return c.printf("%s", versionLine())
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

func (c *cli) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Short: c.say("Bring the ledger's tables to this version", "将账本表结构升级到当前版本"), Args: c.nothing,
		Long: c.say("Brings the tables of a PostgreSQL ledger to this version, before the other processes of the new version start. An embedded ledger is brought there whenever it is opened.",
			"在新版本的其他进程启动之前，将 PostgreSQL 账本的表结构升级到当前版本。内置账本在每次打开时自动升级。"),
		Example:     "  comity migrate --ledger postgres://comity@localhost/comity",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused, exitCut),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			allowed := func(store access.Store) error {
				actor, err := c.identify(cmd.Context(), store, access.Migrate)
				if err != nil {
					return err
				}
				return access.Allow(actor, access.Migrate)
			}
			if err := app.Migrate(cmd.Context(), s, allowed); err != nil {
				return err
			}
			return c.printf("%s\n", c.say("the ledger's tables are of this version", "账本表结构已是当前版本"))
		},
	}
}

// identify says who acts where no right is asked for yet.
func (c *cli) identify(ctx context.Context, s access.Store, about access.Right) (access.Actor, error) {
	actor, mode, err := access.Identify(ctx, s, c.env("COMITY_TOKEN"), c.User, time.Now())
	if err == nil {
		c.notice(mode.Notice(actor, c.lang), about)
	}
	return actor, err
}
