package letter

import (
	"fmt"
	"slices"
	"strings"
)

// head is what stands above the text of page i, counted from 0.
func (c *composer) head(i int) (sheet, error) {
	parts := []func() ([]mark, error){c.letterhead, c.address, c.information}
	if i > 0 {
		parts = []func() ([]mark, error){c.running}
	}
	var s sheet
	for _, part := range parts {
		marks, err := part()
		if err != nil {
			return nil, err
		}
		s = append(s, marks...)
	}
	return append(s, c.folds()...), nil
}

// stack sets lines under each other, from the top at y.
func (v voice) stack(lines []line, x, y float64) []mark {
	var marks []mark
	for i, l := range lines {
		marks = append(marks, v.place(l, x, y+float64(i)*v.lead+v.rise())...)
	}
	return marks
}

// running is the head of further pages.
func (c *composer) running() ([]mark, error) {
	v := c.book.small()
	y := c.Letterhead.Top * mm
	name, err := v.one(c.page.From.LegalName, "sender name")
	if err != nil {
		return nil, err
	}
	date, err := v.one(c.page.DateText, "date")
	if err != nil {
		return nil, err
	}
	marks := v.place(name, c.left(), y+v.rise())
	x := c.right() - v.points(date.width)
	ref, err := v.serial(c.page.Reference, "reference", x-c.left())
	if err != nil {
		return nil, err
	}
	marks = append(marks, v.stack(ref[:1], x-2*v.size-v.points(ref[0].width), y)...)
	marks = append(marks, v.place(date, x, y+v.rise())...)
	y += v.lead + 3
	return append(marks, rule{c.left(), y, c.right(), y, hairline}), nil
}

// folds are the marks at the left edge by which the sheet is folded and punched.
func (c *composer) folds() []mark {
	var marks []mark
	for _, y := range c.Folds {
		marks = append(marks, rule{5 * mm, y * mm, 8 * mm, y * mm, hairline})
	}
	if c.Punch > 0 {
		marks = append(marks, rule{5 * mm, c.Punch * mm, 10 * mm, c.Punch * mm, hairline})
	}
	return marks
}

// foot is the same on every page but for the page number.
type foot struct {
	*composer
	voice voice
	lines []line // at the left
	sides []line // at the right, under the page number
	top   float64
}

// footer gathers who sends the letter and how to reach them. It grows upwards when it must.
func (c *composer) footer() (foot, error) {
	f := foot{composer: c, voice: c.book.small(), top: c.Footer.Top * mm}
	room := c.wide()
	for _, s := range slices.Compact([]string{c.page.Reference, c.page.ID}) {
		more, err := f.voice.serial(s, "reference", c.wide()/2)
		if err != nil {
			return f, err
		}
		for _, l := range more {
			f.sides = append(f.sides, l)
			room = min(room, c.wide()-f.voice.points(l.width)-5*mm)
		}
	}
	for _, s := range append(c.identity(), c.page.Footer...) {
		lines, err := f.voice.wrap(s, "footer", max(room, c.wide()/2))
		if err != nil {
			return f, err
		}
		f.lines = append(f.lines, lines...)
	}
	deep := float64(max(len(f.lines), 1+len(f.sides)))
	f.top = min(f.top, c.Footer.Bottom*mm-deep*f.voice.lead-4)
	if f.top < (c.Body.First+40)*mm {
		return f, &FitError{Field: "footer", Room: "a few lines of small print"}
	}
	return f, nil
}

// identity is the sender's name, hotline, hours and website, less what the letter's own small print says.
func (c *composer) identity() []string {
	said := strings.Join(c.page.Footer, "\n")
	from, labels := c.page.From, c.page.Labels
	var lines []string
	if from.LegalName != "" && !strings.Contains(said, from.LegalName) {
		lines = append(lines, from.LegalName)
	}
	var reach []string
	if from.Hotline != "" && !strings.Contains(said, from.Hotline) {
		reach = append(reach, strings.TrimSpace(labels.Hotline+" "+from.Hotline))
		if from.Hours != "" {
			reach = append(reach, from.Hours)
		}
	}
	if from.Website != "" && !strings.Contains(said, from.Website) {
		reach = append(reach, from.Website)
	}
	if len(reach) > 0 {
		lines = append(lines, strings.Join(reach, " · "))
	}
	return lines
}

func (f foot) on(page, pages int) (sheet, error) {
	s := sheet{rule{f.left(), f.top, f.right(), f.top, hairline}}
	s = append(s, f.voice.stack(f.lines, f.left(), f.top+4)...)
	count := ""
	if strings.Count(f.page.Labels.Page, "%d") == 2 {
		count = fmt.Sprintf(f.page.Labels.Page, page, pages)
	}
	l, err := f.voice.one(count, "label")
	if err != nil {
		return nil, err
	}
	for i, l := range append([]line{l}, f.sides...) {
		y := f.top + 4 + float64(i)*f.voice.lead + f.voice.rise()
		s = append(s, f.voice.place(l, f.right()-f.voice.points(l.width), y)...)
	}
	return s, nil
}
