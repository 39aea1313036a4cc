package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
)

// tokenFlags say what a token is to be.
type tokenFlags struct {
	days   int
	scopes []string
	json   bool
}

const mostDays = 3650

func (c *cli) tokenFlags(cmd *cobra.Command, g *tokenFlags) {
	f := cmd.Flags()
	f.IntVar(&g.days, "days", 365, c.say("how many `DAYS` the token lasts; 0: for ever", "令牌有效`天数`；0：永久"))
	f.StringSliceVar(&g.scopes, "scope", nil, c.say("narrow the token to `RIGHTS` such as read.run, or groups such as read.* (default: all that the user may)", "将令牌限于某些`权限`，如 read.run，或权限组，如 read.*（默认：用户的全部权限）"))
	c.jsonFlag(f, &g.json)
}

// checkToken looks at a token before anything is kept.
func (c *cli) checkToken(g tokenFlags) error {
	if g.days < 0 || g.days > mostDays {
		return c.usage("--days: %d; write 1 to %d, or 0 for a token that never ends", "--days：%d；请写 1 至 %d，或 0（永久）", g.days, mostDays)
	}
	for _, s := range g.scopes {
		if err := access.CheckScope(s); err != nil {
			return errUsage{fmt.Errorf("--scope: %w", err)}
		}
	}
	return nil
}

// issue prints a new token: its secret alone on standard output, so that it can be caught.
func (c *cli) issue(ctx context.Context, a *app.App, actor access.Actor, user string, g tokenFlags) error {
	grant := access.Grant{ID: strings.ToLower(rand.Text()), UserID: user, Scopes: g.scopes, Random: rand.Reader}
	if g.days > 0 {
		grant.ExpiresAt = time.Now().AddDate(0, 0, g.days)
	}
	plain, err := access.IssueToken(ctx, a.Ledger, actor, grant)
	if err != nil {
		return err
	}
	if g.json {
		return c.printJSON(struct {
			User      string     `json:"user"`
			Token     string     `json:"token"`
			ExpiresAt *time.Time `json:"expires_at,omitempty"`
		}{user, plain, optional(grant.ExpiresAt)})
	}
	c.notef("%s", c.say("the token is shown this once; put it into COMITY_TOKEN", "令牌仅显示这一次，请存入 COMITY_TOKEN"))
	return c.printf("%s\n", plain)
}

func (c *cli) tokenCommand() *cobra.Command {
	var g tokenFlags
	cmd := &cobra.Command{
		Use: "token ID", Short: c.say("Give a user another token, and print it, once", "为用户签发新令牌（仅显示一次）"), Args: c.one("the id of a user; `comity user list` has them", "用户编号；见 `comity user list`"),
		Long: c.say("Gives a user another token; the ones they have go on. Renew an administrator's before it ends: without one nobody can.",
			"为用户签发新令牌，原有令牌继续有效。管理员的令牌应在到期前更换：没有有效的管理员令牌，便无人能够签发。"),
		Example: `  comity user token li.na --days 90
  comity user token nightly --scope run.start,deliver,import`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.checkToken(g); err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.UserManage, func(a *app.App, actor access.Actor) error {
				return c.issue(cmd.Context(), a, actor, args[0], g)
			})
		},
	}
	c.tokenFlags(cmd, &g)
	return cmd
}

const longestToken = 1024 // bytes read where a token should stand

func (c *cli) revokeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "revoke", Short: c.say("End a token, read from standard input", "吊销从标准输入读取的令牌"), Args: c.nothing,
		Long: c.say(`Ends the token that stands on standard input: a command line is seen by others. Whoever holds a token's secret may
do so, whatever their role: it was found where it should not be.`,
			`吊销标准输入中的令牌（命令行参数会被他人看到）。持有令牌者均可吊销，不论角色：它出现在了不该出现的地方。`),
		Example:     "  comity user revoke < found-token.txt",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := io.ReadAll(io.LimitReader(c.In, longestToken))
			if err != nil {
				return fmt.Errorf("read the token: %w", err)
			}
			a, err := c.open(cmd.Context(), time.Time{})
			if err != nil {
				return err
			}
			return errors.Join(c.revoke(cmd.Context(), a, strings.TrimSpace(string(text))), a.Close())
		},
	}
}

func (c *cli) revoke(ctx context.Context, a *app.App, plain string) error {
	actor, err := c.identify(ctx, a.Ledger, access.UserManage)
	if err == nil {
		err = access.RevokeToken(ctx, a.Ledger, actor, plain, time.Now())
	}
	if err != nil {
		return err
	}
	return c.printf("%s\n", c.say("the token no longer works", "该令牌已失效"))
}
