package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/settings"
)

func (c *cli) checkCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "check", Short: c.say("Look at settings, policies, templates, fonts and connections", "检查设置、策略、模板、字体和连接"), Args: c.nothing,
		Long: c.say(`Looks at everything an installation needs and says what is wrong, where, and what to do. It sends nothing. What is
wrong fails the check; what will be wrong soon is a warning.`,
			`检查系统所需的一切，指出哪里有误、应如何处理。不发送任何消息。有误则检查失败；即将出现的问题给出注意。`),
		Example: `  comity check
  comity check --config comity.yaml --json`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := c.check(cmd.Context())
			if list == nil {
				return err
			}
			return errors.Join(c.printChecked(list, asJSON), err)
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// check looks at everything. An installation that cannot even be opened is told of in the same form.
func (c *cli) check(ctx context.Context) ([]app.Checked, error) {
	s, err := c.settings()
	if err != nil {
		var p *settings.Problem
		if errors.As(err, &p) {
			return []app.Checked{{What: "settings", Detail: err.Error()}}, c.usage("the settings are wrong: see above", "设置有误：见上")
		}
		return nil, err
	}
	a, err := c.openWith(ctx, s, time.Time{})
	if err != nil {
		return []app.Checked{{What: "settings", OK: true}, {What: "policies and ledger", Detail: err.Error()}}, c.unsound()
	}
	list, err := c.checkOpen(ctx, a)
	return list, errors.Join(err, a.Close())
}

func (c *cli) checkOpen(ctx context.Context, a *app.App) ([]app.Checked, error) {
	if _, err := c.actor(ctx, a, access.ReadHealth); err != nil {
		return nil, err
	}
	list := a.Check(ctx)
	for _, x := range list {
		if !x.OK {
			return list, c.unsound()
		}
	}
	return list, nil
}

func (c *cli) unsound() error {
	return c.fail("something is not as it must be: see above", "有项目不符合要求：见上")
}

func (c *cli) printChecked(list []app.Checked, asJSON bool) error {
	if asJSON {
		return c.printJSON(list)
	}
	for _, x := range list {
		mark := c.say("ok", "正常")
		switch {
		case !x.OK:
			mark = c.say("FAIL", "错误")
		case x.Warning:
			mark = c.say("warn", "注意")
		}
		detail := ""
		if x.Detail != "" {
			detail = ": " + x.Detail
		}
		if err := c.printf("%s  %s%s\n", pad(mark, 4), x.What, detail); err != nil {
			return err
		}
	}
	return nil
}
