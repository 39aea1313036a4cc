package delivery

import (
	"context"
	"sync"
	"time"
)

// group lets calls that are ready at the same moment share one run of a function, as a database groups
// commits: whatever waits when a run begins is in it, and nothing waits for more to come.
type group[Q, A any] struct {
	most  int
	do    func(context.Context, []Q) []answer[A] // one answer for each question, in order
	asked chan question[Q, A]
	lanes sync.WaitGroup
}

type question[Q, A any] struct {
	q      Q
	answer chan answer[A]
}

type answer[A any] struct {
	a   A
	err error
}

// patience is how long one run of a group may take: a ledger that does not answer at all must not hold its
// workers for ever.
const patience = 2 * time.Minute

// newGroup starts lanes that run at the same time; close ends them after what was asked is answered.
func newGroup[Q, A any](lanes, most int, do func(context.Context, []Q) []answer[A]) *group[Q, A] {
	g := &group[Q, A]{most: most, do: do, asked: make(chan question[Q, A])}
	for range lanes {
		g.lanes.Go(g.lane)
	}
	return g
}

func (g *group[Q, A]) close() {
	close(g.asked)
	g.lanes.Wait()
}

// ask waits for the answer. What was asked is carried out even when the asker's context ends: a claim
// that was granted must be recorded.
func (g *group[Q, A]) ask(q Q) (A, error) {
	x := question[Q, A]{q, make(chan answer[A], 1)}
	g.asked <- x
	a := <-x.answer
	return a.a, a.err
}

func (g *group[Q, A]) lane() {
	for first := range g.asked {
		batch := g.ready(first)
		qs := make([]Q, len(batch))
		for i, x := range batch {
			qs[i] = x.q
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		answers := g.do(ctx, qs)
		cancel()
		for i, a := range answers {
			batch[i].answer <- a
		}
	}
}

// ready takes what is waiting now.
func (g *group[Q, A]) ready(first question[Q, A]) []question[Q, A] {
	batch := []question[Q, A]{first}
	for len(batch) < g.most {
		select {
		case x, ok := <-g.asked:
			if !ok {
				return batch
			}
			batch = append(batch, x)
		default:
			return batch
		}
	}
	return batch
}
