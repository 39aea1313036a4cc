package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"comity/internal/dunning"
)

// circumstances are what was agreed with people, or holds for them.
type circumstances struct {
	holds        []dunning.Hold
	promises     []dunning.Promise
	appointments []dunning.Appointment
	plans        []dunning.RepaymentPlan
	notices      []dunning.Notice
}

// circumstance is a row of any of the tables. What a column means depends on the table.
type circumstance struct {
	table, id, customer, account, word, channel, day, note string
	from, to, at, done, number                             int64
}

// circumstanceTables is how a row of each table is read. A plan comes before its instalments.
func circumstanceTables() []struct{ name, text string } {
	return []struct{ name, text string }{
		{"hold", `SELECT 'hold', id, customer_id, account_id, kind, channel, review_on, reason, starts_at, ends_at,
			CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM hold`},
		{"promise", `SELECT 'promise', id, customer_id, account_id, '', channel, due_on, '', made_at, remind_at, kept_at, cancelled_at, amount FROM promise`},
		{"appointment", `SELECT 'appointment', id, customer_id, account_id, '', channel, '', '', at, 0, 0, cancelled_at, 0 FROM appointment`},
		{"plan", `SELECT 'plan', id, customer_id, account_id, '', '', '', '', agreed_at, ended_at, 0, 0, paid FROM repayment_plan`},
		{"plan", `SELECT 'plan', i.plan_id, '', '', '', '', i.due_on, '', 0, 0, 0, i.number, i.amount FROM instalment i JOIN repayment_plan p ON p.id = i.plan_id`},
		{"notice", `SELECT 'notice', '', customer_id, account_id, kind, '', '', '', at, 0, 0, 0, 0 FROM notice`},
	}
}

// circumstanceText reads rows of one table, or of all in one statement; where says which.
func circumstanceText(table, where string) string {
	var parts []string
	for _, t := range circumstanceTables() {
		switch {
		case table == "" && t.name == "hold":
			parts = append(parts, t.text+` WHERE released_at = 0 AND `+where)
		case table == "" || table == t.name:
			parts = append(parts, t.text+` WHERE `+where)
		}
	}
	return strings.Join(parts, ` UNION ALL `) + ` ORDER BY 1, 2, 12, 9, 5`
}

// circumstancesBy reads rows of one table by their ids.
func circumstancesBy(ctx context.Context, c conn, table string, ids []string) (s circumstances, err error) {
	err = each(ctx, c, s.scan, circumstanceText(table, `id IN {$1}`), ids)
	return s, err
}

var circumstancesOfMany = circumstanceText("", `(customer_id IN {$1} OR account_id IN {$2})`)

// concerning asks for what concerns people or accounts.
func (s *circumstances) concerning(customerIDs, accountIDs []string) question {
	return question{do(circumstancesOfMany, customerIDs, accountIDs), s.scan}
}

func (s *circumstances) scan(r rows) error {
	var x circumstance
	if err := r.Scan(&x.table, &x.id, &x.customer, &x.account, &x.word, &x.channel, &x.day, &x.note, &x.from, &x.to, &x.at, &x.done, &x.number); err != nil {
		return err
	}
	day, err := date(x.day)
	if err != nil {
		return fmt.Errorf("%s %s: %w", x.table, x.id, err)
	}
	channel, from := dunning.Channel(x.channel), instant(x.from)
	switch x.table {
	case "hold":
		s.holds = append(s.holds, dunning.Hold{
			ID: x.id, Kind: dunning.HoldKind(x.word), CustomerID: x.customer, AccountID: x.account, Channel: channel,
			Starts: from, Ends: instant(x.to), Review: day, Reason: x.note,
		})
	case "promise":
		s.promises = append(s.promises, dunning.Promise{
			ID: x.id, CustomerID: x.customer, AccountID: x.account, Amount: x.number, Date: day, MadeAt: from, RemindAt: instant(x.to),
			Channel: channel, KeptAt: instant(x.at), Cancelled: instant(x.done),
		})
	case "appointment":
		s.appointments = append(s.appointments, dunning.Appointment{
			ID: x.id, CustomerID: x.customer, AccountID: x.account, At: from, Channel: channel, Cancelled: instant(x.done),
		})
	case "notice":
		s.notices = append(s.notices, dunning.Notice{Kind: x.word, CustomerID: x.customer, AccountID: x.account, At: from})
	case "plan":
		last := len(s.plans) - 1
		if x.done == 0 { // the plan itself, before its instalments
			s.plans = append(s.plans, dunning.RepaymentPlan{
				ID: x.id, CustomerID: x.customer, AccountID: x.account, AgreedAt: from, EndedAt: instant(x.to), Paid: x.number,
			})
		} else if last >= 0 && s.plans[last].ID == x.id {
			s.plans[last].Instalments = append(s.plans[last].Instalments, dunning.Instalment{Date: day, Amount: x.number})
		}
	}
	return nil
}

// handOut gives each person what concerns them.
func (s *circumstances) handOut(to addressees) {
	for _, x := range s.holds {
		for _, p := range to.concerned(x.CustomerID, to.byAccount[x.AccountID]) {
			p.Holds = append(p.Holds, x)
		}
	}
	for _, x := range s.promises {
		for _, p := range to.concerned(x.CustomerID, to.byAccount[x.AccountID]) {
			p.Promises = append(p.Promises, x)
		}
	}
	for _, x := range s.appointments {
		for _, p := range to.concerned(x.CustomerID, to.byAccount[x.AccountID]) {
			p.Appointments = append(p.Appointments, x)
		}
	}
	for _, x := range s.plans {
		for _, p := range to.concerned(x.CustomerID, to.byAccount[x.AccountID]) {
			p.Plans = append(p.Plans, x)
		}
	}
	for _, x := range s.notices {
		for _, p := range to.concerned(x.CustomerID, to.byAccount[x.AccountID]) {
			p.Notices = append(p.Notices, x)
		}
	}
}

// Circumstances are what concerns one account, for people to look at.
type Circumstances struct {
	Holds        []dunning.Hold // not released: of the account, or of its debtor over every account
	Promises     []dunning.Promise
	Appointments []dunning.Appointment
	Plans        []dunning.RepaymentPlan
	Notices      []dunning.Notice // likewise
	Skipped      []Skip
}

// Skip is a step that was passed over for an account.
type Skip struct {
	AccountID, Step string
	Cycle           int
	At              time.Time
	Actor, Reason   string
}

// circumstancesOfOne leaves out what concerns other accounts of the debtor.
var circumstancesOfOne = circumstanceText("", `(account_id = $1 OR (account_id = '' AND customer_id = (SELECT a.customer_id FROM account a WHERE a.id = $1)))`)

// Circumstances lists what concerns an account.
func (l *Ledger) Circumstances(ctx context.Context, account string) (Circumstances, error) {
	var s circumstances
	var skipped []Skip
	err := l.db.ask(ctx, []question{
		{do(circumstancesOfOne, account), s.scan},
		{
			do(`SELECT account_id, step, cycle, at, actor, reason FROM step_skip WHERE account_id = $1 ORDER BY cycle, at, step`, account),
			func(r rows) error {
				var k Skip
				var cycle, at int64
				err := r.Scan(&k.AccountID, &k.Step, &cycle, &at, &k.Actor, &k.Reason)
				k.Cycle, k.At = int(cycle), instant(at)
				skipped = append(skipped, k)
				return err
			},
		},
	})
	return Circumstances{s.holds, s.promises, s.appointments, s.plans, s.notices, skipped}, err
}
