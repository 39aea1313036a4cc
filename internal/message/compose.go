package message

import (
	"fmt"

	"comity/internal/dunning"
)

// MaxSegments is how many segments an SMS may take at most, once all that may be shortened was.
const MaxSegments = 6

// Compose writes the SMS or email that f asks for; the channel is that of f.Point. The attempt's id and the
// latest moment of sending are not known here and stay empty. An error is a *FactError, *TooLongError or
// *UnknownTemplateError, wrapped with file and line where there are such; all of them are lasting.
func (c *Composer) Compose(f Facts) (dunning.Message, error) {
	t, v, err := c.prepare(&f, f.Point.Channel)
	if err != nil {
		return dunning.Message{}, err
	}
	d := c.desks.Get().(*desk)
	defer c.desks.Put(d)
	v.desk = d
	m := dunning.Message{
		ID: f.Reminder.ID, Channel: f.Point.Channel, Locale: t.header.Locale,
		From: v.sender, To: f.Point, ToName: clean(f.Customer.Name, maxName),
		Template: t.header.ID + "@" + t.version,
	}
	switch f.Point.Channel {
	case dunning.SMS:
		m.Text, err = t.sms(v)
	case dunning.Email:
		err = t.email(c.layout, v, &m)
	default:
		err = fmt.Errorf("%s: a letter is not a message: use Letter", t.file)
	}
	if err != nil {
		return dunning.Message{}, err
	}
	return m, nil
}

// prepare chooses the text and makes the view that it sees.
func (c *Composer) prepare(f *Facts, channel dunning.Channel) (*text, *View, error) {
	if f.Date.IsZero() {
		f.Date = f.Reminder.BusinessDate
	}
	t, err := c.choose(f, channel)
	if err != nil {
		return nil, nil, err
	}
	sender, ok := f.Portfolio.SenderFor(t.header.Locale)
	if !ok {
		return nil, nil, fmt.Errorf("%s: %w", t.file, &FactError{"Sender", "the portfolio has no sender: set sender." + t.header.Locale})
	}
	if have := occasionOf(f.Matter.Cause); have != t.header.Occasion {
		return nil, nil, fmt.Errorf("%s: %w", t.file, &FactError{"Matter", fmt.Sprintf("the text is for %s and the message is about %s", occasionName(t.header.Occasion), occasionName(have))})
	}
	if err := t.checkNeeds(f.Truths); err != nil {
		return nil, nil, err
	}
	if err := f.check(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", t.file, err)
	}
	return t, &View{facts: f, words: t.words, sender: sender, header: t.header, short: channel == dunning.SMS}, nil
}

// sms writes the text, in full where it keeps to the budget of its header; else the shortest of what
// leaving out the hours, and then the name, makes of it.
func (t *text) sms(v *View) (string, error) {
	best, fewest := "", 0
	for v.brief = range 3 {
		line, err := t.line(t.body, v)
		if err != nil {
			return "", err
		}
		if n, _, _ := Segments(line); fewest == 0 || n < fewest {
			best, fewest = line, n
		}
		if fewest <= t.header.Segments {
			break
		}
	}
	if fewest > MaxSegments {
		return "", &TooLongError{t.header.ID, fewest, MaxSegments}
	}
	return best, nil
}

// checkNeeds refuses a text that says what nobody has said is true.
func (t *text) checkNeeds(truths Truths) error {
	for _, need := range t.header.Needs {
		if !truths.named()[need] {
			return fmt.Errorf("%s:%d: %w", t.file, t.document.line("needs"), &FactError{need, "is not true of this account: the text may be sent only where somebody with the right to do so has said that it is"})
		}
	}
	return nil
}

// desk is room to write in, used again and again.
type desk struct {
	text, page []byte
	blocks     []dunning.Block
}

// execute writes a program's text.
func (t *text) execute(p program, v *View) (string, error) {
	b, err := p.write(v.desk.text[:0], v, "")
	v.desk.text = b
	return string(b), err
}

func (t *text) line(p program, v *View) (string, error) {
	s, err := t.execute(p, v)
	if err != nil {
		return "", err
	}
	line, err := oneLine(v, s)
	if err != nil {
		return "", t.wrap(err)
	}
	return line, nil
}

func (t *text) blocks(v *View) ([]dunning.Block, error) {
	s, err := t.execute(t.body, v)
	if err != nil {
		return nil, err
	}
	return parseBlocks(v, s)
}

// wrap names the file.
func (t *text) wrap(err error) error { return fmt.Errorf("%s: %w", t.file, err) }
