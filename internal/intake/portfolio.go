package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"comity/internal/dunning"
)

// maxYAML bounds portfolio.yaml, in bytes.
const maxYAML = 256 << 10

// portfolioFile is what portfolio.yaml says: the portfolio, and when the data beside it were cut.
type portfolioFile struct {
	dunning.Portfolio `yaml:",inline"`
	AsOf              time.Time `yaml:"as_of"`
}

// readPortfolio reads portfolio.yaml, strictly. What is wrong with it is *FileErrors, joined.
func readPortfolio(f *file, locale string) (portfolioFile, error) {
	var p portfolioFile
	text, err := readBounded(f.path)
	if err != nil {
		return p, err
	}
	sum := sha256.Sum256(text)
	f.survey = survey{size: int64(len(text)), sha256: hex.EncodeToString(sum[:]), encoding: UTF8}
	y := &yamlReader{file: f.name, locale: locale}
	switch root := y.parse(text); {
	case len(y.wrong) > 0:
	case root == nil:
		y.note(nil, fileEmpty, "id, policy, zone, currency, locale, sender, as_of")
	default:
		y.fill(root, reflect.ValueOf(&p).Elem())
		y.check(root, p)
	}
	return p, errors.Join(y.wrong...)
}

func readBounded(path string) ([]byte, error) {
	handle, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(handle, maxYAML+1))
	return text, errors.Join(err, handle.Close())
}

// yamlReader fills values from YAML and notes every fault with its line and column.
type yamlReader struct {
	file   string
	locale string
	wrong  []error
}

func (y *yamlReader) note(at *yaml.Node, c Code, args ...any) {
	line, column := 0, 0
	if at != nil {
		line, column = at.Line, at.Column
	}
	y.wrong = append(y.wrong, &FileError{y.file, c.fault(y.locale, line, "", column, args...)})
}

// parse is the document's only node; nil when there is none.
func (y *yamlReader) parse(text []byte) *yaml.Node {
	if len(text) > maxYAML {
		y.note(nil, fileLarge, maxYAML)
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, second yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil {
		if next := dec.Decode(&second); !errors.Is(next, io.EOF) {
			err = errors.Join(next, errors.New("one document is expected"))
		}
	}
	if err != nil {
		line, what := yamlError(err)
		y.note(&yaml.Node{Line: line, Column: 1}, yamlSyntax, what)
		return nil
	}
	return doc.Content[0]
}

// yamlError takes the line out of the library's message, which knows no column: the line's first stands for it.
func yamlError(err error) (line int, what string) {
	what = strings.TrimPrefix(strings.SplitN(err.Error(), "\n", 2)[0], "yaml: ")
	line = 1
	if m := regexp.MustCompile(`^line (\d+): `).FindStringSubmatch(what); m != nil {
		line, _ = strconv.Atoi(m[1])
		what = what[len(m[0]):]
	}
	return line, what
}

// fill puts a node into a value: a struct by its yaml tags, a map of structs, a list or a text.
func (y *yamlReader) fill(n *yaml.Node, into reflect.Value) {
	switch {
	case into.Type() == reflect.TypeFor[time.Time]():
		t, err := time.Parse(time.RFC3339, n.Value)
		if n.Kind != yaml.ScalarNode || err != nil {
			y.note(n, badInstant)
			return
		}
		into.Set(reflect.ValueOf(t))
	case into.Kind() == reflect.Struct:
		y.fields(n, into)
	case into.Kind() == reflect.Map:
		into.Set(reflect.MakeMap(into.Type()))
		y.pairs(n, func(key, value *yaml.Node) {
			element := reflect.New(into.Type().Elem()).Elem()
			y.fill(value, element)
			into.SetMapIndex(reflect.ValueOf(key.Value), element)
		})
	case into.Kind() == reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			y.note(n, yamlKind, y.word("a list (lines beginning with -)", "列表（以 - 开头的各行）"))
			return
		}
		list := reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content))
		for i, c := range n.Content {
			y.fill(c, list.Index(i))
		}
		into.Set(list)
	default:
		y.text(n, into)
	}
}

func (y *yamlReader) text(n *yaml.Node, into reflect.Value) {
	if n.Kind != yaml.ScalarNode || into.Kind() != reflect.String {
		y.note(n, yamlKind, y.word("a text", "文字"))
		return
	}
	if n.Tag == "!!null" {
		return
	}
	value := strings.TrimSpace(n.Value)
	if c, args := actingText(value, maxReason); c != "" && (c != textFormula || value[0] != '+') { // a phone number may begin with +
		y.note(n, c, args...)
		return
	}
	into.SetString(value)
}

// fields fills a struct; a key that it has no field for is a fault.
func (y *yamlReader) fields(n *yaml.Node, into reflect.Value) {
	at := map[string]reflect.Value{}
	yamlFields(into, at)
	names := make([]string, 0, len(at))
	for name := range at {
		names = append(names, name)
	}
	y.pairs(n, func(key, value *yaml.Node) {
		if field, ok := at[key.Value]; ok {
			y.fill(value, field)
			return
		}
		y.note(key, yamlUnknown, printable(key.Value), nearest(key.Value, names))
	})
}

// yamlFields finds the fields of a struct by their names in YAML, those of inlined structs among them.
func yamlFields(v reflect.Value, at map[string]reflect.Value) {
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if option == "inline" {
			yamlFields(v.Field(i), at)
		} else if name != "" && name != "-" {
			at[name] = v.Field(i)
		}
	}
}

// pairs goes through a mapping, each key once.
func (y *yamlReader) pairs(n *yaml.Node, do func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		y.note(n, yamlKind, y.word("a mapping (lines like key: value)", "映射（形如 key: value 的各行）"))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			y.note(key, yamlTwice, printable(key.Value))
			continue
		}
		seen[key.Value] = true
		do(key, value)
	}
}

func (y *yamlReader) word(en, zh string) string {
	if chinese(y.locale) {
		return zh
	}
	return en
}
