package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/app"
	"comity/internal/policy"
)

// lintFlags are those of `comity policy lint`.
type lintFlags struct {
	at           string
	strict, json bool
}

func (c *cli) policyLintCommand() *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use: "lint [NAME|FILE]...", Short: c.say("Say what is wrong with policies, with file, line and column", "检查策略，指出错误所在的文件、行和列"),
		Long: c.say(`Compiles every policy and pack of the policies folder laid over those built in, or only those named, and prints every
mistake with file, line, column, field, and what to do. A FILE ending in .yaml is laid over them under its own name.
Warnings are about what compiles and is hardly meant, or what a reviewer should know: a house rule that does not say that
it is one, a rule that nothing can meet, a template without words, a holiday table that runs out, a rule done without.
It needs neither a ledger nor a right.`,
			`编译策略文件夹（覆盖内置策略之上）中的全部策略和规则包，或仅编译所列的，列出每处错误的文件、行、列、字段及处理办法。
以 .yaml 结尾的文件按其文件名覆盖在上面。注意事项涉及能够编译但多半并非本意、或审核人应知道的内容：未标明的内部规则、
永远不会适用的规则、没有文案的模板、即将到期的节假日表、不适用的内部规则。无需账本和权限。`),
		Args: cobra.ArbitraryArgs,
		Example: `  comity policy lint
  comity policy lint example-cards
  comity policy lint drafts/example-cards.yaml --strict
  comity policy lint --json`,
		Annotations: exits(exitDone, exitFailed, exitUsage),
		RunE:        func(_ *cobra.Command, args []string) error { return c.lint(args, f) },
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.strict, "strict", false, c.say("let warnings fail it, too", "有注意事项时也视为失败"))
	fl.StringVar(&f.at, "at", "", c.say("look for holiday tables that run out after this `INSTANT`, RFC 3339 (default: now)", "以此`时刻`（RFC 3339）判断节假日表是否即将到期（默认：现在）"))
	c.jsonFlag(fl, &f.json)
	return cmd
}

func (c *cli) lint(args []string, f lintFlags) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	at, err := c.instant("at", f.at)
	if err != nil {
		return err
	}
	if at.IsZero() {
		at = time.Now()
	}
	o := app.LintOptions{Over: policy.Bundle{}, Now: at}
	where := folderOf(s.Policies.Dir)
	for _, arg := range args {
		name, err := c.laidOver(arg, o.Over, where)
		if err != nil {
			return err
		}
		o.Names = append(o.Names, name)
	}
	found, err := app.LintPolicies(s, o)
	if err != nil {
		return err
	}
	if found.Wording != nil {
		c.notef("%s: %v", c.say("whether every step has its words was not looked at", "未能检查各步骤是否有文案"), found.Wording)
	}
	return c.printLinted(c.lintedOf(found, where), f)
}

// places tells where a file of a policy really is.
type places struct {
	dir   string            // the policies folder
	files map[string]string // given on the command line
}

func folderOf(dir string) places { return places{dir, map[string]string{}} }

func (p places) of(file string) string {
	if given := p.files[file]; given != "" {
		return given
	}
	if p.dir != "" {
		if own := filepath.Join(p.dir, file); exists(own) {
			return own
		}
	}
	return file
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// laidOver is the name of a policy; the text of a file is put among those laid over the others.
func (c *cli) laidOver(arg string, over policy.Bundle, where places) (name string, err error) {
	if filepath.Ext(arg) == "" && !strings.ContainsAny(arg, `/\`) {
		return arg, nil
	}
	name, ok := strings.CutSuffix(filepath.Base(arg), ".yaml")
	if !ok {
		return "", c.usage("%s: a policy is a file that ends in .yaml; calendars are looked at with the policies that use them", "%s：策略文件以 .yaml 结尾；节假日表随使用它的策略一并检查", arg)
	}
	text, err := os.ReadFile(arg)
	if err != nil {
		return "", c.usage("cannot read the policy: %w", "无法读取策略：%w", err)
	}
	file := "policies/" + name + ".yaml"
	over[file], where.files[file] = string(text), arg
	return name, nil
}
