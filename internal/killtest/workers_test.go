package killtest

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"comity/internal/dunning"
	"comity/internal/fake/smtp"
	"comity/internal/fake/twilio"
	"comity/internal/testenv"
)

// Providers that answer slowly, or not at all, while workers are killed: whatever they took is sent or
// unknown, and nothing was taken twice.
func TestKilledWorkersNeverSendTwice(t *testing.T) {
	t.Parallel()
	r := dice(t)
	wanted := kills(t, 20)
	m := &moods{dice: rand.New(rand.NewPCG(r.Uint64(), 1)), held: make(chan string, 1000)}
	p := newProviders(t, m.text, m.mail)
	c := newCrew(t, servers{postgres: testenv.Postgres(t), redis: testenv.Redis(t)}, people(16*wanted), p.env()...)
	c.hire(2)
	for range 2 {
		walk := c.start("run", "--date", c.book.date.String())
		pause(upTo(r, 150*time.Millisecond))
		walk.kill()
	}
	c.walk()
	made, stalls := 0, 0
	for made < wanted && c.left() > 0 {
		switch {
		case made >= 10*(stalls+1)-5:
			c.stall(r.IntN(2))
			stalls++
		default:
			made += c.strike(m, r)
		}
	}
	m.calm.Store(true)
	c.finish()
	b := c.audit(p.all(c.site))
	t.Logf("%d kills, %d stalls; reminders %v; the providers did %v", made, stalls, b.tally.ByState, &m.deeds)
	if b.tally.ByState[dunning.Unknown] == 0 || b.tally.ByState[dunning.Sent] < len(b.reminders)/3 {
		t.Error("too few reminders are sent, or none is unknown: the test has proved little")
	}
}

// strike kills one worker or both, at a moment of its own or shortly after a provider began to hold an
// answer back. The answer is how many were killed.
func (c *crew) strike(m *moods, r *rand.Rand) int {
	c.t.Helper()
	both := r.IntN(4) == 0
	select {
	case what := <-m.held:
		both = both || what == mailHeld // it is not known whose it is, and it would be held for long
		pause(upTo(r, 40*time.Millisecond))
	case <-time.After(20*time.Millisecond + upTo(r, 400*time.Millisecond)):
	}
	i := r.IntN(2)
	c.replace(i)
	if !both {
		return 1
	}
	c.replace(1 - i)
	return 2
}

// stall stops a worker for longer than its lease, so that the other one settles what it was doing, and then
// lets it go on as if nothing had happened.
func (c *crew) stall(i int) {
	c.t.Helper()
	c.workers[i].signal(syscall.SIGSTOP)
	pause(4500 * time.Millisecond)
	c.workers[i].signal(syscall.SIGCONT)
}

// mailHeld is told when a mail server took a message and says nothing.
const mailHeld = "mail held"

// moods draws how the providers behave: mostly well, after a while; sometimes they take a message and say
// nothing, and then they tell who kills.
type moods struct {
	mu    sync.Mutex
	dice  *rand.Rand
	held  chan string
	calm  atomic.Bool // from now on they behave
	deeds deeds
}

func (m *moods) draw() (fate int, delay time.Duration) {
	if m.calm.Load() {
		return 100, 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dice.IntN(100), upTo(m.dice, 150*time.Millisecond)
}

func (m *moods) hold(what string) {
	m.deeds.did(what)
	select {
	case m.held <- what:
	default: // enough are held
	}
}

func (m *moods) text(int, twilio.Message) twilio.Behaviour {
	switch fate, delay := m.draw(); {
	case fate < 8:
		m.hold("SMS held")
		return twilio.Behaviour{Kind: twilio.AcceptThenHang}
	case fate < 10:
		m.hold("SMS not taken, and no answer")
		return twilio.Behaviour{Kind: twilio.Hang}
	case fate < 12:
		m.deeds.did("SMS taken, and the connection closed")
		return twilio.Behaviour{Kind: twilio.AcceptThenDrop}
	case fate < 17:
		m.deeds.did("SMS refused")
		return twilio.Behaviour{Kind: twilio.Refuse, Status: 400, Code: 21614}
	default:
		return twilio.Behaviour{Delay: delay}
	}
}

func (m *moods) mail(at smtp.Transaction) smtp.Behaviour {
	if at.Phase != smtp.AtDot {
		return smtp.Behaviour{}
	}
	fate, delay := m.draw()
	pause(delay)
	switch {
	case fate < 6:
		m.hold(mailHeld)
		return smtp.Behaviour{Accept: true, Hang: true}
	case fate < 10:
		m.deeds.did("mail taken, and the connection closed")
		return smtp.Behaviour{Accept: true, Drop: true}
	case fate < 16:
		m.deeds.did("mail refused")
		return smtp.Behaviour{Code: 550, Enhanced: [3]int{5, 7, 1}}
	}
	return smtp.Behaviour{}
}

// Stopped politely, a worker ends what it began: nothing is unknown.
func TestStoppedWorkersLeaveNothingUnknown(t *testing.T) {
	t.Parallel()
	r := dice(t)
	m := &moods{dice: rand.New(rand.NewPCG(r.Uint64(), 1))}
	slow := func(int, twilio.Message) twilio.Behaviour {
		_, delay := m.draw()
		return twilio.Behaviour{Delay: delay}
	}
	p := newProviders(t, slow, nil)
	c := newCrew(t, servers{postgres: testenv.Postgres(t), redis: testenv.Redis(t)}, people(200), p.env()...)
	c.walk()
	for stops := 0; c.left() > 0 && stops < 10; stops++ {
		c.hire(2)
		pause(upTo(r, 700*time.Millisecond))
		c.dismiss()
	}
	c.hire(2)
	c.finish()
	b := c.audit(p.all(c.site))
	b.allSent(t)
}

// Without a Redis that both hear, a second worker on the same ledger, from another folder, must not take the
// first one for dead.
func TestAWorkerElsewhereIsNotTakenForDead(t *testing.T) {
	t.Parallel()
	slow := func(int, twilio.Message) twilio.Behaviour { return twilio.Behaviour{Delay: time.Second} }
	var list []debtor
	for n := range 12 {
		list = append(list, ordinary(n, 5))
	}
	p := newProviders(t, slow, nil)
	c := newCrew(t, servers{postgres: testenv.Postgres(t)}, list, append(p.env(), "COMITY_WORKERS_LEASE=30s")...)
	c.walk()
	c.hire(1)
	await(t, "the first worker has begun to send", func() bool { return p.sms.Requests() > 0 })
	elsewhere := c.start("worker", "--dir", t.TempDir())
	c.finish()
	elsewhere.signal(syscall.SIGTERM)
	elsewhere.stopped()
	c.audit(p.all(c.site)).allSent(t)
}

// allSent fails the test unless every reminder is sent.
func (b books) allSent(t *testing.T) {
	t.Helper()
	if b.tally.ByState[dunning.Sent] != len(b.reminders) {
		t.Errorf("not every reminder is sent: %v", b.tally.ByState)
	}
}
