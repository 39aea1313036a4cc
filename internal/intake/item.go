package intake

import "slices"

// maxJoined is how many rows may make one value: the instalments of forty years, month by month.
const maxJoined = 480

// item is a value on its way to the store, with the rows that it stands on.
type item[T any] struct {
	id    string // empty: it could not be read
	rows  []*row
	value T
}

// faulty says that a row of the item is rejected, and so the item.
func (i item[T]) faulty() bool {
	return slices.ContainsFunc(i.rows, func(r *row) bool { return len(r.faults) > 0 })
}

// idOf is the id of a row; empty when it cannot be read.
func (l *loading[T]) idOf(r *row) string {
	if r.record.fault != "" {
		return ""
	}
	if id := r.text(l.table.cols[0].Name); safeID(id) {
		return id
	}
	return ""
}

// joined adds a row to the item before it, where several rows make a value and both have the same id. A row
// without an id that can be read may belong to the item before it or to the one after it: neither is whole
// then, and both are rejected.
func (l *loading[T]) joined(it item[T]) bool {
	if l.table.join == nil {
		return false
	}
	r, lost := it.rows[0], l.lost
	l.lost = it.id == ""
	if len(l.chunk) == 0 {
		return false
	}
	last := &l.chunk[len(l.chunk)-1]
	switch {
	case it.id != last.id && it.id != "":
		if lost {
			r.fault("", rowBesideLost)
		}
		return false
	case len(last.rows) == maxJoined:
		last.rows[0].fault(l.table.cols[0].Name, rowsMany, maxJoined)
		return false
	case !last.faulty() && len(r.faults) == 0:
		l.table.join(&last.value, it.value, r)
	}
	last.rows = append(last.rows, r)
	return true
}

// unique rejects an id that was there before, even on a row that was rejected: which of the two is right
// is for those to say who made the file.
func (l *loading[T]) unique(it item[T]) {
	r, column := it.rows[0], l.table.cols[0].Name
	key, c := it.id, idTwice
	switch {
	case l.table.key != nil && r.record.fault == "":
		key, c = l.table.key(r), rowTwice
	case l.table.join != nil:
		c = rowsApart
	}
	if key == "" {
		return
	}
	hash := hashID(key)
	if first, twice := l.ids[hash]; twice {
		r.fault(column, c, it.id, first)
		return
	}
	l.ids[hash] = uint32(r.line)
}
