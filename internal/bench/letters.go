package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"comity/internal/dunning"
	"comity/internal/letter"
	"comity/internal/message"
	"comity/internal/synth"
	"comity/letters"
	"comity/templates"
)

// drawn measures letters: composed ones, drawn as a PDF each, by one goroutine and by as many as there are
// processors.
func drawn(ctx context.Context, b *bench) ([]line, error) {
	pages, err := compose(b.letters)
	if err != nil {
		return nil, err
	}
	d, err := letter.New(letters.Files, letter.Options{})
	if err != nil {
		return nil, err
	}
	if _, _, err := draw(ctx, d, pages[:1], 1); err != nil { // the first one reads the fonts
		return nil, err
	}
	all := runtime.GOMAXPROCS(0)
	var one, many pairs
	var size int64
	err = b.repeat("letters", func(round int) error {
		b.tell("letters: round %d", round+1)
		alone, bytes, err := draw(ctx, d, pages, 1)
		if err != nil {
			return err
		}
		together, _, err := draw(ctx, d, pages, all)
		n := float64(len(pages))
		size = bytes
		one.add(n/alone.Seconds(), 0)
		many.add(n/together.Seconds(), n/alone.Seconds())
		return err
	})
	if err != nil {
		return nil, err
	}
	first := one.into(line{Section: "letters", What: "letters drawn by one goroutine", Unit: "/s"})
	first.Note = fmt.Sprintf("%.2f ms and %.1f KiB a letter", 1000/first.Measured, float64(size)/1024/float64(len(pages)))
	second := many.into(line{Section: "letters", What: fmt.Sprintf("letters drawn by %d goroutines", all), Unit: "/s", Floor: "one goroutine"})
	return []line{first, second}, nil
}

// compose words formal demands to different people.
func compose(n int) ([]dunning.LetterPage, error) {
	words, err := message.New(templates.FS)
	if err != nil {
		return nil, err
	}
	k := book{id: "letters", accounts: n, span: 60, channels: []dunning.Channel{dunning.Letter}}
	pages := make([]dunning.LetterPage, n)
	for i := range pages {
		pages[i], err = words.Letter(message.Facts{
			Reminder:  dunning.Reminder{ID: fmt.Sprintf("bench%021d", i), Template: "formal-demand", Locale: "zh-CN"},
			Portfolio: k.portfolio(), Customer: k.customer(i), Point: k.points(i)[0], Accounts: []dunning.Account{k.account(i)},
			Date: synth.DemoDate(),
		})
		if err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// draw draws all pages with so many goroutines, and adds up the bytes.
func draw(ctx context.Context, d *letter.Drawer, pages []dunning.LetterPage, goroutines int) (time.Duration, int64, error) {
	var next, size atomic.Int64
	var failed error
	var once sync.Once
	var all sync.WaitGroup
	start := time.Now()
	for range goroutines {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(pages)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				pdf, err := d.Draw(pages[i])
				if err != nil {
					once.Do(func() { failed = fmt.Errorf("draw letter %d: %w", i, err) })
					return
				}
				size.Add(int64(len(pdf)))
			}
		})
	}
	all.Wait()
	if failed == nil {
		failed = ctx.Err()
	}
	return time.Since(start), size.Load(), failed
}
