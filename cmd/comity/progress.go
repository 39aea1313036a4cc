package main

import (
	"fmt"
	"strings"
	"time"

	"comity/internal/nightrun"
)

// progress shows how far a walk is: a bar that is redrawn on a terminal, a line a second elsewhere.
type progress struct {
	c     *cli
	live  bool
	last  time.Time
	shown bool
}

func (c *cli) progress() *progress { return &progress{c: c, live: c.terminal(c.Err)} }

func (p *progress) show(x nightrun.Progress) {
	wait := time.Second
	if p.live {
		wait = 50 * time.Millisecond
	}
	if time.Since(p.last) < wait && x.Walked < x.Total {
		return
	}
	p.last, p.shown = time.Now(), true
	total := max(x.Total, x.Walked, 1)
	if !p.live {
		p.c.notef(p.c.say("walked %d of %d accounts", "已检视 %d / %d 个账户"), x.Walked, total)
		return
	}
	const width = 40
	full := x.Walked * width / total
	fmt.Fprintf(p.c.Err, "\r[%s%s] %d/%d", strings.Repeat("█", full), strings.Repeat("·", width-full), x.Walked, total)
}

// end leaves the bar where it is, and goes to the next line.
func (p *progress) end() {
	if p.live && p.shown {
		fmt.Fprintln(p.c.Err)
	}
}
