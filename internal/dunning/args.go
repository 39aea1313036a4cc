package dunning

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Args are what it takes to say a finding in a sentence: words by name. They are written as a JSON object.
type Args []Arg

// Arg is one of them.
type Arg struct{ Name, Value string }

// Get is the value under a name; empty when there is none.
func (a Args) Get(name string) string {
	for i := range a {
		if a[i].Name == name {
			return a[i].Value
		}
	}
	return ""
}

// Set keeps a value under a name, in place of the one that was there.
func (a *Args) Set(name, value string) {
	for i := range *a {
		if (*a)[i].Name == name {
			(*a)[i].Value = value
			return
		}
	}
	*a = append(*a, Arg{name, value})
}

// MarshalJSON writes an object, its names in order.
func (a Args) MarshalJSON() ([]byte, error) {
	sorted := slices.Clone(a)
	slices.SortFunc(sorted, func(x, y Arg) int { return strings.Compare(x.Name, y.Name) })
	var b bytes.Buffer
	b.WriteByte('{')
	for i, arg := range sorted {
		name, err := json.Marshal(arg.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(arg.Value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads an object, its names in order.
func (a *Args) UnmarshalJSON(data []byte) error {
	var object map[string]string
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	*a = nil
	for name, value := range object {
		*a = append(*a, Arg{name, value})
	}
	slices.SortFunc(*a, func(x, y Arg) int { return strings.Compare(x.Name, y.Name) })
	return nil
}
