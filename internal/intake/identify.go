package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"

	"comity/internal/dunning"
)

// identify settles whose book it is, and when it was cut.
func (r *run) identify(ctx context.Context, store Store) error {
	if err := r.whose(ctx, store); err != nil {
		return err
	}
	if !r.opts.AsOf.IsZero() {
		r.set.asOf = r.opts.AsOf
	}
	if r.set.asOf.IsZero() && r.undated() {
		r.set.asOf = r.now
	}
	r.set.asOf = r.set.asOf.UTC().Truncate(time.Microsecond)
	if r.set.asOf.IsZero() {
		return errors.New("when were the data cut? write as_of in portfolio.yaml (RFC 3339), or say it")
	}
	return r.set.settle()
}

// undated says that no file depends on when the data were cut.
func (r *run) undated() bool {
	return !slices.ContainsFunc(r.files, func(f file) bool { return !undated(f.kind) })
}

// whose finds the portfolio. Facts about what is known already need not say it where there is but one.
func (r *run) whose(ctx context.Context, store Store) (err error) {
	id := r.opts.PortfolioID
	if r.yaml {
		if id != "" && id != r.set.portfolio.ID {
			return fmt.Errorf("portfolio.yaml is of portfolio %s, not of %s as asked for", r.set.portfolio.ID, printable(id))
		}
		return nil
	}
	var ok bool
	switch {
	case id != "":
		r.set.portfolio, ok, err = store.Portfolio(ctx, id)
	case r.undated():
		r.set.portfolio, ok, err = sole(ctx, store)
	}
	switch {
	case err != nil:
		return fmt.Errorf("looking for the portfolio: %w", err)
	case !ok && id == "":
		return errors.New("whose book is it? take portfolio.yaml in as well, or name the portfolio")
	case !ok:
		return fmt.Errorf("no portfolio %s: take its portfolio.yaml in first", printable(id))
	}
	return nil
}

// sole is the only portfolio; ok is false when there is none, or more than one.
func sole(ctx context.Context, store Store) (p dunning.Portfolio, ok bool, err error) {
	list, err := store.Portfolios(ctx)
	if err != nil || len(list) != 1 {
		return p, false, err
	}
	return list[0], true, nil
}

// settle works out what follows from the portfolio.
func (s *fileSet) settle() (err error) {
	if s.zone, err = time.LoadLocation(s.portfolio.Zone); err != nil {
		return fmt.Errorf("portfolio %s: zone: %w", s.portfolio.ID, err)
	}
	s.region = regionOf(s.portfolio)
	s.zones = newZones()
	return nil
}

// regionOf is the country that the portfolio's locale names; empty when it names none.
func regionOf(p dunning.Portfolio) string {
	region, sure := language.Make(p.Locale).Region()
	if sure != language.Exact {
		return ""
	}
	return region.String()
}
