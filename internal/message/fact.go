package message

import (
	"fmt"
	"reflect"
	"slices"
)

// fact is something that a text may state: a method of View. Exactly one of its forms is set.
type fact struct {
	name  string
	must  func(*View) (string, error) // a required fact
	may   func(*View) string          // one that may be empty
	is    func(*View) bool
	count func(*View) int
}

// facts are those that View offers, by name.
func facts() map[string]fact {
	known := map[string]fact{}
	t := reflect.TypeFor[*View]()
	for i := range t.NumMethod() {
		m := t.Method(i)
		f := fact{name: m.Name}
		switch say := m.Func.Interface().(type) {
		case func(*View) (string, error):
			f.must = say
		case func(*View) string:
			f.may = say
		case func(*View) bool:
			f.is = say
		case func(*View) int:
			f.count = say
		}
		known[m.Name] = f
	}
	return known
}

// Fact describes a fact for a reader of the catalogue.
type Fact struct {
	Name     string `json:"name"`
	Required bool   `json:"required"` // a text that states it is not sent where it is missing
}

// FactList lists the facts that a text may state, in order.
func FactList() []Fact {
	var list []Fact
	for name, f := range facts() {
		list = append(list, Fact{name, f.must != nil})
	}
	slices.SortFunc(list, func(a, b Fact) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return list
}

// use is where a file names a fact.
type use struct {
	name string
	line int
}

// checkFacts holds a file's header against what its body names: every fact exists, and the required ones
// among them are those that the header lists. So the header can be believed.
func (l *loader) checkFacts(d document, named []use) error {
	var required []string
	for _, u := range named {
		f, ok := l.facts[u.name]
		if !ok {
			return fmt.Errorf("%s:%d: there is no fact %q: see the list in templates/README.md", d.file, u.line, u.name)
		}
		if f.must == nil {
			continue
		}
		if !slices.Contains(d.header.Facts, u.name) {
			return fmt.Errorf("%s:%d: the fact %s is used but not listed: add it to facts in the header", d.file, u.line, u.name)
		}
		required = append(required, u.name)
	}
	for _, name := range d.header.Facts {
		if !slices.Contains(required, name) {
			return fmt.Errorf("%s:%d: %s is listed but not used as a required fact: use it or take it out of facts", d.file, d.line("facts"), name)
		}
	}
	return nil
}
