package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"comity/internal/app"
	"comity/internal/policy"
)

func (c *cli) policyDiffCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "diff A [B]", Short: c.say("Say what changes from one version to another", "比较两个版本的差异"),
		Long: c.say(`Lists the rules, stages, steps and occasions that come, go or change, and then the lines of the files. A and B are
versions, or names: a name is what the policies folder says. With one of them alone, it is compared with what decides now
under that name; where nothing does yet, with the packs that it is made of.`,
			`列出新增、删除和改动的规则、阶段、步骤和约定提醒，随后是文件逐行差异。A 和 B 为版本或名称：名称表示策略文件夹中的内容。
只写一个时，与该名称下现行的版本比较；尚无现行版本时，与其所引用的规则包比较。`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 || len(args) == 2 {
				return nil
			}
			return c.usage("`%s` takes one or two versions or names", "`%s` 需要一个或两个版本或名称", cmd.CommandPath())
		},
		Example: `  comity policy diff example-cards
  comity policy diff example-cards@5d3b1f0c9a72
  comity policy diff cn@5d3b1f0c9a72 cn@0b9f6e1d2c3a --json`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withPolicies(cmd.Context(), func(a *app.App) error {
				d, err := c.compared(cmd.Context(), a, args)
				if err != nil {
					return err
				}
				if asJSON {
					return c.printJSON(d)
				}
				return c.printf("%s%s", c.changesText(d.Changes), c.filesText(d))
			})
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// policyDiff is what `comity policy diff --json` prints.
type policyDiff struct {
	From    string          `json:"from"` // empty: nothing
	To      string          `json:"to"`
	Changes []policy.Change `json:"changes"`
	Files   []fileDiff      `json:"files"`
}

// fileDiff is the lines that differ in a file.
type fileDiff struct {
	File string `json:"file"`
	Diff string `json:"diff"`
}

// compared compares two versions, or one with what is there before it.
func (c *cli) compared(ctx context.Context, a *app.App, refs []string) (policyDiff, error) {
	views := make([]app.PolicyView, len(refs))
	for i, ref := range refs {
		v, err := c.meant(ctx, a, ref)
		if err != nil {
			return policyDiff{}, err
		}
		views[i] = v
	}
	after := views[len(views)-1]
	if len(views) == 2 {
		return diffOf(views[0].Policy, after.Policy), nil
	}
	before, err := a.Before(after)
	if err != nil {
		return policyDiff{}, err
	}
	return diffOf(before, after.Policy), nil
}

// meant is the version that somebody names, or what the files say under a name. It compiles.
func (c *cli) meant(ctx context.Context, a *app.App, ref string) (app.PolicyView, error) {
	find := a.PolicyFile
	if strings.Contains(ref, "@") {
		find = a.PolicyView
	}
	v, err := find(ctx, ref)
	if err == nil {
		err = v.Err
	}
	return v, err
}

// diffOf compares two policies; before may be nil.
func diffOf(before, after *policy.Policy) policyDiff {
	d := policyDiff{To: after.Version(), Changes: list(policy.Compare(before, after)), Files: []fileDiff{}}
	old, now := map[string]string{}, map[string]string(after.Bundled())
	if before != nil {
		d.From, old = before.Version(), before.Bundled()
	}
	names := slices.Concat(slices.Collect(maps.Keys(old)), slices.Collect(maps.Keys(now)))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if old[name] != now[name] {
			lines := diff.Diff(d.From+" "+name, []byte(old[name]), d.To+" "+name, []byte(now[name]))
			d.Files = append(d.Files, fileDiff{name, string(lines)})
		}
	}
	return d
}

// changesText lists changes for people, one a line, with the fields below.
func (c *cli) changesText(changes []policy.Change) string {
	if len(changes) == 0 {
		return c.say("no rule, stage, step or occasion changes\n", "规则、阶段、步骤和约定提醒均无变化\n")
	}
	var b strings.Builder
	for _, x := range changes {
		where := ""
		if x.Part == policy.PartRule {
			where = " (" + x.File + ")"
		}
		fmt.Fprintf(&b, "%s %s %s%s\n", changeMark(x.Change), c.partWords(x.Part), x.ID, where)
		if x.Change == policy.Removed {
			continue
		}
		for _, f := range x.Fields {
			if x.Change == policy.Added {
				fmt.Fprintf(&b, "      %s: %s\n", f.Field, f.To)
				continue
			}
			fmt.Fprintf(&b, "      %s: %s → %s\n", f.Field, c.orNone(f.From), c.orNone(f.To))
		}
	}
	return b.String()
}

func changeMark(change string) string {
	switch change {
	case policy.Added:
		return "+"
	case policy.Removed:
		return "-"
	}
	return "~"
}

func (c *cli) orNone(text string) string {
	if text == "" {
		return c.say("(none)", "（无）")
	}
	return text
}

func (c *cli) partWords(part string) string {
	switch part {
	case policy.PartFile:
		return c.say("file", "文件")
	case policy.PartStage:
		return c.say("stage", "阶段")
	case policy.PartStep:
		return c.say("step", "步骤")
	case policy.PartOccasion:
		return c.say("occasion", "约定提醒")
	case policy.PartRelaxed:
		return c.say("done without", "不适用")
	case policy.PartCalendar:
		return c.say("calendar", "节假日表")
	}
	return c.say("rule", "规则")
}

// filesText is the lines of the files that differ.
func (c *cli) filesText(d policyDiff) string {
	var b strings.Builder
	for _, f := range d.Files {
		b.WriteString("\n" + f.Diff)
	}
	return b.String()
}
