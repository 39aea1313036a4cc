package policy

import (
	"slices"
	"strings"
	"sync"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Calendars are the holiday tables that policies may refer to, by country code.
type Calendars map[string]*calendar.Table

// Policy is a compiled policy. It does not change, and may be used by any number of goroutines.
type Policy struct {
	name      string
	version   string
	title     text
	house     bool // with the rules of the house
	ladder    dunning.Ladder
	whens     map[string]*condition // of steps, by id
	occasions dunning.Occasions
	rules     []*rule                     // of every kind, in the order of the packs and their files
	byChannel map[dunning.Channel][]*rule // those with a limit that may apply to it, in the order of the files
	atWork    []*rule                     // say why an address at work is not used without a basis
	holds     map[dunning.HoldKind]holdRule
	notes     map[string][]note // who stands behind built-in rules and holds
	fallback  []string          // zones of a person of whom none is known; empty: the portfolio's
	tolerate  map[string]int64  // by currency: what is owed up to here is let be, minor units
	relaxed   []Relaxed
	sources   []Source
	window    time.Duration
	counters  int // different counts of contacts
	slots     int // rules whose answers are remembered during a decision
	pool      *sync.Pool
	zones     *calendar.Zones
}

// text is words in both languages.
type text struct{ zh, en string }

// String joins both languages, as findings and reasons carry them; Words takes one out again.
func (t text) String() string {
	switch {
	case t.zh == "" || t.zh == t.en:
		return t.en
	case t.en == "":
		return t.zh
	}
	return t.zh + separator + t.en
}

const separator = " | "

// Words is the part of a text in both languages that is in the language of locale. It is meant for
// Finding.Citation, Stage.Handoff and a policy's title.
func Words(both, locale string) string {
	zh, en, ok := strings.Cut(both, separator)
	if !ok {
		return both
	}
	if chinese(locale) {
		return zh
	}
	return en
}

func chinese(locale string) bool {
	language, _, _ := strings.Cut(strings.ToLower(locale), "-")
	return language == "zh"
}

// note is who stands behind a built-in rule or a hold.
type note struct {
	authority dunning.Authority
	citation  string
	roles     []dunning.Role // for whom; empty: for all
}

// note is who stands behind a built-in rule or a hold where a role collects: of several packs that say so, the
// one with the most authority, and the house where none does.
func (p *Policy) note(id string, role dunning.Role) note {
	best := note{dunning.House, houseCitation(id), nil}
	found := false
	for _, n := range p.notes[id] {
		if role != dunning.RoleUnknown && len(n.roles) > 0 && !slices.Contains(n.roles, role) {
			continue
		}
		if !found || rank(n.authority) > rank(best.authority) {
			best, found = n, true
		}
	}
	return best
}

func rank(a dunning.Authority) int {
	return slices.Index([]dunning.Authority{dunning.House, dunning.SelfDiscipline, dunning.Standard, dunning.Law}, a)
}

// Name is the policy's name, for example "cn".
func (p *Policy) Name() string { return p.name }

// Version identifies the content of the policy, of the packs that come with it and of the calendars they use,
// for example "cn@1a2b3c4d5e6f".
func (p *Policy) Version() string { return p.version }

// Title is what the policy is called, in the language of locale.
func (p *Policy) Title(locale string) string { return Words(p.title.String(), locale) }

// Ladder is the policy's stages with their steps. It is shared: nobody changes it.
func (p *Policy) Ladder() dunning.Ladder { return p.ladder }

// Occasions are what the policy says beside the steps.
func (p *Policy) Occasions() dunning.Occasions { return p.occasions }

// Grace is how many days beyond its date a promise, or an instalment of a plan, may come before it counts as
// broken. It is 0 for every other kind of hold.
func (p *Policy) Grace(k dunning.HoldKind) int { return p.holds[k].grace }

// StepApplies says whether the condition of a step is met. A step without one always applies.
func (p *Policy) StepApplies(step dunning.Step, f dunning.Facts) bool {
	when := p.whens[step.ID]
	if when == nil {
		return true
	}
	zone, err := p.zones.Load(f.Zone)
	if err != nil {
		return true // Decide says what is wrong
	}
	return when.holds(&view{facts: &f, date: calendar.DateOf(f.Now, zone), ladder: p.ladder})
}

// HistoryWindow is how far back contacts can matter to a decision. Older ones need not be given to it.
func (p *Policy) HistoryWindow() time.Duration { return p.window }

// Source is a file that a policy was compiled from.
type Source struct {
	File string // relative to the folder of policies and calendars, for example policies/cn.yaml
	Data []byte
}

// Sources lists every file the version was compiled from, the policy's own first.
func (p *Policy) Sources() []Source { return slices.Clone(p.sources) }

// Relaxed is a rule of the house that a portfolio does without, and why.
type Relaxed struct {
	Rule   string
	Reason string // see Words
}

// Relaxed lists the rules of the house that the policy does without.
func (p *Policy) Relaxed() []Relaxed { return slices.Clone(p.relaxed) }

// Rule describes a rule of a policy, for pages and lists.
type Rule struct {
	ID        string
	Kind      string
	Place     calendar.Place    // below a country: whom it applies to; empty: everybody
	Roles     []dunning.Role    // empty: all
	Channels  []dunning.Channel // empty: all
	From, To  calendar.Date     // in effect; zero: open
	Authority dunning.Authority
	Citation  string // see Words
}

// Rules lists the rules of every kind, in the order of the packs and their files.
func (p *Policy) Rules() []Rule {
	list := make([]Rule, len(p.rules))
	for i, r := range p.rules {
		list[i] = Rule{r.id, r.kind, r.scope.place, slices.Clone(r.scope.roles), slices.Clone(r.channels), r.from, r.to, r.authority, r.citation}
	}
	return list
}

// Duty is what a rule wants that is not decided here, but where words are checked, cases watched and records
// kept.
type Duty struct {
	Rule     string
	Kind     string // content, deadline or retention
	Place    calendar.Place
	Roles    []dunning.Role
	Channels []dunning.Channel
	Of       string   // what is to be done, or kept: for example complaint, recordings
	Require  []string // content: what a message must have
	Forbid   []string // content: what it must not have
	Days     []int    // deadline: the days for it, then those of each extension
	Business bool     // those are business days
	Months   int      // retention: for how long
}

// Duties lists what the policy wants of other rooms.
func (p *Policy) Duties() []Duty {
	var list []Duty
	for _, r := range p.rules {
		if r.duty == nil {
			continue
		}
		d := *r.duty
		d.Rule, d.Kind, d.Place, d.Roles, d.Channels = r.id, r.kind, r.scope.place, r.scope.roles, r.channels
		list = append(list, d)
	}
	return list
}

// compile works out what deciding needs again and again.
func (p *Policy) compile() {
	p.byChannel = make(map[dunning.Channel][]*rule)
	for _, c := range dunning.EveryChannel() {
		p.byChannel[c] = []*rule{}
		for _, r := range p.rules {
			if r.limit != nil && r.on(c) {
				p.byChannel[c] = append(p.byChannel[c], r)
			}
		}
	}
	p.pool = &sync.Pool{New: func() any { return new(situation) }}
	p.window = 24 * time.Hour
	var counters []*counter
	for _, r := range p.rules {
		if r.work {
			p.atWork = append(p.atWork, r)
		}
		if r.limit != nil {
			p.window = max(p.window, r.limit.reach())
			p.slots++
			r.slot = p.slots
		}
		if r.counting != nil {
			r.counting.back = r.limit.reach()
			counters = append(counters, r.counting)
		}
	}
	p.counters = share(counters)
}
