package intake

import (
	"net/url"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"comity/internal/dunning"
)

// check looks at what a portfolio says. A field that is missing is reported where its mapping begins.
func (y *yamlReader) check(root *yaml.Node, p portfolioFile) {
	if len(y.wrong) > 0 {
		return // the fields are not what was written: what follows would only confuse
	}
	for _, f := range []struct{ name, value string }{
		{"id", p.ID}, {"policy", p.Policy}, {"zone", p.Zone}, {"currency", p.Currency}, {"locale", p.Locale},
	} {
		y.needed(root, f.name, f.value)
	}
	y.form(root, "id", p.ID, idForm, safeID)
	y.form(root, "policy", p.Policy, idForm, safeID)
	y.form(root, "zone", p.Zone, badZone, newZones().known)
	y.form(root, "currency", p.Currency, badCurrency, func(s string) bool { _, ok := Digits(s); return ok })
	y.form(root, "locale", p.Locale, badLocale, canonicalLocale)
	y.form(root, "role", string(p.Role), yamlRole, func(s string) bool { return slices.Contains(dunning.Roles(), dunning.Role(s)) })
	y.form(root, "group", p.Group, idForm, safeID)
	senders := child(root, "sender")
	if senders == nil {
		y.note(root, yamlRequired, "sender")
		return
	}
	if _, ok := p.Sender[p.Locale]; !ok && p.Locale != "" {
		y.note(senders, yamlSender, printable(p.Locale))
	}
	y.pairs(senders, func(key, value *yaml.Node) {
		if !canonicalLocale(key.Value) {
			y.note(key, badLocale)
		}
		y.sender(value, p.Sender[key.Value])
	})
}

// sender checks how a creditor introduces itself: without these a message could not name who writes,
// how to pay and whom to ask.
func (y *yamlReader) sender(at *yaml.Node, s dunning.Sender) {
	for _, f := range []struct{ name, value string }{
		{"legal_name", s.LegalName}, {"short_name", s.ShortName}, {"hotline", s.Hotline},
		{"hours", s.Hours}, {"pay_how", s.PayHow},
	} {
		y.needed(at, f.name, f.value)
	}
	y.form(at, "pay_url", s.PayURL, yamlURL, webAddress)
	y.form(at, "object_url", s.ObjectURL, yamlURL, webAddress)
	y.form(at, "website", s.Website, yamlURL, webAddress)
	y.form(at, "email", s.Email, badEmail, bareEmail)
	y.form(at, "reply_to", s.ReplyTo, badEmail, bareEmail)
}

func (y *yamlReader) needed(at *yaml.Node, name, value string) {
	if value != "" {
		return
	}
	if n := child(at, name); n != nil {
		at = n
	}
	y.note(at, yamlRequired, name)
}

// form notes a field that is filled and not as it should be.
func (y *yamlReader) form(at *yaml.Node, name, value string, c Code, ok func(string) bool) {
	if value != "" && !ok(value) {
		y.note(child(at, name), c)
	}
}

// child is the value of a key of a mapping; nil when it has none.
func child(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func canonicalLocale(s string) bool {
	tag, err := language.Parse(s)
	return err == nil && tag.String() == s && tag != language.Und
}

func bareEmail(s string) bool {
	_, c := emailAddress(s)
	return c == ""
}

// webAddress is https, with a host, and nobody's password.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && strings.Contains(u.Hostname(), ".") && u.User == nil
}
