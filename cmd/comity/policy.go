package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
)

func (c *cli) policyCommand() *cobra.Command {
	return c.group(&cobra.Command{
		Use: "policy", Short: c.say("Who may be contacted, when and how often: read, check, compare and publish it", "联系何人、何时、多频繁：查看、检查、比较与发布"),
		Long: c.say(`Looks at policies, and lets two people put one into force: one proposes what the policies folder says, another one
publishes it. docs/policies.md explains the files.`,
			`查看策略，并由两人使其生效：一人提出策略文件夹中的内容，另一人发布。文件格式见 docs/policies.md。`),
	}, c.policyLintCommand(), c.policyShowCommand(), c.policyVersionsCommand(), c.policyDiffCommand(), c.policyProposeCommand(), c.policyPublishCommand())
}

// withPolicies gives f the policies of the installation: with its ledger where there is one, else as the
// files say. Nothing is made by looking.
func (c *cli) withPolicies(ctx context.Context, f func(*app.App) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	if !app.HasLedger(s) {
		a, err := app.Unopened(s)
		if err != nil {
			return err
		}
		return f(a)
	}
	return c.with(ctx, time.Time{}, access.ReadPolicy, func(a *app.App, _ access.Actor) error { return f(a) })
}

// stateWords says a state.
func (c *cli) stateWords(s app.PolicyState) string {
	switch s {
	case app.PolicyDecides:
		return c.say("in use", "使用中")
	case app.PolicyProposed:
		return c.say("proposed", "待发布")
	case app.PolicyWritten:
		return c.say("not proposed", "未提出")
	case app.PolicyPast:
		return c.say("past", "已停用")
	case app.PolicyPack:
		return c.say("pack", "规则包")
	}
	return string(s)
}

// originWords says where a version comes from.
func (c *cli) originWords(origin string) string {
	switch origin {
	case originShipped:
		return c.say("shipped", "内置")
	case originFile:
		return c.say("file", "文件")
	}
	return c.say("edited", "编辑")
}

// stamp shows when something was done; nothing for what was not.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// listing joins words as the language does.
func (c *cli) listing(words []string) string { return strings.Join(words, c.say(", ", "、")) }
