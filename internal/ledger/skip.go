package ledger

import (
	"context"
	"fmt"

	"comity/internal/dunning"
)

// SkipStep passes over a step in an account's current cycle: the plan goes on as if it had been taken. One
// that a reminder has, sent or on its way, cannot be skipped any more.
func (b Book) SkipStep(ctx context.Context, actor, account, step, reason string) (saved dunning.Saved, err error) {
	if reason == "" {
		return saved, fmt.Errorf("step %s of account %s cannot be skipped without a reason", step, account)
	}
	err = b.write(ctx, func(c conn) error {
		saved = dunning.Saved{}
		if err := b.l.subjects(ctx, c, []string{accountKey(account)}); err != nil {
			return err
		}
		k := newCollection()
		if err := c.ask(ctx, []question{k.accountsBy(`WHERE id = $1`, account), k.takenOf([]string{account})}); err != nil {
			return err
		}
		a, ok := k.accounts[account]
		if !ok {
			return fmt.Errorf("account %s is not known", account)
		}
		for _, t := range k.taken {
			switch {
			case t.Step != step || t.Cycle != a.Cycle:
			case t.Done && t.At.IsZero():
				saved.Same++
				return nil
			default:
				return fmt.Errorf("step %s of account %s cannot be skipped: a reminder has it already", step, account)
			}
		}
		saved.New++
		_, err := c.batch(ctx, []statement{
			do(`INSERT INTO step_skip (account_id, step, cycle, at, actor, reason) VALUES ($1, $2, $3, $4, $5, $6)`,
				account, step, int64(a.Cycle), micros(b.l.now()), actor, reason),
			b.l.event("step.skipped", account, actor, map[string]any{"step": step, "cycle": a.Cycle, "reason": reason}),
		})
		return err
	})
	return saved, err
}
