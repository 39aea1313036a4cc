package nightrun

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"comity/internal/dunning"
)

// belfry is a ledger in memory, as far as a feeder sees it, and the bell itself. It hangs in one goroutine.
type belfry struct {
	now      time.Time
	clock    func() time.Time // moves now while the ledger works; may be nil
	list     []*hung
	heard    []string // every bell, in order
	dumb     error    // what ringing answers; nil: it rings
	away     error    // what the ledger answers; nil: it is there
	largest  int      // reminders moved or rung in one go
	together int      // queued at the same time, at most
	looked   int      // how often it was asked for bells that went unheard
}

// hung is a reminder in a belfry.
type hung struct {
	id            string
	state         dunning.State
	before, after time.Time
	rung          time.Time
}

func (b *belfry) pick(limit int, when func(*hung) bool) []*hung {
	var list []*hung
	for _, h := range b.list {
		if when(h) && len(list) < limit {
			list = append(list, h)
		}
	}
	b.largest = max(b.largest, len(list))
	return list
}

func ids(list []*hung) []string {
	var out []string
	for _, h := range list {
		out = append(out, h.id)
	}
	return out
}

func (b *belfry) queue(list []*hung) []string {
	if b.clock != nil {
		b.clock()
	}
	for _, h := range list {
		h.state, h.rung = dunning.Queued, b.now
	}
	b.together = max(b.together, b.count(dunning.Queued))
	return ids(list)
}

type bells struct{ *belfry }

func (b bells) Ring(_ context.Context, limit int) ([]string, error) {
	return b.queue(b.pick(limit, func(h *hung) bool { return h.state == dunning.Planned && !h.before.After(b.now) })), b.away
}

func (b *belfry) Rung(_ context.Context, t time.Time, limit int) ([]string, error) {
	b.looked++
	return b.queue(b.pick(limit, func(h *hung) bool { return h.state == dunning.Queued && !h.rung.After(t) })), b.away
}

func (b *belfry) CountQueued(context.Context) (int, error) { return b.count(dunning.Queued), b.away }

func (b *belfry) Overdue(_ context.Context, limit int) ([]string, error) {
	return ids(b.pick(limit, func(h *hung) bool {
		return (h.state == dunning.Planned || h.state == dunning.Queued) && !h.after.After(b.now)
	})), b.away
}

func (b *belfry) Expire(_ context.Context, which []string) (n int, err error) {
	for _, h := range b.list {
		if slices.Contains(which, h.id) && h.state.Owed() {
			h.state = dunning.Expired
			n++
		}
	}
	return n, b.away
}

// rope is what a feeder pulls.
type rope struct{ *belfry }

func (r rope) Ring(_ context.Context, which []string) error {
	if r.dumb != nil {
		return r.dumb
	}
	r.heard = append(r.heard, which...)
	return nil
}

// hang makes a belfry with so many reminders, all due, and a feeder that keeps at most ten ahead.
func hang(n int) (*belfry, *Feeder) {
	b := &belfry{now: night}
	for i := range n {
		b.list = append(b.list, &hung{id: fmt.Sprintf("r%04d", i), state: dunning.Planned, before: night, after: night.Add(10 * time.Hour)})
	}
	return b, &Feeder{Bells: bells{b}, Bell: rope{b}, Now: func() time.Time { return b.now }, Ahead: 10}
}

// claim answers the bells of the first n queued reminders.
func (b *belfry) claim(n int) {
	for _, h := range b.pick(n, func(h *hung) bool { return h.state == dunning.Queued }) {
		h.state = dunning.Sent
	}
}

func (b *belfry) count(s dunning.State) (n int) {
	for _, h := range b.list {
		if h.state == s {
			n++
		}
	}
	return n
}

func tick(t *testing.T, f *Feeder, rung, expired int) {
	t.Helper()
	gotRung, gotExpired, err := f.Tick(t.Context())
	if err != nil || gotRung != rung || gotExpired != expired {
		t.Errorf("the tick rang %d and ended %d, error %v; want %d and %d", gotRung, gotExpired, err, rung, expired)
	}
}

func TestTheFeederKeepsABoundedNumberAheadOfTheWorkers(t *testing.T) {
	t.Parallel()
	b, f := hang(25)
	tick(t, f, 10, 0)
	tick(t, f, 0, 0)
	b.claim(4)
	tick(t, f, 4, 0)
	b.claim(10)
	tick(t, f, 10, 0)
	b.claim(10)
	tick(t, f, 1, 0)
	if b.together > 10 || b.count(dunning.Planned) != 0 || len(b.heard) != 25 {
		t.Errorf("%d queued at a time, %d never rung, %d bells for 25 reminders", b.together, b.count(dunning.Planned), len(b.heard))
	}
}

