package ledger

import (
	"context"
	"encoding/json"

	"comity/internal/dunning"
)

// SaveSchedule sets when a portfolio's runs start.
func (l *Ledger) SaveSchedule(ctx context.Context, actor string, s dunning.Schedule) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return l.write(ctx, func(c conn) error {
		_, err := c.batch(ctx, []statement{
			do(`INSERT INTO schedule (portfolio_id, body, updated_at) VALUES ($1, $2, $3)
				ON CONFLICT (portfolio_id) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at`,
				s.PortfolioID, string(body), micros(l.now())),
			l.event("schedule.set", s.PortfolioID, actor, map[string]any{"schedule": s}),
		})
		return err
	})
}

// Schedules lists all of them, by portfolio.
func (l *Ledger) Schedules(ctx context.Context) ([]dunning.Schedule, error) {
	var list []dunning.Schedule
	err := each(ctx, l.db, func(r rows) error {
		var body string
		var s dunning.Schedule
		if err := r.Scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &s)
		list = append(list, s)
		return err
	}, `SELECT body FROM schedule ORDER BY portfolio_id`)
	return list, err
}
