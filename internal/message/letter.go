package message

import (
	"net/url"
	"strings"
	"unicode"

	"comity/internal/dunning"
)

// The fragments that every letter has beside its body: who signs, and the small print at the foot of
// each page, line by line.
const (
	letterSignature = "letter-signature"
	letterFooter    = "letter-footer"
)

// Letter writes the letter that f asks for; f.Point must be a postal address. Errors are as of Compose.
func (c *Composer) Letter(f Facts) (dunning.LetterPage, error) {
	t, v, err := c.prepare(&f, dunning.Letter)
	if err != nil {
		return dunning.LetterPage{}, err
	}
	v.desk = new(desk)
	p := dunning.LetterPage{
		ID: f.Reminder.ID, Locale: t.header.Locale, From: v.sender, Reference: f.Reminder.ID,
		Date: v.facts.Date, DateText: v.Today(), Greeting: v.Greeting(),
		Labels: t.words.Letter.labels(),
	}
	for _, step := range []func(*text, *View, *dunning.LetterPage) error{letterAddress, letterPayment, letterText} {
		if err := step(t, v, &p); err != nil {
			return dunning.LetterPage{}, err
		}
	}
	return p, nil
}

func (w letterWords) labels() dunning.LetterLabels {
	return dunning.LetterLabels{Reference: w.Reference, Date: w.Date, Page: w.Page, Hotline: w.Hotline, Private: w.Private, Seal: w.Seal}
}

// letterAddress writes the address block, and nothing else that a window could show.
func letterAddress(t *text, v *View, p *dunning.LetterPage) error {
	name, err := v.Name()
	if err != nil {
		return t.wrap(err)
	}
	address := addressLines(v.facts.Point.Postal)
	if len(address) == 0 {
		return t.wrap(&FactError{"Recipient", "the contact point has no postal address"})
	}
	p.Recipient = append([]string{name}, address...)
	return nil
}

// addressLines orders an address as its country does.
func addressLines(a dunning.PostalAddress) []string {
	street := a.Lines
	city, region, code := clean(a.City, maxName), clean(a.Region, maxName), clean(a.PostalCode, maxName)
	var lines []string
	switch a.Country {
	case "CN", "TW", "HK", "MO":
		if !strings.ContainsFunc(region+city, isHan) { // written for a reader of English, and abroad
			lines = append(append(lines, street...), strings.TrimSpace(city+" "+code), region)
			break
		}
		if region == city {
			region = ""
		}
		lines = append([]string{region + city}, street...)
		lines = append(lines, code)
	case "GB", "IE":
		lines = append(append(lines, street...), city, region, code)
	case "US", "CA", "AU":
		if city != "" && region+code != "" {
			city += ","
		}
		lines = append(append(lines, street...), strings.Join([]string{city, region, code}, " "))
	default:
		lines = append(append(lines, street...), code+" "+city, region)
	}
	var out []string
	for _, line := range lines {
		if line = clean(line, maxName); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// letterPayment makes the payload of the payment code: the sender's own address with the opaque
// reference, so that a payment finds its letter and no account number stands in a picture.
func letterPayment(t *text, v *View, p *dunning.LetterPage) error {
	if !v.facts.asks() && occasionOf(v.facts.Matter.Cause) != "instalment" {
		return nil // where nothing is asked for, no way to pay is pressed on anybody
	}
	p.PayHint = t.words.Letter.PayHint
	ref, err := v.Reference()
	if err != nil {
		return t.wrap(err)
	}
	pay, err := v.PayURL()
	if err != nil {
		return t.wrap(err)
	}
	u, err := url.Parse(pay)
	if err != nil {
		return t.wrap(&FactError{"PayURL", "is not a web address: set sender.pay_url"})
	}
	query := u.Query()
	query.Set("ref", ref)
	u.RawQuery = query.Encode()
	p.PayCode = u.String()
	return nil
}

func letterText(t *text, v *View, p *dunning.LetterPage) (err error) {
	if p.Subject, err = t.line(t.subject, v); err != nil {
		return err
	}
	closing, err := t.lines(t.closing, v)
	if err != nil {
		return err
	}
	p.Closing = strings.Join(closing, "\n")
	if p.Body, err = t.blocks(v); err != nil {
		return err
	}
	if p.Signature, err = t.lines(t.signature, v); err != nil {
		return err
	}
	p.Footer, err = t.lines(t.footer, v)
	return err
}

// lines renders a fragment that is a list of lines; empty ones are left out.
func (t *text) lines(fragment program, v *View) ([]string, error) {
	s, err := t.execute(fragment, v)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, nil
}
