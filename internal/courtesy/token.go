package courtesy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What separates a token from the one before it.
const (
	joined  = iota // nothing
	spaced         // spaces, a line's end in English, marks within a sentence
	claused        // a comma, a colon, a bracket, a line's end in Chinese
	ended          // the end of a sentence
	apart          // the end of a paragraph
)

// token is a Han character, or a word of letters or of digits, folded.
type token struct {
	text    string
	at, end int   // in characters of the text
	gap     uint8 // before it
	blank   uint8 // how many blanks before it
	han     bool
	number  bool
}

// reader makes tokens of a text.
type tokenizer struct {
	folder
	tokens []token
	word   []byte
	at     int   // where the word begins
	gap    uint8 // before the word
	blank  uint8
	lines  int
	stop   bool // a full stop was the latest character
}

// tokens reads a text.
func (f folder) tokens(text string) []token {
	t := &tokenizer{folder: f, gap: apart, tokens: make([]token, 0, len(text)/3+8)}
	var buffer [8]rune
	i := 0
	for _, r := range text {
		for _, x := range t.runes(buffer[:0], r) {
			t.take(x, i)
		}
		i++
	}
	t.close(i)
	return t.tokens
}

// take goes on by one folded character, which stands at i.
func (t *tokenizer) take(r rune, i int) {
	switch {
	case 0x4E00 <= r && r <= 0x9FFF || r > 0x3000 && ideographic(r):
		t.close(i)
		t.begin(i)
		t.add(token{text: string(r), at: t.at, end: i + 1, gap: t.gap, blank: t.blank, han: true})
		t.reset()
	case wordly(r):
		if n := len(t.word); n > 0 && letter(rune(t.word[n-1])) != letter(r) && !letter(rune(t.word[0])) {
			t.close(i) // 24hrs is two words, p0lice is one
		}
		if len(t.word) == 0 {
			t.begin(i)
		}
		t.word = utf8.AppendRune(t.word, r)
	case (r == '\'' || r == '’' || r == '`' || r == '´') && len(t.word) > 0:
		t.word = append(t.word, '\'')
	default:
		t.close(i)
		t.separate(r)
	}
}

func letter(r rune) bool { return r < '0' || r > '9' }

func wordly(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// begin settles what separates the next token from the one before.
func (t *tokenizer) begin(i int) {
	t.at = i
	if t.stop && (t.blank > 0 || t.lines > 0) && t.gap < ended {
		t.gap = ended
	}
}

func (t *tokenizer) reset() { t.gap, t.blank, t.lines, t.stop = joined, 0, 0, false }

// separate notes a character between tokens.
func (t *tokenizer) separate(r rune) {
	gap := uint8(spaced)
	switch r {
	case '\n':
		t.lines++
		if gap = claused; t.lines > 1 {
			gap = apart
		}
	case ' ', '\t', '\r', '\u00a0':
		t.blank = min(t.blank+1, 9)
	case '.':
		t.stop = true
	case '。', '!', '?', ';', '…':
		gap = ended
	case ',', ':', '(', ')', '[', ']', '{', '}', '《', '》', '【', '】', '〔', '〕', '「', '」', '—', '–', '•':
		gap = claused
	}
	t.gap = max(t.gap, gap)
}

// close ends a word. Contractions are written out.
func (t *tokenizer) close(end int) {
	if len(t.word) == 0 {
		return
	}
	w := strings.TrimRight(string(t.word), "'")
	t.word = t.word[:0]
	base, more := expand(w)
	t.add(token{text: base, at: t.at, end: end, gap: t.gap, blank: t.blank, number: !letter(rune(base[0]))})
	if more != "" {
		t.add(token{text: more, at: t.at, end: end, gap: spaced, blank: 1})
	}
	t.reset()
}

func (t *tokenizer) add(k token) { t.tokens = append(t.tokens, k) }

// expand takes a contraction apart.
func expand(w string) (base, more string) {
	switch w {
	case "can't", "cant", "cannot":
		return "can", "not"
	case "won't", "wont":
		return "will", "not"
	case "shan't":
		return "shall", "not"
	case "let's":
		return "let", "us"
	case "dont", "doesnt", "didnt", "isnt", "arent", "wouldnt", "shouldnt", "havent", "hasnt":
		return w[:len(w)-2], "not"
	case "youll":
		return "you", "will"
	case "gonna":
		return "going", "to"
	}
	i := strings.IndexByte(w, '\'')
	if i <= 0 {
		return w, ""
	}
	switch base, tail := w[:i], w[i+1:]; {
	case tail == "t" && len(base) > 2 && strings.HasSuffix(base, "n"):
		return base[:len(base)-1], "not"
	case tail == "ll":
		return base, "will"
	case tail == "re":
		return base, "are"
	case tail == "ve":
		return base, "have"
	case tail == "d":
		return base, "would"
	case tail == "m":
		return base, "am"
	case tail == "s" || tail == "":
		return base, ""
	}
	return strings.ReplaceAll(w, "'", ""), ""
}
