package message

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"comity/internal/dunning"
)

// The marks of structure. A template writes them as text at the beginning of a line; markup turns them
// into control characters before the template is parsed. Data has none of those left, so that no name,
// however it begins, can become a heading or a table.
const (
	markHeading  = "\x01"
	markNumbered = "\x02"
	markTable    = "\x03"
	marks        = markHeading + markNumbered + markTable
)

var (
	numberedLine = regexp.MustCompile(`^[0-9]+\. +`)
	tableLine    = regexp.MustCompile(`^\[\[(accounts|plan|items)((?: [a-z]+)+)\]\]$`)
)

// tables are those that a text may have, with the columns of each.
func tables() map[string][]string {
	return map[string][]string{
		"accounts": {"account", "due", "days", "amount", "balance"},
		"plan":     {"number", "date", "amount"},
		"items":    {"item", "amount"},
	}
}

// markup replaces the written marks of structure by control characters: "## " begins a heading, "1. "
// an item, and a line [[accounts account due amount]] is a table with these columns; see tables.
func markup(file, body string) (string, error) {
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "## "):
			lines[i] = markHeading + strings.TrimSpace(line[3:])
		case numberedLine.MatchString(line):
			lines[i] = markNumbered + numberedLine.ReplaceAllString(line, "")
		case strings.HasPrefix(line, "[["):
			m := tableLine.FindStringSubmatch(strings.TrimSpace(line))
			if m == nil {
				return "", fmt.Errorf("%s:%d: not a table: write [[accounts COLUMN …]], [[plan COLUMN …]] or [[items item amount]]", file, i+1)
			}
			known := tables()[m[1]]
			for _, c := range strings.Fields(m[2]) {
				if !slices.Contains(known, c) {
					return "", fmt.Errorf("%s:%d: no column %q: there are %s", file, i+1, c, strings.Join(known, ", "))
				}
			}
			lines[i] = fmt.Sprintf("%s%s:%d %s%s", markTable, file, i+1, m[1], m[2])
		}
	}
	return strings.Join(lines, "\n"), nil
}

// parseBlocks takes a rendered body apart: blank lines end a paragraph, marks say what a line is.
func parseBlocks(v *View, text string) ([]dunning.Block, error) {
	blocks := v.desk.blocks[:0]
	open := false // the last block is a paragraph that the next line continues
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimSpace(line)
		rest := line
		for rest != "" && rest[0] <= markTable[0] {
			rest = rest[1:]
		}
		switch last := len(blocks) - 1; {
		case rest == "":
			open = false
		case strings.HasPrefix(line, markHeading):
			blocks, open = append(blocks, dunning.Block{Heading: rest}), false
		case strings.HasPrefix(line, markNumbered) && last >= 0 && blocks[last].Numbered != nil:
			blocks[last].Numbered, open = append(blocks[last].Numbered, rest), false
		case strings.HasPrefix(line, markNumbered):
			blocks, open = append(blocks, dunning.Block{Numbered: []string{rest}}), false
		case strings.HasPrefix(line, markTable):
			mark := strings.Fields(rest) // where the table stands, and its columns
			table, err := v.table(mark[1], mark[2:])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", mark[0], err)
			}
			blocks, open = append(blocks, dunning.Block{Table: table}), false
		case open:
			blocks[last].Paragraph += v.words.spans + line
		default:
			blocks, open = append(blocks, dunning.Block{Paragraph: line}), true
		}
	}
	return blocks, nil
}

// oneLine folds a rendered body into one line, as an SMS, a subject or a closing is.
func oneLine(v *View, text string) (string, error) {
	if strings.ContainsAny(text, marks) {
		return "", fmt.Errorf("headings, numbered items and tables have no place in one line of text")
	}
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(v.words.spans)
		}
		b.WriteString(line)
	}
	return b.String(), nil
}
