package policy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"comity/internal/dunning"
)

// counter reads what a rule counts.
func (o *object) counter(rl *rule) counter {
	c := counter{channels: everyChannel, unit: dunning.Unit(o.choice("unit", string(dunning.UnitAttempt),
		string(dunning.UnitAttempt), string(dunning.UnitSent), string(dunning.UnitDelivered)))}
	switch len(rl.channels) {
	case 0:
		c.together = "all"
	case 1:
		c.channels = channelMarks(rl.channels...)
	default:
		c.channels, c.together = channelMarks(rl.channels...), strings.Join(names(rl.channels), " ")
	}
	if _, ok := o.need("scope", "person, contact_point, account or group"); ok {
		c.scope = o.choice("scope", "", scopePerson, scopePoint, scopeAccount, scopeGroup)
	}
	c.work = o.choice("at", "", "work") == "work"
	c.unasked = o.flag("unsolicited")
	return c
}

var rollingWindow = regexp.MustCompile(`^rolling ([0-9]+) days?$`)

func (o *object) quota(rl *rule) limit {
	c := o.counter(rl)
	most := 0
	if _, ok := o.need("limit", "how many contacts are permitted"); ok {
		before := len(o.r.errs)
		if most = o.number("limit", 0); most == 0 && len(o.r.errs) == before {
			o.fail("limit", "a limit of 0 permits nothing", "take the channel out of the steps instead")
		}
	}
	n, ok := o.need("window", "for example calendar day, or rolling 7 days")
	if !ok {
		return nil
	}
	if period := map[string]string{"calendar day": periodDay, "iso week": periodWeek, "calendar month": periodMonth}[n.Value]; period != "" {
		q := &calendarQuota{c, most, period}
		rl.counting = &q.counter
		return q
	}
	m := rollingWindow.FindStringSubmatch(n.Value)
	if m == nil {
		o.fail("window", fmt.Sprintf("%q is not a span to count over", n.Value), "write calendar day, iso week, calendar month, or rolling N days")
		return nil
	}
	days, err := strconv.Atoi(m[1])
	if err != nil || days < 1 || days > longest {
		o.fail("window", fmt.Sprintf("%q is out of range", n.Value), fmt.Sprintf("count over 1 to %d days", longest))
	}
	q := &rolling{counter: c, limit: most, days: days}
	rl.counting = &q.counter
	return q
}

// longest is the most days that a limit may look back.
const longest = 366

// days reads "7 days".
func (o *object) days(key string) int { return o.span(key, "days", longest) }

var spanText = regexp.MustCompile(`^([0-9]+) ([a-z]+?)s?$`)

// span reads a number of a unit, such as "7 days" or "1 day".
func (o *object) span(key, unit string, most int) int {
	n, ok := o.need(key, "for example 7 "+unit)
	if !ok {
		return 0
	}
	m := spanText.FindStringSubmatch(n.Value)
	if m == nil || m[2] != strings.TrimSuffix(unit, "s") {
		o.fail(key, fmt.Sprintf("%q is not a number of %s", n.Value, unit), "write it as 7 "+unit)
		return 0
	}
	v, err := strconv.Atoi(m[1])
	if err != nil || v < 1 || v > most {
		o.fail(key, fmt.Sprintf("%q is out of range", n.Value), fmt.Sprintf("write 1 to %d %s", most, unit))
		return 0
	}
	return v
}
