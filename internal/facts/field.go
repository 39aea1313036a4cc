package facts

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/docread"
	"comity/internal/dunning"

	"github.com/bojanz/currency"
)

// several is the entries of a key that holds one or a list of them.
func several(o *docread.Object, key string) []docread.Value {
	v, ok := o.Get(key)
	if !ok {
		return nil
	}
	if !v.IsList() {
		return []docread.Value{v}
	}
	list, _ := v.List()
	return list
}

func (r *reading) several(key string) []docread.Value { return several(r.Object, key) }

// word is a text, among those known; with none known, any.
func (r *reading) word(v docread.Value, known []string) (string, bool) {
	if len(known) == 0 {
		return v.Text()
	}
	return v.Choice(known...)
}

// channelOf reads a channel; a missing one is empty.
func channelOf(o *docread.Object, key string) dunning.Channel {
	v, ok := o.Get(key)
	if !ok {
		return ""
	}
	c, _ := channel(v)
	return c
}

// channel reads a channel, by its name or by what people call it. "Mail" is refused: some mean a letter by it and
// some an email.
func channel(v docread.Value) (dunning.Channel, bool) {
	switch strings.ToLower(v.String()) {
	case "phone", "call", "telephone":
		return dunning.Voice, true
	case "post", "letters":
		return dunning.Letter, true
	case "text":
		return dunning.SMS, true
	case "mail":
		v.Fail(docread.Quote(v.String())+" may be a letter or an email", "write letter, or email")
		return "", false
	}
	s, ok := v.Choice(words(dunning.EveryChannel())...)
	return dunning.Channel(s), ok
}

// channelsOf reads channels, each at most once.
func channelsOf(o *docread.Object, key string) []dunning.Channel {
	var list []dunning.Channel
	for _, v := range several(o, key) {
		c, ok := channel(v)
		switch {
		case !ok:
		case slices.Contains(list, c):
			v.Fail(docread.Quote(string(c))+" is listed twice", "remove one of them")
		default:
			list = append(list, c)
		}
	}
	return list
}

// amount reads minor units; a missing one is the fallback.
func amount(o *docread.Object, key string, fallback int64) int64 {
	const most = 1_000_000_000_000_000 // more than any debt, and safe to add up
	return o.Number(key, 0, most, fallback, "amounts are in minor units: 12.50 is 1250")
}

func (r *reading) currencyOf(o *docread.Object) string {
	s := strings.ToUpper(o.Text("currency"))
	if s != "" && !currency.IsValid(s) {
		o.Fail("currency", docread.Quote(s)+" is not a currency", "write its code of ISO 4217, for example CNY or USD")
	}
	return s
}

// idOf is the id of an entry: as written, or made from a name and its place among those that exist. taken
// are the ids so far.
func idOf(o *docread.Object, name string, taken []string) string {
	id := o.Text("id")
	if id == "" {
		for n := 1; id == "" || slices.Contains(taken, id); n++ {
			id = numbered(name, n)
		}
		return id
	}
	if slices.Contains(taken, id) {
		o.Fail("id", docread.Quote(id)+" is the id of another one", "give each its own")
	}
	return id
}

// numbered tells the things of one name apart.
func numbered(name string, n int) string {
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%s-%d", name, n)
}

// texts reads texts, ids for the most part.
func texts(o *docread.Object, key string) []string {
	var list []string
	for _, v := range several(o, key) {
		if s, ok := v.Text(); ok {
			list = append(list, s)
		}
	}
	return list
}

func joined[T ~string](list []T) string { return strings.Join(words(list), ", ") }

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
