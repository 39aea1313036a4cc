package main

import (
	"context"
	"log/slog"
	"time"

	"comity/internal/app"
	"comity/internal/settings"
	"comity/internal/synth"
)

// place is where a ledger is.
type place struct {
	at   string // URL of a database, or folder
	drop func() error
}

// engine is one of the two databases that a ledger can be in.
type engine interface {
	name() string
	floorName() string
	settings(place) settings.Settings
	// create makes an empty ledger.
	create(ctx context.Context) (place, error)
	// clone copies a ledger that nobody has open.
	clone(ctx context.Context, p place) (place, error)
	// settle lets what was written come to rest, so that the next one is not timed with it.
	settle(ctx context.Context, p place) error
	// written reads the rows that a run wrote, in an order in which they can be inserted.
	written(ctx context.Context, p place) ([]table, error)
	// floor reads the rows of a book that a run reads, and inserts rows as fast as the database takes
	// them: in bulk, in one transaction.
	floor(ctx context.Context, p place, rows []table) (time.Duration, error)
}

// table is rows of a table.
type table struct {
	name    string
	columns []string
	rows    [][]any
}

// What a run of a book without history reads, row by row, and what it writes.
func bookTables() []string { return []string{"account", "customer", "contact_point"} }

// query is a table of which a run writes the rows that a condition names.
type query struct{ table, where string }

func runTables() []query {
	return []query{
		{"run", ""}, {"reminder", ""}, {"reminder_item", ""}, {"run_account", ""},
		{"event", " WHERE kind LIKE 'run.%' OR kind = 'reminder.reserved'"},
	}
}

// noon is the instant at which everything happens: a working Tuesday, in permitted hours.
func noon() time.Time {
	d := synth.DemoDate()
	return time.Date(d.Year, d.Month, d.Day, 10, 30, 0, 0, time.FixedZone("", 8*60*60))
}

// open opens the ledger of a place as an installation would, with the clock moved to noon.
func open(ctx context.Context, e engine, p place) (*app.App, error) {
	return app.Open(ctx, app.Options{Settings: e.settings(p), Clock: app.NewClock(noon()), Log: slog.New(slog.DiscardHandler)})
}
