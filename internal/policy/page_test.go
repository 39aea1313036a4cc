package policy

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"comity/config"

	"github.com/google/go-cmp/cmp"
)

const (
	guide     = "../../docs/policies.md"
	tableMark = "<!-- rules -->\n"
)

// The table at the end of docs/policies.md is written from the packs, so that it cannot say what they do not.
func TestTheTableOfRulesIsThatOfThePacks(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	head, table, ok := strings.Cut(string(data), tableMark)
	if !ok {
		t.Fatalf("%s has no line %q", guide, tableMark)
	}
	want := tableOfRules(t)
	if *update {
		if err := os.WriteFile(guide, []byte(head+tableMark+want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("%s is behind the packs; go test ./internal/policy -run TableOfRules -update writes it (-want +got):\n%s", guide, diff)
	}
}

// tableOfRules lists every rule that ships, by pack.
func tableOfRules(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("<!-- Written by go test ./internal/policy -run TableOfRules -update from config/policies. Do not edit what follows. -->\n\n")
	b.WriteString("Where no role is named a rule is for all of them, where no channel is, for all channels. 未列角色或渠道的，适用于全部。\n")
	for _, name := range Names(config.FS()) {
		p := shipped(t, name)
		fmt.Fprintf(&b, "\n### %s: %s · %s\n\n| rule 规则 | kind 类别 | authority 依据 | for 适用 | what 内容 |\n|---|---|---|---|---|\n", name, p.Title("en"), p.Title("zh"))
		for _, c := range p.Clauses() {
			if c.File != "policies/"+name+".yaml" {
				continue // listed with its own pack
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s%s<br>%s |\n", c.ID, c.Kind, c.Authority, appliesTo(c), numbers(c), cell(Words(c.Citation, "en")), cell(Words(c.Citation, "zh")))
		}
	}
	return b.String()
}

// appliesTo says where, to whom, through what and when a rule applies.
func appliesTo(c Clause) string {
	var parts []string
	if c.Place != "" {
		parts = append(parts, string(c.Place))
	}
	for _, list := range [][]string{names(c.Roles), names(c.Channels)} {
		if len(list) > 0 {
			parts = append(parts, strings.Join(list, ", "))
		}
	}
	if !c.From.IsZero() {
		parts = append(parts, "from "+c.From.String())
	}
	if !c.To.IsZero() {
		parts = append(parts, "until "+c.To.String())
	}
	return strings.Join(parts, "<br>")
}

// numbers is what belongs to the rule's kind: its hours, its limit and so on.
func numbers(c Clause) string {
	var parts []string
	for _, f := range c.Says {
		if !slices.Contains([]string{"kind", "authority", "citation", "jurisdiction", "roles", "channels", "effective"}, f.Key) {
			parts = append(parts, f.Key+": "+f.Text)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "`" + cell(strings.Join(parts, "; ")) + "`<br>"
}

// cell is a text within a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }
