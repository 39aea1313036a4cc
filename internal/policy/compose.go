package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Composition names the packs of a policy.
type Composition struct {
	Packs []string // at least one; what comes with them comes along
	House bool     // with the rules of the house; without, only what others want is decided
}

// Compose reads packs and everything that comes with them, and compiles them into one policy: all rules that
// apply are evaluated, the strictest wins. Stages, titles and zones to fall back on are those of the first
// pack that has them. The error lists every mistake of every file.
func Compose(files fs.FS, c Composition) (*Policy, error) {
	if len(c.Packs) == 0 {
		return nil, fmt.Errorf("no pack is named, and without rules everything is permitted: name one of %s", strings.Join(Names(files), ", "))
	}
	tables, err := LoadCalendars(files)
	if err != nil {
		return nil, err
	}
	g := gatherer{files: files, tables: tables, have: map[string]bool{}}
	for _, name := range c.Packs {
		if err := g.gather(name, true); err != nil {
			return nil, err
		}
	}
	p, err := g.compose(strings.Join(c.Packs, "+"), c.House)
	if err != nil {
		return nil, err
	}
	for _, country := range p.countries(g.packs) {
		file := calendarFile(country)
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read calendar: %w", err)
		}
		p.sources = append(p.sources, Source{file, data})
	}
	return p, nil
}

func calendarFile(country string) string { return "calendars/" + strings.ToLower(country) + ".json" }

// Parse compiles a policy of one file that stands by itself; file is its name, for errors. The error is an
// Errors, which lists every mistake of the file, each with line, column and field.
func Parse(file string, data []byte, tables Calendars) (*Policy, error) {
	g := gatherer{tables: tables, have: map[string]bool{}}
	pk := g.parse(file, data, true)
	if len(pk.packs) > 0 {
		pk.reader.fail(pk.node, "packs", "a policy by itself cannot name packs", "load it from the folder that has them")
	}
	return g.compose(pk.name, true)
}

// gatherer reads packs, each once, in the order in which they are named, before those that come with them.
type gatherer struct {
	files  fs.FS
	tables Calendars
	have   map[string]bool
	path   []string // the packs that led here
	packs  []*pack
}

// gather reads a pack and what comes with it.
func (g *gatherer) gather(name string, named bool) error {
	if g.have[name] {
		for _, pk := range g.packs {
			if pk.name == name && named {
				pk.nameItself()
			}
		}
		return nil
	}
	file, data, err := read(g.files, name)
	if err != nil {
		return err
	}
	g.have[name] = true
	pk := g.parse(file, data, named)
	if pk.name != "" && pk.name != name {
		pk.reader.fail(pk.node, "name", fmt.Sprintf("the policy in this file is named %q", pk.name), "name the file after it")
	}
	g.path = append(g.path, name)
	defer func() { g.path = g.path[:len(g.path)-1] }()
	for i, n := range pk.packs {
		if slices.Contains(g.path, n.Value) {
			pk.reader.fail(n, fmt.Sprintf("packs[%d]", i), fmt.Sprintf("the pack %q leads back to itself", n.Value), "remove one of the two")
			continue
		}
		if slices.Contains(Names(g.files), n.Value) {
			if err := g.gather(n.Value, pk.place == ""); err != nil { // a portfolio's own file names its packs itself
				return err
			}
			continue
		}
		pk.reader.fail(n, fmt.Sprintf("packs[%d]", i), fmt.Sprintf("there is no pack %q", n.Value), oneOf(n.Value, Names(g.files)))
	}
	return nil
}

func (g *gatherer) parse(file string, data []byte, named bool) *pack {
	pk := &pack{reader: &reader{file: file}, source: Source{file, data}, named: named}
	g.packs = append(g.packs, pk)
	if root, ok := pk.reader.document(data); ok {
		pk.read(root, g.tables)
	}
	return pk
}

// compose joins the packs that were read.
func (g *gatherer) compose(name string, house bool) (*Policy, error) {
	p := &Policy{
		name: name, house: house, zones: new(calendar.Zones), notes: map[string][]note{}, holds: map[dunning.HoldKind]holdRule{},
		whens: map[string]*condition{}, tolerate: map[string]int64{},
	}
	for _, pk := range g.packs {
		p.join(pk)
	}
	for _, kind := range dunning.HoldKinds() {
		g.hold(p, kind)
	}
	g.relax(p)
	p.guard()
	g.opens(p)
	if errs := g.errors(); len(errs) > 0 {
		return nil, errs
	}
	if !house {
		p.rules = slices.DeleteFunc(p.rules, func(r *rule) bool { return r.authority == dunning.House && r.decides() })
		clear(p.tolerate)
	}
	p.compile()
	p.version = g.version(p)
	return p, nil
}

// decides says that a rule bears on a verdict; the others tell who stands behind one, or what others judge.
func (r *rule) decides() bool { return r.limit != nil || r.work }

func (g *gatherer) errors() Errors {
	var errs Errors
	for _, pk := range g.packs {
		errs = append(errs, pk.reader.errs.sorted()...)
	}
	return errs
}

// version is a hash over every file the policy is compiled from, and whether the house's rules are in it.
func (g *gatherer) version(p *Policy) string {
	sum := sha256.New()
	for _, pk := range g.packs {
		fmt.Fprintf(sum, "%s\x00%d\x00", pk.source.File, len(pk.source.Data))
		sum.Write(pk.source.Data)
	}
	for _, c := range p.countries(g.packs) {
		sum.Write([]byte(g.tables[c].Digest()))
	}
	if !p.house {
		sum.Write([]byte("without house rules"))
	}
	return p.name + "@" + hex.EncodeToString(sum.Sum(nil))[:12]
}

// countries are those whose calendars the packs use, in order.
func (p *Policy) countries(packs []*pack) []string {
	var list []string
	for _, pk := range packs {
		for _, c := range pk.calendars {
			if !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	slices.Sort(list)
	return list
}

// join adds a pack to a policy.
func (p *Policy) join(pk *pack) {
	if p.title == (text{}) {
		p.title = pk.title
	}
	if len(p.ladder) == 0 {
		p.ladder, p.whens = pk.ladder, pk.whens
	}
	if len(p.fallback) == 0 {
		p.fallback = pk.fallback
	}
	p.sources = append(p.sources, pk.source)
	p.relaxed = append(p.relaxed, pk.relaxed...)
	p.occasions = merged(p.occasions, pk.occasions)
	for code, minor := range pk.tolerate {
		p.tolerate[code] = max(p.tolerate[code], minor)
	}
	for _, r := range pk.rules {
		said := r.rule.kind == kindHold || r.rule.kind == kindBuiltin // of those every pack may speak
		if !said && slices.ContainsFunc(p.rules, func(have *rule) bool { return have.id == r.rule.id }) {
			pk.reader.fail(r.node, r.path+".id", fmt.Sprintf("another pack has a rule %q already", r.rule.id), "give this one its own id")
		}
		r.rule.scope.named, r.rule.scope.zones = pk.named, pk.zones
		p.rules = append(p.rules, r.rule)
		switch r.rule.kind {
		case kindHold, kindBuiltin:
			p.notes[r.rule.id] = append(p.notes[r.rule.id], note{r.rule.authority, r.rule.citation, r.rule.scope.roles})
		}
	}
}

// hold joins what the packs say about a kind of hold: the strictest. The pack of a country that is silent about
// a kind lets nothing through and lets it last until it is released; what comes along with one, and a portfolio's
// own file, says nothing by being silent.
func (g *gatherer) hold(p *Policy, kind dunning.HoldKind) {
	var said []holdRule
	silent := false
	for _, pk := range g.packs {
		h, ok := pk.holds[kind]
		if ok {
			said = append(said, h)
		}
		silent = silent || !ok && pk.place != "" && len(pk.ladder) > 0
	}
	if len(said) == 0 {
		return
	}
	joined := said[0]
	for _, h := range said[1:] {
		joined = joined.stricter(h)
	}
	if silent {
		joined = joined.stricter(holdRule{})
	}
	p.holds[kind] = joined
}

// merged fills in the occasions that a has not.
func merged(a, b dunning.Occasions) dunning.Occasions {
	fill := func(x *dunning.Occasion, y dunning.Occasion) {
		if !x.Said() {
			*x = y
		}
	}
	fill(&a.Promise, b.Promise)
	fill(&a.Appointment, b.Appointment)
	fill(&a.Instalment, b.Instalment)
	fill(&a.Missed, b.Missed)
	fill(&a.Thanks, b.Thanks)
	return a
}
