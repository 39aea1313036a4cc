package queue

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// embedded is a Redis inside this process. It listens on loopback, where every program of the machine
// could reach it, so it has a random password that never leaves the process.
type embedded struct {
	server   *miniredis.Miniredis
	password string
	quit     chan struct{}
	quitted  chan struct{}
}

func startEmbedded() (*embedded, error) {
	e := &embedded{
		server: miniredis.NewMiniRedis(), password: rand.Text(),
		quit: make(chan struct{}), quitted: make(chan struct{}),
	}
	e.server.RequireAuth(e.password)
	if err := e.server.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("start the embedded redis: %w", err)
	}
	go e.age(time.NewTicker(time.Second))
	return e, nil
}

// age lets keys expire: this Redis has no clock of its own.
func (e *embedded) age(tick *time.Ticker) {
	defer close(e.quitted)
	defer tick.Stop()
	for {
		select {
		case <-e.quit:
			return
		case <-tick.C:
			e.server.FastForward(time.Second)
		}
	}
}

func (e *embedded) url() string {
	return (&url.URL{Scheme: "redis", User: url.UserPassword("", e.password), Host: e.server.Addr()}).String()
}

// Close ends the server and forgets what it held.
func (e *embedded) Close() error {
	close(e.quit)
	<-e.quitted
	e.server.Close()
	return nil
}
