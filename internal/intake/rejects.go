package intake

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// rejects writes the rows that were not loaded, as they stood, with line and reason. The file appears
// under its name only when it is complete, and only when there is a row; it holds personal data, so none
// but its owner may read it. It is UTF-8 with a mark, which spreadsheets need to see it.
type rejects struct {
	path    string
	columns []string
	temp    *os.File
	out     *csv.Writer
}

func newRejects(path string, columns []string) *rejects {
	return &rejects{path: path, columns: columns}
}

func (j *rejects) write(r *row) error {
	if j.temp == nil {
		if err := j.create(); err != nil {
			return err
		}
	}
	cells := r.cells
	if len(cells) == 0 { // not readable as cells: the line as it stands
		cells = []string{r.raw}
	}
	cells = append(append([]string(nil), cells...), make([]string, max(len(j.columns)-len(cells), 0))...)
	reasons := make([]string, len(r.faults))
	for i, f := range r.faults {
		reasons[i] = strings.TrimPrefix(f.Column+": ", ": ") + f.Reason
	}
	return j.line(append(cells, strconv.Itoa(r.line), strings.Join(reasons, "; ")))
}

func (j *rejects) line(cells []string) error {
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	return j.out.Write(cells)
}

// harmless is a cell that no spreadsheet calculates: one that begins like a formula gets an apostrophe.
func harmless(cell string) string {
	cell = strings.ToValidUTF8(strings.ReplaceAll(cell, "\x00", "\u2400"), "\ufffd")
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func (j *rejects) create() (err error) {
	// CreateTemp makes it readable to its owner alone.
	if j.temp, err = os.CreateTemp(filepath.Dir(j.path), ".rejects-*"); err != nil {
		return err
	}
	if _, err = j.temp.WriteString("\ufeff"); err != nil {
		return err
	}
	j.out = csv.NewWriter(j.temp)
	return j.line(append(append([]string(nil), j.columns...), "line", "reason"))
}

// keep gives the file its name; the path is empty when there was no row.
func (j *rejects) keep() (path string, err error) {
	if j.temp == nil {
		return "", nil
	}
	j.out.Flush()
	if err := errors.Join(j.out.Error(), j.temp.Close()); err != nil {
		return "", err
	}
	name := j.temp.Name()
	j.temp = nil
	return j.path, os.Rename(name, j.path)
}

// discard removes what was not kept.
func (j *rejects) discard() error {
	if j.temp == nil {
		return nil
	}
	err := errors.Join(j.temp.Close(), os.Remove(j.temp.Name()))
	j.temp = nil
	return err
}
