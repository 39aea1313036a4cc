package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
)

// Address is the URL of a server; it may hold a password. Every way of printing it leaves out the user,
// the password and the query (where PostgreSQL and Sentinel take passwords too).
type Address struct {
	text string
}

// NewAddress keeps text as an address. It is for tests and for what is known to be sound: Load checks.
func NewAddress(text string) Address { return Address{text} }

// Reveal is the whole URL, for the call that needs it.
func (a Address) Reveal() string { return a.text }

// IsZero says that there is none.
func (a Address) IsZero() bool { return a.text == "" }

// Equal compares two addresses, for tests.
func (a Address) Equal(o Address) bool { return a == o }

// String is the address without user, password and query; "(withheld)" if it is no sound URL, because
// then nobody can say where its password ends.
func (a Address) String() string {
	if a.text == "" || a.text == embedded {
		return a.text
	}
	scheme, user, host, path, err := a.parts()
	if err != nil {
		return withheld
	}
	if user != "" {
		host = "…@" + host
	}
	return scheme + "://" + host + path
}

// Format is String, for every verb.
func (a Address) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, a.String()) }

// MarshalJSON is String.
func (a Address) MarshalJSON() ([]byte, error) { return json.Marshal(a.String()) }

// MarshalText is String.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// MarshalYAML is String.
func (a Address) MarshalYAML() (any, error) { return a.String(), nil }

// LogValue is String.
func (a Address) LogValue() slog.Value { return slog.StringValue(a.String()) }

// embedded, as the address of Redis, is the one inside this process.
const embedded = "embedded:"

// parts cuts the URL by hand: one with several hosts (Sentinel, Cluster, PostgreSQL) is not a URL for
// net/url. It insists that whatever could be mistaken for the end of the password is written as %XX.
func (a Address) parts() (scheme, user, host, path string, err error) {
	scheme, rest, ok := strings.Cut(a.text, "://")
	if !ok || scheme == "" || strings.ContainsFunc(scheme, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') }) {
		return "", "", "", "", errors.New("this is not a URL: it begins like postgres://host or redis://host")
	}
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	if strings.Contains(tail, "@") || strings.Count(authority, "@") > 1 {
		return "", "", "", "", errors.New("write / ? # and @ in a user, password or query as %2F %3F %23 and %40")
	}
	user, host, ok = strings.Cut(authority, "@")
	if !ok {
		user, host = "", authority
	}
	u, parseErr := url.Parse("x://" + orNothing(user, "@") + "host" + tail)
	if parseErr != nil || u.Fragment != "" {
		return "", "", "", "", errors.New("this URL has a character that must be written as %XX")
	}
	return scheme, user, host, u.EscapedPath(), nil
}

func orNothing(s, suffix string) string {
	if s == "" {
		return ""
	}
	return s + suffix
}

// check says what is wrong with the address, without repeating it.
func (a Address) check(schemes []string) error {
	if a.text == "" || a.text == embedded && slices.Contains(schemes, embedded) {
		return nil
	}
	scheme, _, host, path, err := a.parts()
	switch {
	case err != nil:
		return err
	case !slices.Contains(schemes, scheme):
		return fmt.Errorf("this URL begins with %q: use one of %s", scheme, strings.Join(schemes, ", "))
	case host == "" && path == "" || strings.ContainsAny(host, " \t\r\n"):
		return errors.New("this URL names no server")
	default:
		return nil
	}
}
