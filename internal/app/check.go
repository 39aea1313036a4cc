package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/message"
	"comity/internal/nightrun"
	places "comity/internal/place"
	"comity/internal/policy"
	"comity/internal/queue"
	"comity/internal/settings"
)

// Checked is one thing that was looked at.
type Checked struct {
	What    string `json:"what"`
	OK      bool   `json:"ok"`
	Warning bool   `json:"warning,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

// Check looks at everything an installation needs, and goes on when one thing is wrong. Settings and
// policies were checked by Open.
func (a *App) Check(ctx context.Context) []Checked {
	list := []Checked{{What: "settings", OK: true}}
	list = append(list, a.checkPolicies()...)
	_, wordsErr := a.words()
	_, drawErr := a.drawer()
	list = append(list, checked("templates", wordsErr), checked("fonts and letter profile", drawErr))
	if wordsErr == nil {
		list = append(list, checked("a wording for every step, channel and language", a.checkWording()))
	}
	list = append(list, checked("ledger", a.Ledger.Ping(ctx)), checked("queue", a.checkQueue(ctx)))
	_, err := a.Senders()
	list = append(list, checked("channels", err))
	list = append(list, a.checkBooks(ctx)...)
	return append(list, a.checkCalendars()...)
}

func checked(what string, err error) Checked {
	if err != nil {
		return Checked{What: what, Detail: err.Error()}
	}
	return Checked{What: what, OK: true}
}

// checkPolicies names the versions that decide, and those that somebody wrote but nobody published.
func (a *App) checkPolicies() []Checked {
	s := a.shelf.Load()
	var list []Checked
	for _, name := range a.policyNames() {
		list = append(list, Checked{What: "policy " + name, OK: true, Detail: s.inUse[name].Version()})
	}
	for _, name := range slices.Sorted(maps.Keys(s.broken)) {
		list = append(list, checked("policy "+name, s.broken[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(s.drafts)) {
		list = append(list, checked("policy "+name+", as the folder has it", s.drafts[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(s.ours)) {
		if used, written := s.inUse[name], s.ours[name]; used == nil || used.Version() != written.Version() {
			list = append(list, Checked{What: "policy " + name, OK: true, Warning: true, Detail: (&ErrUnpublished{name, written.Version()}).Error()})
		}
	}
	return list
}

// checkWording looks for a text for every step and occasion of every policy, in use or written to be, in every
// channel it lists and both languages.
func (a *App) checkWording() error {
	words, err := a.words()
	if err != nil {
		return err
	}
	var missing []error
	for _, p := range a.shelf.Load().all() {
		name := p.Name()
		for _, stage := range p.Ladder() {
			for _, step := range stage.Steps {
				missing = append(missing, lacking(words, "policy "+name+", step "+step.ID, dunning.Occasion{Template: step.Template, Channels: step.Channels}, "")...)
			}
		}
		p.Occasions().Each(func(occasion string, o dunning.Occasion) {
			missing = append(missing, lacking(words, "policy "+name+", occasion "+occasion, o, occasion)...)
		})
	}
	return errors.Join(missing...)
}

// lacking says which texts there are not, or are for something else. A step is for no occasion.
func lacking(words *message.Composer, where string, said dunning.Occasion, occasion string) []error {
	var missing []error
	for _, c := range said.Channels {
		for _, l := range []string{"zh-CN", "en"} {
			switch {
			case !words.Has(said.Template, c, l):
				missing = append(missing, fmt.Errorf("%s: template %s has no %s text in %s", where, said.Template, c, l))
			case words.Occasion(said.Template, c, l) != occasion:
				missing = append(missing, fmt.Errorf("%s: the %s text of template %s in %s is for occasion %q (empty: for steps): name one written for this", where, c, said.Template, l, words.Occasion(said.Template, c, l)))
			}
		}
	}
	return missing
}

func (a *App) checkQueue(ctx context.Context) error {
	q, err := queue.Open(queue.Options{URL: a.Settings.Redis.Reveal(), Log: a.Log})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return errors.Join(q.Ping(ctx), q.Close())
}

// checkBooks looks at portfolios and their schedules.
func (a *App) checkBooks(ctx context.Context) []Checked {
	books, err := a.Ledger.Portfolios(ctx)
	if err != nil {
		return []Checked{checked("portfolios", err)}
	}
	var list []Checked
	for _, p := range books {
		_, errPolicy := a.PolicyOf(p)
		_, errZone := a.Zones.Load(p.Zone)
		list = append(list, checked("portfolio "+p.ID, errors.Join(errPolicy, errZone)))
		list = append(list, silent(p)...)
	}
	schedules, err := a.Ledger.Schedules(ctx)
	if err != nil {
		return append(list, checked("schedules", err))
	}
	for _, s := range schedules {
		list = append(list, checked("schedule of "+s.PortfolioID, nightrun.CheckSchedule(s, a.Zones)))
	}
	return list
}

// Calendars are the holiday tables of an installation that need not be opened: its own, and the built-in
// ones where it has none.
func Calendars(s settings.Settings) (policy.Calendars, error) {
	if s.Policies.Dir != "" {
		if _, err := os.ReadDir(s.Policies.Dir); err != nil {
			return nil, fmt.Errorf("policies.dir: %w", err)
		}
	}
	return policy.LoadCalendars(ConfigFiles(s))
}

// silent warns of what a sender does not say of itself: a text that names it cannot be worded, and fails in the
// night.
func silent(p dunning.Portfolio) []Checked {
	var list []Checked
	for _, locale := range slices.Sorted(maps.Keys(p.Sender)) {
		s := p.Sender[locale]
		for _, x := range []struct{ field, value string }{
			{"legal_name", s.LegalName}, {"short_name", s.ShortName}, {"hotline", s.Hotline}, {"pay_url", s.PayURL},
			{"pay_how", s.PayHow}, {"email", s.Email}, {"address", strings.Join(s.Address, "")},
		} {
			if x.value == "" {
				list = append(list, Checked{
					What: "portfolio " + p.ID + ", sender " + locale, OK: true, Warning: true,
					Detail: x.field + " is missing: texts that name it cannot be worded; add it to portfolio.yaml and import that again",
				})
			}
		}
	}
	return list
}

const tableWarning = 60 // days before the first day without a holiday table

// checkCalendars warns before a holiday table runs out: rules that need it then fail closed.
func (a *App) checkCalendars() []Checked {
	tables, err := policy.LoadCalendars(a.configFiles())
	if err != nil {
		return []Checked{checked("holiday calendars", err)}
	}
	var list []Checked
	for _, country := range slices.Sorted(maps.Keys(tables)) {
		list = append(list, checkTable(tables[country], dateIn(country, a.Clock.Now())))
	}
	return list
}

// checkTable looks at one table on the date that it is in the country.
func checkTable(t *calendar.Table, today calendar.Date) Checked {
	x := Checked{What: "holiday calendar " + t.Country(), OK: true}
	last, ok := t.Last(today)
	if !ok {
		_, err := t.Day(today)
		return checked(x.What, err)
	}
	if left := last.DaysSince(today) + 1; left <= tableWarning {
		x.Warning = true
		x.Detail = fmt.Sprintf("it ends with %s (days left: %d); after that the rules that need it hold everything back: "+
			"add the year %d to calendars/%s.json in the folder of your policies (policies.dir) as soon as it is announced",
			last, left, last.Year+1, strings.ToLower(t.Country()))
	}
	return x
}

// dateIn is the date in a country: where it has several zones that of the one furthest ahead, and where its
// zones are not known that of the first place on earth to have it. So a warning is never late.
func dateIn(country string, now time.Time) calendar.Date {
	zones := places.ZonesIn(calendar.Place(country))
	if len(zones) == 0 {
		zones = []string{"Pacific/Kiritimati"} // UTC+14
	}
	var date calendar.Date
	for _, name := range zones {
		if zone, err := time.LoadLocation(name); err == nil && date.Before(calendar.DateOf(now, zone)) {
			date = calendar.DateOf(now, zone)
		}
	}
	return date
}
