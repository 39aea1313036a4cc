package policy

import (
	"fmt"
	"strings"

	"comity/internal/dunning"

	"go.yaml.in/yaml/v3"
)

// stages reads the ladder: stages that follow one another without gap or overlap, steps in order of days.
func (o *object) stages(whens map[string]*condition) dunning.Ladder {
	if _, ok := o.need("stages", "list the stages, from the lead before the due date on"); !ok {
		return nil
	}
	var ladder dunning.Ladder
	seen := make(map[string]bool)
	comparable := false // the stage before could be read
	for i, n := range o.list("stages") {
		path := fmt.Sprintf("stages[%d]", i)
		s, ok := o.r.stage(n, path, seen, whens)
		if last := len(ladder) - 1; ok && comparable && s.From != ladder[last].To+1 {
			o.r.fail(field(n, "from"), path+".from", neighbours(ladder[last], s),
				fmt.Sprintf("let it begin on day %d", ladder[last].To+1))
		}
		ladder, comparable = append(ladder, s), ok
	}
	return ladder
}

// neighbours says what is wrong between two stages.
func neighbours(before, after dunning.Stage) string {
	if after.From <= before.To {
		return fmt.Sprintf("stage %s overlaps %s: it begins on day %d, and %s ends on day %d", after.ID, before.ID, after.From, before.ID, before.To)
	}
	return fmt.Sprintf("there is a gap between %s, which ends on day %d, and %s, which begins on day %d", before.ID, before.To, after.ID, after.From)
}

func (r *reader) stage(n *yaml.Node, path string, seen map[string]bool, whens map[string]*condition) (dunning.Stage, bool) {
	o, ok := r.object(n, path, "id", "from", "to", "handoff", "steps")
	if !ok {
		return dunning.Stage{}, false
	}
	s := dunning.Stage{ID: o.required("id", "for example M1")}
	o.unique(s.ID, seen)
	before := len(r.errs)
	if _, ok := o.need("from", "the first day past due, negative before the due date"); ok {
		s.From = o.number("from", -highest)
	}
	if _, ok := o.need("to", "the last day past due, included"); ok {
		s.To = o.number("to", -highest)
	}
	bounds := len(r.errs) == before
	if bounds && s.To < s.From {
		o.fail("to", fmt.Sprintf("the stage ends on day %d, before it begins on day %d", s.To, s.From), "swap the two")
		bounds = false
	}
	s.Handoff = o.both("handoff", true).String()
	for i, step := range o.list("steps") {
		if st, ok := r.step(step, fmt.Sprintf("%s.steps[%d]", path, i), seen); ok {
			o.r.place(step, fmt.Sprintf("%s.steps[%d]", path, i), s, st, bounds)
			st.Stage, st.Conditional = s.ID, field(step, "when") != step
			if when := field(step, "when"); when != step {
				whens[st.ID] = r.condition(when, fmt.Sprintf("%s.steps[%d].when", path, i))
			}
			s.Steps = append(s.Steps, st)
		}
	}
	if s.Handoff != "" && len(s.Steps) > 0 {
		o.fail("steps", "a stage that people work has no steps", "remove handoff or the steps")
	}
	return s, bounds
}

// place checks a step against its stage, when that could be read, and against the step before it.
func (r *reader) place(n *yaml.Node, path string, s dunning.Stage, step dunning.Step, bounds bool) {
	if bounds && (step.Day < s.From || step.Day > s.To) {
		r.fail(field(n, "day"), path+".day", fmt.Sprintf("day %d is outside stage %s, which is days %d to %d", step.Day, s.ID, s.From, s.To), "move the step or the stage")
	}
	if last := len(s.Steps) - 1; last >= 0 && step.Day < s.Steps[last].Day {
		r.fail(field(n, "day"), path+".day", fmt.Sprintf("step %s comes before step %s, which is listed first", step.ID, s.Steps[last].ID), "list steps in order of their days")
	}
}

func (r *reader) step(n *yaml.Node, path string, seen map[string]bool) (dunning.Step, bool) {
	o, ok := r.object(n, path, "id", "day", "spacing", "channels", "template", "expires", "approval", "when")
	if !ok {
		return dunning.Step{}, false
	}
	before := len(r.errs)
	step := dunning.Step{
		ID:      o.required("id", "name the step, for example first-reminder"),
		Spacing: o.number("spacing", 0), Template: o.required("template", "name the wording, for example first-reminder"),
		Expires: o.flag("expires"), Approval: o.flag("approval"),
	}
	o.unique(step.ID, seen)
	if strings.Contains(step.ID, ":") {
		o.fail("id", fmt.Sprintf("%q must not have a colon in it: ids with one are of what was agreed with a person", step.ID), "use letters, digits and hyphens")
	}
	if _, ok := o.need("day", "the first day past due on which the step may be taken"); ok {
		step.Day = o.number("day", -highest)
	}
	if _, ok := o.need("channels", "list channels in order of preference"); ok {
		step.Channels = o.channels("channels", dunning.Channels()...)
	}
	return step, len(r.errs) == before
}

// unique reports an id that stages, steps or rules of the file already have.
func (o *object) unique(id string, seen map[string]bool) {
	if id != "" && seen[id] {
		o.fail("id", fmt.Sprintf("the id %q is used twice", id), "give each its own")
	}
	seen[id] = true
}

// field is the node of a mapping's field, or the mapping itself.
func field(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return n
}
