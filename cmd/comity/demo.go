package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/intake"
	"comity/internal/report"
	"comity/internal/settings"
	"comity/internal/synth"
)

type demoFlags struct {
	folder, listen string
	accounts       int
	json, noServe  bool
}

// demo is one demonstration.
type demo struct {
	*cli
	demoFlags
	date calendar.Date
	zone *time.Location
}

func (c *cli) demoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use: "demo", Short: c.say("Do the main job on a small invented book, in a folder of its own", "以编造的小账本在单独的文件夹中演示完整流程"),
		Long: c.say(`Invents a book, takes it in, does the night run, and delivers through the outbox under a moved clock. Settings are not
read and nothing leaves the folder. Then it opens the staff's door, when it is at a terminal or was told where.`,
			`编造一个账本，导入，执行夜间批次，并在拨动的时钟下经发件箱投递。不读取任何设置，也没有任何内容离开该文件夹。
随后在终端上，或在指定地址时，开放员工入口。`),
		Args: c.nothing,
		Example: `  comity demo
  comity demo --dir trial --accounts 40 --no-serve --json`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitCut),
		RunE:        func(cmd *cobra.Command, _ []string) error { return c.demo(cmd.Context(), f) },
	}
	fl := cmd.Flags()
	fl.IntVar(&f.accounts, "accounts", 120, c.say("how `MANY` accounts to invent", "编造的账户`数量`"))
	fl.StringVar(&f.folder, "dir", "demo", c.say("`FOLDER`; one that an earlier demo made is made anew", "`文件夹`；此前演示所建的会重建"))
	fl.BoolVar(&f.noServe, "no-serve", false, c.say("end when the result is printed", "显示结果后结束"))
	fl.StringVar(&f.listen, "listen", "", c.say("open the staff's door at `HOST:PORT` afterwards (at a terminal: at a free port)", "随后在 `主机:端口` 开放员工入口（终端上默认用空闲端口）"))
	c.jsonFlag(fl, &f.json)
	return cmd
}

func (c *cli) demo(ctx context.Context, f demoFlags) error {
	if f.accounts < 1 {
		return c.usage("--accounts: %d is too few; write 1 or more", "--accounts：%d 太小；请写 1 或更大的数", f.accounts)
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return err
	}
	d := demo{c, f, synth.DemoDate(), zone}
	if err := d.freshFolder(); err != nil {
		return err
	}
	if err := d.invent(); err != nil {
		return err
	}
	s := settings.Default()
	s.Dir, s.Outbox.Dir, s.Log.Level = d.path("data"), d.path("outbox"), "warn"
	a, err := c.openWith(ctx, s, time.Date(d.date.Year, d.date.Month, d.date.Day, 2, 0, 0, 0, zone))
	if err != nil {
		return err
	}
	return errors.Join(d.through(ctx, a), a.Close())
}

func (d demo) path(name string) string { return filepath.Join(d.folder, name) }

// tell says how far it is, to people.
func (d demo) tell(format string, args ...any) {
	if !d.json {
		_ = d.printf(format+"\n", args...)
	}
}

func (d demo) invent() error {
	made, err := synth.Demo(synth.Options{Accounts: d.accounts, Out: d.path("book"), Seed: 1})
	if err != nil {
		return fmt.Errorf("invent a book: %w", err)
	}
	d.tell(d.say("1  invented a book of %d accounts of %d people: %s", "1  编造账本：%d 个账户，%d 位客户：%s"), made.Accounts, made.Customers, d.path("book"))
	return nil
}

// through does the main job and shows what came of it.
func (d demo) through(ctx context.Context, a *app.App) error {
	run, err := d.night(ctx, a)
	if err != nil {
		return err
	}
	s, err := d.summary(ctx, a, run)
	if err != nil {
		return err
	}
	if d.json {
		err = d.printJSON(s)
	} else {
		err = d.result(ctx, a, run, s)
	}
	if err != nil || d.noServe || d.listen == "" && (d.json || !d.terminal(d.Out)) {
		return err
	}
	return d.serve(ctx, a)
}

