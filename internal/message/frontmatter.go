package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// header is the YAML front matter of a template or fragment. A key that is not listed here is an error.
type header struct {
	ID        string   `yaml:"id"`
	Channel   string   `yaml:"channel"` // empty for a fragment
	Locale    string   `yaml:"locale"`
	Stages    []string `yaml:"stages"`       // in which it is meant to be used; for people
	Occasion  string   `yaml:"occasion"`     // beside the stages: see occasions
	Needs     []string `yaml:"needs"`        // the truths without which it may not be said
	Place     string   `yaml:"jurisdiction"` // whose law it was written for: a place, or "any"
	Version   int      `yaml:"version"`      // counted by its author; Version is by content
	Author    string   `yaml:"author"`
	Facts     []string `yaml:"facts"`      // required facts that the file itself states, fragments aside
	Subject   string   `yaml:"subject"`    // email and letter; a template itself
	Closing   string   `yaml:"closing"`    // letter
	Segments  int      `yaml:"segments"`   // sms: over so many, the text is shortened
	ReplyDays int      `yaml:"reply_days"` // for the fact ReplyBy
}

// document is a file taken apart. Body begins with as many line feeds as the header has lines, so that
// line numbers within it are those of the file.
type document struct {
	file   string
	header header
	head   string // the header as written, from the first line on
	body   string
}

// line is the line of a key in the header.
func (d document) line(key string) int {
	for i, line := range strings.Split(d.head, "\n") {
		if strings.HasPrefix(line, key+":") {
			return i + 1
		}
	}
	return 1
}

// headerText is a template that is a value of the header, moved to its line.
func (d document) headerText(key string) string {
	value := d.header.Subject
	if key == "closing" {
		value = d.header.Closing
	}
	return strings.Repeat("\n", d.line(key)-1) + value
}

// parseDocument takes a file apart into its header, between two lines of three hyphens, and its body.
func parseDocument(file string, data []byte) (document, error) {
	if !utf8.Valid(data) {
		return document{}, fmt.Errorf("%s:1: the file is not UTF-8: save it as UTF-8", file)
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7F }); i >= 0 {
		return document{}, fmt.Errorf("%s:%d: a control character %U: remove it", file, 1+strings.Count(text[:i], "\n"), text[i])
	}
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return document{}, fmt.Errorf("%s:1: no header: begin the file with a line of three hyphens", file)
	}
	head, body, ok := strings.Cut("\n"+rest, "\n---\n")
	if !ok {
		return document{}, fmt.Errorf("%s:1: the header does not end: close it with a line of three hyphens", file)
	}
	d := document{file: file, head: "---" + head + "\n"}
	if err := decodeYAML(file, d.head, &d.header); err != nil {
		return document{}, err
	}
	d.body = strings.Repeat("\n", strings.Count(head, "\n")+2) + body
	return d, nil
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// decodeYAML decodes one document strictly and turns the library's errors into file:line.
func decodeYAML(file, text string, into any) error {
	dec := yaml.NewDecoder(strings.NewReader(text))
	dec.KnownFields(true)
	err := dec.Decode(into)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s:1: empty", file)
	}
	if err == nil {
		return nil
	}
	line, reason := "1", strings.Join(strings.Fields(err.Error()), " ")
	if m := yamlLine.FindStringSubmatchIndex(reason); m != nil {
		line, reason = reason[m[2]:m[3]], reason[m[1]:]
	}
	return fmt.Errorf("%s:%s: %s", file, line, reason)
}
