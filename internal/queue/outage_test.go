package queue

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/testenv"
)

// Redis goes away with all that it held and comes back empty, while workers serve. What the ledger
// rings again is heard, without restarting anything.
func TestAnOutageLosesNothingThatIsRungAgain(t *testing.T) {
	t.Parallel()
	t.Run("single", func(t *testing.T) {
		t.Parallel()
		s, err := testenv.StartRedis()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Stop() })
		outage(t, open(t, s.URL(), new(bytes.Buffer)), s.Stop, s.Start)
	})
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		q := open(t, "", new(bytes.Buffer))
		m := q.embedded.server
		outage(t, q, func() { m.FlushAll(); m.Close() }, m.Restart)
	})
}

func outage(t *testing.T, q *Queue, down func(), up func() error) {
	ids := manyIDs(100)
	heard := make(chan string, 10*len(ids))
	stop := serve(t, q, ServeOptions{Servers: 2, Concurrency: 2, ShutdownTimeout: 5 * time.Second},
		func(_ context.Context, id string) { heard <- id })
	ring(t, q, ids[:10]...)
	collect(t, heard, 10)

	down()
	if err := q.Ring(t.Context(), ids); err == nil {
		t.Fatal("ringing succeeds without redis")
	}
	if err := q.Ping(t.Context()); err == nil {
		t.Error("redis answers while it is down")
	}
	if err := up(); err != nil {
		t.Fatal(err)
	}
	owed := collectDistinct(t, heard, func() { ring(t, q, ids...) }, len(ids))
	if diff := cmp.Diff(ids, owed); diff != "" {
		t.Errorf("owed and heard after the outage (-want +got):\n%s", diff)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// collectDistinct rings, as the ledger's sweep does, until n different ids were heard.
func collectDistinct(t *testing.T, heard <-chan string, ring func(), n int) []string {
	t.Helper()
	seen := map[string]bool{}
	ring()
	sweep := time.NewTicker(5 * time.Second)
	defer sweep.Stop()
	late := time.After(60 * time.Second)
	for len(seen) < n {
		select {
		case id := <-heard:
			seen[id] = true
		case <-sweep.C:
			ring()
		case <-late:
			t.Fatalf("%d of %d ids were heard in a minute", len(seen), n)
		}
	}
	var ids []string
	for id := range seen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
