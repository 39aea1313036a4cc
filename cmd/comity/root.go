package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"
)

// stdio is what a command sees of the world.
type stdio struct {
	In      io.Reader
	Out     io.Writer // what was asked for
	Err     io.Writer // what people should know beside it
	Environ []string
	User    string // the operating system's name for who is here
	Name    string // as which this program was called
}

// cli is one invocation.
type cli struct {
	stdio
	config, dir, ledger, redis, lang, logLevel string
	noticed                                    bool
	rules                                      func(rule, locale string) string // in a few words, once the policies are read
}

// run is main without the process.
func run(ctx context.Context, args []string, io stdio) int {
	c := &cli{stdio: io}
	c.lang = tongue(c.language(args))
	root := c.root()
	root.SetArgs(args)
	root.SetIn(io.In)
	root.SetOut(io.Out)
	root.SetErr(io.Err)
	err := root.ExecuteContext(ctx)
	if code := exitCode(err); ctx.Err() != nil && (code == exitFailed || code == exitCut) {
		err = c.cutOff(err)
	}
	if err != nil && !errors.Is(err, errPartly) {
		c.notef("comity: %s", c.sentence(err))
	}
	return exitCode(err)
}

// root is the tree of commands, in the language asked for.
func (c *cli) root() *cobra.Command {
	root := c.group(&cobra.Command{
		Use:   "comity",
		Short: c.say("Courteous, lawful reminders of overdue payments", "合规、有礼的逾期还款提醒"),
		Long: c.say(`Comity reminds people, courteously and lawfully, that a payment is overdue.

  try it    comity demo
  use it    comity import FOLDER, comity run, comity worker --drain
  ask it    comity explain ACCOUNT --at TIME`,
			`Comity 合规、有礼地提醒人们：有一笔款项已经逾期。

  试一试    comity demo
  使用      comity import 文件夹、comity run、comity worker --drain
  问一问    comity explain 账户 --at 时刻`),
		SilenceUsage:      true,
		SilenceErrors:     true,
		PersistentPreRunE: c.spoken,
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	c.globalFlags(root)
	for _, g := range []struct {
		group    cobra.Group
		commands []*cobra.Command
	}{
		{
			cobra.Group{ID: "job", Title: c.say("The main job", "日常作业")},
			[]*cobra.Command{c.demoCommand(), c.importCommand(), c.runCommand(), c.workerCommand(), c.explainCommand(), c.lintCommand(), c.previewCommand(), c.stepCommand(), c.unknownCommand()},
		},
		{
			cobra.Group{ID: "service", Title: c.say("Running by itself", "常驻服务")},
			[]*cobra.Command{c.upCommand(), c.schedulerCommand(), c.serveCommand(), c.scheduleCommand()},
		},
		{
			cobra.Group{ID: "house", Title: c.say("The installation", "系统维护")},
			[]*cobra.Command{c.checkCommand(), c.policyCommand(), c.calendarCommand(), c.migrateCommand(), c.userCommand(), c.devCommand(), c.versionCommand()},
		},
	} {
		root.AddGroup(&g.group)
		for _, cmd := range g.commands {
			cmd.GroupID = g.group.ID
			root.AddCommand(cmd)
		}
	}
	c.helpful(root)
	return root
}

func (c *cli) globalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&c.config, "config", "", c.say("settings `FILE` (default: comity.yaml in this folder, where there is one)", "设置`文件`（默认：当前文件夹中的 comity.yaml，如有）"))
	f.StringVar(&c.dir, "dir", "", c.say("data `FOLDER` (default: comity-data in this folder)", "数据`文件夹`（默认：当前文件夹下的 comity-data）"))
	f.StringVar(&c.ledger, "ledger", "", c.say("the ledger's postgres:// `URL` (default: embedded, in the data folder)", "账本的 postgres:// `地址`（默认：内置于数据文件夹）"))
	f.StringVar(&c.redis, "redis", "", c.say("`URL` of the queue's Redis (default: embedded)", "队列所用 Redis 的`地址`（默认：进程内置）"))
	f.StringVar(&c.lang, "lang", c.lang, c.say("`LANGUAGE` of what is printed: en or zh-CN (default: the environment's)", "输出`语言`：en 或 zh-CN（默认：依环境变量）"))
	f.Lookup("lang").DefValue = "" // said in words: it is not the same everywhere
	f.StringVar(&c.logLevel, "log-level", "", c.say("`LEVEL` of the log: debug, info, warn or error (default: as set; at a terminal warn)", "日志`级别`：debug、info、warn 或 error（默认：依设置；终端上为 warn）"))
}
