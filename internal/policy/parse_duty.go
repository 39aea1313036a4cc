package policy

import (
	"fmt"
	"strconv"
	"strings"
)

// duty reads what a rule wants that is judged elsewhere: what messages say, what people must do by when, how
// long records are kept.
func (o *object) duty(rl *rule) {
	d := &Duty{}
	switch rl.kind {
	case kindContent:
		for _, n := range o.words("require") {
			d.Require = append(d.Require, n.Value)
		}
		for _, n := range o.words("forbid") {
			d.Forbid = append(d.Forbid, n.Value)
		}
		if len(d.Require)+len(d.Forbid) == 0 {
			o.need("require", "list what a message must have, or what it must not under forbid")
		}
	case kindDeadline:
		d.Of = o.required("of", "name what is to be done, for example complaint")
		o.deadline(d)
	case kindRetention:
		d.Of = o.required("of", "name what is kept, for example recordings")
		d.Months = o.months("keep")
	default:
		return
	}
	rl.duty = d
}

// deadline reads "15 days" or "10 business days", and the extensions after it.
func (o *object) deadline(d *Duty) {
	n, ok := o.need("within", "for example 15 days, or 10 business days")
	if !ok {
		return
	}
	number, unit, _ := strings.Cut(n.Value, " ")
	days, err := strconv.Atoi(number)
	switch unit {
	case "day", "days":
	case "business day", "business days":
		d.Business = true
	default:
		err = strconv.ErrSyntax
	}
	if err != nil || days < 1 || days > longest {
		o.fail("within", fmt.Sprintf("%q is not a number of days", n.Value), "write it as 15 days, or 10 business days")
		return
	}
	d.Days = []int{days}
	for i, n := range o.list("then") {
		m := spanText.FindStringSubmatch(n.Value)
		if m == nil || m[2] != "day" {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at("then"), i), fmt.Sprintf("%q is not a number of days", n.Value), "write it as 30 days")
			continue
		}
		more, err := strconv.Atoi(m[1])
		if err != nil || more < 1 || more > longest {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at("then"), i), fmt.Sprintf("%q is out of range", n.Value), fmt.Sprintf("write 1 to %d days", longest))
			continue
		}
		d.Days = append(d.Days, more)
	}
}

// months reads "5 years" or "6 months".
func (o *object) months(key string) int {
	n, ok := o.need(key, "for example 5 years, or 6 months")
	if !ok {
		return 0
	}
	m := spanText.FindStringSubmatch(n.Value)
	if m == nil || m[2] != "year" && m[2] != "month" {
		o.fail(key, fmt.Sprintf("%q is not a span of years or months", n.Value), "write it as 5 years, or 6 months")
		return 0
	}
	count, err := strconv.Atoi(m[1])
	if err != nil || count < 1 || count > 100 {
		o.fail(key, fmt.Sprintf("%q is out of range", n.Value), "write 1 to 100")
		return 0
	}
	if m[2] == "year" {
		count *= 12
	}
	return count
}
