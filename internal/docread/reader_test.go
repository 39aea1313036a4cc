package docread

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const mebi = 1 << 20

// told reads a document by f and gives what is wrong with it, one mistake per line.
func told(file, text string, f func(*Object)) string {
	r := New(file)
	if v, ok := r.Document([]byte(text), mebi); ok {
		if o, ok := v.Object(); ok {
			f(o)
			o.Close()
		}
	}
	if err := r.Err(); err != nil {
		return err.Error()
	}
	return ""
}

// thing asks for one key of every kind.
func thing(o *Object) {
	o.Text("name")
	o.Number("amount", 0, 1000, 0, "amounts are in minor units")
	o.Flag("open", true)
	o.Choice("colour", "red", "green")
	o.List("parts")
	if in, ok := o.Inner("inner"); ok {
		in.Text("word")
		in.Close()
	}
}

func TestEveryMistakeIsToldAtOnceWithItsPlace(t *testing.T) {
	t.Parallel()
	got := told("a.yaml", `name: ""
amount: 12.50
open: "true"
colour: gren
parts: 1
inner: {word: x, wrod: y}
nam: x
`, thing)
	want := strings.TrimSpace(`
a.yaml:1:7: name: this must be a text, and not empty
a.yaml:2:9: amount: this must be a whole number; amounts are in minor units
a.yaml:3:7: open: this must be true or false; write it without quotes
a.yaml:4:9: colour: "gren" is not known here; did you mean "green"?
a.yaml:5:8: parts: this must be a list; write [ … ], or a line with - for each entry
a.yaml:6:18: inner.wrod: unknown key; did you mean "word"?
a.yaml:7:1: nam: unknown key; did you mean "name"?`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestJSONAndYAMLAreReadAlike(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"name: 名字/😀\namount: 7\nopen: no way\n",
		"{name: 名字/😀, amount: 7, open: no way}",
		"{\n\t\"name\": \"\\u540d\\u5b57\\/\\ud83d\\ude00\",\n\t\"amount\": 7,\n\t\"open\": \"no way\"\n}",
		"\ufeff{\"name\": \"名字/😀\", \"amount\": 7, \"open\": \"no way\"}",
	} {
		got := told("a", text, func(o *Object) {
			if name, n := o.Text("name"), o.Number("amount", 0, 9, 0, ""); name != "名字/😀" || n != 7 {
				t.Errorf("%s: read %q and %d", text, name, n)
			}
			o.Flag("open", false)
		})
		if !strings.Contains(got, ": open: this must be true or false") {
			t.Errorf("%s: told %q", text, got)
		}
	}
}

func TestPlacesInJSONAreCountedInCharacters(t *testing.T) {
	t.Parallel()
	got := told("a.json", "{\r\n  \"name\": \"名字\", \"colour\": \"blue\",\r\n\t\"inner\": { \"wo\": [ 1 ] },\n  \"name\": 2}", thing)
	want := strings.TrimSpace(`
a.json:2:27: colour: "blue" is not known here; known are red, green
a.json:3:13: inner.wo: unknown key; known are word
a.json:4:3: name: this key is given twice; remove one of them`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWhatReadsInTwoWaysIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, text, want string }{
		{"nothing", "a", " \n", "a:1:1: the file is empty"},
		{"comments", "a", "# only this\n", "a:1:1: there is nothing in the file but comments"},
		{"another encoding", "a", "name: x\ncolour: \xb3\xc8\n", "a:2:1: this is not text in UTF-8; save the file in UTF-8"},
		{"UTF-16", "a", "\xff\xfen\x00", "a:1:1: this is not text in UTF-8; save the file in UTF-8"},
		{"a key twice", "a", "name: x\nname: x\n", "a:2:1: name: this key is given twice; remove one of them"},
		{"an alias", "a", "name: &n x\ncolour: *n\n", "a:1:7: name: anchors and aliases are not read here; write the value out\na:2:9: colour: anchors and aliases are not read here; write the value out"},
		{"merged keys", "a", "<<: {name: x}\n", "a:1:1: aliases and merged keys are not read here; write the keys out"},
		{"a list for a key", "a", "? [name]\n: x\n", "a:1:3: a key must be a word"},
		{"a tag", "a", "name: !!str 12\n", `a:1:7: name: tags are not read here; write the value without "!!str"`},
		{"two documents", "a", "name: x\n---\nname: y\n", "a:2:1: there is a second document in the file; write one document; several entries are one list"},
		{"two JSON values", "a", "{\"name\": 1}\n{\"name\": 2}\n", "a:2:1: there is a second value in the file; write one value; several entries are one list"},
		{"a number in another base", "a", "amount: 0x10\n", "a:1:9: amount: this must be a whole number; amounts are in minor units"},
		{"a number with zeros before it", "a", "amount: 007\n", "a:1:9: amount: this must be a whole number; amounts are in minor units"},
		{"a number with an exponent", "a.json", `{"amount": 1e2}`, "a.json:1:12: amount: this must be a whole number; amounts are in minor units"},
		{"a huge number", "a.json", `{"amount": 99999999999999999999}`, "a.json:1:12: amount: this must be a whole number; amounts are in minor units"},
		{"a number too large", "a.json", `{"amount": 1001}`, "a.json:1:12: amount: 1001 is out of range; write a number from 0 to 1000"},
		{"a number in quotes", "a", "amount: '10'\n", "a:1:9: amount: this must be a number, not a text; write it without quotes"},
		{"a list that is no object", "a", "- name\n", "a:1:1: this must be an object, with keys and values"},
		{"a line break", "a", "name: |\n  x\n  y\n", "a:1:7: name: there are control characters or line breaks in this text; write it on one line"},
		{"YAML in a file of JSON", "a.json", "name: x", "a.json:1:2: this is not JSON: invalid character 'a' in literal null (expecting 'u')"},
		{"an unfinished file of JSON", "a.json", "{\"name\":\n", "a.json:2:1: this is not JSON: it ends in the middle of a value"},
		{"broken JSON", "a", "{\"name\": 1,\n \"amount\" 2}", "a:2:11: this is not JSON: invalid character '2' after object key"},
		{"broken YAML", "a", "name: [x\ncolour: red\n", "a:1:1: this is neither YAML nor JSON: did not find expected ',' or ']'"},
		{"a tab", "a", "inner:\n\tword: x\n", "a:2:1: this is neither YAML nor JSON: found character that cannot start any token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := told(c.file, c.text, thing); got != c.want {
				t.Errorf("told\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestNullIsLeftOut(t *testing.T) {
	t.Parallel()
	if got := told("a", `{"name": null, "amount": null, "open": null, "colour": null, "parts": null, "inner": null}`, thing); got != "" {
		t.Error(got)
	}
}

func TestMistakesDoNotRepeatWhatMayBePersonal(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"name@example.com", "+12125550100", "+1 (212) 555-0100", "6222 0000 0000 0000", strings.Repeat("x", 49)} {
		if got := Quote(s); got != "this value" {
			t.Errorf("%s is repeated as %s", s, got)
		}
	}
	for _, s := range []string{"2026-02-30", "2026-10-20T10:00:00-04:00x", "Asia/Shangai", "gren"} {
		if got := Quote(s); got != fmt.Sprintf("%q", s) {
			t.Errorf("%s is not repeated but said as %s", s, got)
		}
	}
}

func TestDeepAndBroadDocumentsEndInAMistake(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"brackets":      strings.Repeat("[", 200_000),
		"braces":        strings.Repeat(`{"a":`, 200_000),
		"block lists":   strings.Repeat("- ", 200_000) + "x",
		"billion times": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nname: *c\n",
		"many keys":     "{" + strings.Repeat(`"k":1,`, 1000) + `"k":1}`,
	} {
		if got := told("a", text, thing); got == "" {
			t.Errorf("%s: nothing is wrong", name)
		}
	}
	if got := told("a.json", strings.Repeat("[", 101)+strings.Repeat("]", 101), thing); got != "a.json:1:101: values lie too deep within one another" {
		t.Error(got)
	}
	if got := told("a", "name: "+strings.Repeat("x", mebi), thing); got != "a:1:1: the file is larger than 1 MiB; split it" {
		t.Error(got)
	}
}

func TestTheSameMistakeIsNotToldForEver(t *testing.T) {
	t.Parallel()
	got := told("a", "parts: ["+strings.Repeat("x, ", 150)+"x]", func(o *Object) {
		for _, v := range o.List("parts") {
			v.Flag()
		}
	})
	if n := strings.Count(got, "\n"); n != 100 || !strings.HasSuffix(got, "\nand 51 more") {
		t.Errorf("%d lines, the last %q", n+1, got[strings.LastIndex(got, "\n")+1:])
	}
}

func TestACallerFindsEachMistake(t *testing.T) {
	t.Parallel()
	r := New("a")
	v, _ := r.Document([]byte("x: 1"), mebi)
	o, _ := v.Object()
	o.Need("name", "write one")
	o.Close()
	var one *Error
	if err := r.Err(); !errors.As(err, &one) || one.Field != "name" || one.Line != 1 {
		t.Errorf("found %+v in %v", one, err)
	}
}

// Whatever a document holds, reading it ends, and every mistake lies in the file.
func FuzzDocument(f *testing.F) {
	for _, s := range []string{"name: x\namount: 1\n", `{"inner": {"word": "x"}, "parts": [1]}`, "? x\n: y", "{\"a\":\"\\ud83d\"}", "a: *b", "%YAML 1.1\n---\nx"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, json bool) {
		file := "a"
		if json {
			file = "a.json"
		}
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u0085") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029") + 1
		r := New(file)
		if v, ok := r.Document([]byte(text), mebi); ok {
			if o, ok := v.Object(); ok {
				thing(o)
				o.Close()
			}
		} else if r.Err() == nil {
			t.Fatal("it could not be read, and nothing is wrong")
		}
		var errs Errors
		errors.As(r.Err(), &errs)
		for _, e := range errs {
			if e.Line < 1 || e.Column < 1 || e.Line > lines+1 || e.Problem == "" {
				t.Errorf("%d lines: %+v", lines, e)
			}
		}
	})
}
