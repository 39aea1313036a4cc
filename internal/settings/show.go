package settings

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Entry is one setting as it may be shown.
type Entry struct {
	Key   string
	Value string // secrets are withheld
}

// Entries is every setting as it may be shown, in the order of the documentation.
func (s Settings) Entries() []Entry {
	fields := s.fields()
	list := make([]Entry, len(fields))
	for i, f := range fields {
		list[i] = Entry{f.key, f.to.show()}
	}
	return list
}

// String is every setting that is not empty, one a line, secrets withheld.
func (s Settings) String() string {
	var b strings.Builder
	for _, e := range s.Entries() {
		if e.Value != "" {
			fmt.Fprintf(&b, "%s: %s\n", e.Key, e.Value)
		}
	}
	return b.String()
}

// Format is String, for every verb.
func (s Settings) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalJSON is one flat object of keys and shown values.
func (s Settings) MarshalJSON() ([]byte, error) {
	all := map[string]string{}
	for _, e := range s.Entries() {
		all[e.Key] = e.Value
	}
	return json.Marshal(all)
}

// LogValue is a group of the settings that are not empty, secrets withheld.
func (s Settings) LogValue() slog.Value {
	var attrs []slog.Attr
	for _, e := range s.Entries() {
		if e.Value != "" {
			attrs = append(attrs, slog.String(e.Key, e.Value))
		}
	}
	return slog.GroupValue(attrs...)
}
