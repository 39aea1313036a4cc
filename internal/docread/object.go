package docread

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// Object is a value with keys. Whoever reads it asks for every key it may have, and then closes it.
type Object struct {
	Value
	items []item
	asked []string
}

type item struct{ key, value *yaml.Node }

// mostKeys is more keys than any object has that is asked for.
const mostKeys = 200

// Object is the value as one with keys.
func (v Value) Object() (*Object, bool) {
	if !v.plain() {
		return nil, false
	}
	if !v.IsObject() {
		v.Fail("this must be an object, with keys and values", "")
		return nil, false
	}
	if len(v.node.Content) > 2*mostKeys {
		v.Fail("there are too many keys", "")
		return nil, false
	}
	o := &Object{Value: v, items: make([]item, 0, len(v.node.Content)/2)}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		o.take(item{v.node.Content[i], v.node.Content[i+1]})
	}
	return o, true
}

func (o *Object) take(it item) {
	key := Value{o.r, it.key, o.path}
	switch {
	case it.key.Kind == yaml.AliasNode || it.key.Tag == "!!merge":
		key.Fail("aliases and merged keys are not read here", "write the keys out")
	case it.key.Kind != yaml.ScalarNode:
		key.Fail("a key must be a word", "")
	case o.find(it.key.Value) != nil:
		o.at(it.key, it.key.Value).Fail("this key is given twice", "remove one of them")
	default:
		o.items = append(o.items, it)
	}
}

func (o *Object) find(key string) *yaml.Node {
	for _, it := range o.items {
		if it.key.Value == key {
			return it.value
		}
	}
	return nil
}

// at is a node under a key of the object.
func (o *Object) at(n *yaml.Node, key string) Value {
	if o.path != "" {
		key = o.path + "." + key
	}
	return Value{o.r, n, key}
}

// Get is the value of a key; ok is false when it is missing, or null.
func (o *Object) Get(key string) (Value, bool) {
	if !slices.Contains(o.asked, key) {
		o.asked = append(o.asked, key)
	}
	n := o.find(key)
	if n == nil || (Value{node: n}).null() {
		return Value{}, false
	}
	return o.at(n, key), true
}

// Has says that a key has a value.
func (o *Object) Has(key string) bool { _, ok := o.Get(key); return ok }

// Fail reports a mistake in the value of a key, or in the object where the key is missing.
func (o *Object) Fail(key, problem, hint string) {
	n := o.find(key)
	if n == nil {
		n = o.node
	}
	o.at(n, key).Fail(problem, hint)
}

// Need reports a key that is missing.
func (o *Object) Need(key, hint string) bool {
	if o.Has(key) {
		return true
	}
	o.Fail(key, "this is missing", hint)
	return false
}

// Text is the text of a key; a missing one is empty.
func (o *Object) Text(key string) string {
	v, ok := o.Get(key)
	if !ok {
		return ""
	}
	s, _ := v.Text()
	return s
}

// Flag is the value of a key that is true or false; a missing one is the fallback.
func (o *Object) Flag(key string, fallback bool) bool {
	if v, ok := o.Get(key); ok {
		if b, ok := v.Flag(); ok {
			return b
		}
	}
	return fallback
}

// Number is the number of a key, from low to high; a missing one is the fallback.
func (o *Object) Number(key string, low, high, fallback int64, hint string) int64 {
	if v, ok := o.Get(key); ok {
		if n, ok := v.Number(low, high, hint); ok {
			return n
		}
	}
	return fallback
}

// Choice is the word of a key, one of those known; a missing one is empty.
func (o *Object) Choice(key string, known ...string) string {
	v, ok := o.Get(key)
	if !ok {
		return ""
	}
	s, _ := v.Choice(known...)
	return s
}

// List is the entries of a key; a missing one has none.
func (o *Object) List(key string) []Value {
	v, ok := o.Get(key)
	if !ok {
		return nil
	}
	list, _ := v.List()
	return list
}

// Inner is the object of a key.
func (o *Object) Inner(key string) (*Object, bool) {
	v, ok := o.Get(key)
	if !ok {
		return nil, false
	}
	return v.Object()
}

// Close reports every key that nobody asked for.
func (o *Object) Close() {
	if o.r.Asked != nil {
		o.r.Asked(o.path, o.asked)
	}
	for _, it := range o.items {
		if !slices.Contains(o.asked, it.key.Value) {
			o.at(it.key, it.key.Value).Fail("unknown key", OneOf(it.key.Value, o.asked))
		}
	}
}
