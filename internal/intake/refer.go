package intake

import (
	"context"
	"fmt"
	"slices"
)

// refer notes references to what is not there.
func (l *loading[T]) refer(ctx context.Context) error {
	if l.table.refs == nil {
		return nil
	}
	asked := map[string][]string{}
	for _, it := range l.chunk {
		for _, ref := range l.refsOf(it) {
			asked[ref.kind] = append(asked[ref.kind], ref.id)
		}
	}
	known := map[string]map[string]bool{}
	for kind, ids := range asked {
		slices.Sort(ids)
		found, err := l.run.store.Known(ctx, kind, slices.Compact(ids))
		if err != nil {
			return fmt.Errorf("%s: looking for each %s named: %w", l.file.name, kind, err)
		}
		known[kind] = found
	}
	for _, it := range l.chunk {
		for _, ref := range l.refsOf(it) {
			if known[ref.kind][ref.id] {
				continue
			}
			it.rows[0].fault(ref.column, unknown(ref.kind), ref.id)
		}
	}
	return nil
}

// refsOf leaves out rows that are rejected anyway.
func (l *loading[T]) refsOf(it item[T]) []ref {
	if it.faulty() {
		return nil
	}
	return l.table.refs(it.value)
}

func unknown(kind string) Code {
	switch kind {
	case KnownAccount:
		return unknownAccount
	case KnownPortfolio:
		return unknownPortfolio
	default:
		return unknownCustomer
	}
}
