package courtesy

import (
	"html"
	"regexp"
	"strings"
)

var (
	unseen  = regexp.MustCompile(`(?is)<!--.*?-->|<(style|script|head|title)\b.*?</(style|script|head|title)\s*>`)
	target  = regexp.MustCompile(`(?is)<(?:a|area|form|link|base)\b[^>]*?\b(?:href|action)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))`)
	blocks  = regexp.MustCompile(`(?i)</?(?:p|div|table|tr|h[1-6]|ul|ol|li|section|header|footer|main|article|blockquote|hr)\b[^>]*>`)
	breaks  = regexp.MustCompile(`(?i)<br\b[^>]*>|</t[dh]\s*>`)
	tags    = regexp.MustCompile(`(?s)<[a-zA-Z/!?][^>]*>`)
	folding = regexp.MustCompile(`[ \t\r\n]+`)
	empty   = regexp.MustCompile(`\s*\x00\s*`)
)

// visible is what a reader sees of HTML, one block to a paragraph, and where its links lead.
func visible(source string) (text string, links []string) {
	source = unseen.ReplaceAllString(source, " ")
	for _, m := range target.FindAllStringSubmatch(source, -1) {
		links = append(links, html.UnescapeString(m[1]+m[2]+m[3]))
	}
	text = folding.ReplaceAllString(source, " ")
	text = blocks.ReplaceAllString(text, "\x00")
	text = breaks.ReplaceAllString(text, "\n")
	text = html.UnescapeString(tags.ReplaceAllString(text, ""))
	return strings.TrimSpace(empty.ReplaceAllString(text, "\n\n")), links
}
