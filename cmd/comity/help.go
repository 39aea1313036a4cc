package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// exitsKey is the annotation that holds the exit codes of a command.
const exitsKey = "exits"

// exits notes exit codes.
func exits(codes ...int) map[string]string {
	words := make([]string, len(codes))
	for i, n := range codes {
		words[i] = strconv.Itoa(n)
	}
	return map[string]string{exitsKey: strings.Join(words, " ")}
}

// exitsOf are the exit codes of a command; none for one that only has others below it.
func exitsOf(cmd *cobra.Command) []int {
	var codes []int
	for _, w := range strings.Fields(cmd.Annotations[exitsKey]) {
		n, _ := strconv.Atoi(w) // written by exits
		codes = append(codes, n)
	}
	return codes
}

// helpful gives a tree of commands its help, in the language asked for.
func (c *cli) helpful(root *cobra.Command) {
	root.SetHelpCommand(c.helpCommand())
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { _, _ = io.WriteString(c.Out, c.help(cmd)) })
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return c.usage("%w; see `%s --help`", "%w；请看 `%s --help`", err, cmd.CommandPath())
	})
	c.helpFlags(root)
	root.Version = version
	root.SetVersionTemplate(versionLine())
	root.Flags().Bool("version", false, c.say("print the version", "显示版本"))
}

func (c *cli) helpFlags(cmd *cobra.Command) {
	cmd.Flags().BoolP("help", "h", false, c.say("print this", "显示本页"))
	for _, sub := range cmd.Commands() {
		c.helpFlags(sub)
	}
}

func (c *cli) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: c.say("Help about a command", "查看命令的帮助"), Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			about := cmd.Root()
			for _, name := range args {
				next, rest, err := about.Find([]string{name})
				if err != nil || len(rest) > 0 || next == about {
					return c.known(about, []string{name})
				}
				about = next
			}
			return about.Help()
		},
	}
}

// help is what is printed about a command.
func (c *cli) help(cmd *cobra.Command) string {
	var b strings.Builder
	long := cmd.Long
	if long == "" {
		long = cmd.Short + c.say(".", "。")
	}
	fmt.Fprintf(&b, "%s\n\n", long)
	c.section(&b, c.say("Usage", "用法"), c.uses(cmd))
	for _, g := range cmd.Groups() {
		c.section(&b, g.Title, c.listed(cmd, g.ID))
	}
	c.section(&b, c.say("Commands", "命令"), c.listed(cmd, ""))
	c.section(&b, c.say("Examples", "示例"), cmd.Example)
	c.section(&b, c.say("Flags", "选项"), c.flags(cmd.LocalNonPersistentFlags()))
	if !cmd.HasParent() {
		c.section(&b, c.say("Flags of every command", "所有命令共有的选项"), c.flags(cmd.PersistentFlags()))
		fmt.Fprintln(&b, c.say("`comity help COMMAND` says more about one; docs/cli.md about all.", "`comity help 命令` 查看单个命令；docs/cli.md 列出全部。"))
		return b.String()
	}
	var codes []string
	for _, n := range exitsOf(cmd) {
		codes = append(codes, fmt.Sprintf("  %-3d  %s", n, c.exitWords(n)))
	}
	c.section(&b, c.say("Exit codes", "退出码"), strings.Join(codes, "\n"))
	fmt.Fprintln(&b, c.say("`comity help` has the flags of every command.", "所有命令共有的选项见 `comity help`。"))
	return b.String()
}

// uses says how a command is written.
func (c *cli) uses(cmd *cobra.Command) string {
	var lines []string
	if len(exitsOf(cmd)) > 0 {
		lines = append(lines, "  "+cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		lines = append(lines, "  "+cmd.CommandPath()+" COMMAND")
	}
	return strings.Join(lines, "\n")
}

// flags is a line for each flag: how it is written, and what it does.
func (c *cli) flags(set *pflag.FlagSet) string {
	var rows [][]string
	width := 0
	set.VisitAll(func(f *pflag.Flag) {
		name, does := c.flag(f)
		rows = append(rows, []string{name, does})
		width = max(width, uniseg.StringWidth(name))
	})
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "  %s  %s\n", pad(r[0], width), r[1])
	}
	return b.String()
}

// flag says how one is written, and what it does.
func (c *cli) flag(f *pflag.Flag) (name, does string) {
	value, does := pflag.UnquoteUsage(f)
	name = "    --" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", --" + f.Name
	}
	if value != "" {
		name += " " + value
	}
	switch f.DefValue {
	case "", "false", "0", "[]":
		return name, does
	}
	return name, does + c.sprintf(" (default: %s)", "（默认：%s）", f.DefValue)
}

// section writes a part of the help, unless it is empty.
func (c *cli) section(b *strings.Builder, title, text string) {
	if text = strings.TrimRight(text, "\n "); text != "" {
		fmt.Fprintf(b, "%s\n%s\n\n", title, text)
	}
}

// listed is a line for each command of a group below cmd.
func (c *cli) listed(cmd *cobra.Command, group string) string {
	var b strings.Builder
	for _, sub := range cmd.Commands() {
		if sub.GroupID == group && !sub.Hidden && sub.Name() != "completion" {
			fmt.Fprintf(&b, "  %s  %s\n", pad(sub.Name(), 10), sub.Short)
		}
	}
	return b.String()
}

// pad fills a text with spaces to a width. A Chinese character is as wide as two others.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-uniseg.StringWidth(s)))
}
