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

// letterheadDeep is how far below its top the rule under the letterhead stands, in millimetres.
const letterheadDeep = 21

// letterhead is the sender's registered name, and the postal address over the information block.
func (c *composer) letterhead() ([]mark, error) {
	v, top, x := c.book.letterhead(), c.Letterhead.Top*mm, c.Info.X*mm
	room := x - c.left() - 5*mm
	lines, err := v.wrap(c.page.From.LegalName, "sender name", room)
	for err == nil && len(lines) > 1 && v.size > 10 {
		v.size -= 0.5
		lines, err = v.wrap(c.page.From.LegalName, "sender name", room)
	}
	if err != nil {
		return nil, err
	}
	marks := v.stack(lines, c.left(), top)
	small := c.book.small()
	y := top + 3.4
	for _, s := range append(append([]string{}, c.page.From.Address...), c.page.From.Website) {
		lines, err := small.wrap(s, "sender address", c.right()-x)
		if err != nil {
			return nil, err
		}
		marks = append(marks, small.stack(lines, x, y)...)
		y += float64(len(lines)) * small.lead
	}
	if y > (c.Letterhead.Top+letterheadDeep)*mm {
		return nil, &FitError{Field: "sender address", Room: "five lines with the website"}
	}
	y = (c.Letterhead.Top + letterheadDeep) * mm
	return append(marks, rule{c.left(), y, c.right(), y, hairline}), nil
}

// address stands alone in the window. Long lines wrap; when there are too many, the type becomes smaller,
// down to 8 points, which sorting machines still read.
func (c *composer) address() ([]mark, error) {
	w := c.Window
	room := (w.Width - c.Inset.X - c.Shift) * mm
	deep := (w.Height - c.Inset.Y - c.Shift) * mm
	for _, size := range []float64{10.5, 10, 9.5, 9, 8.5, 8} {
		v := voice{c.book.serif, size, size * 1.45}
		if size < 10 {
			v.lead = size * 1.2
		}
		var lines []line
		for _, s := range c.page.Recipient {
			more, err := v.wrap(s, "recipient", room)
			if err != nil {
				return nil, err
			}
			lines = append(lines, more...)
		}
		if float64(len(lines))*v.lead <= deep {
			return v.stack(lines, (w.X+c.Inset.X)*mm, (w.Y+c.Inset.Y)*mm), nil
		}
	}
	return nil, &FitError{Field: "recipient", Room: fmt.Sprintf("%d lines of %.0f mm", int(deep/9.6), room/mm)}
}

// information is the block at the right: how private it is, reference, date, whom to call.
func (c *composer) information() ([]mark, error) {
	x, y := c.Info.X*mm, c.Info.Y*mm
	var marks []mark
	if c.page.Labels.Private != "" {
		v := c.book.strong()
		lines, err := v.wrap(c.page.Labels.Private, "label", c.right()-x)
		if err != nil {
			return nil, err
		}
		marks = v.stack(lines, x, y)
		y += float64(len(lines))*v.lead + 5
	}
	for _, e := range [][]string{
		{c.page.Labels.Reference, c.page.Reference},
		{c.page.Labels.Date, c.page.DateText},
		{c.page.Labels.Hotline, c.page.From.Hotline, c.page.From.Hours},
	} {
		if e[1] == "" {
			continue
		}
		for i, s := range e {
			v := []voice{c.book.label(), c.book.value(), c.book.small()}[i]
			lines, err := v.wrap(s, "information", c.right()-x)
			if err != nil {
				return nil, err
			}
			marks = append(marks, v.stack(lines, x, y)...)
			y += float64(len(lines)) * v.lead
		}
		y += 4.5
	}
	if y > (c.Body.First-2)*mm {
		return nil, &FitError{Field: "information block", Room: "reference, date and hotline in a line or two each"}
	}
	return marks, nil
}

// running is the head of further pages.
func (c *composer) running() ([]mark, error) {
	v := c.book.small()
	y := c.Letterhead.Top * mm
	name, err := v.one(c.page.From.LegalName, "sender name")
	if err != nil {
		return nil, err
	}
	ref, err := v.one(c.page.Reference+"   "+c.page.DateText, "reference")
	if err != nil {
		return nil, err
	}
	marks := v.place(name, c.left(), y+v.rise())
	marks = append(marks, v.place(ref, c.right()-v.points(ref.width), y+v.rise())...)
	return append(marks, rule{c.left(), y + v.lead + 3, c.right(), y + v.lead + 3, hairline}), nil
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
		l, err := f.voice.one(s, "reference")
		if err != nil {
			return f, err
		}
		f.sides = append(f.sides, l)
		room = min(room, c.wide()-f.voice.points(l.width)-6*mm)
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
