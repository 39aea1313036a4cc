package main

import (
	"cmp"
	"math/big"

	"comity/internal/calendar"
	"comity/internal/courtesy"
	"comity/internal/docread"
	"comity/internal/dunning"
)

// lintFacts reads the file of --facts.
func (c *cli) lintFacts(name string) (courtesy.Context, error) {
	data, err := c.lintFile("facts", name)
	if err != nil {
		return courtesy.Context{}, err
	}
	if name == "-" {
		name = "stdin"
	}
	x, err := readLintFacts(name, []byte(data), courtesy.Context{})
	if err != nil {
		return x, errUsage{err}
	}
	return x, nil
}

// readLintFacts adds to a context what a document says. Every mistake of the document is told, with its place.
func readLintFacts(name string, data []byte, x courtesy.Context) (courtesy.Context, error) {
	r := docread.New(name)
	doc, ok := r.Document(data, lintLimit)
	if !ok {
		return x, r.Err()
	}
	o, ok := doc.Object()
	if !ok {
		return x, r.Err()
	}
	f := &x.Facts
	f.LegalActionApproved = o.Flag("legal_action_approved", f.LegalActionApproved)
	f.CreditReportNoticeDue = o.Flag("credit_report_notice_due", f.CreditReportNoticeDue)
	f.CourtJudgment = o.Flag("court_judgment", f.CourtJudgment)
	f.TimeBarred = o.Flag("time_barred", f.TimeBarred)
	f.ValidationPeriod = o.Flag("validation_period", f.ValidationPeriod)
	f.StatutoryNotice = o.Flag("statutory_notice", f.StatutoryNotice)
	for _, notice := range []string{"validation_notice", "default_notice"} {
		if o.Flag(notice, false) {
			f.StatutoryNotice = true
			f.ValidationPeriod = f.ValidationPeriod || notice == "validation_notice"
		}
	}
	x.Complete = o.Flag("complete", x.Complete)
	if role := o.Choice("role", lintRoles...); role != "" {
		x.Role = dunning.Role(role)
	}
	o.Text("purpose") // known to who writes corpora; the words are judged alike
	x.Template = cmp.Or(o.Text("template"), x.Template)
	x.Recipient = cmp.Or(o.Text("recipient"), x.Recipient)
	x.Segments = int(o.Number("max_segments", 1, 50, int64(x.Segments), "write the most segments of an SMS"))
	lintPrice(o, &x)
	lintLists(o, &x)
	if s, ok := o.Inner("sender"); ok {
		x.Names.Legal = cmp.Or(s.Text("legal_name"), x.Names.Legal)
		x.Names.Short = cmp.Or(s.Text("short_name"), x.Names.Short)
		x.Names.Creditor = cmp.Or(s.Text("creditor"), x.Names.Creditor)
		x.Names.Agency = cmp.Or(s.Text("agency"), x.Names.Agency)
		if hotline := s.Text("hotline"); hotline != "" {
			x.Phones = append(x.Phones, hotline)
		}
		s.Close()
	}
	o.Close()
	return x, r.Err()
}

// lintLists reads places, phones and domains.
func lintLists(o *docread.Object, x *courtesy.Context) {
	places := o.List("places")
	if v, ok := o.Get("jurisdiction"); ok {
		places = append(places, v)
	}
	for i, v := range places {
		if i == 0 {
			x.Places = nil
		}
		s, ok := v.Text()
		if !ok {
			continue
		}
		p, err := calendar.ParsePlace(s)
		if err != nil {
			v.Fail(err.Error(), "")
			continue
		}
		x.Places = append(x.Places, p)
	}
	for key, to := range map[string]*[]string{"phones": &x.Phones, "domains": &x.Domains} {
		for _, v := range o.List(key) {
			if s, ok := v.Text(); ok {
				*to = append(*to, s)
			}
		}
	}
}

// lintPrice reads the price of a segment, for example "0.0079", into millionths.
func lintPrice(o *docread.Object, x *courtesy.Context) {
	v, ok := o.Get("price_per_segment")
	if !ok {
		return
	}
	s, ok := v.Text()
	if !ok {
		return
	}
	price, ok := new(big.Rat).SetString(s)
	if !ok || price.Sign() < 0 || price.Cmp(big.NewRat(1000, 1)) > 0 {
		v.Fail("this is not a price", "write it as 0.0079")
		return
	}
	price.Mul(price, big.NewRat(1_000_000, 1))
	x.Price = new(big.Int).Quo(price.Num(), price.Denom()).Int64()
}
