package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"comity/internal/access"
)

// Servers are the doors that are open.
type Servers struct {
	list  []*server
	ready *readiness
	grace time.Duration
	done  sync.WaitGroup
	once  sync.Once
	end   error

	mu   sync.Mutex
	errs []error
}

type server struct {
	door     *door
	http     *http.Server
	listener net.Listener
}

// Addrs is where the doors are: host:port, empty for one that is shut.
type Addrs struct {
	Staff, Public, Vendor string
}

// Start opens the doors that have an address; all of them or, with an error, none. They close when ctx ends
// or when one of them breaks.
func Start(ctx context.Context, c Config, d Deps) (*Servers, error) {
	c = c.withDefaults()
	d, err := d.check()
	if err != nil {
		return nil, err
	}
	s := &Servers{ready: newReadiness(d), grace: c.Grace}
	places := []struct {
		address string
		door    *door
	}{{c.Staff, staffDoor(c, d)}, {c.Public, publicDoor(c, d)}, {c.Vendor, vendorDoor(c, d)}}
	for _, p := range places {
		if p.address == "" {
			continue
		}
		p.door.health(s.ready, p.door.right == access.StaffDoor)
		if err := s.listen(ctx, p.address, p.door); err != nil {
			return nil, errors.Join(err, s.abandon())
		}
	}
	for _, srv := range s.list {
		s.done.Go(func() { s.serve(srv) })
	}
	context.AfterFunc(ctx, s.shut)
	return s, nil
}

func staffDoor(c Config, d Deps) *door {
	staff := newDoor("staff", access.StaffDoor, c, d)
	staff.policy = pagePolicy
	staff.runs()
	staff.contacts()
	return staff
}

// vendorDoor has no routes yet: it lets vendors in and has nothing for them.
func vendorDoor(c Config, d Deps) *door { return newDoor("vendor", access.VendorDoor, c, d) }

func publicDoor(c Config, d Deps) *door {
	public := newDoor("public", "", c, d)
	for _, r := range d.Callbacks {
		public.open.Handle(r.Pattern, r.Handler)
	}
	return public
}

func newDoor(name string, right access.Right, c Config, d Deps) *door {
	return &door{
		name: name, right: right, policy: barePolicy, config: c, deps: d,
		open: http.NewServeMux(), inside: http.NewServeMux(),
	}
}

func (s *Servers) listen(ctx context.Context, address string, d *door) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("opening the door for %s: %w: set listen.%s to an address that is free, or to off", d.name, err, d.name)
	}
	requests := context.WithoutCancel(ctx) // those under way may finish
	s.list = append(s.list, &server{door: d, listener: listener, http: &http.Server{
		Handler: d.handler(), ErrorLog: d.serverLog(), MaxHeaderBytes: d.config.MaxHeaderBytes,
		ReadHeaderTimeout: d.config.HeaderTimeout, ReadTimeout: d.config.ReadTimeout,
		WriteTimeout: d.config.WriteTimeout, IdleTimeout: d.config.IdleTimeout,
		BaseContext: func(net.Listener) context.Context { return requests },
	}})
	return nil
}

// abandon closes listeners that never served.
func (s *Servers) abandon() error {
	var errs []error
	for _, srv := range s.list {
		errs = append(errs, srv.listener.Close())
	}
	return errors.Join(errs...)
}

// serve keeps one door open. One that breaks closes the others: half a house is worse than a restart.
func (s *Servers) serve(srv *server) {
	if err := srv.http.Serve(srv.listener); !errors.Is(err, http.ErrServerClosed) {
		s.mu.Lock()
		s.errs = append(s.errs, fmt.Errorf("the door for %s broke: %w", srv.door.name, err))
		s.mu.Unlock()
		go s.shut()
	}
}

func (s *Servers) shut() {
	ctx, cancel := context.WithTimeout(context.Background(), s.grace)
	defer cancel()
	_ = s.Shutdown(ctx) // kept for Wait
}

// Addrs says where the doors are, with the port that was chosen for port 0.
func (s *Servers) Addrs() Addrs {
	var a Addrs
	for _, srv := range s.list {
		at := srv.listener.Addr().String()
		switch srv.door.name {
		case "staff":
			a.Staff = at
		case "public":
			a.Public = at
		case "vendor":
			a.Vendor = at
		}
	}
	return a
}

// Shutdown takes no further request and waits for those under way until ctx ends; then it cuts them off and
// says so. Calling it again waits for the first call and repeats its answer.
func (s *Servers) Shutdown(ctx context.Context) error {
	s.once.Do(func() {
		s.ready.close()
		var mu sync.Mutex
		var closing sync.WaitGroup
		for _, srv := range s.list {
			closing.Go(func() {
				if err := srv.http.Shutdown(ctx); err != nil {
					mu.Lock()
					defer mu.Unlock()
					s.end = errors.Join(s.end, fmt.Errorf("closing the door for %s: %w: requests under way were cut off", srv.door.name, err), srv.http.Close())
				}
			})
		}
		closing.Wait()
		s.done.Wait()
	})
	return s.end
}

// Wait returns when all doors are closed, at once if none was opened: nil after a clean shutdown, else what
// broke or was cut off.
func (s *Servers) Wait() error {
	s.done.Wait()
	s.shut() // what is left of it: connections, and a shutdown under way
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(append(s.errs, s.end)...)
}
