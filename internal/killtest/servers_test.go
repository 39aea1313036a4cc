package killtest

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"

	"comity/internal/ledger"
)

// crew is an installation on servers, with workers that are killed and replaced.
type crew struct {
	*site
	book    bookOf
	own     *ledger.Ledger // for our own looks, while the workers work
	workers []*process
	all     int // reminders of the run
}

// servers are what an installation keeps outside of itself.
type servers struct {
	postgres string // as we reach it
	proxied  string // as the children are to reach it; empty: likewise
	redis    string
}

// newCrew makes an installation on servers, of a book that is due now and taken in.
func newCrew(t *testing.T, on servers, list []debtor, env ...string) *crew {
	t.Helper()
	if on.proxied == "" {
		on.proxied = on.postgres
	}
	env = append([]string{
		"COMITY_LEDGER=" + on.proxied, "COMITY_REDIS=" + on.redis, policies(t), "COMITY_POLICIES_REVIEWED=true", "COMITY_WORKERS_LEASE=3s", "COMITY_FEEDER_AGAIN=1s",
		"COMITY_WORKERS_SERVERS=1", "COMITY_WORKERS_CONCURRENCY=6",
	}, env...)
	c := &crew{site: newSite(t, env...)}
	c.ledger = on.postgres
	c.run("migrate")
	c.book = writeBook(t, filepath.Join(c.dir, "book"), list)
	c.run("import", c.book.dir)
	c.own = c.open()
	t.Cleanup(func() { _ = c.own.Close() })
	return c
}

// people are ordinary debtors of every stage: half of them by SMS first, the others by email or letter.
func people(n int) []debtor {
	list := make([]debtor, n)
	for i := range list {
		list[i] = ordinary(i, []int{5, 40, 5, 70}[i%4])
	}
	return list
}

// walk walks the book.
func (c *crew) walk() {
	c.t.Helper()
	c.all = read[summary](c.t, c.patiently("run", "--date", c.book.date.String(), "--json")).Reminders
}

// left is how many reminders are still to be seen through; it waits for a ledger that is away.
func (c *crew) left() (n int) {
	c.t.Helper()
	await(c.t, "the ledger answers", func() bool {
		o, err := c.own.Owed(c.t.Context())
		n = o.Planned + o.Queued + o.Sending
		return err == nil
	})
	return n
}

// after waits until so many reminders have come to an end.
func (c *crew) after(n int) {
	c.t.Helper()
	await(c.t, fmt.Sprintf("%d reminders have come to an end", n), func() bool { return c.all-c.left() >= n })
}

// finish waits until nothing is owed, and stops the workers.
func (c *crew) finish() {
	c.t.Helper()
	await(c.t, "nothing is owed", func() bool { return c.left() == 0 })
	c.dismiss()
}

// hire starts so many workers.
func (c *crew) hire(n int) {
	for range n {
		c.workers = append(c.workers, c.start("worker"))
	}
}

// replace kills a worker and starts another.
func (c *crew) replace(i int) {
	c.t.Helper()
	if c.workers[i].ended() {
		c.workers[i].must()
		c.t.Fatal("a worker ended by itself")
	}
	c.workers[i].kill()
	c.workers[i] = c.start("worker")
}

// dismiss stops all workers, which they must take well.
func (c *crew) dismiss() {
	c.t.Helper()
	for _, w := range c.workers {
		w.signal(syscall.SIGTERM)
	}
	for _, w := range c.workers {
		w.stopped()
	}
	c.workers = nil
}
