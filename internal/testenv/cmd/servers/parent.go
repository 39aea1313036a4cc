package main

import (
	"context"
	"os"
	"time"
)

// whileParentLives returns a context that ends when the process that started us is gone: `go run` and
// make pass on no signal that reaches them alone, and nobody would stop the servers then.
func whileParentLives(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	parent := os.Getppid()
	go func() {
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if os.Getppid() != parent {
					cancel()
				}
			}
		}
	}()
	return ctx, cancel
}
