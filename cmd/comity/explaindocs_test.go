package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const factsPage = "../../docs/facts.md"

// block is a part of a page between two fences.
var block = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

// The examples of docs/facts.md are run, and what they print is what the page says they print.
func TestThePageAboutFactsIsTrue(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(factsPage)
	if err != nil {
		t.Fatal(err)
	}
	reader := pageReader{t: t, dir: t.TempDir()}
	got := block.ReplaceAllStringFunc(string(page), reader.follow)
	if reader.commands < 5 {
		t.Fatalf("the page has %d commands", reader.commands)
	}
	if *update {
		if err := os.WriteFile(factsPage, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	version := regexp.MustCompile(`@[0-9a-f]{12}`)
	if diff := cmp.Diff(version.ReplaceAllString(got, "@"), version.ReplaceAllString(string(page), "@")); diff != "" {
		t.Errorf("docs/facts.md does not say what is printed; go test ./cmd/comity -run Facts -update writes it (-printed +page):\n%s", diff)
	}
}

// pageReader does what a page says, in a folder of its own.
type pageReader struct {
	t        *testing.T
	dir      string
	commands int
}

// follow keeps a block that begins with the name of a file, and runs the commands of one that shows a console;
// it gives the block as it should be.
func (p *pageReader) follow(text string) string {
	m := block.FindStringSubmatch(text)
	first, _, _ := strings.Cut(m[2], "\n")
	switch name := strings.TrimPrefix(first, "# "); {
	case m[1] == "yaml" && strings.HasSuffix(name, ".yaml"):
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(m[2]), 0o600); err != nil {
			p.t.Fatal(err)
		}
	case m[1] == "console":
		return "```console\n" + p.run(m[2]) + "```"
	}
	return text
}

// run gives every command of a block with what it prints now.
func (p *pageReader) run(text string) string {
	var out bytes.Buffer
	for _, line := range strings.Split(text, "\n") {
		command, ok := strings.CutPrefix(line, "$ comity ")
		if !ok {
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(line + "\n")
		words := wordsOf(command)
		for i, w := range words {
			if strings.HasSuffix(w, ".yaml") {
				words[i] = filepath.Join(p.dir, w)
			}
		}
		p.commands++
		run(p.t.Context(), words, stdio{In: strings.NewReader(""), Out: &out, Err: &out, User: "reader", Name: "comity"})
	}
	return strings.ReplaceAll(out.String(), p.dir+string(filepath.Separator), "")
}
