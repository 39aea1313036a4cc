package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"comity/config"
	"comity/internal/calendar"
	"comity/internal/nightrun"
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
	for _, name := range slices.Sorted(maps.Keys(s.ours)) {
		if used, written := s.inUse[name], s.ours[name]; used == nil || used.Version() != written.Version() {
			list = append(list, Checked{What: "policy " + name, OK: true, Warning: true, Detail: (&ErrUnpublished{name, written.Version()}).Error()})
		}
	}
	return list
}

// checkWording looks for a text for every step of every policy, in every channel it lists and both
// languages.
func (a *App) checkWording() error {
	words, err := a.words()
	if err != nil {
		return err
	}
	var missing []error
	for _, name := range a.policyNames() {
		for _, stage := range a.shelf.Load().inUse[name].Ladder() {
			for _, step := range stage.Steps {
				for _, c := range step.Channels {
					for _, l := range []string{"zh-CN", "en"} {
						if !words.Has(step.Template, c, l) {
							missing = append(missing, fmt.Errorf("policy %s, step %s: template %s has no %s text in %s", name, step.ID, step.Template, c, l))
						}
					}
				}
			}
		}
	}
	return errors.Join(missing...)
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
	return policy.LoadCalendars(folder(s.Policies, config.FS()))
}

const tableWarning = 60 // days before a holiday table ends

// checkCalendars warns before a holiday table runs out: rules that need it then fail closed.
func (a *App) checkCalendars() []Checked {
	tables, err := policy.LoadCalendars(a.configFiles())
	if err != nil {
		return []Checked{checked("holiday calendars", err)}
	}
	names := make([]string, 0, len(tables))
	for n := range tables {
		names = append(names, n)
	}
	slices.Sort(names)
	today := calendar.DateOf(a.Clock.Now(), time.UTC)
	var list []Checked
	for _, n := range names {
		x := Checked{What: "holiday calendar " + n, OK: true}
		if _, err := tables[n].Day(today); err != nil {
			x.OK, x.Detail = false, err.Error()
		} else if _, err := tables[n].Day(today.AddDays(tableWarning)); err != nil {
			x.Warning, x.Detail = true, fmt.Sprintf("it ends within %d days: %v", tableWarning, err)
		}
		list = append(list, x)
	}
	return list
}
