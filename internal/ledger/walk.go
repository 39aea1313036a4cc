package ledger

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"comity/internal/dunning"
)

// Walk reads the next people of a portfolio, ordered by id, after a given one, who have an account that is
// due on or before a date, or an occasion on the business date: with those accounts, and all facts about
// them.
func (l *Ledger) Walk(ctx context.Context, w dunning.WalkQuery) ([]dunning.Person, error) {
	ids, err := texts(ctx, l.db, `SELECT DISTINCT customer_id FROM account WHERE customer_id > $3 AND `+walked(w.Occasions, 5)+`
		ORDER BY customer_id LIMIT $4`, walkedArgs(w, w.After, int64(w.Limit))...)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	k := newCollection()
	if err := l.db.ask(ctx, []question{
		k.accountsBy(`WHERE customer_id IN {$3} AND `+walked(w.Occasions, 4), walkedArgs(w, ids)...),
	}); err != nil {
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

// CountWalk counts the accounts that a walk from its beginning will visit.
func (l *Ledger) CountWalk(ctx context.Context, w dunning.WalkQuery) (n int, err error) {
	var count int64
	_, err = one(ctx, l.db, []any{&count}, `SELECT COUNT(*) FROM account WHERE `+walked(w.Occasions, 3), walkedArgs(w)...)
	return int(count), err
}

// walked says which accounts a walk visits: of the portfolio $1, due until $2, or with an occasion, of which the
// parameters begin at number n. Walking through the accounts in the order of their people and looking an
// occasion up for those not due is what takes the same time for every piece of a large book.
func walked(o dunning.WalkOccasions, n int) string {
	text := `portfolio_id = $1 AND (due_date <= $2`
	for _, x := range occasions(o, n) {
		text += ` OR EXISTS (SELECT 1 FROM ` + x + `)`
	}
	return text + `)`
}

// walkedArgs are the arguments of a statement with such a condition: the portfolio, the latest due date, others,
// and those of the occasions.
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

// occasions lists what finds something to be said about an account on the business date, beside the steps; their
// five parameters begin at number n.
func occasions(o dunning.WalkOccasions, n int) []string {
	if o.None() {
		return nil
	}
	var numbers []string
	for i, name := range []string{":start", ":end", ":thanks", ":earliest", ":latest"} {
		numbers = append(numbers, name, "$"+strconv.Itoa(n+i))
	}
	numbered := strings.NewReplacer(numbers...)
	list := []string{
		`appointment x WHERE x.account_id = account.id AND x.at >= :start AND x.at < :end AND x.cancelled_at = 0`,
		`promise x WHERE x.account_id = account.id AND x.remind_at >= :start AND x.remind_at < :end AND x.cancelled_at = 0`,
		`promise x WHERE x.account_id = account.id AND x.kept_at >= :thanks AND x.kept_at < :end AND x.cancelled_at = 0`,
		`repayment_plan x JOIN instalment i ON i.plan_id = x.id WHERE x.account_id = account.id AND x.ended_at = 0
			AND i.due_on >= :earliest AND i.due_on <= :latest AND i.upto > x.paid`,
	}
	for i := range list {
		list[i] = numbered.Replace(list[i])
	}
	return list
}
