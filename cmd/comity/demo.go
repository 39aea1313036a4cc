package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/intake"
	"comity/internal/report"
	"comity/internal/settings"
	"comity/internal/synth"
)

type demoFlags struct {
	dir, listen   string
	accounts      int
	json, noServe bool
}

func (c *cli) demoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use: "demo", Short: "Do the main job on a small invented book, in a folder of its own",
		Long: `Invents a book, takes it in, does the night run, and delivers through the outbox under a moved clock. Nothing
leaves the folder. Then it opens the staff's door, when it is at a terminal or was told where.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.demo(cmd.Context(), f) },
	}
	fl := cmd.Flags()
	fl.IntVar(&f.accounts, "accounts", 120, "how many accounts to invent")
	fl.StringVar(&f.dir, "dir", "demo", "folder; one that an earlier demo made is made anew")
	fl.BoolVar(&f.json, "json", false, "print one JSON object on standard output")
	fl.BoolVar(&f.noServe, "no-serve", false, "end when the result is printed")
	fl.StringVar(&f.listen, "listen", "", "open the staff's door at host:port afterwards")
	return cmd
}

const demoMark = ".comity-demo" // in a folder that a demo made, and may make anew

func (c *cli) demo(ctx context.Context, f demoFlags) error {
	if f.accounts < 1 {
		return usage("--accounts: %d is too few; 1 or more", f.accounts)
	}
	if flag := c.dir; flag != "" && f.dir == "demo" {
		f.dir = flag
	}
	if err := freshFolder(f.dir); err != nil {
		return err
	}
	book := filepath.Join(f.dir, "book")
	made, err := synth.Demo(synth.Options{Accounts: f.accounts, Out: book, Seed: 1})
	if err != nil {
		return fmt.Errorf("invent a book: %w", err)
	}
	if !f.json {
		fmt.Fprintf(c.Out, c.say("1  invented a book of %d accounts of %d people: %s\n", "1  编造账本：%d 个账户，%d 位客户：%s\n"), made.Accounts, made.Customers, book)
	}
	s := settings.Default()
	s.Dir, s.Outbox.Dir, s.Log.Level = filepath.Join(f.dir, "data"), filepath.Join(f.dir, "outbox"), "warn"
	date := synth.DemoDate()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return err
	}
	a, err := c.openWith(ctx, s, time.Date(date.Year, date.Month, date.Day, 2, 0, 0, 0, zone))
	if err != nil {
		return err
	}
	summary, err := c.demoNight(ctx, a, book, f.json)
	if err == nil {
		err = c.demoResult(summary, f)
	}
	if err == nil && c.demoServes(f) {
		err = c.demoServe(ctx, a, f)
	}
	return errors.Join(err, a.Close())
}

// freshFolder makes a folder anew, but only one that is empty or that a demo made.
func freshFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return err
	case len(entries) > 0 && !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == demoMark }):
		return usage("--dir: %s holds something that no demo made; name another folder", dir)
	default:
		for _, name := range []string{"book", "data", "outbox"} {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, demoMark), nil, 0o600)
}

// demoNight does the main job: import, run, deliver.
func (c *cli) demoNight(ctx context.Context, a *app.App, book string, quiet bool) (report.Summary, error) {
	tell := func(format string, args ...any) {
		if !quiet {
			fmt.Fprintf(c.Out, format+"\n", args...)
		}
	}
	actor := access.Sole(c.User)
	r, err := a.Import(ctx, intake.Options{Paths: []string{book}, Actor: actor.ID, Locale: c.lang})
	if err != nil {
		return report.Summary{}, err
	}
	rows := 0
	for _, x := range r.Files {
		rows += x.Loaded
	}
	tell(c.say("2  took in %d rows, %d rejected", "2  导入 %d 行，拒绝 %d 行"), rows, r.Rejected())
	p, err := a.Portfolio(ctx, "")
	if err != nil {
		return report.Summary{}, err
	}
	s, err := a.ScheduleOf(ctx, p.ID)
	if err != nil {
		return report.Summary{}, err
	}
	tell(c.say("3  the clock is moved to %s, which is allowed because nothing leaves the house", "3  时钟拨至 %s；因所有消息均只写入本地文件夹，故允许拨动"), a.Clock.Now().In(time.FixedZone("+08:00", 8*3600)).Format("2006-01-02 15:04 -07:00"))
	run, err := a.Run(ctx, app.RunOptions{Portfolio: p, Schedule: s, Date: synth.DemoDate(), Actor: actor.ID})
	if err != nil {
		return report.Summary{}, err
	}
	tell(c.say("4  walked the book; now delivering at permitted hours only", "4  已检视账本；以下仅在允许时段内投递"))
	waiting := func(until time.Time) {
		tell(c.say("   nothing is due before %s: the clock jumps there", "   %s 之前没有到期事项：时钟拨至该时刻"), until.In(time.FixedZone("+08:00", 8*3600)).Format("15:04"))
	}
	if err := a.Work(ctx, app.WorkOptions{Drain: true, Waiting: waiting}); err != nil {
		return report.Summary{}, err
	}
	return c.summary(ctx, a, run)
}

func (c *cli) demoResult(s report.Summary, f demoFlags) error {
	if f.json {
		return c.printJSON(s)
	}
	fmt.Fprintln(c.Out)
	if err := c.printSummary(s, false); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "\n%s\n", c.say("where to look", "看这里"))
	for _, pattern := range []string{"sms/*.json", "email/*.eml", "letter/*.pdf"} {
		found, err := filepath.Glob(filepath.Join(s.Outbox, pattern))
		if err != nil {
			return err
		}
		if len(found) > 0 {
			fmt.Fprintf(c.Out, "  %s\n", found[0])
		}
	}
	data := filepath.Join(f.dir, "data")
	fmt.Fprintf(c.Out, "\n%s\n  comity --dir %s run list\n  comity --dir %s explain %s --at 2026-11-10T21:30:00+08:00\n",
		c.say("and ask", "再问一问"), data, data, "a00001")
	return nil
}

// demoServes says whether the door is opened afterwards.
func (c *cli) demoServes(f demoFlags) bool {
	return !f.noServe && (f.listen != "" || (!f.json && c.terminal(c.Out)))
}

func (c *cli) demoServe(ctx context.Context, a *app.App, f demoFlags) error {
	a.Settings.Listen.Public, a.Settings.Listen.Vendor = settings.Off, settings.Off
	if f.listen != "" {
		a.Settings.Listen.Staff = f.listen
	}
	fmt.Fprintf(c.Out, "\n%s\n", c.say("press Ctrl-C to end", "按 Ctrl-C 结束"))
	return a.Serve(ctx, c.doorsOpen)
}
