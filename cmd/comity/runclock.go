package main

import (
	"context"
	"time"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/calendar"
)

// clockFor says to which instant the clock is moved for a run: as --clock says, or to the early morning of
// a date that is not today's. The zero time leaves it alone.
func (c *cli) clockFor(ctx context.Context, right access.Right, f runFlags) (time.Time, error) {
	at, err := c.instant("clock", f.clock)
	if err != nil || !at.IsZero() || f.date == "" {
		return at, err
	}
	date, err := c.date("date", f.date)
	if err != nil {
		return at, err
	}
	err = c.with(ctx, time.Time{}, right, func(a *app.App, _ access.Actor) error {
		at, err = c.morning(ctx, a, f, date)
		return err
	})
	return at, err
}

// morning is 02:00 of a date that is not today's, and the zero time for today.
func (c *cli) morning(ctx context.Context, a *app.App, f runFlags, date calendar.Date) (time.Time, error) {
	p, err := a.Portfolio(ctx, f.portfolio)
	if err != nil {
		return time.Time{}, err
	}
	zone, err := a.Zones.Load(p.Zone)
	if err != nil {
		return time.Time{}, err
	}
	today := calendar.DateOf(a.Clock.Now(), zone)
	if date == today {
		return time.Time{}, nil
	}
	if !a.Settings.AllOutbox() {
		return time.Time{}, c.usage("%s is not today (%s in %s): another night is walked only while every channel is the outbox, because nothing that leaves the house goes at a pretended hour",
			"%s 不是今天（%[3]s 的 %[2]s）：仅当所有渠道均为发件箱时才可检视其他日期，任何外发消息都不得按假定的时刻发送", date, today, p.Zone)
	}
	at := time.Date(date.Year, date.Month, date.Day, 2, 0, 0, 0, zone)
	c.notef(c.say("the clock is moved to %s, as every channel is the outbox", "时钟已拨至 %s（所有渠道均为发件箱）"), at.Format(time.RFC3339))
	if !f.dry && !f.drain {
		c.notef(c.say("to deliver by it: comity worker --drain --clock %s", "按此时钟投递：comity worker --drain --clock %s"), at.Format(time.RFC3339))
	}
	return at, nil
}
