package queue

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"time"

	"github.com/hibiken/asynq"
	"golang.org/x/sync/errgroup"
)

const (
	// kind is the only type of task there is.
	kind = "ring"
	// ringers is how many bells are rung at once: one goroutine does 6,400 a second, eight 35,000.
	ringers = 8
	// patience is when asynq gives up on a handler and rings its bell again. A handler that is alive and
	// slower than that is a fault, and the ledger refuses the second claim.
	patience = time.Hour
)

// ErrNotOpaque says that something was to be rung that is not an id. What it was is not repeated.
var ErrNotOpaque = errors.New("not an opaque id: 1 to 64 letters, digits, - or _")

var opaque = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Ring tells some worker, soon, that the ledger owes work on each of these ids. When it fails, some of
// them may have been rung; ring all of them again, as a second bell does no harm. Ids that are not 1 to
// 64 letters, digits, - or _ are ErrNotOpaque, and then none is rung.
func (q *Queue) Ring(ctx context.Context, ids []string) error {
	for i, id := range ids {
		if !opaque.MatchString(id) {
			return fmt.Errorf("ring %d of %d: %w", i+1, len(ids), ErrNotOpaque)
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	for r := range min(ringers, len(ids)) {
		group.Go(func() error {
			for i := r; i < len(ids); i += ringers {
				if err := q.ringOne(ctx, ids[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func (q *Queue) ringOne(ctx context.Context, id string) error {
	_, err := q.asynq.EnqueueContext(ctx, asynq.NewTask(kind, []byte(id)),
		asynq.Queue(q.name),
		asynq.Timeout(patience),
		// A worker that is killed costs its bell one retry. A bell out of retries would be archived and
		// never heard, so it never runs out.
		asynq.MaxRetry(math.MaxInt32))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil // our own random task id: an earlier try arrived and its answer was lost
	}
	if err != nil {
		return fmt.Errorf("ring: %w", err)
	}
	return nil
}
