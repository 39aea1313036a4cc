package app

import (
	"context"

	"comity/internal/intake"
	"comity/internal/ledger"
)

// book is the ledger as intake knows it: the same, but for the name of what a transaction is given.
type book struct{ ledger.Book }

func (b book) Atomically(ctx context.Context, do func(intake.Store) error) error {
	return b.Book.Atomically(ctx, func(in ledger.Book) error { return do(book{in}) })
}

// intake takes files and contacts in.
func (a *App) intake() *intake.Importer { return intake.New(book{a.Ledger.Book()}, a.Clock.Now) }

// Import takes files in.
func (a *App) Import(ctx context.Context, o intake.Options) (intake.Report, error) {
	return a.intake().Run(ctx, o)
}
