package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"

	"comity/internal/app"
	"comity/internal/channel/email"
	"comity/internal/channel/sms"
	"comity/internal/delivery"
	"comity/internal/dunning"
	"comity/internal/fake/twilio"
	"comity/internal/queue"
	"comity/internal/settings"
)

// rig is a worker with everything around it: a ledger full of reminders that may go now, a queue, and a
// provider. It is wired as app wires a worker, but for the moved clock, which app refuses when messages
// leave the house; here they reach the loopback and no further.
type rig struct {
	engine    engine
	place     place
	app       *app.App
	queue     *queue.Queue
	deliverer *delivery.Deliverer
	to        *receiver
	sender    interface{ Close() error }
	serving   queue.ServeOptions
	failed    atomic.Pointer[error] // the first error of a handler
}

// newRig answers what it could make, to be closed, even with an error.
func (b *bench) newRig(ctx context.Context, c dunning.Channel, serving queue.ServeOptions) (r *rig, err error) {
	e := postgres{b.servers.postgres, b.dir}
	r = &rig{engine: e, serving: serving}
	k := book{id: "late", accounts: b.supply(), span: 14, channels: []dunning.Channel{c}}
	if r.place, err = b.shelve(ctx, e, k); err != nil {
		return r, err
	}
	if r.app, err = open(ctx, e, r.place); err != nil {
		return r, err
	}
	if _, err = walk(ctx, r.app, k.id, k.accounts); err != nil {
		return r, err
	}
	if err = r.settle(ctx); err != nil {
		return r, err
	}
	log := slog.New(slog.DiscardHandler)
	if r.queue, err = queue.Open(queue.Options{URL: b.servers.redis, Name: "bench-" + strings.ToLower(rand.Text()), Log: log}); err != nil {
		return r, err
	}
	sender, err := r.provider(ctx, c)
	if err != nil {
		return r, err
	}
	r.deliverer = delivery.New(delivery.Options{
		Ledger: r.app.Ledger, Compose: r.app.Compose, Senders: map[dunning.Channel]delivery.Sender{c: sender}, Now: r.app.Clock.Now,
		Worker: "bench", Window: r.app.Window, Retry: delivery.DefaultRetry(), Lanes: max(2, runtime.NumCPU()),
		Group: settings.Default().Workers.Group, Log: log,
		Policy: func(p dunning.Portfolio) (delivery.Decider, error) { return r.app.PolicyOf(p) },
	})
	return r, nil
}

// provider starts the other side of a channel, and makes the real client for it.
func (r *rig) provider(ctx context.Context, c dunning.Channel) (delivery.Sender, error) {
	kind := map[dunning.Channel]string{dunning.SMS: "twilio", dunning.Email: "smtp"}[c]
	var err error
	if r.to, err = startReceiver(ctx, kind); err != nil {
		return nil, err
	}
	if c == dunning.SMS {
		s, err := sms.New(sms.Config{
			AccountSID: twilio.AccountSID, AuthToken: twilio.AuthToken, From: "+12025550100", BaseURL: r.to.at,
			CallbackURL: "https://callbacks.example/sms", Now: r.app.Clock.Now,
		})
		r.sender = s
		return s, err
	}
	host, port, err := net.SplitHostPort(r.to.at)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	s, err := email.New(email.Config{
		Host: host, Port: number, TLS: email.TLSNone, Domain: "bench.example", UnsubscribeURL: "https://callbacks.example/unsubscribe",
		Now: r.app.Clock.Now,
	})
	r.sender = s
	return s, err
}

// settle brings the ledger to rest before something is timed.
func (r *rig) settle(ctx context.Context) error { return r.engine.settle(ctx, r.place) }

func (r *rig) close() error {
	var errs []error
	if r.deliverer != nil {
		r.deliverer.Close()
	}
	if r.sender != nil {
		errs = append(errs, r.sender.Close())
	}
	if r.to != nil {
		errs = append(errs, r.to.stop())
	}
	if r.queue != nil {
		errs = append(errs, r.queue.Close())
	}
	if r.app != nil {
		errs = append(errs, r.app.Close())
	}
	if r.place.drop != nil {
		errs = append(errs, r.place.drop())
	}
	return errors.Join(errs...)
}
