package docread

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// fromYAML reads the one YAML document of data. Aliases are not followed.
func fromYAML(data []byte) (*yaml.Node, *syntaxError) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0:
		return nil, &syntaxError{problem: "there is nothing in the file but comments"}
	case err != nil:
		return nil, notYAML(err)
	}
	switch err = dec.Decode(&more); {
	case err == nil:
		return nil, &syntaxError{
			line: more.Line, column: more.Column,
			problem: "there is a second document in the file", hint: "write one document; several entries are one list",
		}
	case !errors.Is(err, io.EOF):
		return nil, notYAML(err)
	}
	return doc.Content[0], nil
}

// The YAML library writes the line into its message, and keeps it nowhere else.
var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func notYAML(err error) *syntaxError {
	said := err.Error()
	line := 0
	if m := yamlError.FindStringSubmatch(said); m != nil {
		line, _ = strconv.Atoi(m[1]) // empty is 0, which is shown as line 1
	}
	return &syntaxError{line: line, problem: "this is neither YAML nor JSON: " + yamlError.ReplaceAllString(said, "")}
}