func TestTheFeederRingsWhatIsDueByOurClockOnly(t *testing.T) {
	t.Parallel()
	b, f := hang(3)
	b.list[1].before = night.Add(time.Microsecond)
	b.list[2].before = night.Add(time.Hour)
	tick(t, f, 1, 0)
	b.now = b.now.Add(time.Microsecond)
	tick(t, f, 1, 0)
	b.now = night.Add(time.Hour)
	b.claim(2)
	tick(t, f, 1, 0)
	if diff := cmp.Diff([]string{"r0000", "r0001", "r0002"}, b.heard); diff != "" {
		t.Errorf("bells (-want +got):\n%s", diff)
	}
}

func TestALargeBookIsRungInPieces(t *testing.T) {
	t.Parallel()
	b, f := hang(1700)
	f.Ahead = 0 // the default
	tick(t, f, 1700, 0)
	if b.largest != chunk || len(b.heard) != 1700 {
		t.Errorf("%d bells, at most %d in one go", len(b.heard), b.largest)
	}
	_, f = hang(2300)
	f.Ahead = 0
	tick(t, f, 2000, 0)
}

func TestABellThatWentUnheardIsRungAgain(t *testing.T) {
	t.Parallel()
	b, f := hang(3)
	tick(t, f, 3, 0)
	b.claim(1)
	b.now = b.now.Add(30*time.Second - time.Microsecond)
	tick(t, f, 0, 0)
	b.now = b.now.Add(time.Microsecond)
	tick(t, f, 2, 0)
	tick(t, f, 0, 0) // not at once again
	b.now = b.now.Add(30 * time.Second)
	tick(t, f, 2, 0)
	if diff := cmp.Diff([]string{"r0000", "r0001", "r0002", "r0001", "r0002", "r0001", "r0002"}, b.heard); diff != "" {
		t.Errorf("bells (-want +got):\n%s", diff)
	}
}

func TestABellThatHasJustRungIsGivenItsTime(t *testing.T) {
	t.Parallel()
	b, f := hang(2)
	b.list[1].before = night.Add(20 * time.Second)
	tick(t, f, 1, 0)
	b.now = night.Add(20 * time.Second)
	tick(t, f, 1, 0)
	b.now = night.Add(30 * time.Second)
	tick(t, f, 1, 0)
	if diff := cmp.Diff([]string{"r0000", "r0001", "r0000"}, b.heard); diff != "" {
		t.Errorf("bells (-want +got):\n%s", diff)
	}
}

func TestUnheardBellsAreLookedForNowAndThenAndNotAtEveryTick(t *testing.T) {
	t.Parallel()
	b, f := hang(2)
	if err := f.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for second := 1; second <= 60; second++ {
		b.now = b.now.Add(time.Second)
		if _, _, err := f.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := 1 + second/30; b.looked != want {
			t.Fatalf("%d s after the start it was looked for %d times, want %d", second, b.looked, want)
		}
	}
}

// counting is a rope that can say how many bells are still out.
type counting struct {
	rope
	out int
	err error
}

func (c *counting) Depth(context.Context) (int, error) { return c.out, c.err }

func TestBellsThatAreStillOutAreNotRungAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		out  int
		err  error
		want int
	}{
		"as many are out as reminders wait: a provider is slow": {3, nil, 0},
		"more are out":                      {4, nil, 0},
		"one was lost":                      {2, nil, 3},
		"all were lost":                     {0, nil, 3},
		"nobody can say how many there are": {3, errors.New("redis does not answer"), 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, f := hang(3)
			f.Bell = &counting{rope: rope{b}, out: c.out, err: c.err}
			tick(t, f, 3, 0)
			b.now = b.now.Add(30 * time.Second)
			tick(t, f, c.want, 0)
		})
	}
}

func TestAStartRingsAgainMoreThanFitsAheadAndEachOnce(t *testing.T) {
	t.Parallel()
	b, f := hang(25)
	for _, h := range b.list {
		h.state, h.rung = dunning.Queued, night
	}
	f.Now = func() time.Time { b.now = b.now.Add(time.Microsecond); return b.now }
	b.clock = f.Now
	if err := f.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	slices.Sort(b.heard)
	if diff := cmp.Diff(ids(b.list), b.heard); diff != "" {
		t.Errorf("bells (-want +got):\n%s", diff)
	}
}

