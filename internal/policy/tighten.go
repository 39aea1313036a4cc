package policy

import (
	"fmt"
	"slices"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// relax takes out the rules of the house that a policy does without.
func (g *gatherer) relax(p *Policy) {
	for _, pk := range g.packs {
		known := p.relaxable(pk)
		for i, n := range pk.relaxes {
			path := fmt.Sprintf("relax[%d].rule", i)
			at := slices.IndexFunc(p.rules, func(r *rule) bool { return r.id == n.Value && (r.decides() || r.kind == kindGuard) })
			switch {
			case at < 0:
				pk.reader.fail(n, path, fmt.Sprintf("there is no rule %q in the packs", n.Value), oneOf(n.Value, known))
			case p.rules[at].authority != dunning.House:
				pk.reader.fail(n, path, fmt.Sprintf("%s is no rule of the house: its authority is %s", n.Value, p.rules[at].authority), "only rules of the house may be done without")
			default:
				p.rules = slices.Delete(p.rules, at, at+1)
			}
		}
	}
}

// relaxable is the rules of the house that a pack may do without: those of the packs it names, not its own.
func (p *Policy) relaxable(pk *pack) []string {
	var ids []string
	for _, r := range p.rules {
		own := slices.ContainsFunc(pk.rules, func(w written) bool { return w.rule == r })
		if (r.decides() || r.kind == kindGuard) && r.authority == dunning.House && !own {
			ids = append(ids, r.id)
		}
	}
	return ids
}

// guard lets every window that others want end sooner, by a rule of the house of its own.
//
// A guard's rule stands in the way only in its margin: the rest of the day the window speaks for itself.
func (p *Policy) guard() {
	var more []*rule
	for _, g := range p.rules {
		if g.kind != kindGuard {
			continue
		}
		for _, r := range p.rules {
			w, ok := r.limit.(*window)
			if !ok || r.authority == dunning.House {
				continue
			}
			kept := *r
			kept.id, kept.authority, kept.citation = g.id, g.authority, g.citation
			kept.kind, kept.guards = kindGuard, r.id
			kept.limit = &margin{w.hours, w.hours.Shorter(g.margin), newWindow(w.hours)}
			if len(g.channels) > 0 {
				kept.channels = slices.DeleteFunc(slices.Clone(g.channels), func(c dunning.Channel) bool { return !r.on(c) })
				if len(kept.channels) == 0 {
					continue
				}
			}
			more = append(more, &kept)
		}
	}
	p.rules = append(p.rules, more...)
}

// opens refuses a policy whose windows never open together on a channel, for whoever collects: it would say
// nothing, for ever.
func (g *gatherer) opens(p *Policy) {
	if len(g.errors()) > 0 {
		return
	}
	for _, c := range dunning.EveryChannel() {
		for _, role := range dunning.Roles() {
			open := calendar.Daily(calendar.Window{To: calendar.EndOfDay})
			for _, r := range p.rules {
				hours, ok := r.hours()
				if !ok || !r.on(c) || !r.everybody(role) {
					continue
				}
				if open = open.And(hours); open.Check() == nil {
					continue
				}
				g.blame(g.culprit(p, r, c, role), fmt.Sprintf("together with the windows of the other rules, %s is never open", c))
				return
			}
		}
	}
}

// culprit is the rule to name for hours that never meet those before it: of several packs, one of the pack that
// was named first, since that is whose author can change it.
func (g *gatherer) culprit(p *Policy, last *rule, c dunning.Channel, role dunning.Role) *rule {
	ours := func(r *rule) bool {
		return slices.ContainsFunc(g.packs[0].rules, func(w written) bool { return w.rule.id == r.id })
	}
	if ours(last) {
		return last
	}
	for _, r := range p.rules {
		if _, ok := r.hours(); ok && ours(r) && r.on(c) && r.everybody(role) {
			return r
		}
	}
	return last
}

// hours is when a window, or what a guard leaves of one, is open.
func (r *rule) hours() (calendar.Hours, bool) {
	switch l := r.limit.(type) {
	case *window:
		return l.hours, true
	case *margin:
		return l.shorter, true
	}
	return calendar.Hours{}, false
}

// everybody says that a rule applies to everybody, always, where a role collects.
func (r *rule) everybody(role dunning.Role) bool {
	x := &r.scope
	return x.place == "" && x.when == nil && len(x.purposes) == 0 && r.from.IsZero() && r.to.IsZero() &&
		(len(x.roles) == 0 || slices.Contains(x.roles, role))
}

// blame reports a problem at the rule it is about.
func (g *gatherer) blame(r *rule, problem string) {
	for _, pk := range g.packs {
		for _, x := range pk.rules {
			if x.rule.id == r.id {
				key, hint := "hours", "let the hours overlap"
				if x.rule.kind == kindGuard {
					key, hint = "margin", "leave some of every window"
				}
				pk.reader.fail(field(x.node, key), x.path+"."+key, problem, hint)
				return
			}
		}
	}
}
