package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgresDB speaks through pgx's own interface: it scans twice as fast as database/sql and sends a
// batch in one round trip.
type postgresDB struct {
	pgConn
	pool *pgxpool.Pool
}

func openPostgres(ctx context.Context, url string) (*postgresDB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the ledger's address is not a PostgreSQL URL: %w", err)
	}
	// A claim that was answered must survive a crash: where commits do not wait for the disk, ours do. And no
	// statement runs for so long that to compile it first would pay.
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `SET jit = off;
			SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`)
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	d := &dialect{in: "= ANY($1)", rows: postgresRows, lock: "FOR UPDATE"}
	return &postgresDB{pgConn{pool, d}, pool}, nil
}

func (d *postgresDB) ping(ctx context.Context) error { return d.pool.Ping(ctx) }

func (d *postgresDB) close() error {
	d.pool.Close()
	return nil
}

// contended: serialization failure and deadlock (PostgreSQL manual, appendix A, class 40).
func (d *postgresDB) contended(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// begin uses READ COMMITTED: each statement sees what was committed before it began, so that facts read
// after a lock was granted are those that the lock protects.
const begin = `BEGIN ISOLATION LEVEL READ COMMITTED`

// beginByKey has each statement planned once, for the use of indexes: to plan it at every execution takes
// longer than to run it, and by default a table is read from end to end that was small when it was last
// studied.
const beginByKey = begin + `; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off`

func (d *postgresDB) write(ctx context.Context, f func(conn) error) error {
	return d.transact(ctx, begin, f)
}

func (d *postgresDB) writeByKey(ctx context.Context, f func(conn) error) error {
	return d.transact(ctx, beginByKey, f)
}

func (d *postgresDB) transact(ctx context.Context, begin string, f func(conn) error) error {
	return pgx.BeginTxFunc(ctx, d.pool, pgx.TxOptions{BeginQuery: begin}, func(tx pgx.Tx) error {
		return f(pgConn{tx, d.dialect})
	})
}

// pgExecutor is what a pool and a transaction have in common.
type pgExecutor interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

type pgConn struct {
	on      pgExecutor
	dialect *dialect
}

func (c pgConn) exec(ctx context.Context, sql string, args ...any) (int64, error) {
	tag, err := c.on.Exec(ctx, c.dialect.rewrite(sql), pgArgs(args)...)
	return tag.RowsAffected(), err
}

func (c pgConn) query(ctx context.Context, sql string, args ...any) (rows, error) {
	return c.on.Query(ctx, c.dialect.rewrite(sql), pgArgs(args)...)
}

func (c pgConn) ask(ctx context.Context, questions []question) (err error) {
	b := &pgx.Batch{}
	for _, q := range questions {
		b.Queue(c.dialect.rewrite(q.sql), pgArgs(q.args)...)
	}
	results := c.on.SendBatch(ctx, b)
	defer func() { err = errors.Join(err, results.Close()) }()
	for _, q := range questions {
		r, err := results.Query()
		if err != nil {
			return err
		}
		if err := drain(r, q.row); err != nil {
			return err
		}
	}
	return nil
}

// copyAt is from how many rows on COPY is quicker than inserts sent with the rest: it takes round trips of
// its own.
const copyAt = 16

// batch sends the statements and the few rows together, and copies where there are many.
func (c pgConn) batch(ctx context.Context, statements []statement, rows ...bulk) ([]int64, error) {
	all := statements[:len(statements):len(statements)]
	var many []bulk
	for _, b := range rows {
		if _, ok := c.on.(pgx.Tx); ok && len(b.rows) >= copyAt {
			many = append(many, b)
			continue
		}
		all = append(all, b.inserts(len(b.rows)+1)...)
	}
	counts, err := c.send(ctx, all)
	for _, b := range many {
		if err != nil {
			return nil, err
		}
		_, err = c.on.(pgx.Tx).CopyFrom(ctx, pgx.Identifier{b.into.table}, b.into.columns, pgx.CopyFromRows(b.rows))
	}
	return counts, err
}

func (c pgConn) send(ctx context.Context, statements []statement) (counts []int64, err error) {
	if len(statements) == 0 {
		return nil, nil
	}
	b := &pgx.Batch{}
	for _, s := range statements {
		b.Queue(c.dialect.rewrite(s.sql), pgArgs(s.args)...)
	}
	results := c.on.SendBatch(ctx, b)
	defer func() { err = errors.Join(err, results.Close()) }()
	counts = make([]int64, len(statements))
	for i := range statements {
		tag, err := results.Exec()
		if err != nil {
			return nil, err
		}
		counts[i] = tag.RowsAffected()
	}
	return counts, nil
}

// pgArgs turns lists into JSON.
func pgArgs(args []any) []any {
	for i, a := range args {
		if l, ok := a.(list); ok {
			text, _ := l.json() // of strings and numbers
			out := append([]any(nil), args...)
			out[i] = text
			return out // one list of rows a statement
		}
	}
	return args
}

// study makes PostgreSQL look at tables that have grown: until it has, it plans as if they were empty, and
// its own look comes a minute or more too late for a first night.
func (d *postgresDB) study(ctx context.Context, tables ...string) error {
	for _, t := range tables {
		if _, err := d.exec(ctx, "ANALYZE "+pgx.Identifier{t}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}
