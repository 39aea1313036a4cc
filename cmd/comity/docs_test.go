package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write docs/cli.md anew")

const manual = "../../docs/cli.md"

// docs/cli.md is written from the commands themselves, so that it cannot say what they do not do.
func TestTheManualSaysWhatTheCommandsDo(t *testing.T) {
	t.Parallel()
	want := page()
	if *update {
		if err := os.WriteFile(manual, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/cli.md is behind the commands; go test ./cmd/comity -run Manual -update writes it (-want +got):\n%s", diff)
	}
}

const pageHead = `# The command line · 命令行

<!-- Written by go test ./cmd/comity -run Manual -update from the commands. Do not edit. -->

`

const pageFoot = `
## Rules of every command · 通则

- **Standard output** holds what was asked for, **standard error** what people should know beside it. With ` + "`--json`" + `
  standard output is one JSON value, also when the exit code is 3 or 4.
  **标准输出**只有所要的内容，**标准错误**是附带的说明。加 ` + "`--json`" + ` 时，标准输出是一个 JSON 值，退出码为 3 或 4 时亦然。
- **Who acts** is said by a token in ` + "`COMITY_TOKEN`" + `; roles.md says who may do what. While there are no users,
  whoever is at the terminal may do everything.
  **操作者**由 ` + "`COMITY_TOKEN`" + ` 中的令牌说明，权限见 roles.md。尚无用户时，终端前的人拥有全部权限。
- **Settings** come from a file, the environment (` + "`COMITY_…`" + `) and flags, the later before the earlier; settings.md has
  them all. ` + "`comity demo`" + ` reads none.
  **设置**来自文件、环境变量（` + "`COMITY_…`" + `）和选项，后者优先；全部列于 settings.md。` + "`comity demo`" + ` 不读取设置。
- **Times** are RFC 3339 (` + "`2026-11-10T09:00:00+08:00`" + `), dates ` + "`2026-11-10`" + `. **Amounts** in JSON are minor units.
  **时刻**写作 RFC 3339，日期写作 ` + "`2026-11-10`" + `。JSON 中的**金额**为最小货币单位。
- **Ctrl-C or SIGTERM** asks a command to stop where it can: what is on its way is ended and recorded first. What runs
  until it is stopped (` + "`up`, `worker`, `scheduler`, `serve`" + `) has then done what it was for, and exits with 0. What
  ends by itself (` + "`run`, `import`, `worker --drain`, `demo`" + `) has not, and exits with 130; the same command again goes on.
  A second signal ends it at once, which costs time and loses nothing.
  **Ctrl-C 或 SIGTERM** 请求命令在适当处停止：先完成并记录正在进行的工作。常驻命令随即以 0 退出；会自行结束的命令以 130
  退出，再次执行同一命令即可继续。第二次信号立即终止，只费时间，不丢内容。
- **The clock** may be moved (` + "`--clock`" + `, or ` + "`run --date`" + ` of another day) only while every channel is the outbox:
  nothing that leaves the house goes at a pretended hour.
  **时钟**仅当所有渠道均为发件箱时可拨动（` + "`--clock`" + `，或 ` + "`run --date`" + ` 指定其他日期）：任何外发消息都不得按假定的时刻发送。
`

// book is the tree of commands in both languages.
type book struct {
	en, zh *cli
	b      bytes.Buffer
}

func page() string {
	p := &book{en: &cli{lang: english}, zh: &cli{lang: chinese}}
	p.b.WriteString(pageHead)
	en, zh := p.en.root(), p.zh.root()
	fmt.Fprintf(&p.b, "%s\n\n%s\n\n", strings.SplitN(en.Long, "\n\n", 2)[0], strings.SplitN(zh.Long, "\n\n", 2)[0])
	p.contents(en, zh)
	p.codes()
	p.b.WriteString("## Flags of every command · 通用选项\n\n")
	p.flags(en.PersistentFlags(), zh.PersistentFlags())
	p.commands(en, zh)
	return strings.TrimRight(p.b.String(), "\n") + "\n" + pageFoot
}

// contents lists the commands, by what they are for.
func (p *book) contents(en, zh *cobra.Command) {
	for i, g := range en.Groups() {
		fmt.Fprintf(&p.b, "**%s · %s**\n\n| command 命令 | |\n|---|---|\n", g.Title, zh.Groups()[i].Title)
		for j, cmd := range en.Commands() {
			if cmd.GroupID == g.ID {
				fmt.Fprintf(&p.b, "| [`%s`](#%s) | %s<br>%s |\n", cmd.Name(), anchor(cmd), cmd.Short, zh.Commands()[j].Short)
			}
		}
		p.b.WriteByte('\n')
	}
}

func anchor(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

func (p *book) codes() {
	p.b.WriteString("## Exit codes · 退出码\n\n| code | |\n|---|---|\n")
	for _, n := range []int{exitDone, exitFailed, exitUsage, exitHeld, exitPartly, exitRefused, exitCut} {
		fmt.Fprintf(&p.b, "| %d | %s<br>%s |\n", n, p.en.exitWords(n), p.zh.exitWords(n))
	}
	p.b.WriteByte('\n')
}

func (p *book) commands(en, zh *cobra.Command) {
	for i, cmd := range en.Commands() {
		if cmd.Hidden || cmd.Name() == "completion" {
			continue
		}
		p.command(cmd, zh.Commands()[i])
		p.commands(cmd, zh.Commands()[i])
	}
}

// command describes one: its words, how it is written, examples, flags and exit codes.
func (p *book) command(en, zh *cobra.Command) {
	fmt.Fprintf(&p.b, "## %s\n\n", en.CommandPath())
	for _, pair := range [][2]string{{en.Long, en.Short + "."}, {zh.Long, zh.Short + "。"}} {
		text := pair[0]
		if text == "" {
			text = pair[1]
		}
		fmt.Fprintf(&p.b, "%s\n\n", text)
	}
	fmt.Fprintf(&p.b, "```\n%s\n", strings.ReplaceAll(p.en.uses(en), "  comity", "comity"))
	if en.Example != "" {
		fmt.Fprintf(&p.b, "\n%s\n", strings.ReplaceAll(en.Example, "  comity", "$ comity"))
	}
	p.b.WriteString("```\n\n")
	p.flags(en.LocalNonPersistentFlags(), zh.LocalNonPersistentFlags())
	var codes []string
	for _, n := range exitsOf(en) {
		codes = append(codes, fmt.Sprint(n))
	}
	if len(codes) > 0 {
		fmt.Fprintf(&p.b, "Exit codes 退出码: %s\n\n", strings.Join(codes, ", "))
	}
}

func (p *book) flags(en, zh *pflag.FlagSet) {
	var rows []string
	en.VisitAll(func(f *pflag.Flag) {
		name, does := p.en.flag(f)
		_, also := p.zh.flag(zh.Lookup(f.Name))
		if f.Name != "help" {
			rows = append(rows, fmt.Sprintf("| `%s` | %s<br>%s |\n", strings.TrimSpace(name), does, also))
		}
	})
	if len(rows) > 0 {
		fmt.Fprintf(&p.b, "| flag 选项 | |\n|---|---|\n%s\n", strings.Join(rows, ""))
	}
}

// Every example of the help can be typed: its command, flags and arguments are what they must be.
func TestEveryExampleCanBeTyped(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{english, chinese} {
		each((&cli{lang: lang}).root(), func(cmd *cobra.Command) {
			if len(exitsOf(cmd)) == 0 {
				return
			}
			if cmd.Example == "" {
				t.Errorf("%s has no example", cmd.CommandPath())
			}
			for _, line := range strings.Split(cmd.Example, "\n") {
				if err := typed(lang, line); err != nil {
					t.Errorf("%s: example %q: %v", cmd.CommandPath(), line, err)
				}
			}
		})
	}
}

// typed reads a line as the command line would, and does nothing.
func typed(lang, line string) error {
	words := wordsOf(strings.SplitN(line, " < ", 2)[0])
	if len(words) == 0 || words[0] != "comity" {
		return fmt.Errorf("it is no command")
	}
	cmd, rest, err := (&cli{lang: lang}).root().Find(words[1:])
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if cmd.Name() == "import" {
		return nil // its arguments are files, which are not here
	}
	return cmd.ValidateArgs(cmd.Flags().Args())
}

// wordsOf splits a line as a shell does, as far as examples need it.
func wordsOf(line string) []string {
	var words []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}

func each(cmd *cobra.Command, f func(*cobra.Command)) {
	for _, sub := range cmd.Commands() {
		if !sub.Hidden && sub.Name() != "completion" {
			f(sub)
			each(sub, f)
		}
	}
}

// Whatever is said in one language is said in the other: no help is left in English.
func TestTheHelpIsInBothLanguages(t *testing.T) {
	t.Parallel()
	english, chinese := map[string]string{}, map[string]string{}
	for lang, kept := range map[string]map[string]string{"en": english, "zh-CN": chinese} {
		each((&cli{lang: lang}).root(), func(cmd *cobra.Command) {
			kept[cmd.CommandPath()] = cmd.Short
			if cmd.Long != "" {
				kept[cmd.CommandPath()+" (long)"] = cmd.Long
			}
			cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { kept[cmd.CommandPath()+" --"+f.Name] = f.Usage })
		})
	}
	if len(english) != len(chinese) || len(english) < 50 {
		t.Fatalf("%d texts in English, %d in Chinese", len(english), len(chinese))
	}
	for what, text := range english {
		if chinese[what] == text {
			t.Errorf("%s is not translated: %q", what, text)
		}
	}
}
