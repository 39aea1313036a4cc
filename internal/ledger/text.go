package ledger

import (
	"encoding/json"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// keep reads rows of one kind and keeps them.
func keep[T any](scan func(rows) (T, error), f func(T)) func(rows) error {
	return func(r rows) error {
		x, err := scan(r)
		if err == nil {
			f(x)
		}
		return err
	}
}

// byID is a list by what tells its records apart.
func byID[T any](list []T, id func(T) string) map[string]T {
	m := make(map[string]T, len(list))
	for _, x := range list {
		m[id(x)] = x
	}
	return m
}

// fields is strings.Fields, but nil for nothing, so that values compare.
func fields(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Fields(s)
}

// words writes a list of words in one column.
func words[T ~string](list []T) string {
	parts := make([]string, len(list))
	for i, w := range list {
		parts[i] = string(w)
	}
	return strings.Join(parts, " ")
}

// wordList reads them back.
func wordList[T ~string](s string) []T {
	var list []T
	for _, f := range strings.Fields(s) {
		list = append(list, T(f))
	}
	return list
}

// listText writes a list of records in one column: JSON, empty for an empty list.
func listText[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	b, _ := json.Marshal(list) // records of strings, numbers and instants always marshal
	return string(b)
}

// readList reads them back.
func readList[T any](text string, list *[]T) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), list)
}

func date(s string) (d calendar.Date, err error) {
	err = d.UnmarshalText([]byte(s))
	return d, err
}

func channelText(list []dunning.Channel) string { return words(list) }

func channelList(s string) []dunning.Channel { return wordList[dunning.Channel](s) }
