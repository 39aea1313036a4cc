package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/ledger"
)

func (c *cli) policyPublishCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "publish VERSION", Short: c.say("Put a version into force that somebody else proposed", "发布他人提出的版本，使其生效"),
		Long: c.say(`Lets a version decide from now on, in every process within seconds. It takes another person than the one who proposed
it, so that the installation must know its users. A version that decided before may be brought back in the same way.
What was reserved keeps the version that decided it, and is decided once more before it goes.`,
			`使某一版本立即生效，各进程数秒内采用。发布人不得是提出人，因此系统中必须已有用户。曾经生效的版本可以同样方式恢复。
已预留的提醒保留当时的版本，发送前会再次判定。`),
		Args: c.one("a version; `comity policy versions` has them", "版本；见 `comity policy versions`"),
		Example: `  comity policy diff example-cards@5d3b1f0c9a72
  comity policy publish example-cards@5d3b1f0c9a72`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !strings.Contains(args[0], "@") {
				return c.usage("%q is no version: publish one that somebody proposed; `comity policy versions %[1]s` has them", "%q 不是版本：请发布他人提出的版本，见 `comity policy versions %[1]s`", args[0])
			}
			return c.with(cmd.Context(), time.Time{}, access.PolicyPublish, func(a *app.App, actor access.Actor) error {
				p, err := c.publish(cmd.Context(), a, actor, args[0])
				if err != nil {
					return err
				}
				if asJSON {
					return c.printJSON(p)
				}
				return c.printf("%s\n%s", c.sprintf("%s decides from now on", "%s 已生效", p.Version), c.changesText(p.Changes))
			})
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// published is what `comity policy publish --json` prints.
type published struct {
	versionRow
	policyDiff // from what decided before
}

func (c *cli) publish(ctx context.Context, a *app.App, actor access.Actor, id string) (published, error) {
	if actor.IsSole() {
		return published{}, c.twoPeople(actor)
	}
	if err := c.decidesByFolder(a, id); err != nil {
		return published{}, err
	}
	v, err := c.meant(ctx, a, id)
	if err != nil {
		return published{}, err
	}
	if v.Kept.ID == "" {
		return published{}, c.fail("nobody proposed %s yet: `comity policy propose %s --note WHY`", "尚无人提出 %s：请执行 `comity policy propose %s --note 理由`", id, v.Name)
	}
	before, err := a.Before(v)
	if err != nil {
		return published{}, err
	}
	if _, err := a.PublishPolicy(ctx, actor, id); errors.Is(err, ledger.ErrSamePerson) {
		return published{}, c.samePerson(actor, id)
	} else if err != nil {
		return published{}, err
	}
	v, err = a.PolicyView(ctx, id)
	return published{c.versionRowOf(v), diffOf(before, v.Policy)}, err
}

// decidesByFolder refuses what would have no effect: a reviewed folder decides by itself.
func (c *cli) decidesByFolder(a *app.App, id string) error {
	name, _, _ := strings.Cut(id, "@")
	if a.Settings.Policies.Dir == "" || !a.Settings.PoliciesReviewed || a.PolicyWritten(name) == nil {
		return nil
	}
	return c.fail("the policies folder decides by itself here (policies.reviewed is true): what is published would not", "此处由策略文件夹直接生效（policies.reviewed 为 true），发布不起作用")
}

// refusal is a Denied in words of its own.
type refusal struct {
	words  string
	denied *access.Denied
}

func (r *refusal) Error() string    { return r.words }
func (r *refusal) In(string) string { return r.words }
func (r *refusal) Unwrap() error    { return r.denied }

func (c *cli) refuse(actor access.Actor, words string) error {
	return &refusal{words, &access.Denied{Actor: actor, Right: access.PolicyPublish}}
}

// twoPeople says what to do while nobody is known.
func (c *cli) twoPeople(actor access.Actor) error {
	return c.refuse(actor, c.say(
		"it takes two people to publish a policy, and this installation knows none yet: add them with `comity user add`, the first with --role admin, "+
			"then two with --role compliance; one proposes, the other publishes",
		"发布策略须两人复核，而系统尚无用户：请用 `comity user add` 添加，第一个为 --role admin，再添加两个 --role compliance；一人提出，另一人发布"))
}

func (c *cli) samePerson(actor access.Actor, id string) error {
	return c.refuse(actor, fmt.Sprintf(c.say(
		"%s proposed %s, so another person has to publish it",
		"%s 提出了 %s，须由另一人发布"), actor.ID, id))
}
