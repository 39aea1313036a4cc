package access

// row is one right: who has it, and what it lets them do.
type row struct {
	right  Right
	roles  []Role
	en, zh string
}

// table is who may do what. docs/roles.md prints it, and a golden file states it cell by cell, so that no
// change of it goes unseen.
func table() []row {
	type of = []Role
	staff := of{Operations, Collector, Legal, Compliance, Service, Auditor, Admin}
	return []row{
		{StaffDoor, staff, "come in by the staff's door", "经员工入口进入"},
		{VendorDoor, of{Vendor}, "come in by the print vendors' door", "经印务商入口进入"},

		{RunStart, of{Operations}, "start a run", "启动批次作业"},
		{RunHold, of{Operations}, "hold a run", "暂停批次作业"},
		{RunRelease, of{Operations}, "release a held run", "放行已暂停的批次作业"},
		{ScheduleSet, of{Operations}, "set the nightly schedule", "设置夜间排程"},
		{Import, of{Operations}, "import accounts and payments", "导入账户和还款数据"},
		{Deliver, of{Operations}, "deliver reminders", "发送提醒"},
		{ReminderResolve, of{Operations}, "settle a reminder whose outcome is unknown", "裁定结果未知的提醒"},
		{StepSkip, of{Compliance}, "skip a step, with a reason", "说明理由后跳过策略步骤"},

		{CaseWork, of{Collector}, "work a case: notes, promises, disputes, plans", "处理案件：备注、还款承诺、争议、分期"},
		{ComplaintLog, of{Collector, Service}, "log a complaint", "登记投诉"},
		{OptOutLog, of{Collector, Service}, "log an opt-out", "登记退订"},
		{HoldSet, of{Collector, Legal, Compliance, Service}, "hold contact with a person", "暂停对客户的联系"},
		{HoldRelease, of{Legal, Compliance}, "release a hold", "解除暂停"},

		{LetterRequest, of{Collector}, "request a formal letter", "申请正式信函"},
		{LetterApprove, of{Legal}, "approve or refuse a formal letter", "批准或退回正式信函"},

		{BatchSeal, of{Operations}, "seal a batch of letters", "封存信函批次"},
		{BatchPull, of{Operations, Vendor}, "pull a sealed batch", "领取已封存的批次"},
		{BatchReceipt, of{Operations, Vendor}, "report what was printed, posted and returned", "回报打印、投寄和退回情况"},
		{BatchRecall, of{Operations}, "recall letters from a batch", "从批次中撤回信函"},
		{VendorManage, of{Operations}, "manage print vendors", "管理印务商"},

		{PolicyEdit, of{Compliance}, "edit a policy", "编辑策略"},
		{PolicyPublish, of{Compliance}, "publish a policy that somebody else edited", "发布他人编辑的策略"},
		{TemplateEdit, of{Compliance}, "edit a template", "编辑模板"},
		{TemplatePublish, of{Compliance}, "publish a template that somebody else edited", "发布他人编辑的模板"},

		{EvidenceOpen, of{Legal, Auditor}, "open an evidence pack", "打开证据包"},
		{UserManage, of{Admin}, "manage users, their roles and tokens", "管理用户、角色和令牌"},
		{SettingsChange, of{Admin}, "change settings", "更改设置"},
		{Migrate, of{Admin}, "migrate the ledger", "升级账本结构"},

		{ReadRun, of{Operations, Compliance, Auditor}, "see runs", "查看批次作业"},
		{ReadDelivery, of{Operations, Compliance, Auditor}, "see deliveries", "查看发送情况"},
		{ReadVerdict, of{Operations, Collector, Legal, Compliance, Service, Auditor}, "see verdicts and their findings", "查看判定及依据"},
		{ReadAccount, of{Collector, Legal, Compliance, Service, Auditor}, "see a person and their accounts", "查看客户及其账户"},
		{ReadCase, of{Collector, Legal, Compliance, Service, Auditor}, "see cases", "查看案件"},
		{ReadLetter, of{Collector, Legal, Compliance, Auditor}, "see letters", "查看信函"},
		{ReadBatch, of{Operations, Vendor, Auditor}, "see batches", "查看打印批次"},
		{ReadPolicy, of{Operations, Legal, Compliance, Auditor}, "see policies", "查看策略"},
		{ReadTemplate, of{Operations, Legal, Compliance, Auditor}, "see templates", "查看模板"},
		{ReadReport, of{Operations, Legal, Compliance, Auditor}, "see reports", "查看报表"},
		{ReadHealth, of{Operations, Auditor, Admin}, "see the health of the installation", "查看系统运行状况"},
		{ReadAudit, of{Legal, Compliance, Auditor}, "see who did what", "查看操作记录"},
		{ReadUser, of{Auditor, Admin}, "see users and their roles", "查看用户及其角色"},
		{ReadSetting, of{Auditor, Admin}, "see settings, without secrets", "查看设置（不含密钥）"},
	}
}
