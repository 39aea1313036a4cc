package plan

import "comity/internal/dunning"

// Policy is what a plan asks of a policy.
type Policy interface {
	Occasions() dunning.Occasions
	Grace(dunning.HoldKind) int // days
	StepApplies(dunning.Step, dunning.Facts) bool
}

// Under completes facts with what a policy says, and with what a decision about the same account looks at.
func (f Facts) Under(p Policy, d dunning.Facts) Facts {
	f.Account, f.Customer, f.Prefers = d.Account, d.Customer.ID, d.Customer.Prefers
	f.Promises, f.Appointments, f.Plans = d.Promises, d.Appointments, d.Plans
	f.Occasions, f.Grace = p.Occasions(), p.Grace
	f.Applies = func(s dunning.Step) bool { return p.StepApplies(s, d) }
	return f
}
