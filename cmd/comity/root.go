package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/nightrun"
	"comity/internal/settings"
)

// Exit codes, as docs/cli.md promises them.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2 // the command line or the settings are wrong; nothing was begun
	exitHeld    = 3 // a person must act first: a run is held
	exitPartly  = 4 // done in part: rows of a file were rejected
	exitRefused = 5 // the actor may not do this
)

// stdio is what a command sees of the world.
type stdio struct {
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	Environ []string
	User    string
}

// cli is one invocation.
type cli struct {
	stdio
	config, dir, ledger, redis, lang, logLevel string
	noticed                                    bool
}

// errUsage marks what a person got wrong on the command line.
type errUsage struct{ error }

// errPartly says that rows were rejected.
var errPartly = errors.New("some rows were rejected")

// usage makes a usage error.
func usage(format string, args ...any) error { return errUsage{fmt.Errorf(format, args...)} }

// run is main without the process.
func run(ctx context.Context, args []string, io stdio) int {
	c := &cli{stdio: io}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(io.In)
	root.SetOut(io.Out)
	root.SetErr(io.Err)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errPartly) {
		fmt.Fprintf(io.Err, "comity: %v\n", err)
	}
	return exitCode(err)
}

func exitCode(err error) int {
	var wrong errUsage
	var problem *settings.Problem
	var denied *access.Denied
	var refused *access.Refused
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &wrong), errors.As(err, &problem), errors.Is(err, app.ErrMovedClock):
		return exitUsage
	case errors.Is(err, nightrun.ErrHeld):
		return exitHeld
	case errors.Is(err, errPartly):
		return exitPartly
	case errors.As(err, &denied), errors.As(err, &refused), errors.Is(err, access.ErrNoUsers):
		return exitRefused
	}
	return exitFailed
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "comity",
		Short: "Courteous, lawful reminders of overdue payments",
		Long: `Comity reminds people, courteously and lawfully, that a payment is overdue.

Try it:   comity demo
Use it:   comity import FOLDER · comity run · comity worker --drain
Ask it:   comity explain ACCOUNT --at TIME`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
	}
	f := root.PersistentFlags()
	f.StringVar(&c.config, "config", "", "settings file (default comity.yaml in this folder, where there is one)")
	f.StringVar(&c.dir, "dir", "", "data folder (default ./comity-data)")
	f.StringVar(&c.ledger, "ledger", "", "postgres:// URL of the ledger (default: embedded, in the data folder)")
	f.StringVar(&c.redis, "redis", "", "URL of the Redis for the queue (default: embedded)")
	f.StringVar(&c.lang, "lang", c.language(), "language of what is printed: en or zh-CN")
	f.StringVar(&c.logLevel, "log-level", "", "debug, info, warn or error (default warn at a terminal, info elsewhere)")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%w; see `comity help`", err) })
	root.AddCommand(c.demoCommand(), c.upCommand(), c.schedulerCommand(), c.workerCommand(), c.serveCommand(), c.migrateCommand(),
		c.importCommand(), c.runCommand(), c.scheduleCommand(), c.explainCommand(), c.previewCommand(), c.unknownCommand(),
		c.checkCommand(), c.userCommand(), c.devCommand(), c.versionCommand())
	root.CompletionOptions.HiddenDefaultCmd = true
	return root
}

// language is that of the environment, as far as it is spoken here.
func (c *cli) language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := c.env(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return "zh-CN"
			}
			return "en"
		}
	}
	return "en"
}

// env reads an environment variable.
func (c *cli) env(name string) string {
	for _, e := range c.Environ {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			return v
		}
	}
	return ""
}

// zh says that Chinese is printed.
func (c *cli) zh() bool { return strings.HasPrefix(c.lang, "zh") }

// say chooses between two languages.
func (c *cli) say(en, zh string) string {
	if c.zh() {
		return zh
	}
	return en
}

// notef writes a line for people beside what is printed.
func (c *cli) notef(format string, args ...any) { fmt.Fprintf(c.Err, format+"\n", args...) }

func (c *cli) settings() (settings.Settings, error) {
	flags := map[string]string{}
	for key, value := range map[string]string{"dir": c.dir, "ledger": c.ledger, "redis": c.redis, "log.level": c.logLevel} {
		if value != "" {
			flags[key] = value
		}
	}
	src := settings.Source{File: c.config, Environ: c.Environ, Flags: flags}
	if src.File == "" {
		src.File, src.Absent = "comity.yaml", true
	}
	return settings.Load(src)
}

// open opens the installation; clock is the zero time for the machine's.
func (c *cli) open(ctx context.Context, clock time.Time) (*app.App, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	return c.openWith(ctx, s, clock)
}

func (c *cli) openWith(ctx context.Context, s settings.Settings, clock time.Time) (*app.App, error) {
	return app.Open(ctx, app.Options{Settings: s, Clock: app.NewClock(clock), Log: c.logger(s)})
}

func (c *cli) logger(s settings.Settings) *slog.Logger {
	level := slog.LevelInfo
	if c.logLevel == "" && c.terminal(c.Err) {
		level = slog.LevelWarn
	} else {
		_ = level.UnmarshalText([]byte(s.Log.Level)) // checked with the settings
	}
	o := &slog.HandlerOptions{Level: level}
	if s.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(c.Err, o))
	}
	return slog.New(slog.NewTextHandler(c.Err, o))
}

// terminal says that w is one.
func (c *cli) terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// actor says who acts, and refuses what they may not do.
func (c *cli) actor(ctx context.Context, a *app.App, right access.Right) (access.Actor, error) {
	actor, notice, err := a.Actor(ctx, c.env("COMITY_TOKEN"), c.User, c.lang, right)
	if notice != "" && !c.noticed {
		c.notef("%s", notice)
		c.noticed = true
	}
	return actor, err
}

// with opens the installation, checks a right, and closes it after f.
func (c *cli) with(ctx context.Context, clock time.Time, right access.Right, f func(*app.App, access.Actor) error) error {
	a, err := c.open(ctx, clock)
	if err != nil {
		return err
	}
	actor, err := c.actor(ctx, a, right)
	if err == nil {
		err = f(a, actor)
	}
	return errors.Join(err, a.Close())
}

// instant reads a time flag; empty is the zero time.
func instant(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, usage("--%s: %q is not an instant: write it like 2026-11-10T09:00:00+08:00 (RFC 3339)", flag, s)
	}
	return t, nil
}
