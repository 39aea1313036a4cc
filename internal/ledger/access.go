package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"comity/internal/dunning"
)

// ErrNotApproved says that an approval does not exist, was decided already, or that the database refused
// the approver because they had requested it.
var ErrNotApproved = errors.New("not approved: there is no such open request, or you requested it yourself")

// UserByTokenHash finds who a token belongs to.
func (l *Ledger) UserByTokenHash(ctx context.Context, hash string) (u dunning.User, t dunning.Token, ok bool, err error) {
	var roles, body string
	var disabled int64
	ok, err = one(ctx, l.db, []any{&u.ID, &u.Name, &roles, &disabled, &body},
		`SELECT u.id, u.name, u.roles, u.disabled, t.body FROM token t JOIN app_user u ON u.id = t.user_id WHERE t.hash = $1`, hash)
	if err != nil || !ok {
		return u, t, false, err
	}
	u.Roles, u.Disabled = fields(roles), disabled != 0
	return u, t, true, json.Unmarshal([]byte(body), &t)
}

// SaveUser adds a user or changes one.
func (l *Ledger) SaveUser(ctx context.Context, actor string, u dunning.User) error {
	return l.write(ctx, func(c conn) error {
		_, err := c.batch(ctx, []statement{
			do(`INSERT INTO app_user (id, name, roles, disabled, updated_at) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles, disabled = excluded.disabled, updated_at = excluded.updated_at`,
				u.ID, u.Name, strings.Join(u.Roles, " "), flag(u.Disabled), micros(l.now())),
			l.event("user.saved", u.ID, actor, map[string]any{"roles": u.Roles, "disabled": u.Disabled}),
		})
		return err
	})
}

// SaveToken adds a token or changes one; only its hash is kept.
func (l *Ledger) SaveToken(ctx context.Context, actor string, t dunning.Token) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return l.write(ctx, func(c conn) error {
		_, err := c.batch(ctx, []statement{
			do(`INSERT INTO token (id, user_id, hash, body) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
				t.ID, t.UserID, t.Hash, string(body)),
			l.event("token.saved", t.UserID, actor, map[string]any{"token": t.ID, "expires": t.ExpiresAt, "revoked": t.RevokedAt}),
		})
		return err
	})
}

// Users lists everybody, by id.
func (l *Ledger) Users(ctx context.Context) ([]dunning.User, error) {
	var list []dunning.User
	err := each(ctx, l.db, func(r rows) error {
		var u dunning.User
		var roles string
		var disabled int64
		err := r.Scan(&u.ID, &u.Name, &roles, &disabled)
		u.Roles, u.Disabled = fields(roles), disabled != 0
		list = append(list, u)
		return err
	}, `SELECT id, name, roles, disabled FROM app_user ORDER BY id`)
	return list, err
}

// RequestApproval opens a request that a second person decides.
func (l *Ledger) RequestApproval(ctx context.Context, a dunning.Approval) error {
	return l.write(ctx, func(c conn) error {
		_, err := c.batch(ctx, []statement{
			do(`INSERT INTO approval (id, kind, subject, requested_by, requested_at, approved_by, approved_at) VALUES ($1, $2, $3, $4, $5, '', 0)`,
				a.ID, a.Kind, a.Subject, a.RequestedBy, micros(a.RequestedAt)),
			l.event("approval.requested", a.Subject, a.RequestedBy, map[string]any{"approval": a.ID, "kind": a.Kind}),
		})
		return err
	})
}

// Approve decides a request. The database itself refuses the one who made it.
func (l *Ledger) Approve(ctx context.Context, id, approver string, at time.Time) error {
	return l.write(ctx, func(c conn) error {
		n, err := c.exec(ctx, `UPDATE approval SET approved_by = $2, approved_at = $3 WHERE id = $1 AND approved_by = '' AND requested_by <> $2`,
			id, approver, micros(at))
		if err == nil && n == 0 {
			err = ErrNotApproved
		}
		if err != nil {
			return err
		}
		_, err = c.batch(ctx, []statement{l.event("approval.given", id, approver, nil)})
		return err
	})
}

// Approval finds a request.
func (l *Ledger) Approval(ctx context.Context, id string) (a dunning.Approval, ok bool, err error) {
	var requested, approved int64
	ok, err = one(ctx, l.db, []any{&a.ID, &a.Kind, &a.Subject, &a.RequestedBy, &requested, &a.ApprovedBy, &approved},
		`SELECT id, kind, subject, requested_by, requested_at, approved_by, approved_at FROM approval WHERE id = $1`, id)
	a.RequestedAt, a.ApprovedAt = instant(requested), instant(approved)
	return a, ok, err
}
