package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
)

func (c *cli) policyProposeCommand() *cobra.Command {
	var note string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "propose NAME", Short: c.say("Propose what the policies folder says, for another person to publish", "提出策略文件夹中的内容，供另一人发布"),
		Long: c.say(`Checks what the policies folder says under a name, keeps it as a version that nobody can change, and prints what it
would change. It decides nothing until another person publishes it.`,
			`检查策略文件夹中该名称的内容，将其保存为不可更改的版本，并列出将产生的变化。在另一人发布之前不生效。`),
		Args:        c.one("the name of a policy in the policies folder", "策略文件夹中的策略名称"),
		Example:     `  comity policy propose example-cards --note "hours of the call centre"`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.given("note", note, "say why; it is kept with the version", "请说明理由，该理由随版本保存"); err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.PolicyEdit, func(a *app.App, actor access.Actor) error {
				p, err := c.propose(cmd.Context(), a, actor, args[0], note)
				if err != nil {
					return err
				}
				if asJSON {
					return c.printJSON(p)
				}
				return c.printProposed(p)
			})
		},
	}
	cmd.Flags().StringVar(&note, "note", "", c.say("`WHY`; required, and kept with the version", "`理由`；必填，随版本保存"))
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// proposed is what `comity policy propose --json` prints.
type proposed struct {
	versionRow
	policyDiff
	Warnings []lintedLine `json:"warnings"`
	already  bool         // somebody had proposed it before
}

func (c *cli) propose(ctx context.Context, a *app.App, actor access.Actor, name, note string) (proposed, error) {
	v, err := a.PolicyFile(ctx, name)
	switch {
	case err != nil:
		return proposed{}, err
	case v.State == app.PolicyPack:
		return proposed{}, c.fail("%s is a pack that others build on, and has no stages: propose the policies that name it", "%s 是供其他策略引用的规则包，没有阶段：请提出引用它的策略", name)
	case v.State == app.PolicyDecides:
		return proposed{}, c.nothingNew(a, v)
	}
	before, err := a.Before(v)
	if err != nil {
		return proposed{}, err
	}
	if _, err := a.ProposePolicy(ctx, actor, name, note); err != nil {
		return proposed{}, err
	}
	kept, err := a.PolicyView(ctx, v.ID)
	if err != nil {
		return proposed{}, err
	}
	p := proposed{c.versionRowOf(kept), diffOf(before, v.Policy), []lintedLine{}, v.Kept.ID != ""}
	p.Warnings = append(p.Warnings, c.lintLines(app.LintedPolicy{Warnings: a.LintPolicy(v.Policy)}, folderOf(a.Settings.Policies.Dir))...)
	return p, nil
}

// nothingNew says why there is nothing to propose.
func (c *cli) nothingNew(a *app.App, v app.PolicyView) error {
	switch {
	case a.Settings.Policies.Dir == "":
		return c.fail("there is nothing to propose: %s is built in and decides already; put your own into a folder and name it in policies.dir", "没有可提出的内容：%s 为内置策略，已在使用；请将自己的策略放入文件夹，并在 policies.dir 中写明", v.ID)
	case a.Settings.PoliciesReviewed:
		return c.fail("there is nothing to propose: the policies folder decides by itself here (policies.reviewed is true), and %s is in use", "没有可提出的内容：此处由策略文件夹直接生效（policies.reviewed 为 true），%s 已在使用", v.ID)
	}
	return c.fail("there is nothing to propose: what the file says, %s, decides already", "没有可提出的内容：文件所写的 %s 已在使用", v.ID)
}

func (c *cli) printProposed(p proposed) error {
	for _, w := range p.Warnings {
		c.notef("%s", c.lintLine(w))
	}
	if p.already {
		c.notef("%s", c.sprintf("%s proposed it already at %s, and that note stays", "%s 已于 %s 提出，原说明保留", p.ProposedBy, stamp(*p.ProposedAt)))
	}
	head := c.sprintf("proposed: %s", "已提出：%s", p.Version)
	against := c.sprintf("compared with %s:", "与 %s 相比：", p.From)
	if p.From == "" {
		against = c.say("nothing was there before:", "此前没有内容：")
	}
	next := c.sprintf("it decides nothing yet. Next, another person looks at it and publishes it:\n  comity policy diff %[1]s\n  comity policy publish %[1]s",
		"该版本尚未生效。请由另一人查看并发布：\n  comity policy diff %[1]s\n  comity policy publish %[1]s", p.Version)
	return c.printf("%s\n%s\n%s%s\n", head, against, c.changesText(p.Changes), next)
}
