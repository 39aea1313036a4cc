package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/app"
	"comity/internal/policy"
)

// showFlags are those of `comity policy show`.
type showFlags struct{ files, rules, json bool }

func (c *cli) policyShowCommand() *cobra.Command {
	var f showFlags
	cmd := &cobra.Command{
		Use: "show [NAME|VERSION]", Short: c.say("Show what a policy decides by, now or in an earlier version", "显示策略现行或历史版本的内容"),
		Long: c.say(`Shows a policy as it decides, or else as its file says: who published it, stages and steps, what is said beside them,
and every rule with its authority and its source. Without a name it lists the policies and packs. A version, such as a
reminder or a run keeps, is found in the ledger whatever became of its files. Without a ledger it shows what the files say.`,
			`按现行内容（无现行版本时按文件）显示策略：由谁发布、阶段与步骤、步骤之外的提醒，以及每条规则的依据类别与出处。不写名称
则列出全部策略和规则包。提醒和批次所记的版本可在账本中找到，无论其文件后来如何变化。没有账本时显示文件内容。`),
		Args: c.atMostOne("the name of a policy, or a version", "策略名称或版本"),
		Example: `  comity policy show
  comity policy show cn
  comity policy show cn --rules --json
  comity policy show cn@5d3b1f0c9a72 --files`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.files && f.rules {
				return c.usage("--files and --rules: which of the two?", "--files 与 --rules 只能选其一")
			}
			if len(args) == 0 && (f.files || f.rules) {
				return c.usage("name the policy, or a version of it; `comity policy show` lists them", "请写明策略名称或版本；`comity policy show` 列出全部策略")
			}
			return c.withPolicies(cmd.Context(), func(a *app.App) error {
				if len(args) == 0 {
					return c.showAll(cmd.Context(), a, f)
				}
				return c.show(cmd.Context(), a, args[0], f)
			})
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.files, "files", false, c.say("print the text of every file of the version instead", "改为显示该版本每个文件的原文"))
	fl.BoolVar(&f.rules, "rules", false, c.say("print only the rules", "仅显示规则"))
	c.jsonFlag(fl, &f.json)
	return cmd
}

// policyRow is a policy in a list.
type policyRow struct {
	Name    string          `json:"name"`
	Version string          `json:"version"`
	State   app.PolicyState `json:"state"`
	Title   string          `json:"title"`
}

// showAll lists every policy and pack.
func (c *cli) showAll(ctx context.Context, a *app.App, f showFlags) error {
	views, err := a.PolicyViews(ctx)
	if err != nil {
		return err
	}
	rows := make([]policyRow, len(views))
	for i, v := range views {
		rows[i] = policyRow{v.Name, v.ID, v.State, v.Policy.Title(c.lang)}
	}
	return printList(c, f.json, rows,
		column[policyRow]{c.say("NAME", "名称"), func(r policyRow) string { return r.Name }},
		column[policyRow]{c.say("VERSION", "版本"), func(r policyRow) string { return r.Version }},
		column[policyRow]{c.say("STATE", "状态"), func(r policyRow) string { return c.stateWords(r.State) }},
		column[policyRow]{c.say("TITLE", "标题"), func(r policyRow) string { return r.Title }},
	)
}

func (c *cli) show(ctx context.Context, a *app.App, ref string, f showFlags) error {
	v, err := a.PolicyView(ctx, ref)
	switch {
	case err != nil:
		return err
	case f.files:
		return c.showFiles(v, f.json)
	case v.Policy == nil:
		return c.fail("%w; `comity policy show %s --files` still shows its text", "%w；`comity policy show %s --files` 仍可显示原文", v.Err, v.ID)
	}
	s := c.shown(v)
	switch {
	case f.rules && f.json:
		return c.printJSON(s.Rules)
	case f.json:
		return c.printJSON(s)
	case f.rules:
		return c.printf("%s", c.rulesText(s.Rules))
	}
	other := ""
	if w := a.PolicyWritten(v.Name); v.State == app.PolicyDecides && w != nil && w.Version() != v.ID {
		other = w.Version()
	}
	return c.printf("%s", c.shownText(s, other))
}

// policyShown is what `comity policy show NAME --json` prints.
type policyShown struct {
	versionRow
	Title     string           `json:"title"`
	Packs     []string         `json:"packs"`
	Files     []string         `json:"files"`
	Fallback  []string         `json:"fallback_zones"`
	Tolerance map[string]int64 `json:"tolerance_minor_units"`
	Stages    []shownStage     `json:"stages"`
	Occasions []shownOccasion  `json:"occasions"`
	Rules     []shownRule      `json:"rules"`
	Relaxed   []shownRelaxed   `json:"relaxed"`
	Duties    []shownDuty      `json:"duties"`
}

// shown gathers what a policy says, worded in the language asked for.
func (c *cli) shown(v app.PolicyView) policyShown {
	p := v.Policy
	s := policyShown{
		versionRow: c.versionRowOf(v), Title: p.Title(c.lang), Packs: list(p.Packs()), Fallback: list(p.FallbackZones()), Tolerance: p.Tolerance(),
		Stages: c.shownStages(p), Occasions: shownOccasions(p), Rules: c.shownRules(p), Duties: shownDuties(p), Files: []string{}, Relaxed: []shownRelaxed{},
	}
	for _, x := range p.Sources() {
		s.Files = append(s.Files, x.File)
	}
	for _, x := range p.Relaxed() {
		s.Relaxed = append(s.Relaxed, shownRelaxed{x.Rule, policy.Words(x.Reason, c.lang)})
	}
	return s
}

// list is a list that a program finds empty, not null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// showFiles prints the files of a version as they were.
func (c *cli) showFiles(v app.PolicyView, asJSON bool) error {
	files := v.Files()
	if asJSON {
		return c.printJSON(struct {
			Version string            `json:"version"`
			Files   map[string]string `json:"files"`
		}{v.ID, files})
	}
	for _, name := range fileOrder(v, files) {
		if err := c.printf("-- %s --\n%s", name, lined(files[name])); err != nil {
			return err
		}
	}
	return nil
}
