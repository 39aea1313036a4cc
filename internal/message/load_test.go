package message

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"comity/internal/dunning"

	"pgregory.net/rapid"
)

// newFrom makes a composer of changed files.
func newFrom(files map[string]string) (*Composer, error) {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return New(fsys)
}

func TestWhatIsWrongWithATemplateIsSaidWithFileAndLine(t *testing.T) {
	t.Parallel()
	const sms, email, letter = "sms/m2-help.zh-CN.txt", "email/m2-help.zh-CN.txt", "letter/m4-help.zh-CN.txt"
	for _, c := range []struct{ name, file, old, new, want string }{
		{"no header", sms, "---\nid", "id", sms + ":1: no header"},
		{"an open header", sms, "\n---\n{{", "\n{{", sms + ":1: the header does not end"},
		{"a broken header", sms, "version: 1", "version: [1", sms + ":"},
		{"an unknown key", sms, "version: 1", "version: 1\ncolour: red", sms + ":8: field colour not found"},
		{"a value of the wrong kind", sms, "version: 1", "version: one", sms + ":7: cannot unmarshal"},
		{"no author", sms, "author: Comity wording", "author: ''", sms + ":1: the header needs"},
		{"an id that is not the file's", sms, "id: m2-help", "id: other", sms + ":1: channel, id and locale"},
		{"an unknown locale", sms, "locale: zh-CN", "locale: fr", sms + ":4: no words for locale"},
		{"an sms with a subject", sms, "segments: 2", "segments: 2\nsubject: x", sms + ":1: an sms has segments"},
		{"a letter without a closing", letter, "closing: 顺祝安好\n", "", letter + ":1: an sms has segments"},
		{"broken syntax", sms, "{{.Amount}}", "{{.Amount", sms + ":13"},
		{"an unknown fact", sms, "{{.Amount}}", "{{.Amuont}}", sms + `:13: there is no fact "Amuont"`},
		{"an unknown fact in a subject", email, "关于您{{.Account}}", "关于您{{.Acount}}", email + `:10: there is no fact "Acount"`},
		{"an unknown fact in a condition", sms, "{{if .Several}}", "{{if .Many}}", sms + `:13: there is no fact "Many"`},
		{"an unknown fact by its root", sms, "{{.Amount}}", "{{$.Amuont}}", sms + `:13: there is no fact "Amuont"`},
		{"a fact that is not listed", sms, "facts: [Amount, FellDue]", "facts: [FellDue]", sms + ":13: the fact Amount is used but not listed"},
		{"a fact that is not used", sms, "facts: [Amount, FellDue]", "facts: [Amount, FellDue, Hotline]", sms + ":9: Hotline is listed but not used"},
		{"an unknown fragment", sms, `"sms-call"`, `"sms-cal"`, `no fragment "sms-cal"`},
		{"a fragment without its dot", sms, `{{template "sms-call" .}}`, `{{template "sms-call"}}`, sms + ":14: write {{template \"sms-call\" $}}"},
		{"a fragment that includes itself", "fragments/zh-CN/sms-call.txt", "{{.HotlineHours}}", `{{.HotlineHours}}{{template "sms-call" .}}`, "fragments/zh-CN/sms-call.txt:8: the fragment \"sms-call\" includes itself"},
		{"an error in a fragment", "fragments/zh-CN/sms-call.txt", "{{.HotlineHours}}", "{{.Hotlines}}", "fragments/zh-CN/sms-call.txt:8"},
		{"a table that is none", email, "[[accounts account", "[[acounts account", email + ":18: not a table"},
		{"a column that is none", email, "[[accounts account", "[[accounts colour", email + `:18: no column "colour"`},
		{"a heading in an sms", sms, "{{.Amount}}", "{{.Amount}}\n## 标题", sms + ": headings"},
		{"a control character", sms, "{{.Amount}}", "{{.Amount}}\x01", sms + ":13: a control character U+0001"},
		{"not UTF-8", sms, "{{.Amount}}", "{{.Amount}}\xff", sms + ":1: the file is not UTF-8"},
		{"an sms too long by itself", sms, "{{.Amount}}", "{{.Amount}}" + strings.Repeat("长", 100), sms + ":10: with ordinary facts"},
		{"a fact that cannot be had", sms, "{{.FellDue}}", "{{.FallsDue}}", sms + ":13"},
		{"a word that is missing", "words/zh-CN.yaml", "total: 合计", "", "words/zh-CN.yaml:1: total is missing"},
		{"a greeting without a name", "words/zh-CN.yaml", "尊敬的#先生：", "尊敬的先生：", "words/zh-CN.yaml:1: greeting.mr"},
		{"an unknown word", "words/zh-CN.yaml", "total: 合计", "totale: 合计", "words/zh-CN.yaml:3"},
		{"a currency that is none", "words/zh-CN.yaml", `CNY: "#元"`, `RMB: "#元"`, "money.RMB"},
		{"an unknown occasion", "sms/thanks.en.txt", "occasion: thanks", "occasion: apology", `sms/thanks.en.txt:5: there is no occasion "apology": there are promise`},
		{"an occasion and stages", "sms/thanks.en.txt", "occasion: thanks", "occasion: thanks\nstages: [M1]", "sms/thanks.en.txt:1:"},
		{"a fact of another occasion", "sms/thanks.en.txt", "occasion: thanks", "occasion: appointment", "PromisedAmount: the message is not about a promise"},
		{"an instalment without a plan", "sms/instalment-due.en.txt", "occasion: instalment", "stages: [M1]", "the message is not about an instalment"},
		{"no jurisdiction", sms, "jurisdiction: CN\n", "", sms + ":1: the jurisdiction is missing"},
		{"a jurisdiction that is no place", sms, "jurisdiction: CN", "jurisdiction: China", sms + `:6: "China" is no place`},
		{"a truth that there is not", "letter/legal-handover.en.txt", "needs: [LegalActionApproved]", "needs: [LegalAction]", `letter/legal-handover.en.txt:7: there is no truth "LegalAction"`},
		{"a stage that is none", sms, "stages: [M2]", "stages: [M 2]", sms + `:5: "M 2" is no stage`},
		{"a loop", sms, "{{.Amount}}", "{{range .Amount}}x{{end}}", sms + ":13: "},
		{"a call", sms, "{{.Amount}}", "{{printf .Amount}}", sms + ":13: {{printf .Amount}} is not known here"},
		{"a pipeline", sms, "{{.Amount}}", "{{.Amount | html}}", sms + ":13: {{.Amount | html}} is not known here"},
		{"a variable", sms, "{{.Amount}}", "{{$x := .Amount}}", sms + ":13: "},
		{"a condition that is never false", sms, "{{if .Several}}", "{{if .Amount}}", sms + ":13: Amount is a required fact"},
		{"a fact inside another", email, "{{template \"matter\" .}}", "{{with .Website}}{{.Address}}{{end}}", email + ":14: inside {{with}} write $.Address"},
		{"a template within a template", sms, "{{.Amount}}", "{{define \"x\"}}y{{end}}{{.Amount}}", sms + ":1: a file defines no further templates"},
		{"a validation notice without its words", "words/en-US.yaml", "  fees: Fees charged since\n", "", "email/validation-notice.en-US.txt:"},
		{"a broken layout", "email/layout.html", "{{.Lang}}", "{{.Lang", "email/layout.html"},
	} {
		files := templateFiles(t)
		if !strings.Contains(files[c.file], c.old) {
			t.Errorf("%s: the fault could not be planted in %s", c.name, c.file)
			continue
		}
		files[c.file] = strings.Replace(files[c.file], c.old, c.new, 1)
		if c.name == "a fact that cannot be had" {
			files[c.file] = strings.Replace(files[c.file], "facts: [Amount, FellDue]", "facts: [Amount, FallsDue]", 1)
		}
		if _, err := newFrom(files); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want %q, got %v", c.name, c.want, err)
		}
	}
}

func TestNoTemplatesAtAllIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := New(fstest.MapFS{}); err == nil {
		t.Error("an empty folder was accepted")
	}
}

func TestFilesFromOtherSystemsAreRead(t *testing.T) {
	t.Parallel()
	files := templateFiles(t)
	for name, text := range files {
		if strings.HasSuffix(name, ".txt") {
			files[name] = "\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n")
		}
	}
	c, err := newFrom(files)
	if err != nil {
		t.Fatal(err)
	}
	f := factsFor(t, "m2-help", dunning.Email, "zh-CN", 2)
	got, err := c.Compose(f)
	if err != nil || got.Text != compose(t, f).Text {
		t.Errorf("line ends change the text: %v", err)
	}
}

func TestAVersionChangesWithEverythingTheWordsComeFrom(t *testing.T) {
	t.Parallel()
	versions := func(files map[string]string) map[string]string {
		c, err := newFrom(files)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]string{}
		for _, i := range c.Catalogue() {
			all[i.File+" "+i.Locale] = i.Version
		}
		return all
	}
	before := versions(templateFiles(t))
	if got := versions(templateFiles(t)); got["sms/due-soon.en.txt en"] == "" || got["sms/due-soon.en.txt en"] != before["sms/due-soon.en.txt en"] {
		t.Error("the version is not that of the content")
	}
	for _, c := range []struct {
		file    string
		changes func(file string) bool
	}{
		{"sms/due-soon.en.txt", func(f string) bool { return strings.HasPrefix(f, "sms/due-soon.en.txt ") }},
		{"fragments/en/sms-call.txt", func(f string) bool {
			return strings.HasPrefix(f, "sms/") && !strings.Contains(f, "m4-contact.") && strings.Contains(f, ".en.")
		}},
		{"fragments/zh-CN/formal-rights.txt", regexp.MustCompile(`(formal|final)-demand\.zh-CN`).MatchString},
		{"fragments/en/letter-footer.txt", regexp.MustCompile(`^letter/.*\.en[.-]`).MatchString},
		{"words/en.yaml", func(f string) bool { return strings.Contains(f, " en") }},
		{"words/en-GB.yaml", func(f string) bool { return strings.HasSuffix(f, " en-GB") }},
		{"fragments/en-US/sms-open.txt", func(f string) bool { return strings.HasPrefix(f, "sms/") && strings.HasSuffix(f, " en-US") }},
		{"email/layout.html", func(f string) bool { return strings.HasPrefix(f, "email/") }},
	} {
		files := templateFiles(t)
		files[c.file] += "\n"
		for file, version := range versions(files) {
			if (version != before[file]) != c.changes(file) {
				t.Errorf("a change of %s: version of %s changed is %t", c.file, file, version != before[file])
			}
		}
	}
}

