package letter

import "fmt"

// letterheadDeep is how far below its top the rule under the letterhead stands, in millimetres, and
// letterheadFoot how far above the rule its last baseline, in points.
const (
	letterheadDeep = 21
	letterheadFoot = 9.5
)

// letterhead is the sender's registered name at the left and its postal address over the information block.
// Both stand on the same last line above the rule.
func (c *composer) letterhead() ([]mark, error) {
	x, base := c.Info.X*mm, (c.Letterhead.Top+letterheadDeep)*mm
	marks := []mark{rule{c.left(), base, c.right(), base, line1}}
	base -= letterheadFoot
	v := c.book.letterhead()
	room := x - c.left() - 5*mm
	name, err := v.wrap(c.page.From.LegalName, "sender name", room)
	for err == nil && len(name) > 1 && v.size > 11 {
		v.size, v.lead = v.size-0.5, v.lead-0.5
		name, err = v.wrap(c.page.From.LegalName, "sender name", room)
	}
	if err != nil {
		return nil, err
	}
	marks = append(marks, v.stand(name, c.left(), base)...)
	small := c.book.small()
	var where []line
	for _, s := range append(append([]string{}, c.page.From.Address...), c.page.From.Website) {
		lines, err := small.wrap(s, "sender address", c.right()-x)
		if err != nil {
			return nil, err
		}
		where = append(where, lines...)
	}
	if float64(len(where))*small.lead > letterheadDeep*mm-letterheadFoot {
		return nil, &FitError{Field: "sender address", Room: "four lines with the website"}
	}
	return append(marks, small.stand(where, x, base)...), nil
}

// stand sets lines under each other, the last one on the baseline at y.
func (v voice) stand(lines []line, x, y float64) []mark {
	return v.stack(lines, x, y-float64(len(lines)-1)*v.lead-v.rise())
}

// address stands alone in the window. Long lines wrap; when there are too many, the type becomes smaller,
// down to 8 points, which sorting machines still read.
func (c *composer) address() ([]mark, error) {
	w := c.Window
	room := (w.Width - c.Inset.X - c.Shift) * mm
	deep := (w.Height - c.Inset.Y - c.Shift) * mm
	v := c.book.address()
	for ; v.size >= 8; v.size -= 0.5 {
		if v.lead = v.size * 1.45; v.size < 10 {
			v.lead = v.size * 1.2
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

// information is the block at the right, which begins on the line on which the address does: how private
// the letter is, its reference, its date, whom to call.
func (c *composer) information() ([]mark, error) {
	x, v := c.Info.X*mm, c.book.strong()
	y := c.Info.Y*mm + c.book.address().rise() - v.rise()
	lines, err := v.wrap(c.page.Labels.Private, "label", c.right()-x)
	if err != nil {
		return nil, err
	}
	marks := v.stack(lines, x, y)
	y += float64(len(lines))*v.lead + 4.5
	from, labels := c.page.From, c.page.Labels
	for _, e := range []entry{
		{labels.Reference, []string{c.page.Reference}, true},
		{labels.Date, []string{c.page.DateText}, false},
		{labels.Hotline, []string{from.Hotline, from.Hours}, false},
	} {
		if e.values[0] == "" {
			continue
		}
		more, height, err := c.entry(e, x, y)
		if err != nil {
			return nil, err
		}
		marks, y = append(marks, more...), y+height+4.5
	}
	if y > (c.Body.First-1)*mm {
		return nil, &FitError{Field: "information block", Room: "reference, date and hotline in a line or two each"}
	}
	return marks, nil
}

// entry is a part of the information block: a label, and what it says under it.
type entry struct {
	label  string
	values []string
	serial bool // the value is a number to be read aloud or typed
}

func (c *composer) entry(e entry, x, y float64) ([]mark, float64, error) {
	var marks []mark
	top := y
	for i, s := range append([]string{e.label}, e.values...) {
		v := []voice{c.book.label(), c.book.value(), c.book.small()}[i]
		set := v.wrap
		if i == 1 && e.serial {
			set = v.serial
		}
		lines, err := set(s, "information", c.right()-x)
		if err != nil {
			return nil, 0, err
		}
		marks = append(marks, v.stack(lines, x, y)...)
		y += float64(len(lines)) * v.lead
	}
	return marks, y - top, nil
}