// night imports, runs and delivers.
func (d demo) night(ctx context.Context, a *app.App) (dunning.Run, error) {
	actor := access.Sole(d.User)
	r, err := a.Import(ctx, intake.Options{Paths: []string{d.path("book")}, Actor: actor.ID, Locale: d.lang})
	if err != nil {
		return dunning.Run{}, err
	}
	rows := 0
	for _, x := range r.Files {
		rows += x.Loaded
	}
	d.tell(d.say("2  took in %d rows, %d rejected", "2  导入 %d 行，退回 %d 行"), rows, r.Rejected())
	p, err := a.Portfolio(ctx, "")
	if err != nil {
		return dunning.Run{}, err
	}
	s, err := a.ScheduleOf(ctx, p.ID)
	if err != nil {
		return dunning.Run{}, err
	}
	d.tell(d.say("3  the clock is moved to %s, which is allowed because nothing leaves the house", "3  时钟拨至 %s；因所有消息均只写入本地文件夹，故允许拨动"),
		a.Clock.Now().In(d.zone).Format("2006-01-02 15:04 -07:00"))
	run, err := a.Run(ctx, app.RunOptions{Portfolio: p, Schedule: s, Date: d.date, Actor: actor.ID})
	if err != nil {
		return run, err
	}
	d.tell(d.say("4  walked the book; now delivering at permitted hours only", "4  已检视账本；以下仅在允许时段内投递"))
	err = a.Work(ctx, app.WorkOptions{Drain: true, Waiting: func(until time.Time) {
		d.tell(d.say("   nothing is due before %s: the clock jumps there", "   %s 之前没有到期事项：时钟拨至该时刻"), until.In(d.zone).Format("15:04"))
	}})
	return run, ended(ctx, true, err)
}

// result prints what happened, and where to look.
func (d demo) result(ctx context.Context, a *app.App, run dunning.Run, s report.Summary) error {
	d.tell("")
	if err := d.printSummary(s, false); err != nil {
		return err
	}
	d.tell("\n%s", d.say("where to look", "看这里"))
	for _, pattern := range []string{"sms/*.json", "email/*.eml", "letter/*.pdf"} {
		found, err := filepath.Glob(filepath.Join(s.Outbox, pattern))
		if err != nil {
			return err
		}
		if len(found) > 0 {
			d.tell("  %s", found[0])
		}
	}
	account, err := withheld(ctx, a, run)
	if err != nil {
		return err
	}
	d.tell("\n%s\n  %[2]s --dir %[3]s run show\n  %[2]s --dir %[3]s explain %[4]s --at %[5]sT10:00:00+08:00", d.say("and ask", "再问一问"), d.Name, d.path("data"), account, d.date)
	return nil
}

// withheld is an account that was not reminded, because that is what people ask about; else any.
func withheld(ctx context.Context, a *app.App, run dunning.Run) (string, error) {
	var first, found string
	err := a.Ledger.EachWalked(ctx, run.ID, func(w dunning.Walked) error {
		if first == "" {
			first = w.AccountID
		}
		if found == "" && w.Result == dunning.ResultSuppressed {
			found = w.AccountID
		}
		return nil
	})
	if found == "" {
		found = first
	}
	return found, err
}

// serve opens the staff's door alone.
func (d demo) serve(ctx context.Context, a *app.App) error {
	a.Settings.Listen = settings.Listen{Staff: "127.0.0.1:0", Public: settings.Off, Vendor: settings.Off}
	if d.listen != "" {
		a.Settings.Listen.Staff = d.listen
	}
	d.notef("\n%s", d.say("press Ctrl-C to end", "按 Ctrl-C 结束"))
	return ended(ctx, false, a.Serve(ctx, d.doorsOpen))
}
