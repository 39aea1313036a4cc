package facts

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"comity/internal/docread"
	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// node is a part of the schema.
type node map[string]any

func definitions(t *testing.T) map[string]any {
	t.Helper()
	var root node
	if err := json.Unmarshal([]byte(Schema()), &root); err != nil {
		t.Fatal(err)
	}
	return root["$defs"].(map[string]any)
}

// resolved follows references, and takes the list where a single entry may stand for it.
func resolved(defs map[string]any, n node) node {
	if ref, ok := n["$ref"].(string); ok {
		return resolved(defs, defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any))
	}
	if _, object := n["properties"]; object {
		return n
	}
	if either, ok := n["anyOf"].([]any); ok {
		return resolved(defs, either[len(either)-1].(map[string]any))
	}
	return n
}

// keys are those of every object of the schema, by the path that leads to it.
func keys(defs map[string]any, path string, n node, into map[string][]string) {
	n = resolved(defs, n)
	if items, ok := n["items"].(map[string]any); ok {
		keys(defs, path, items, into)
		return
	}
	properties, ok := n["properties"].(map[string]any)
	if !ok {
		return
	}
	into[path] = []string{}
	for key, value := range properties {
		into[path] = append(into[path], key)
		keys(defs, strings.TrimPrefix(path+"."+key, "."), value.(map[string]any), into)
	}
	slices.Sort(into[path])
}

func TestTheSchemaHasTheKeysThatAreRead(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	want := map[string][]string{}
	keys(defs, "", defs["case"].(map[string]any), want)

	text, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	r := docread.New("full.yaml")
	index := regexp.MustCompile(`\[\d+\]`)
	r.Asked = func(path string, asked []string) {
		path = index.ReplaceAllString(path, "")
		got[path] = slices.Compact(slices.Sorted(slices.Values(append(asked, got[path]...))))
	}
	if _, err := (Options{}).parse(r, text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-schema +reader:\n%s", diff)
	}
}

func TestTheSchemaHasTheWordsThatAreRead(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	enum := func(path ...string) []string {
		n := defs[path[0]].(map[string]any)
		for _, key := range path[1:] {
			n = n["properties"].(map[string]any)[key].(map[string]any)
		}
		var list []string
		for _, v := range n["enum"].([]any) {
			list = append(list, v.(string))
		}
		return list
	}
	for _, c := range []struct{ schema, code []string }{
		{enum("channel"), words(dunning.EveryChannel())},
		{enum("basis"), words(dunning.Bases())},
		{enum("verdict"), verdicts()},
		{enum("day"), weekdays()},
		{enum("case", "purpose"), purposes()},
		{enum("waiver", "kind"), ruleKinds()},
		{enum("contact_point", "consent"), consents()},
		{enum("account", "role"), words(dunning.Roles())},
		{enum("contact", "status"), statuses()},
		{enum("hold", "kind"), words(dunning.HoldKinds())},
	} {
		if diff := cmp.Diff(c.code, c.schema); diff != "" {
			t.Errorf("-code +schema:\n%s", diff)
		}
	}
}

// Whoever reads the schema must find out what a field means.
func TestEveryFieldOfTheSchemaIsDescribed(t *testing.T) {
	t.Parallel()
	defs := definitions(t)
	for name, def := range defs {
		properties, _ := def.(map[string]any)["properties"].(map[string]any)
		for key, value := range properties {
			field := value.(map[string]any)
			if field["description"] == nil && resolved(defs, field)["description"] == nil && name != "expect" && key != "channels" {
				t.Errorf("%s.%s has no description", name, key)
			}
		}
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("urn:comity:facts", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:comity:facts")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// valid holds a text to the schema. Dates stay words, as they are in JSON.
func valid(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var worded func(*yaml.Node)
	worded = func(n *yaml.Node) {
		if n.Tag == "!!timestamp" {
			n.Tag, n.Style = "!!str", yaml.DoubleQuotedStyle
		}
		for _, in := range n.Content {
			worded(in)
		}
	}
	worded(&n)
	var v any
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestWhatIsReadIsValid(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	full, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const small = "{now: 2026-10-20T10:00:00+08:00, accounts: [{overdue: 500, dpd: 10}]}"
	for _, text := range []string{small, "[" + small + "]", "{cases: [" + small + ", " + small + "]}", strings.Replace(string(full), "value: +1 (", "value: 1 (", 1)} {
		if err := valid(t, s, text); err != nil {
			t.Errorf("%.80s: %v", text, err)
		}
	}
}

// What a page or a table of this house says in the form of facts is valid too, wherever it can be read.
func TestWhatIsWrittenElsewhereIsValid(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	tables, err := filepath.Glob("../policy/testdata/cases/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, name := range append(tables, "../../docs/facts.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".yaml" {
			texts[name] = string(text)
			continue
		}
		for _, m := range regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
			name, _, _ := strings.Cut(m[1], "\n")
			texts[name] = m[1]
		}
	}
	read := 0
	for name, text := range texts {
		if _, err := Parse(name, []byte(text)); err != nil {
			continue
		}
		read++
		if err := valid(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if read < 4 {
		t.Errorf("only %d of %d texts are read", read, len(texts))
	}
}

func TestWhatIsRefusedIsNotValid(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	for _, text := range []string{
		"[]", "{}", "{cases: []}", "{now: 2026-10-20T10:00:00Z}",
		"{now: 2026-10-20, accounts: [{overdue: 500, dpd: 10}]}",
		"{now: 2026-10-20T10:00:00Z, accounts: []}",
		"{now: 2026-10-20T10:00:00Z, accounts: [{dpd: 10}]}",
		"{now: 2026-10-20T10:00:00Z, accounts: [{overdue: 5}]}",
		"{now: 2026-10-20T10:00:00Z, accounts: [{overdue: 5.5, dpd: 10}]}",
		"{now: 2026-10-20T10:00:00Z, accounts: [{overdue: 5, dpd: 10}], holds: [{kind: whim}]}",
		"{now: 2026-10-20T10:00:00Z, accounts: [{overdue: 5, dpd: 10}], history: [{at: 2026-10-19}]}",
		"{now: 2026-10-20T10:00:00Z, accounts: [{overdue: 5, dpd: 10}], colour: red}",
	} {
		if told(text) == "" {
			t.Errorf("%s is read", text)
		}
		if valid(t, s, text) == nil {
			t.Errorf("%s is valid", text)
		}
	}
}
