package courtesy

// The facts that wording may need, as the lexicon names them.
const (
	factLegal    = "legal-action"
	factCredit   = "credit-report-notice"
	factJudgment = "court-judgment"
	factNotice   = "statutory-notice"
)

var factNames = []string{factLegal, factCredit, factJudgment, factNotice}

// has says that a fact is true.
func (f Facts) has(name string) bool {
	switch name {
	case factLegal:
		return f.LegalActionApproved && !f.TimeBarred
	case factCredit:
		return f.CreditReportNoticeDue
	case factJudgment:
		return f.CourtJudgment
	case factNotice:
		return f.StatutoryNotice
	}
	return false
}
