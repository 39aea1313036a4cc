package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/app"
	"comity/internal/dunning"
)

func (c *cli) policyVersionsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "versions [NAME]", Short: c.say("List the versions there were, and who proposed and published each", "列出历次版本及其提出人和发布人"),
		Long: c.say(`Lists the versions of a policy, the newest first: those that decided, and those that somebody proposed. None is ever
changed or removed. Without a name it lists those of every policy that decides, or is written, here.`,
			`列出策略的历次版本，最新的在前：包括曾经生效的和已提出的。任何版本都不会被更改或删除。不写名称则列出此处生效或
写在文件中的全部策略的版本。`),
		Args: c.atMostOne("the name of a policy", "策略名称"),
		Example: `  comity policy versions
  comity policy versions cn --json`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withPolicies(cmd.Context(), func(a *app.App) error { return c.versions(cmd.Context(), a, args, asJSON) })
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// versionRow is a version of a policy in a list.
type versionRow struct {
	Version     string          `json:"version"`
	Name        string          `json:"name"`
	State       app.PolicyState `json:"state"`
	InUse       bool            `json:"in_use"`
	Origin      string          `json:"origin"` // shipped, edited, or file: as a file says, and not kept
	ProposedBy  string          `json:"proposed_by,omitempty"`
	ProposedAt  *time.Time      `json:"proposed_at,omitempty"`
	PublishedBy string          `json:"published_by,omitempty"`
	PublishedAt *time.Time      `json:"published_at,omitempty"`
	Note        string          `json:"note,omitempty"`
}

const (
	originShipped = string(dunning.PolicyShipped)
	originFile    = "file"
)

func (c *cli) versionRowOf(v app.PolicyView) versionRow {
	k := v.Kept
	origin := string(k.Origin)
	switch {
	case v.Shipped:
		origin = originShipped
	case k.ID == "":
		origin = originFile
	}
	return versionRow{
		v.ID, v.Name, v.State, v.State == app.PolicyDecides, origin, k.ProposedBy, optional(k.ProposedAt), k.PublishedBy, optional(k.PublishedAt), k.Note,
	}
}

func (c *cli) versions(ctx context.Context, a *app.App, args []string, asJSON bool) error {
	name := ""
	if len(args) == 1 {
		name = args[0]
	}
	views, err := a.PolicyVersions(ctx, name)
	if err != nil {
		return err
	}
	if len(views) == 0 {
		return c.fail("there is no version of a policy %q: `comity policy propose %[1]s --note WHY` enters the first, once a file says it", "没有策略 %q 的版本：写好文件后执行 `comity policy propose %[1]s --note 理由`", name)
	}
	rows := make([]versionRow, len(views))
	for i, v := range views {
		rows[i] = c.versionRowOf(v)
	}
	return printList(c, asJSON, rows,
		column[versionRow]{c.say("VERSION", "版本"), func(r versionRow) string { return r.Version }},
		column[versionRow]{c.say("STATE", "状态"), func(r versionRow) string { return c.stateWords(r.State) }},
		column[versionRow]{c.say("ORIGIN", "来源"), func(r versionRow) string { return c.originWords(r.Origin) }},
		column[versionRow]{c.say("PROPOSED", "提出"), func(r versionRow) string { return who(r.ProposedBy, r.ProposedAt) }},
		column[versionRow]{c.say("PUBLISHED", "发布"), func(r versionRow) string { return who(r.PublishedBy, r.PublishedAt) }},
		column[versionRow]{c.say("NOTE", "说明"), func(r versionRow) string { return r.Note }},
	)
}

// who did something, and when.
func who(by string, at *time.Time) string {
	if at == nil {
		return "-"
	}
	return by + " " + stamp(*at)
}
