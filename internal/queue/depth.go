package queue

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Depth counts the bells that wait or are being answered, those of dead workers included. The feeder
// uses it to keep few ahead of the workers.
//
// It reads the two lists themselves: asynq's own inspector also samples how much memory they take.
func (q *Queue) Depth(ctx context.Context) (int, error) {
	var pending, active *redis.IntCmd
	_, err := q.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		pending = p.LLen(ctx, q.key("pending"))
		active = p.LLen(ctx, q.key("active"))
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("depth of the queue: %w", err)
	}
	return int(pending.Val() + active.Val()), nil
}

// key names one of asynq's keys. The braces keep all keys of a queue on one node of a Cluster.
func (q *Queue) key(part string) string { return "asynq:{" + q.name + "}:" + part }

// Flush forgets every bell of this queue, as Redis itself may at any moment. It is meant for tests
// and for an operator's last resort: what is owed comes back from the ledger.
func (q *Queue) Flush(ctx context.Context) error {
	var err error
	if c, ok := q.redis.(*redis.ClusterClient); ok {
		err = c.ForEachMaster(ctx, q.flushNode)
	} else if c, ok := q.redis.(*redis.Client); ok {
		err = q.flushNode(ctx, c)
	}
	if err != nil {
		return fmt.Errorf("flush the queue: %w", err)
	}
	return nil
}

func (q *Queue) flushNode(ctx context.Context, c *redis.Client) error {
	keys := c.Scan(ctx, 0, q.key("*"), 1000).Iterator()
	for keys.Next(ctx) {
		if err := c.Del(ctx, keys.Val()).Err(); err != nil {
			return err
		}
	}
	return keys.Err()
}
