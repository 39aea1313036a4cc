package facts

import (
	"fmt"
	"time"

	"comity/internal/calendar"
	"comity/internal/docread"
)

// What a file may hold at most.
const (
	MaxBytes = 16 << 20
	MaxCases = 100_000
)

// Options say how a file is read.
type Options struct {
	Packs []string // the packs there are; empty: a case may name any
	// Zones are those that packs fall back on where nothing tells where a person may be; nil: none. It is given
	// the packs that a case names.
	Zones func(packs []string) []string
}

// Parse reads the cases of a file. An error is docread.Errors: every mistake, in the order of the file.
func Parse(file string, data []byte) ([]Case, error) { return Options{}.Parse(file, data) }

// Parse reads the cases of a file.
func (o Options) Parse(file string, data []byte) ([]Case, error) {
	return o.parse(docread.New(file), data)
}

func (o Options) parse(r *docread.Reader, data []byte) ([]Case, error) {
	doc, ok := r.Document(data, MaxBytes)
	if !ok {
		return nil, r.Err()
	}
	p := &parser{options: o, zones: &calendar.Zones{}, ids: map[string]int{}}
	var cases []Case
	for _, v := range entries(doc) {
		if c, ok := p.read(v); ok {
			cases = append(cases, c)
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if len(cases) == 1 {
		cases[0].Alone = doc.HasKey("now")
	}
	return cases, nil
}

// entries are the cases of a document, of whichever form it is.
func entries(doc docread.Value) []docread.Value {
	list := []docread.Value{doc}
	switch {
	case doc.HasKey("cases"):
		o, ok := doc.Object()
		if !ok {
			return nil
		}
		list = o.List("cases")
		o.Close()
	case doc.IsList():
		list, _ = doc.List()
	}
	switch {
	case len(list) == 0:
		doc.Fail("there is no case in the file", "write one, beginning with now:")
	case len(list) > MaxCases:
		doc.Fail(fmt.Sprintf("there are more than %d cases in the file", MaxCases), "split it")
		return nil
	}
	return list
}

// parser reads the cases of one file.
type parser struct {
	options Options
	zones   *calendar.Zones
	ids     map[string]int // of the cases so far, with their lines
}

// reading is one case that is being read.
type reading struct {
	*parser
	*docread.Object
	c         Case
	zone      *time.Location // the portfolio's; never nil
	now       time.Time
	portfolio string
	currency  string
	accounts  []string // ids, in the order of the file
}

// read reads one case: first what says where the person is, since times may be local.
func (p *parser) read(v docread.Value) (Case, bool) {
	o, ok := v.Object()
	if !ok {
		return Case{}, false
	}
	r := &reading{parser: p, Object: o, c: Case{Line: v.Line()}}
	r.name()
	r.packs()
	person := r.person()
	points := r.points(person)
	r.zone = r.home()
	r.when()
	r.settle(person, points)
	r.owed()
	r.circumstances()
	r.history()
	r.question()
	r.steps()
	r.expect()
	r.Close()
	return r.c, true
}

// name reads what tells the case from others.
func (r *reading) name() {
	r.c.ID, r.c.Source = r.Text("id"), r.Text("source")
	if r.c.ID == "" {
		return
	}
	if line, twice := r.ids[r.c.ID]; twice {
		r.Fail("id", docread.Quote(r.c.ID)+fmt.Sprintf(" is also the id of the case in line %d", line), "give each its own")
	}
	r.ids[r.c.ID] = r.c.Line
}

// packs reads which rules apply.
func (r *reading) packs() {
	for _, v := range r.several("packs") {
		pack, ok := r.word(v, r.options.Packs)
		if ok {
			r.c.Packs = append(r.c.Packs, pack)
		}
	}
	if r.Has("house") {
		house := r.Flag("house", true)
		r.c.House = &house
	}
}

// when reads the instant asked about, and whose book it is.
func (r *reading) when() {
	r.portfolio, r.currency = or(r.Text("portfolio"), "portfolio"), r.currencyOf(r.Object)
	r.c.Facts.Group, r.c.Facts.Zone = r.Text("group"), r.zone.String()
	if r.Need("now", "write the instant asked about, for example 2026-10-20T10:00:00-04:00") {
		r.now = r.instant(r.Object, "now", nil)
		r.c.Facts.Now = r.now
	}
}

func or[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}
