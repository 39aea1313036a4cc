package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"comity/internal/dunning"
)

// ErrSamePerson says that whoever proposed a version of a policy was about to publish it too.
var ErrSamePerson = errors.New("it takes two people: whoever proposed a version of a policy does not publish it")

// ErrNoPolicy says that there is no such version of a policy.
var ErrNoPolicy = errors.New("there is no such version of a policy")

// KeepPolicy keeps a version, shipped or proposed. The same one again changes nothing: its first proposer
// stays. Another content under the same id is an error, for the id is made from the content.
func (l *Ledger) KeepPolicy(ctx context.Context, v dunning.PolicyVersion) error {
	body, err := json.Marshal(v.Files) // names in order
	if err != nil {
		return err
	}
	return l.write(ctx, func(c conn) error {
		n, err := c.exec(ctx, `INSERT INTO policy_version (id, name, body, origin, note, proposed_by, proposed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
			v.ID, v.Name, string(body), string(v.Origin), v.Note, v.ProposedBy, micros(v.ProposedAt))
		if err != nil {
			return fmt.Errorf("keep policy %s: %w", v.ID, err)
		}
		if n == 1 {
			_, err = c.batch(ctx, []statement{l.event("policy.kept", v.ID, v.ProposedBy, map[string]any{"name": v.Name, "origin": v.Origin, "note": v.Note})})
			return err
		}
		var name, have string
		if _, err := one(ctx, c, []any{&name, &have}, `SELECT name, body FROM policy_version WHERE id = $1`, v.ID); err != nil {
			return err
		}
		if name != v.Name || have != string(body) {
			return fmt.Errorf("keep policy %s: another content is kept under this id", v.ID)
		}
		return nil
	})
}

// PublishPolicy makes a version the active one of its name. One that was active before may become so again;
// who proposed an edited version may neither publish it nor bring it back.
func (l *Ledger) PublishPolicy(ctx context.Context, actor, id string, at time.Time) error {
	return l.write(ctx, func(c conn) error {
		found, err := policyVersions(ctx, c, `WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("%w: %s", ErrNoPolicy, id)
		}
		v := found[0]
		if v.Origin == dunning.PolicyEdited && v.ProposedBy == actor {
			return ErrSamePerson
		}
		_, err = c.batch(ctx, []statement{
			do(`UPDATE policy_version SET published_by = $2, published_at = $3 WHERE id = $1 AND published_by = ''`, id, actor, micros(at)),
			do(`INSERT INTO policy_active (name, version) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET version = excluded.version`, v.Name, id),
			l.event("policy.published", id, actor, map[string]any{"name": v.Name, "proposed_by": v.ProposedBy, "at": at}),
		})
		return err
	})
}

// ActivePolicies are the versions that were published last, by the name of the policy.
func (l *Ledger) ActivePolicies(ctx context.Context) (map[string]dunning.PolicyVersion, error) {
	list, err := policyVersions(ctx, l.db, `WHERE id IN (SELECT version FROM policy_active)`)
	return byID(list, func(v dunning.PolicyVersion) string { return v.Name }), err
}

// PolicyVersions lists the versions of a policy, those proposed last first.
func (l *Ledger) PolicyVersions(ctx context.Context, name string) ([]dunning.PolicyVersion, error) {
	return policyVersions(ctx, l.db, `WHERE name = $1 ORDER BY proposed_at DESC, id`, name)
}

// PolicyVersion finds a version by its id.
func (l *Ledger) PolicyVersion(ctx context.Context, id string) (v dunning.PolicyVersion, ok bool, err error) {
	list, err := policyVersions(ctx, l.db, `WHERE id = $1`, id)
	if err != nil || len(list) == 0 {
		return v, false, err
	}
	return list[0], true, nil
}

func policyVersions(ctx context.Context, c conn, where string, args ...any) ([]dunning.PolicyVersion, error) {
	var list []dunning.PolicyVersion
	err := each(ctx, c, func(r rows) error {
		var v dunning.PolicyVersion
		var body, origin string
		var proposed, published int64
		if err := r.Scan(&v.ID, &v.Name, &body, &origin, &v.Note, &v.ProposedBy, &proposed, &v.PublishedBy, &published); err != nil {
			return err
		}
		v.Origin, v.ProposedAt, v.PublishedAt = dunning.PolicyOrigin(origin), instant(proposed), instant(published)
		list = append(list, v)
		return json.Unmarshal([]byte(body), &list[len(list)-1].Files)
	}, `SELECT id, name, body, origin, note, proposed_by, proposed_at, published_by, published_at FROM policy_version `+where, args...)
	return list, err
}
