package letter

import (
	"slices"
	"strings"
	"testing"
)

// strip is an item that leaves its name on the page.
func strip(name string, height float64, keep bool) item {
	return item{height: height, keep: keep, draw: func(y float64) []mark { return []mark{run{text: name, y: y}} }}
}

func TestPagesAreFilledFromTheTop(t *testing.T) {
	t.Parallel()
	head := strip("head", 10, true)
	row := strip("row", 10, false)
	row.repeat = &head
	tallA, tallB := strip("tall", 40, true), strip("taller", 40, false)
	spaced := strip("spaced", 10, false)
	spaced.above = 15
	for _, c := range []struct {
		name  string
		items []item
		want  []string
	}{
		{"what fits stays on one page", []item{strip("a", 20, false), strip("b", 30, false)}, []string{"a@0 b@20"}},
		{"what does not fit moves on", []item{strip("a", 30, false), strip("b", 30, false)}, []string{"a@0", "b@5"}},
		{"kept items move together", []item{strip("a", 30, false), strip("b", 10, true), strip("c", 20, false)}, []string{"a@0", "b@5 c@15"}},
		{"a table's head is said again", []item{head, strip("row", 10, false), row, row, row, row}, []string{"head@0 row@10 row@20 row@30 row@40", "head@5 row@15"}},
		{"kept items taller than a page are parted", []item{tallA, tallB}, []string{"tall@0", "taller@5"}},
		{"space above vanishes at the top of a page", []item{strip("a", 30, false), spaced}, []string{"a@0", "spaced@5"}},
		{"an empty body is an empty page", nil, []string{""}},
	} {
		var got []string
		for _, s := range fill(c.items, extent{0, 50}, extent{5, 50}) {
			var words []string
			for _, m := range s {
				r := m.(run)
				words = append(words, r.text+"@"+trim(r.y))
			}
			got = append(got, strings.Join(words, " "))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
