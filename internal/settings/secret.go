package settings

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// withheld stands wherever a secret would.
const withheld = "(withheld)"

// Secret is text that nobody but its user sees: every way of printing it gives "(withheld)", or nothing
// when it is empty.
type Secret struct {
	text string
}

// NewSecret keeps text as a secret.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal is the secret itself, for the call that needs it.
func (s Secret) Reveal() string { return s.text }

// IsZero says that there is none.
func (s Secret) IsZero() bool { return s.text == "" }

// Equal compares two secrets, for tests.
func (s Secret) Equal(o Secret) bool { return s == o }

// String withholds the secret.
func (s Secret) String() string {
	if s.text == "" {
		return ""
	}
	return withheld
}

// Format withholds the secret from every verb: %d and %#v would print a struct's insides.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalJSON withholds the secret.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalText withholds the secret, from YAML too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalYAML withholds the secret.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// LogValue withholds the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
