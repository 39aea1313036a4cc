package intake

import "context"

// loader is a kind of CSV file.
type loader interface {
	kind() string
	columns() []Column
	load(ctx context.Context, run *run, f file) error
}

func tables() []loader {
	return []loader{
		customers(), points(), accounts(), payments(), holds(),
		promises(), appointments(), plans(), notices(), requests(), contacts(),
	}
}

// table says how rows of a kind become values, and where they go. The first column is the id.
type table[T any] struct {
	name  string
	cols  []Column
	parse func(*row) T
	key   func(*row) string // what no two rows may share; nil: the id
	join  func(*T, T, *row) // adds a row to the value of the rows before it that have its id; nil: each is a value
	refs  func(T) []ref     // ids that must exist; nil: none
	save  func(Store, context.Context, string, []T) (Saved, error)
}

// ref is an id of another row.
type ref struct{ column, kind, id string }

func (t table[T]) kind() string      { return t.name }
func (t table[T]) columns() []Column { return t.cols }
