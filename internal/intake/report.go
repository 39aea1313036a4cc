package intake

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/rivo/uniseg"
)

// maxFaults is how many faults of a file a report lists; the rejects file has them all.
const maxFaults = 100

// Report is what became of a run. It carries no personal data.
type Report struct {
	Portfolio string        `json:"portfolio"`
	AsOf      time.Time     `json:"as_of"` // in the portfolio's zone
	Strict    bool          `json:"strict"`
	Refused   bool          `json:"refused"` // strict, and nothing was loaded
	Files     []*FileReport `json:"files"`
	Notes     []Fault       `json:"notes,omitempty"`
}

// FileReport is what became of a file. Rows = Loaded + Rejected, always, but for a run that was refused
// or broke off.
type FileReport struct {
	Name        string  `json:"name"`
	Kind        string  `json:"kind"`
	Encoding    string  `json:"encoding"`
	SHA256      string  `json:"sha256"`
	Rows        int     `json:"rows"`
	Loaded      int     `json:"loaded"`
	Saved       Saved   `json:"saved"`
	Rejected    int     `json:"rejected"`     // rows
	FaultCount  int     `json:"fault_count"`  // a row may have several
	Faults      []Fault `json:"faults"`       // the first hundred
	RejectsFile string  `json:"rejects_file"` // where the rejected rows are; empty: there are none
}

// Rejected is how many rows of all files were rejected.
func (r *Report) Rejected() int {
	n := 0
	for _, f := range r.Files {
		n += f.Rejected
	}
	return n
}

// file begins the report of a file.
func (r *Report) file(f file) *FileReport {
	entry := &FileReport{Name: f.name, Kind: f.kind, Encoding: f.survey.encoding, SHA256: f.survey.sha256, Faults: []Fault{}}
	r.Files = append(r.Files, entry)
	return entry
}

// refuse makes the report say that nothing was loaded.
func (r *Report) refuse() {
	r.Refused = true
	for _, f := range r.Files {
		f.Loaded, f.Saved = 0, Saved{}
	}
}

func (f *FileReport) reject(faults []Fault) {
	f.Rejected++
	f.FaultCount += len(faults)
	room := max(maxFaults-len(f.Faults), 0)
	f.Faults = append(f.Faults, faults[:min(len(faults), room)]...)
}

// WriteJSON writes the report for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteText writes the report for people, in the language of the locale (zh-CN, or else en). Faults are
// in the language that the run was asked for.
func (r *Report) WriteText(w io.Writer, locale string) error {
	words := wordsFor(locale)
	var b strings.Builder
	fmt.Fprintf(&b, words.head+"\n", r.Portfolio, r.AsOf.Format(time.RFC3339))
	rows := [][]string{words.columns}
	for _, f := range r.Files {
		rows = append(rows, append([]string{f.Name}, numbers(f.Rows, f.Loaded, f.Saved.New, f.Saved.Changed, f.Saved.Same, f.Rejected)...))
	}
	writeTable(&b, rows)
	for _, f := range r.Files {
		f.writeFaults(&b, words)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, words.note+"\n", n)
	}
	if r.Refused {
		fmt.Fprintln(&b, words.refused)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func numbers(list ...int) []string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return texts
}

// writeTable sets columns one below the other: the first flush left, the others flush right. A Chinese
// character is as wide as two others.
func writeTable(b *strings.Builder, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell))
			if i == 0 {
				b.WriteString(cell + space)
			} else {
				b.WriteString("  " + space + cell)
			}
		}
		b.WriteByte('\n')
	}
}

func (f *FileReport) writeFaults(b *strings.Builder, words reportWords) {
	for _, fault := range f.Faults {
		fmt.Fprintf(b, "%s:%s\n", f.Name, fault)
	}
	if more := f.FaultCount - len(f.Faults); more > 0 {
		fmt.Fprintf(b, words.more+"\n", f.Name, more)
	}
	if f.RejectsFile != "" {
		fmt.Fprintf(b, words.rejects+"\n", f.Rejected, f.RejectsFile)
	}
}

type reportWords struct {
	head, more, rejects, note, refused string
	columns                            []string
}

func wordsFor(locale string) reportWords {
	if chinese(locale) {
		return reportWords{
			head:    "委托 %s，数据截至 %s",
			columns: []string{"文件", "行数", "已导入", "新增", "变更", "相同", "退回"},
			more:    "%s：另有 %d 处问题未列出",
			rejects: "退回的 %d 行及原因：%s",
			note:    "注意：%s",
			refused: "严格模式：存在退回行，未导入任何数据",
		}
	}
	return reportWords{
		head:    "portfolio %s, data as of %s",
		columns: []string{"file", "rows", "loaded", "new", "changed", "same", "rejected"},
		more:    "%s: %d more faults are not listed",
		rejects: "%d rejected rows, with reasons: %s",
		note:    "note: %s",
		refused: "strict: rows were rejected, and nothing was loaded",
	}
}
