package settings

import (
	"strings"
	"time"
)

// field is one setting: what it is called, where it goes, what it is without being set, and what it means.
type field struct {
	key     string
	to      value
	def     string // empty: nothing
	example string // shown in the example file where there is no default
	en, zh  string
}

// variable is the environment variable of a key.
func variable(key string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// section is what a key stands under; empty at the top.
func section(key string) string {
	if i := strings.LastIndex(key, "."); i >= 0 {
		return key[:i]
	}
	return ""
}

// fields is every setting of s, in the order in which they are documented.
func (s *Settings) fields() []field {
	list := s.placeFields()
	list = append(list, s.twilioFields()...)
	list = append(list, s.smtpFields()...)
	return append(list, s.runFields()...)
}

func (s *Settings) placeFields() []field {
	return []field{
		{"dir", folder(&s.Dir), "./comity-data", "",
			"The data folder: the embedded ledger and the outbox live here.",
			"数据文件夹：内置账本和发件箱位于此处。"},
		{"ledger", server(&s.Ledger, "postgres", "postgresql"), "", "postgres://comity@localhost/comity",
			"The ledger. Empty: SQLite in the data folder.",
			"账本。留空：使用数据文件夹中的 SQLite。"},
		{"redis", server(&s.Redis, embedded, "redis", "rediss", "unix", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster"), "", "redis://localhost:6379/0",
			"The queue's Redis. Empty: one inside this process. It holds opaque ids only and may be emptied at any moment.",
			"队列所用的 Redis。留空：进程内置。其中只有不透明编号，可随时清空。"},
		{"channels.sms", choice(&s.Channels.SMS, Outbox, Twilio), Outbox, "",
			"Who takes SMS. The outbox writes them into a folder and sends nothing.",
			"短信的发送方式。outbox 只写入文件夹，不发送。"},
		{"channels.email", choice(&s.Channels.Email, Outbox, SMTP), Outbox, "",
			"Who takes email.",
			"电子邮件的发送方式。"},
		{"channels.letter", choice(&s.Channels.Letter, Outbox), Outbox, "",
			"Who takes letters.",
			"信函的发送方式。"},
		{"outbox.dir", folder(&s.Outbox.Dir), "", "/var/lib/comity/outbox",
			"The outbox's folder. Empty: the folder outbox in the data folder.",
			"发件箱文件夹。留空：数据文件夹下的 outbox。"},
	}
}

func (s *Settings) twilioFields() []field {
	t := &s.Twilio
	return []field{
		{"twilio.account_sid", name(&t.AccountSID), "", "AC00000000000000000000000000000000",
			"The account that sends.",
			"发送所用的账户。"},
		{"twilio.auth_token", hidden(&t.AuthToken), "", "",
			"Its token; it also proves that callbacks are Twilio's.",
			"账户令牌；也用于验证回执确由 Twilio 发出。"},
		{"twilio.from", name(&t.From), "", `"+12025550100"`,
			"The sender: a number in E.164, or a sender name. This, or a messaging service.",
			"发送方：E.164 号码或发送方名称。与消息服务至少填一项。"},
		{"twilio.messaging_service_sid", name(&t.MessagingServiceSID), "", "MG00000000000000000000000000000000",
			"The messaging service that chooses the sender.",
			"由其选择发送方的消息服务。"},
		{"twilio.base_url", link(&t.BaseURL), "https://api.twilio.com", "",
			"Where Twilio's interface is; another one for a proxy or a test server.",
			"Twilio 接口地址；使用代理或测试服务器时另填。"},
		{"twilio.callback_url", link(&t.CallbackURL), "", "https://callbacks.example/twilio/status",
			"Where Twilio reports what became of a message: the public door, as seen from outside. Empty: none are asked for, and a lost answer has to be looked up by a person.",
			"Twilio 回报发送结果的地址，即从外部看到的公共入口。留空：不请求回执，丢失的应答须由人工查询。"},
		{"twilio.timeout", span(&t.Timeout, time.Second, time.Minute), "10s", "",
			"How long one hand-over may take.",
			"单次交付的时限。"},
	}
}

func (s *Settings) smtpFields() []field {
	m := &s.SMTP
	return []field{
		{"smtp.host", name(&m.Host), "", "mail.example",
			"The mail server.",
			"邮件服务器。"},
		{"smtp.port", count(&m.Port, 1, 65535), "587", "",
			"Its port.",
			"端口。"},
		{"smtp.username", name(&m.Username), "", "comity",
			"Who signs in there. Empty: nobody does.",
			"登录名。留空：不登录。"},
		{"smtp.password", hidden(&m.Password), "", "",
			"The password.",
			"密码。"},
		{"smtp.tls", choice(&m.TLS, "mandatory", "implicit", "none"), "mandatory", "",
			"How the connection is secured: by STARTTLS or not at all, from the first byte (port 465), or in clear (a relay on this machine).",
			"连接加密：必须 STARTTLS、自首字节起加密（465 端口），或明文（仅限本机中继）。"},
		{"smtp.connections", count(&m.Connections, 1, 64), "8", "",
			"Connections kept open.",
			"保持的连接数。"},
		{"smtp.helo", name(&m.HELO), "", "comity.example",
			"The name this machine greets with. Empty: its host name.",
			"本机问候时所用的名称。留空：主机名。"},
		{"smtp.dkim.domain", name(&m.DKIM.Domain), "", "creditor.example",
			"The domain that signs email (DKIM, RFC 6376). All three of dkim, or none.",
			"邮件签名域名（DKIM，RFC 6376）。dkim 三项须全填或全不填。"},
		{"smtp.dkim.selector", name(&m.DKIM.Selector), "", "comity2026",
			"The selector of its key.",
			"密钥选择器。"},
		{"smtp.dkim.key_file", file(&m.DKIM.KeyFile), "", "/etc/comity/dkim.pem",
			"The private key, PEM.",
			"私钥文件，PEM 格式。"},
		{"smtp.unsubscribe_url", link(&m.UnsubscribeURL), "", "https://callbacks.example/unsubscribe",
			"The one-click unsubscribe address (RFC 8058), https. Empty: the header is left out.",
			"一键退订地址（RFC 8058），须为 https。留空：不加此信头。"},
		{"smtp.message_id_domain", name(&m.MessageIDDomain), "", "creditor.example",
			"The right half of every Message-ID. Empty: the sender's domain.",
			"Message-ID 的右半部分。留空：发件人域名。"},
		{"smtp.timeout", span(&m.Timeout, time.Second, 10*time.Minute), "30s", "",
			"How long one hand-over may take.",
			"单次交付的时限。"},
	}
}

func (s *Settings) runFields() []field {
	return []field{
		{"policies.dir", folder(&s.Policies.Dir), "", "/etc/comity/policies",
			"Policies that replace the built-in ones of the same name.",
			"以同名策略替换内置策略的文件夹。"},
		{"policies.reviewed", yes(&s.PoliciesReviewed), "false", "",
			"The policies folder is reviewed by other means, so that what is in it decides at once. Otherwise two people publish each version.",
			"策略文件夹已另行复核，其内容立即生效。否则每个版本须由两人发布。"},
		{"templates.dir", folder(&s.Templates.Dir), "", "/etc/comity/templates",
			"Templates that replace the built-in ones of the same name.",
			"以同名模板替换内置模板的文件夹。"},
		{"workers.servers", count(&s.Workers.Servers, 1, 64), "4", "",
			"Loops that take work from the queue, in one process. More of these means more reminders a second.",
			"单个进程中从队列取任务的循环数。越多，每秒处理的提醒越多。"},
		{"workers.concurrency", count(&s.Workers.Concurrency, 1, 1000), "64", "",
			"Reminders each of them works on at once.",
			"每个循环同时处理的提醒数。"},
		{"workers.group", count(&s.Workers.Group, 1, 1000), "200", "",
			"Claims that share one transaction, at most.",
			"单个事务中合并的认领数上限。"},
		{"workers.lease", span(&s.Workers.Lease, time.Second, 10*time.Minute), "30s", "",
			"How long a worker that says nothing is believed to live. After it, what it was sending is looked up where the channel can tell, and is unknown where it cannot. One that is stopped, and not killed, is not waited for.",
			"工作进程无心跳后仍视为存活的时长。超过后，其正在发送的提醒在渠道可查时查询，不可查时记为“未知”。正常停止（而非被终止）的进程无须等待。"},
		{"feeder.ahead", count(&s.Feeder.Ahead, 1, 1_000_000), "10000", "",
			"Reminders in the queue ahead of the workers, at most; the ledger holds the rest.",
			"队列中预先放入的提醒数上限；其余留在账本中。"},
		{"feeder.again", span(&s.Feeder.Again, time.Second, 10*time.Minute), "30s", "",
			"A reminder that was rung and that no worker took for so long is rung again: its bell was lost with the queue.",
			"已放入队列但逾此时长无人认领的提醒将重新放入：其队列条目已丢失。"},
		{"listen.staff", door(&s.Listen.Staff), "127.0.0.1:8080", "",
			"The door for staff: API and console.",
			"员工入口：接口与控制台。"},
		{"listen.public", door(&s.Listen.Public), "127.0.0.1:8081", "",
			"The door for the public: callbacks and unsubscribing. The only one that belongs on the internet.",
			"公共入口：回执与退订。只有此入口应对互联网开放。"},
		{"listen.vendor", door(&s.Listen.Vendor), "127.0.0.1:8082", "",
			"The door for print vendors.",
			"印务商入口。"},
		{"log.level", choice(&s.Log.Level, "debug", "info", "warn", "error"), "info", "",
			"The least that is logged.",
			"记录日志的最低级别。"},
		{"log.format", choice(&s.Log.Format, "text", "json"), "text", "",
			"How it is written.",
			"日志格式。"},
		{"brake.shrink_percent", count(&s.Brake.ShrinkPercent, 0, 100), "50", "",
			"A payment file with fewer rows than this share of the one before it holds the run. 0: never.",
			"还款文件行数低于上一份的此百分比时，批次作业将被暂停。0：从不。"},
		{"brake.max_age", span(&s.Brake.MaxAge, time.Hour, 31*24*time.Hour), "36h", "",
			"Payment data older than this holds the run.",
			"还款数据早于此时长时，批次作业将被暂停。"},
	}
}
