package ledger

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Walk reads the next people of a portfolio, ordered by id, after a given one, who have an account that is
// due on or before a date, or an occasion on the business date: with those accounts, and all facts about
// them.
func (l *Ledger) Walk(ctx context.Context, w dunning.WalkQuery) ([]dunning.Person, error) {
	ids, err := texts(ctx, l.db, walkedText(w.Occasions), walkedArgs(w, w.After, int64(w.Limit))...)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	k := newCollection()
	if err := l.db.ask(ctx, []question{k.walkedAccounts(w, ids)}); err != nil {
		return nil, err
	}
	asked := make(map[string][]string, len(ids))
	accountIDs := make([]string, 0, len(k.accounts))
	for id, a := range k.accounts {
		asked[a.CustomerID] = append(asked[a.CustomerID], id)
		accountIDs = append(accountIDs, id)
	}
	for _, list := range asked {
		slices.Sort(list)
	}
	if err := l.db.ask(ctx, k.about(ids, accountIDs, w.Since)); err != nil {
		return nil, err
	}
	people := k.people(asked)
	list := make([]dunning.Person, 0, len(ids))
	for _, id := range ids {
		if p := people[id]; p != nil {
			list = append(list, *p)
		}
	}
	return list, nil
}

// CountDue counts the accounts that are due on or before a date.
func (l *Ledger) CountDue(ctx context.Context, portfolio string, until calendar.Date) (n int, err error) {
	return l.CountWalk(ctx, dunning.WalkQuery{PortfolioID: portfolio, Until: until})
}

// CountWalk counts the accounts that a walk from its beginning will visit.
func (l *Ledger) CountWalk(ctx context.Context, w dunning.WalkQuery) (n int, err error) {
	text := `SELECT id FROM account WHERE portfolio_id = $1 AND due_date <= $2`
	for _, o := range occasions(w.Occasions, 3) {
		text += ` UNION SELECT a.id FROM ` + o.from + ` JOIN account a ON a.id = x.account_id WHERE a.portfolio_id = $1 AND a.due_date > $2 AND ` + o.when
	}
	var count int64
	_, err = one(ctx, l.db, []any{&count}, `SELECT COUNT(*) FROM (`+text+`) AS walked`, walkedArgs(w)...)
	return int(count), err
}

// walkedText finds the next people: the portfolio is $1, the latest due date $2, the person before them $3,
// their number $4, occasions from $5 on.
func walkedText(o dunning.WalkOccasions) string {
	text := `SELECT customer_id FROM (SELECT DISTINCT customer_id FROM account WHERE portfolio_id = $1 AND customer_id > $3 AND due_date <= $2
		ORDER BY customer_id LIMIT $4) AS late`
	for _, o := range occasions(o, 5) {
		text += ` UNION SELECT a.customer_id FROM ` + o.from + ` JOIN account a ON a.id = x.account_id
			WHERE a.portfolio_id = $1 AND a.customer_id > $3 AND a.due_date > $2 AND ` + o.when
	}
	return text + ` ORDER BY customer_id LIMIT $4`
}

// walkedArgs are the arguments of such a text: the portfolio, the latest due date, others, and occasions.
func walkedArgs(w dunning.WalkQuery, others ...any) []any {
	args := append([]any{w.PortfolioID, w.Until.String()}, others...)
	o := w.Occasions
	if o.None() {
		return args
	}
	thanks := int64(math.MaxInt64)
	if !o.Thanks.IsZero() {
		thanks = micros(o.Thanks)
	}
	return append(args, micros(o.Day.Start), micros(o.Day.End), thanks, o.Date.AddDays(-o.Missed).String(), o.Date.AddDays(o.Lead).String())
}

// walkedAccounts asks for the accounts of people for which they are walked.
func (k *collection) walkedAccounts(w dunning.WalkQuery, ids []string) question {
	text := `WHERE portfolio_id = $1 AND customer_id IN {$3} AND (due_date <= $2`
	for _, o := range occasions(w.Occasions, 4) {
		text += ` OR EXISTS (SELECT 1 FROM ` + o.from + ` WHERE x.account_id = account.id AND ` + o.when + `)`
	}
	return k.accountsBy(text+`)`, walkedArgs(w, ids)...)
}

// occasion is something said beside the steps: a table, whose account is x.account_id, and which of its rows
// are for the business date.
type occasion struct{ from, when string }

// occasions lists them; their five parameters begin at number n.
func occasions(o dunning.WalkOccasions, n int) []occasion {
	if o.None() {
		return nil
	}
	var numbers []string
	for i, name := range []string{":start", ":end", ":thanks", ":earliest", ":latest"} {
		numbers = append(numbers, name, "$"+strconv.Itoa(n+i))
	}
	numbered := strings.NewReplacer(numbers...)
	list := []occasion{
		{`appointment x`, `x.at >= :start AND x.at < :end AND x.cancelled_at = 0`},
		{`promise x`, `x.remind_at >= :start AND x.remind_at < :end AND x.cancelled_at = 0`},
		{`promise x`, `x.kept_at >= :thanks AND x.kept_at < :end AND x.cancelled_at = 0`},
		{
			`instalment i JOIN repayment_plan x ON x.id = i.plan_id`,
			`i.due_on >= :earliest AND i.due_on <= :latest AND i.upto > x.paid AND x.ended_at = 0`,
		},
	}
	for i := range list {
		list[i].when = numbered.Replace(list[i].when)
	}
	return list
}
