package ledger

import (
	"context"
	"time"
)

// Lease is a name that one holder has until an instant of the wall clock.
type Lease struct {
	Name, Holder string
	Now          time.Time // of the wall clock, which no test of policy moves
	TTL          time.Duration
}

// TakeLease takes or renews a lease; false: somebody else holds it.
func (l *Ledger) TakeLease(ctx context.Context, x Lease) (bool, error) {
	n, err := l.db.exec(ctx, `INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE lease.holder = excluded.holder OR lease.until <= $4`,
		x.Name, x.Holder, micros(x.Now.Add(x.TTL)), micros(x.Now))
	return n == 1, err
}

// DropLease gives a lease back.
func (l *Ledger) DropLease(ctx context.Context, name, holder string) error {
	_, err := l.db.exec(ctx, `DELETE FROM lease WHERE name = $1 AND holder = $2`, name, holder)
	return err
}

// DropWorkers forgets every worker's lease. Only a process that holds the installation's lock file, and
// so knows that no other worker lives, may call it.
func (l *Ledger) DropWorkers(ctx context.Context) error {
	_, err := l.db.exec(ctx, `DELETE FROM lease WHERE name LIKE 'worker:%'`)
	return err
}