func TestAWorkerThatStartsRingsAgainWhatWasRungBefore(t *testing.T) {
	t.Parallel()
	b, f := hang(3)
	for _, h := range b.list[:2] {
		h.state, h.rung = dunning.Queued, night
	}
	if err := f.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"r0000", "r0001"}, b.heard); diff != "" {
		t.Errorf("bells (-want +got):\n%s", diff)
	}
	tick(t, f, 1, 0)
}

func TestWhatIsTooLateEndsAndIsCounted(t *testing.T) {
	t.Parallel()
	b, f := hang(1203)
	b.list[0].state = dunning.Queued
	for _, h := range b.list[:1201] {
		h.after = night
	}
	b.list[1201].after = night.Add(time.Microsecond)
	tick(t, f, 2, 1201)
	if b.count(dunning.Expired) != 1201 || b.largest > chunk {
		t.Errorf("%d ended, at most %d in one go", b.count(dunning.Expired), b.largest)
	}
	b.now = night.Add(time.Microsecond)
	tick(t, f, 0, 1)
}

func TestABellThatIsAwayCostsTimeAndNothingElse(t *testing.T) {
	t.Parallel()
	b, f := hang(25)
	b.dumb = errors.New("redis does not answer")
	if err := f.Sweep(t.Context()); err != nil {
		t.Errorf("sweeping nothing is an error: %v", err)
	}
	if _, _, err := f.Tick(t.Context()); !errors.Is(err, b.dumb) {
		t.Errorf("the tick ends with %v", err)
	}
	b.now = b.now.Add(time.Minute)
	if _, _, err := f.Tick(t.Context()); !errors.Is(err, b.dumb) {
		t.Errorf("the next tick ends with %v", err)
	}
	b.dumb = nil
	for range 10 {
		b.now = b.now.Add(time.Minute)
		if _, _, err := f.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.claim(10)
	}
	if b.count(dunning.Sent) != 25 || b.together > 10 {
		t.Errorf("%d of 25 were heard in the end, %d queued at a time", b.count(dunning.Sent), b.together)
	}
}

func TestALedgerThatIsAwayIsSaidSo(t *testing.T) {
	t.Parallel()
	b, f := hang(3)
	b.away = errors.New("the ledger does not answer")
	if _, _, err := f.Tick(t.Context()); !errors.Is(err, b.away) {
		t.Errorf("the tick ends with %v", err)
	}
	if err := f.Sweep(t.Context()); !errors.Is(err, b.away) {
		t.Errorf("the sweep ends with %v", err)
	}
	if len(b.heard) > 0 {
		t.Errorf("bells rang without a ledger: %v", b.heard)
	}
}

// Whatever happens to bells and workers: never more than the bound is ahead, nothing is rung before its
// time or after its end, and everything owed is heard or ended at last.
func TestNothingOwedIsForgotten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, f := hang(rapid.IntRange(0, 60).Draw(t, "reminders"))
		for _, h := range b.list {
			h.before = night.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "before")) * time.Minute)
			h.after = h.before.Add(time.Duration(rapid.IntRange(1, 240).Draw(t, "span")) * time.Minute)
		}
		down := errors.New("redis does not answer")
		for range rapid.IntRange(1, 30).Draw(t, "moments") {
			b.now = b.now.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "seconds")) * time.Second)
			b.dumb = rapid.SampledFrom([]error{nil, nil, down}).Draw(t, "bell")
			b.heard = nil
			if _, _, err := f.Tick(context.Background()); err != nil && !errors.Is(err, down) {
				t.Fatal(err)
			}
			for _, h := range b.list {
				if slices.Contains(b.heard, h.id) && (b.now.Before(h.before) || !b.now.Before(h.after)) {
					t.Fatalf("%s was rung outside its time", h.id)
				}
			}
			b.claim(rapid.IntRange(0, 8).Draw(t, "claims"))
		}
		b.dumb = nil
		for range 100 {
			b.now = b.now.Add(time.Minute)
			if _, _, err := f.Tick(context.Background()); err != nil {
				t.Fatal(err)
			}
			b.claim(10)
			b.now = b.now.Add(4 * time.Minute)
		}
		if b.together > 10 {
			t.Fatalf("%d were queued at a time", b.together)
		}
		if left := b.count(dunning.Planned) + b.count(dunning.Queued); left > 0 {
			t.Fatalf("%d are still owed", left)
		}
	})
}
