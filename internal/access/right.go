package access

import (
	"slices"
	"strings"
)

// Right is one thing that may be done. The list is closed: Allow refuses every other word.
type Right string

// The rights.
const (
	StaffDoor  Right = "door.staff"  // come in by the staff's door
	VendorDoor Right = "door.vendor" // come in by the print vendors' door

	RunStart        Right = "run.start"
	RunHold         Right = "run.hold"
	RunRelease      Right = "run.release"
	ScheduleSet     Right = "schedule.set"
	Import          Right = "import"
	Deliver         Right = "deliver"
	ReminderResolve Right = "reminder.resolve"
	StepSkip        Right = "step.skip"

	CaseWork     Right = "case.work"
	ComplaintLog Right = "complaint.log"
	OptOutLog    Right = "optout.log"
	HoldSet      Right = "hold.set"
	HoldRelease  Right = "hold.release"

	LetterRequest Right = "letter.request"
	LetterApprove Right = "letter.approve"

	BatchSeal    Right = "batch.seal"
	BatchPull    Right = "batch.pull"
	BatchReceipt Right = "batch.receipt"
	BatchRecall  Right = "batch.recall"
	VendorManage Right = "vendor.manage"

	PolicyEdit      Right = "policy.edit"
	PolicyPublish   Right = "policy.publish"
	TemplateEdit    Right = "template.edit"
	TemplatePublish Right = "template.publish"

	EvidenceOpen   Right = "evidence.open"
	UserManage     Right = "user.manage"
	SettingsChange Right = "settings.change"
	Migrate        Right = "migrate"

	ReadRun      Right = "read.run"
	ReadDelivery Right = "read.delivery"
	ReadVerdict  Right = "read.verdict"
	ReadAccount  Right = "read.account" // the person: name, contact points, amounts, what was said
	ReadCase     Right = "read.case"
	ReadLetter   Right = "read.letter"
	ReadBatch    Right = "read.batch"
	ReadPolicy   Right = "read.policy"
	ReadTemplate Right = "read.template"
	ReadReport   Right = "read.report"
	ReadHealth   Right = "read.health"
	ReadAudit    Right = "read.audit"
	ReadUser     Right = "read.user"
	ReadSetting  Right = "read.setting"
)

// Rights lists every right, in the order of the table.
func Rights() []Right {
	rows := table()
	rights := make([]Right, len(rows))
	for i, row := range rows {
		rights[i] = row.right
	}
	return rights
}

// Title says what the right lets one do, as a phrase that follows "may" (or "可"), in Chinese for a
// locale that begins with "zh", else in English.
func (r Right) Title(locale string) string {
	row, ok := find(r)
	switch {
	case !ok:
		return string(r)
	case chinese(locale):
		return row.zh
	default:
		return row.en
	}
}

// group is what stands before the dot: the scope "read.*" covers every right of the group "read".
func (r Right) group() string {
	group, _, _ := strings.Cut(string(r), ".")
	return group
}

func find(r Right) (row, bool) {
	rows := table()
	i := slices.IndexFunc(rows, func(row row) bool { return row.right == r })
	if i < 0 {
		return row{}, false
	}
	return rows[i], true
}

func chinese(locale string) bool { return strings.HasPrefix(strings.ToLower(locale), "zh") }
