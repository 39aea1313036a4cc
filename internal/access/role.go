package access

import "slices"

// Role is what somebody is in the house; Allow turns it into rights.
type Role string

// The roles.
const (
	Operations Role = "operations"
	Collector  Role = "collector"
	Legal      Role = "legal"
	Compliance Role = "compliance"
	Service    Role = "service"
	Vendor     Role = "vendor"
	Auditor    Role = "auditor"
	Admin      Role = "admin"
)

// Roles lists every role, in the order in which they are shown.
func Roles() []Role {
	return []Role{Operations, Collector, Legal, Compliance, Service, Vendor, Auditor, Admin}
}

// Title is the role's name for people, in Chinese for a locale that begins with "zh", else in English.
// A role that nobody defined is its own title.
func (r Role) Title(locale string) string {
	if !chinese(locale) {
		return string(r)
	}
	switch r {
	case Operations:
		return "运营"
	case Collector:
		return "催收员"
	case Legal:
		return "法务"
	case Compliance:
		return "合规"
	case Service:
		return "客服"
	case Vendor:
		return "印务商"
	case Auditor:
		return "审计"
	case Admin:
		return "管理员"
	default:
		return string(r)
	}
}

// stands says whether one person may have the two roles together. A vendor sees batches and nothing
// else, an auditor changes nothing, an administrator cannot approve letters: a second role would undo that.
func stands(a, b Role) bool {
	if a == b {
		return true
	}
	pair := []Role{a, b}
	alone := slices.Contains(pair, Vendor) || slices.Contains(pair, Auditor)
	return !alone && !(slices.Contains(pair, Admin) && slices.Contains(pair, Legal))
}
