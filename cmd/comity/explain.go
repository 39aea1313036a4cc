package main

import (
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
)

// explainFlags are those of `comity explain`.
type explainFlags struct {
	at       string
	channels []string
	json     bool

	facts   string
	packs   []string
	noHouse bool
	check   bool
	schema  bool
}

func (c *cli) explainCommand() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain [ACCOUNT]",
		Short: c.say("Say whether somebody may be reminded, when, through what, and why", "说明可否提醒、何时、经何渠道及依据"),
		Long: c.say(`Asks plan and policy about an account, as the nightly run and every claim do, and prints the verdict with every
finding, its rule and its source. Balances, payments, holds and history are those known now; --at moves only the
clock, so that a future instant says what will be when nothing else changes.

With --facts it asks about the facts in a file instead, by the rule packs named, and needs neither a ledger nor a
right: docs/facts.md says how, and --schema prints what such a file may hold.`,
			`与夜间批次和每次认领一样，就某一账户询问计划与策略，列出判定及每条依据、规则和出处。余额、还款、暂停和历史均以
现在所知为准；--at 只移动时钟，因此未来的时刻表示其他情况不变时的结果。

加 --facts 则按所列规则包判定文件中的事实，无需账本和权限：用法见 docs/facts.md，--schema 显示此类文件的格式。`),
		Args: func(cmd *cobra.Command, args []string) error { return c.explainArgs(cmd, args, f) },
		Example: `  comity explain a00001
  comity explain a00001 --at 2026-11-10T21:30:00+08:00 --json
  comity explain --facts case.yaml --packs us,us-nyc
  comity explain --facts cases.json --no-house --json
  comity explain --facts cases.yaml --check
  comity explain --schema`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.schema:
				return c.printSchema()
			case f.facts != "":
				return c.explainFacts(f)
			}
			return c.explainAccount(cmd, args[0], f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.at, "at", "", c.say("the `INSTANT` asked about, RFC 3339 (default: now, or what the facts say)", "所问的`时刻`，RFC 3339（默认：现在，或事实所载）"))
	fl.StringSliceVar(&f.channels, "channel", nil, c.say("`CHANNELS`: sms, email or letter, with --facts also voice and visit, several by comma (default: those of the step, or of the facts)",
		"`渠道`：sms、email 或 letter，加 --facts 时还有 voice 和 visit，可用逗号分隔（默认：该步骤或事实所载的渠道）"))
	c.jsonFlag(fl, &f.json)
	fl.StringVar(&f.facts, "facts", "", c.say("ask about the facts in a `FILE` of YAML or JSON; - is standard input", "判定`文件`（YAML 或 JSON）中的事实；- 为标准输入"))
	fl.StringSliceVar(&f.packs, "packs", nil, c.say("with --facts: the rule `PACKS` to apply, several by comma (default: those the facts name)", "与 --facts 同用：适用的规则`包`，可用逗号分隔（默认：事实所列）"))
	fl.BoolVar(&f.noHouse, "no-house", false, c.say("with --facts: leave out the rules of the house", "与 --facts 同用：不适用内部规则"))
	fl.BoolVar(&f.check, "check", false, c.say("with --facts: print only the cases that are not answered as they expect", "与 --facts 同用：仅列出与预期不符的案例"))
	fl.BoolVar(&f.schema, "schema", false, c.say("print the JSON Schema of files for --facts", "显示 --facts 文件的 JSON Schema"))
	return cmd
}

// explainArgs wants an account, or else facts, and of the flags only those that go with them.
func (c *cli) explainArgs(cmd *cobra.Command, args []string, f explainFlags) error {
	if f.schema || f.facts != "" {
		return c.nothing(cmd, args)
	}
	for _, name := range []string{"packs", "no-house", "check"} {
		if cmd.Flags().Changed(name) {
			return c.usage("--%s goes with --facts FILE", "--%s 须与 --facts 文件 同用", name)
		}
	}
	return c.one("the id of an account", "账户编号")(cmd, args)
}

// explainAccount asks about an account of the ledger.
func (c *cli) explainAccount(cmd *cobra.Command, account string, f explainFlags) error {
	when, err := c.instant("at", f.at)
	if err != nil {
		return err
	}
	asked, err := c.channels(f.channels)
	if err != nil {
		return err
	}
	return c.with(cmd.Context(), time.Time{}, access.ReadVerdict, func(a *app.App, _ access.Actor) error {
		if when.IsZero() {
			when = a.Clock.Now()
		}
		s, err := a.Standing(cmd.Context(), account, when, asked)
		if err != nil {
			return err
		}
		v, rule, err := joint(s.Plan, s.Verdict, func(at time.Time) (dunning.Verdict, error) {
			later, err := a.Standing(cmd.Context(), account, at, asked)
			return later.Verdict, err
		})
		if err != nil {
			return err
		}
		e := explanation{
			Account: s.Account.ID, Portfolio: s.Portfolio.ID, At: when, Zone: s.Portfolio.Zone, DPD: s.Account.DPD(s.Date),
			Stage: s.Plan.Stage.ID, Step: s.Plan.Step.ID, Due: s.Plan.Due,
			Owed: s.Account.Owed(s.Date), Currency: s.Account.Currency, judged: c.judged(v), Rule: rule,
		}
		if e.Runs, err = remembered(cmd.Context(), a, account); err != nil {
			return err
		}
		if f.json {
			return c.printJSON(e)
		}
		return c.printExplanation(e)
	})
}

// explanation is what `comity explain ACCOUNT --json` prints.
type explanation struct {
	Account   string    `json:"account"`
	Portfolio string    `json:"portfolio"`
	At        time.Time `json:"at"`
	Zone      string    `json:"zone"`
	DPD       int       `json:"dpd"`
	Stage     string    `json:"stage"`
	Step      string    `json:"step,omitempty"`
	Due       bool      `json:"due"` // the step may be taken on the date
	Owed      int64     `json:"owed_minor_units"`
	Currency  string    `json:"currency"`
	judged
	Rule string            `json:"rule,omitempty"` // that kept the verdict from being allow
	Runs []explainDecision `json:"runs"`           // the newest five
}

type explainDecision struct {
	Date     string         `json:"business_date"`
	Result   dunning.Result `json:"result"`
	Rule     string         `json:"rule,omitempty"`
	Reminder string         `json:"reminder,omitempty"`
	State    dunning.State  `json:"reminder_state,omitempty"`
}
