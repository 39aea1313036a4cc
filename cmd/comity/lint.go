package main

import (
	"slices"

	"github.com/spf13/cobra"

	"comity/internal/calendar"
	"comity/internal/courtesy"
	"comity/internal/dunning"
)

// wordFlags are those of `comity lint`.
type wordFlags struct {
	text, html, subject string
	channel, locale     string
	jurisdiction, role  string
	facts, jsonl        string
	json                bool
}

func (c *cli) lintCommand() *cobra.Command {
	var f wordFlags
	cmd := &cobra.Command{
		Use: "lint", Short: c.say("Judge finished words by the gate that templates pass", "以模板所过的同一道关检查成稿"), Args: c.nothing,
		Long: c.say(`Says what is wrong with a message: wording that threatens, shames, misleads or sells, what is missing, full
numbers, links, pressure, length. Each finding names its rule, where it stands, why, the source, and how to mend it.
What is refused must not be sent; a warning is for a person to look at. docs/words.md says more.

It needs no ledger, no settings and no right. Rules of law are those of the place; without --jurisdiction, those of the
locale's country. What the words cannot show, such as an approved legal action, stands in a file of --facts.`,
			`指出文案有何问题：威胁、羞辱、误导、营销的用语，缺少的内容，完整号码，链接，施压，长度。每条写明规则、位置、原因、
出处和改法。refuse 不得发送；warn 请人工过目。详见 docs/words.md。

无需账本、设置和权限。所依规则取自所在地；未给 --jurisdiction 时取语言地区所属国家。文字本身看不出的事实
（如已批准的法律行动）写在 --facts 文件中。`),
		Example: `  comity lint --text message.txt --channel sms --locale zh-CN
  comity lint --text - --channel email --locale en-US --jurisdiction US-NY --role third_party --subject "Your account" --json
  comity lint --text letter.txt --channel letter --locale en-GB --facts facts.yaml
  comity lint --jsonl messages.jsonl`,
		Annotations: exits(exitDone, exitFailed, exitUsage),
		RunE: func(*cobra.Command, []string) error {
			switch {
			case (f.text == "") == (f.jsonl == ""):
				return c.usage("give the words with --text FILE, or many messages with --jsonl FILE", "请用 --text 文件 给出文案，或用 --jsonl 文件 给出多条")
			case f.jsonl != "":
				return c.lintMany(f)
			}
			return c.lintOne(f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.text, "text", "", c.say("the words, in a `FILE`; - is standard input", "文案`文件`；- 为标准输入"))
	fl.StringVar(&f.html, "html", "", c.say("the HTML part of an email, in a `FILE`", "邮件 HTML 部分的`文件`"))
	fl.StringVar(&f.subject, "subject", "", c.say("the subject `LINE` of an email or letter", "邮件或信函的`标题`"))
	fl.StringVar(&f.channel, "channel", "", c.say("the `CHANNEL`: sms, email or letter", "`渠道`：sms、email 或 letter"))
	fl.StringVar(&f.locale, "locale", "", c.say("the `LOCALE` of the words, for example zh-CN or en-GB", "文案的语言`地区`，如 zh-CN 或 en-GB"))
	fl.StringVar(&f.jurisdiction, "jurisdiction", "", c.say("the `PLACE` where the reader is, for example CN, US-NY or GB", "读者所在`地`，如 CN、US-NY 或 GB"))
	fl.StringVar(&f.role, "role", "", c.say("the `ROLE` of who collects: first_party, third_party or debt_buyer", "催收方`角色`：first_party、third_party 或 debt_buyer"))
	fl.StringVar(&f.facts, "facts", "", c.say("what the words cannot show, in a `FILE` of YAML or JSON; - is standard input", "文字看不出的事实，YAML 或 JSON `文件`；- 为标准输入"))
	fl.StringVar(&f.jsonl, "jsonl", "", c.say("many messages, one JSON object a line, in a `FILE`; a result of each is a line of JSON", "多条文案，每行一个 JSON 对象的`文件`；每条结果为一行 JSON"))
	c.jsonFlag(fl, &f.json)
	return cmd
}

// lintOne judges the words of --text.
func (c *cli) lintOne(f wordFlags) error {
	l, err := c.wordJudge(f)
	if err != nil {
		return err
	}
	if f.channel == "" || f.locale == "" {
		return c.usage("--text needs --channel and --locale", "--text 须与 --channel 和 --locale 同用")
	}
	m := courtesy.Message{Channel: dunning.Channel(f.channel), Locale: f.locale, Subject: f.subject}
	if m.Text, err = c.lintFile("text", f.text); err != nil {
		return err
	}
	if f.html != "" {
		if m.HTML, err = c.lintFile("html", f.html); err != nil {
			return err
		}
	}
	r, err := l.judge("", m, l.context)
	if err != nil {
		return err
	}
	if err := c.printLint(r, f); err != nil {
		return err
	}
	if r.Verdict == lintRefuse {
		return c.fail("the message is refused: see above", "该文案不得发送：见上")
	}
	return nil
}

// wordJudge judges messages by the gate and the rule packs of their places.
type wordJudge struct {
	gate    *courtesy.Gate
	context courtesy.Context // of the flags and the facts
	clauses map[string][]courtesy.Clause
}

// wordJudge checks the flags that all messages share, and reads the facts.
func (c *cli) wordJudge(f wordFlags) (*wordJudge, error) {
	if f.channel != "" && !slices.Contains(dunning.Channels(), dunning.Channel(f.channel)) {
		return nil, c.usage("--channel: there is no channel %q; write sms, email or letter", "--channel：没有渠道 %q；请写 sms、email 或 letter", f.channel)
	}
	if f.locale != "" && !localeForm.MatchString(f.locale) {
		return nil, c.usage("--locale: %q is not a locale; write for example zh-CN or en-GB", "--locale：%q 不是语言地区；请写如 zh-CN 或 en-GB", f.locale)
	}
	l := &wordJudge{clauses: map[string][]courtesy.Clause{}}
	if f.facts != "" {
		facts, err := c.lintFacts(f.facts)
		if err != nil {
			return nil, err
		}
		l.context = facts
	}
	if f.jurisdiction != "" {
		p, err := calendar.ParsePlace(f.jurisdiction)
		if err != nil {
			return nil, c.usage("--jurisdiction: %w", "--jurisdiction：%w", err)
		}
		l.context.Places = []calendar.Place{p}
	}
	if f.role != "" {
		if l.context.Role = dunning.Role(f.role); !slices.Contains(lintRoles, f.role) {
			return nil, c.usage("--role: there is no role %q; write first_party, third_party or debt_buyer", "--role：没有角色 %q；请写 first_party、third_party 或 debt_buyer", f.role)
		}
	}
	var err error
	l.gate, err = courtesy.Load()
	return l, err
}
