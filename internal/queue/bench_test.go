package queue

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"comity/internal/testenv"
)

func TestNoopMeasuresEveryBell(t *testing.T) {
	t.Parallel()
	q := open(t, "", new(bytes.Buffer))
	took, err := q.Noop(t.Context(), 50, ServeOptions{Servers: 2}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if took <= 0 {
		t.Errorf("fifty bells took %s", took)
	}
	if n, err := q.Depth(t.Context()); n != 0 || err != nil {
		t.Errorf("%d bells are left (error %v)", n, err)
	}
}

// How many bells a process hears a second, by the number of its Servers.
func BenchmarkHear(b *testing.B) {
	for kind, url := range map[string]func(testing.TB) string{
		"redis": testenv.Redis, "embedded": func(testing.TB) string { return "" },
	} {
		for _, servers := range []int{1, 2, 4} {
			b.Run(fmt.Sprintf("%s/servers=%d", kind, servers), func(b *testing.B) {
				q := benchmarked(b, url(b))
				took, err := q.Noop(b.Context(), max(2, b.N), ServeOptions{Servers: servers}, time.Now)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(b.N)/took.Seconds(), "heard/s")
			})
		}
	}
}

// How many bells a process rings a second.
func BenchmarkRing(b *testing.B) {
	q := benchmarked(b, testenv.Redis(b))
	b.ResetTimer()
	if err := q.Ring(b.Context(), manyIDs(b.N)); err != nil {
		b.Fatal(err)
	}
}

// How long a bell takes from hand to ear while nothing else is going on. Each takes some 25 ms: ask for
// a hundred, not thousands.
func BenchmarkLatency(b *testing.B) {
	q := benchmarked(b, testenv.Redis(b))
	heard := make(chan struct{})
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error)
	go func() { ended <- q.Serve(ctx, ServeOptions{}, func(context.Context, string) { heard <- struct{}{} }) }()
	b.ResetTimer()
	for range b.N {
		if err := q.Ring(ctx, []string{"one"}); err != nil {
			b.Fatal(err)
		}
		<-heard
	}
	b.StopTimer()
	cancel()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

func benchmarked(b *testing.B, url string) *Queue {
	b.Helper()
	q, err := Open(Options{URL: url})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { q.Close() })
	return q
}