func TestTheCatalogueIsInOrder(t *testing.T) {
	t.Parallel()
	infos := newComposer(t).Catalogue()
	if !slices.IsSortedFunc(infos, func(a, b Info) int { return strings.Compare(a.File, b.File) }) {
		t.Error("the catalogue is not in the order of its files")
	}
	for _, i := range infos {
		if i.Author == "" || i.Revision < 1 || len(i.Version) != 16 || (len(i.Stages) == 0) == (i.Occasion == "") {
			t.Errorf("incomplete: %+v", i)
		}
	}
}

func TestCleanLeavesNothingHarmful(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                         "",
		"张伟":                       "张伟",
		"  a  b\t c\r\n":           "a b c",
		"a\u00a0b\u3000c":          "a b c",
		"ما\u200cشا":               "ما\u200cشا",
		"a\u202eb\u2066c\x00d\xff": "abcd",
		"𠮷野家":                      "𠮷野家",
		"0123456789":               "0123456789",
		"0123456789abc":            "012345678…",
		"         ":                "",
	} {
		if got := clean(in, 10); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "in")
		once := clean(in, 20)
		if clean(once, 20) != once || len([]rune(once)) > 20 {
			t.Fatalf("clean(%q) = %q is not clean", in, once)
		}
	})
}

func FuzzParseDocument(f *testing.F) {
	f.Add([]byte("---\nid: a\nlocale: en\n---\nbody {{.Hotline}}\n"))
	f.Add([]byte("---\n---\n"))
	f.Add([]byte("---\nid: [\n---\n"))
	f.Add([]byte("\uFEFF---\r\nid: &a *a\r\n---\r\n## x\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := parseDocument("f.txt", data)
		if err != nil {
			if !regexp.MustCompile(`^f\.txt:[1-9][0-9]*: .`).MatchString(err.Error()) {
				t.Fatalf("an error without a line: %v", err)
			}
			return
		}
		text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\uFEFF"), "\r\n", "\n")
		body := strings.TrimLeft(d.body, "\n")
		if !strings.HasSuffix(text, body) || strings.Count(d.body, "\n") != strings.Count(text, "\n") {
			t.Fatalf("the body is not the end of the file, at its lines: %q of %q", d.body, text)
		}
		if _, err := (&loader{facts: facts()}).parseBody(d); err != nil && !strings.Contains(err.Error(), "f.txt:") {
			t.Fatalf("an error without a line: %v", err)
		}
	})
}
