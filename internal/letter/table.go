package letter

import (
	"slices"

	"comity/internal/dunning"
)

// The weights of rules, in points.
const (
	hairline = 0.25
	line1    = 0.6
	gutter   = 14.0 // between the columns of a table
)

// table sets rows under a head that is said again on every page the table reaches. The total stands with
// the row before it.
func (c *composer) table(t dunning.Table, field string) ([]item, error) {
	rows := append([][]string{t.Columns}, t.Rows...)
	if len(t.Total) > 0 {
		rows = append(rows, t.Total)
	}
	g := grid{composer: c, table: t, field: field}
	if err := g.measure(rows); err != nil {
		return nil, err
	}
	var items []item
	for i, cells := range rows {
		it, err := g.row(cells, i, len(rows))
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	items[0].above = 6 * c.book.pace
	items[0].keep = len(items) > 1
	for i := range items {
		if i > 1 {
			items[i].repeat = &items[0]
		}
		// Neither the first row nor the last stands alone with the head.
		if last := len(items) - 1; i == 1 && last > 2 || i == last-1 {
			items[i].keep = true
		}
	}
	return append(items, item{height: 5 * c.book.pace, draw: func(float64) []mark { return nil }}), nil
}

// grid is a table with the widths of its columns, in points.
type grid struct {
	*composer
	table  dunning.Table
	field  string
	widths []float64
}

func (g *grid) voice(row, rows int) voice {
	switch {
	case row == 0:
		return g.book.column()
	case row == rows-1 && len(g.table.Total) > 0:
		return g.book.total()
	}
	return g.book.cell()
}

func (g *grid) flushRight(column int) bool {
	return column < len(g.table.Right) && g.table.Right[column]
}

// measure gives every column what its widest cell needs. What is left over is shared out. Where it is too
// little, headings are set in two lines, and then the widest columns of text give way, whose cells wrap.
func (g *grid) measure(rows [][]string) error {
	spare := 0.0
	for _, lines := range []int{1, 2} {
		g.widths = nil
		for i, cells := range rows {
			if err := g.widen(cells, g.voice(i, len(rows)), i == 0 && lines == 2); err != nil {
				return err
			}
		}
		spare = g.wide() - float64(len(g.widths)-1)*gutter
		for _, w := range g.widths {
			spare -= w
		}
		if spare >= 0 {
			break
		}
	}
	if spare < 0 {
		return g.squeeze(-spare)
	}
	for j := range g.widths {
		g.widths[j] += spare / float64(len(g.widths))
	}
	return nil
}

// widen makes the columns wide enough for a row, folded into two lines where it may be.
func (g *grid) widen(cells []string, v voice, folded bool) error {
	for j, s := range cells {
		l, err := v.one(s, g.field)
		if err != nil {
			return err
		}
		w := l.width
		if folded {
			w = l.folded()
		}
		if j >= len(g.widths) {
			g.widths = append(g.widths, 0)
		}
		g.widths[j] = max(g.widths[j], v.points(w)+0.5)
	}
	return nil
}

// folded is how wide the line is when it is parted into two where that makes it narrowest.
func (l line) folded() float64 {
	best, left := l.width, 0.0
	for i, may := range breaks(l.glyphs) {
		left += float64(l.glyphs[i].width) + l.gaps[i]
		if may && i < len(l.glyphs)-1 {
			best = min(best, max(left, l.width-left))
		}
	}
	return best
}

func (g *grid) squeeze(excess float64) error {
	for range 100 {
		widest := -1
		for j, w := range g.widths {
			if !g.flushRight(j) && (widest < 0 || w > g.widths[widest]) {
				widest = j
			}
		}
		if widest < 0 || g.widths[widest] < 50 {
			return &FitError{Field: g.field, Room: "a table of fewer or narrower columns"}
		}
		step := min(excess, g.widths[widest]/4)
		g.widths[widest] -= step
		if excess -= step; excess <= 0 {
			return nil
		}
	}
	return &FitError{Field: g.field, Room: "a table of fewer or narrower columns"}
}

func (g *grid) row(cells []string, i, rows int) (item, error) {
	v := g.voice(i, rows)
	columns := make([][]line, len(cells))
	deep := 1
	for j, s := range cells {
		var err error
		if columns[j], err = v.wrap(s, g.field, g.widths[j]+0.1); err != nil {
			return item{}, err
		}
		deep = max(deep, len(columns[j]))
	}
	pad := 2.4 * g.book.pace
	height := float64(deep)*v.lead + 2*pad
	return item{height: height, draw: func(y float64) []mark {
		marks := g.rules(i, rows, y, height)
		x := g.left()
		for j, lines := range columns {
			top := y + pad
			if i == 0 { // headings stand on the line above their columns
				top += float64(deep-len(lines)) * v.lead
			}
			for k, l := range lines {
				at := x
				if g.flushRight(j) {
					at += g.widths[j] - v.points(l.width)
				}
				marks = append(marks, v.place(l, at, top+float64(k)*v.lead+v.rise())...)
			}
			x += g.widths[j] + gutter
		}
		return marks
	}}, nil
}

// rules of a row: firm ones around the head and the total, hairlines between the rest.
func (g *grid) rules(i, rows int, y, height float64) []mark {
	at := func(y, w float64) mark { return rule{g.left(), y, g.right(), y, w} }
	total := len(g.table.Total) > 0
	marks := []mark{}
	if i == 0 {
		marks = append(marks, at(y, line1))
	}
	weight := hairline
	if firm := []int{0, rows - 1}; slices.Contains(firm, i) || total && i == rows-2 {
		weight = line1
	}
	return append(marks, at(y+height, weight))
}
