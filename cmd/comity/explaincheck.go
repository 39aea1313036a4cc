package main

import (
	"strings"

	"comity/internal/facts"
)

// unexpected is a case that was not answered as it expects.
type unexpected struct {
	ID          string   `json:"id,omitempty"`
	Line        int      `json:"line"`
	Differences []string `json:"differences"`
}

// checkFacts holds every case to what it expects, and prints those that are answered otherwise.
func (c *cli) checkFacts(q *questions, asJSON bool) error {
	checked, failed := 0, []unexpected{}
	for i := range q.cases {
		k := &q.cases[i]
		if k.Expect == nil {
			continue
		}
		checked++
		r, err := q.ask(c, k)
		if err != nil {
			return err
		}
		if diff := facts.Check(*k, r.verdict); len(diff) > 0 {
			failed = append(failed, unexpected{k.ID, k.Line, diff})
		}
	}
	if err := c.printUnexpected(q.file, failed, asJSON); err != nil {
		return err
	}
	switch rest := len(q.cases) - checked; {
	case checked == 0:
		return c.fail("nothing was checked: no case says what it expects", "未检查：没有案例写明 expect")
	case len(failed) > 0:
		return c.fail("%d of %d cases are not answered as they expect", "%d 个案例与预期不符（共 %d 个）", len(failed), checked)
	case rest > 0:
		c.notef("%s", c.sprintf("%d cases are answered as they expect; %d expect nothing", "%d 个案例与预期相符；%d 个未写预期", checked, rest))
	default:
		c.notef("%s", c.sprintf("%d cases are answered as they expect", "%d 个案例与预期相符", checked))
	}
	return nil
}

func (c *cli) printUnexpected(file string, failed []unexpected, asJSON bool) error {
	if asJSON {
		return c.printJSON(failed)
	}
	for _, u := range failed {
		if err := c.printf("%s:%d: %s\n  %s\n", file, u.Line, u.ID, strings.Join(u.Differences, "\n  ")); err != nil {
			return err
		}
	}
	return nil
}
