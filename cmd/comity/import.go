package main

import (
	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/intake"
)

func (c *cli) importCommand() *cobra.Command {
	var o intake.Options
	var asOf, clock string
	var asJSON bool
	var files importFiles
	cmd := &cobra.Command{
		Use: "import [PATH…]", Short: c.say("Take in people, accounts, payments, holds, and what happened elsewhere", "导入客户、账户、还款、暂停及他处发生的事项"),
		Long: c.say(`Takes in a folder, or single files, as docs/import.md describes them. A single file may have any name when a flag
says what is in it. Every bad row is reported with its line and column and goes to a rejects file; the good rows are
loaded, and the exit code is 4. With --strict one bad row is enough to load nothing, and the exit code is 1. The same
files again change nothing.`,
			`导入一个文件夹或若干文件，格式见 docs/import.md。以选项写明内容的单个文件，文件名不限。每个有误的行均报告其行号与列，
并写入退回文件；其余各行照常导入，退出码为 4。加 --strict 时，只要有一行有误便不导入任何数据，退出码为 1。重复导入相同文件
不会改变任何内容。`),
		Example: `  comity import FOLDER
  comity import FOLDER --strict --json
  comity import payments.csv --portfolio demo --as-of 2026-11-10T00:00:00+08:00
  comity import --contacts calls-of-today.csv`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitPartly, exitRefused, exitCut),
		Args:        c.paths(&files),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.AsOf, err = c.instant("as-of", asOf); err != nil {
				return err
			}
			at, err := c.instant("clock", clock)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), at, access.Import, func(a *app.App, actor access.Actor) error {
				o.Paths, o.Files, o.Actor, o.Locale = args, files.given(), actor.ID, c.lang
				r, err := a.Import(cmd.Context(), o)
				if perr := c.printReport(r, asJSON); err == nil {
					err = perr
				}
				if err == nil && r.Rejected() > 0 {
					err = errPartly
				}
				return err
			})
		},
	}
	f := cmd.Flags()
	files = c.importFiles(f)
	f.BoolVar(&o.Strict, "strict", false, c.say("load all rows, or none when one is bad", "全部导入；有一行有误则全部不导入"))
	f.StringVar(&o.PortfolioID, "portfolio", "", c.say("`ID` of the book, where no portfolio.yaml is among the files", "账本`编号`（文件中没有 portfolio.yaml 时）"))
	f.StringVar(&asOf, "as-of", "", c.say("the `INSTANT` at which the data were cut, RFC 3339 (default: as portfolio.yaml says)", "数据截取`时刻`，RFC 3339（默认：依 portfolio.yaml）"))
	f.StringVar(&o.RejectsDir, "rejects", "", c.say("`FOLDER` for rejects files (default: beside the file)", "退回文件所在`文件夹`（默认：原文件旁）"))
	c.clockFlag(f, &clock)
	c.jsonFlag(f, &asJSON)
	return cmd
}

func (c *cli) printReport(r intake.Report, asJSON bool) error {
	switch {
	case len(r.Files) == 0 && len(r.Notes) == 0:
		return nil
	case asJSON:
		return r.WriteJSON(c.Out)
	}
	return r.WriteText(c.Out, c.lang)
}
