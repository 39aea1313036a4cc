package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/settings"
)

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
	a, err := app.Open(ctx, app.Options{Settings: s, Clock: app.NewClock(clock), Log: c.logger(s)})
	if err == nil {
		c.rules = a.RuleWords
	}
	return a, err
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

// actor says who acts, and refuses what they may not do.
func (c *cli) actor(ctx context.Context, a *app.App, right access.Right) (access.Actor, error) {
	actor, notice, err := a.Actor(ctx, c.env("COMITY_TOKEN"), c.User, c.lang, right)
	c.notice(notice, right)
	return actor, err
}

// notice says once that everybody may do everything, where something is changed.
func (c *cli) notice(words string, right access.Right) {
	if words != "" && !c.noticed && !strings.HasPrefix(string(right), "read.") {
		c.notef("%s", words)
		c.noticed = true
	}
}

// logger writes to standard error. People at a terminal are spared the ordinary.
func (c *cli) logger(s settings.Settings) *slog.Logger {
	level := slog.LevelInfo
	_ = level.UnmarshalText([]byte(s.Log.Level)) // checked with the settings
	if c.logLevel == "" && level == slog.LevelInfo && c.terminal(c.Err) {
		level = slog.LevelWarn
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
