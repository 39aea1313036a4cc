package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"comity/internal/access"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/letter"
	"comity/internal/message"
	"comity/internal/settings"
	"comity/letters"
	"comity/templates"
)

// App is an installation, opened.
type App struct {
	Settings settings.Settings
	Clock    *Clock
	Log      *slog.Logger
	Ledger   *ledger.Ledger
	Zones    *calendar.Zones
	shelf    atomic.Pointer[shelf]
	words    func() (*message.Composer, error)
	drawer   func() (*letter.Drawer, error)
	worker   string
}

// Options are what Open is told beside the settings.
type Options struct {
	Settings settings.Settings
	Clock    *Clock // nil: the machine's
	Log      *slog.Logger
}

// ErrMovedClock says that the clock may not be moved, because messages would leave the house.
var ErrMovedClock = errors.New("the clock may be moved only while every channel is the outbox: set channels.sms, channels.email and channels.letter to outbox, or leave out --clock")

// ErrMigrate says that the tables are not of this version.
var ErrMigrate = errors.New("the ledger's tables are older than this program: run `comity migrate` first")

// Open opens the ledger and reads the policies. An embedded ledger is brought to this version at once; a
// PostgreSQL one only by Migrate, because other processes may be using it.
func Open(ctx context.Context, o Options) (*App, error) {
	if o.Clock == nil {
		o.Clock = NewClock(time.Time{})
	}
	if o.Clock.Moved() && !o.Settings.AllOutbox() {
		return nil, ErrMovedClock
	}
	a := &App{Settings: o.Settings, Clock: o.Clock, Log: o.Log, Zones: &calendar.Zones{}, worker: strings.ToLower(rand.Text()[:16])}
	if err := a.loadPolicies(); err != nil {
		return nil, err
	}
	a.words = sync.OnceValues(func() (*message.Composer, error) {
		return message.New(folder(o.Settings.Templates, templates.FS))
	})
	a.drawer = sync.OnceValues(func() (*letter.Drawer, error) { return letter.New(letters.Files, letter.Options{}) })
	var err error
	if a.Ledger, err = ledger.Open(ctx, ledgerAddress(o.Settings), ledger.Options{Now: a.Clock.Now}); err != nil {
		return nil, err
	}
	if err = a.current(ctx); err == nil {
		err = a.RefreshPolicies(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, a.Ledger.Close())
	}
	return a, nil
}

// current makes sure that the tables are of this version.
func (a *App) current(ctx context.Context) error {
	if a.Settings.Ledger.IsZero() {
		lock, err := takeLock(a.Settings.Dir, "migrate.lock", true)
		if err != nil {
			return err
		}
		defer lock.release()
		return a.Ledger.Migrate(ctx)
	}
	pending, err := a.Ledger.Pending(ctx)
	if err == nil && pending {
		err = ErrMigrate
	}
	return err
}

// Migrate brings the ledger's tables to this version. allowed is asked first, once there are tables in
// which users can be found.
func Migrate(ctx context.Context, s settings.Settings, allowed func(access.Store) error) (err error) {
	l, err := ledger.Open(ctx, ledgerAddress(s), ledger.Options{Now: NewClock(time.Time{}).Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	begun, err := l.Begun(ctx)
	if err == nil && begun {
		err = allowed(l)
	}
	if err != nil {
		return err
	}
	return l.Migrate(ctx)
}

func ledgerAddress(s settings.Settings) string {
	if s.Ledger.IsZero() {
		return filepath.Join(s.Dir, "ledger.db")
	}
	return s.Ledger.Reveal()
}

// Close ends everything.
func (a *App) Close() error { return a.Ledger.Close() }

// Portfolio finds a portfolio; an empty id is the only one there is.
func (a *App) Portfolio(ctx context.Context, id string) (dunning.Portfolio, error) {
	list, err := a.Ledger.Portfolios(ctx)
	if err != nil {
		return dunning.Portfolio{}, err
	}
	var ids []string
	for _, p := range list {
		if p.ID == id || (id == "" && len(list) == 1) {
			return p, nil
		}
		ids = append(ids, p.ID)
	}
	switch {
	case len(list) == 0:
		return dunning.Portfolio{}, errors.New("there is no portfolio yet: `comity import FOLDER` takes one in")
	case id == "":
		return dunning.Portfolio{}, fmt.Errorf("there are several portfolios: say which with --portfolio (%s)", strings.Join(ids, ", "))
	}
	return dunning.Portfolio{}, fmt.Errorf("there is no portfolio %q; there are %s", id, strings.Join(ids, ", "))
}

// Actor says who acts, and refuses what they may not do. The notice is a line for standard error, empty
// when there is nothing to say.
func (a *App) Actor(ctx context.Context, token, osUser, locale string, right access.Right) (actor access.Actor, notice string, err error) {
	actor, mode, err := access.Identify(ctx, a.Ledger, token, osUser, wall())
	if err != nil {
		return actor, "", err
	}
	return actor, mode.Notice(actor, locale), access.Allow(actor, right)
}
