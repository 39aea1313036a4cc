package intake

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// The bounds of what is read. A file that goes beyond them is wrong, not large.
const (
	maxCell  = 10_000    // characters in a cell
	maxLine  = 256 << 10 // bytes in a line, and in a record of several lines
	maxLines = 64        // lines that a record may go over
)

// record is one row of a CSV file (RFC 4180), or a line that is not one.
type record struct {
	line   int      // the first line it stands on, from 1
	cells  []string // empty when it could not be read
	raw    string   // as it stood in the file
	fault  Code     // not empty: it could not be read, for this reason
	column int      // where the fault is, from 1; 0: in the whole row
}

// records reads rows and keeps within the bounds. A quote that is opened and never closed, or is closed
// in the wrong place, costs its own line only: reading goes on at the line after it.
type records struct {
	src     *bufio.Reader
	line    int        // of the last line read from src
	pending []textLine // read, and to be read again
	columns int        // cells that every row has; 0: not known yet
}

type textLine struct {
	number int
	text   string
	cut    bool // it was longer than maxLine; the rest was passed over
}

func newRecords(r io.Reader) *records { return &records{src: bufio.NewReaderSize(r, 64<<10)} }

// next is the next row that says anything: blank lines and rows of empty cells, as spreadsheets leave
// them at the end, are passed over. It ends with io.EOF; any other error is one of reading.
func (r *records) next() (record, error) {
	for {
		first, err := r.nextLine()
		if err != nil {
			return record{}, err
		}
		if strings.Trim(first.text, ", \t\r") == "" && !first.cut {
			continue
		}
		return r.from(first)
	}
}

// from reads the record that begins on a line, taking more lines while a quote is open.
func (r *records) from(first textLine) (record, error) {
	if first.cut {
		cells, _, _ := split(first.text)
		return record{line: first.number, raw: first.text, fault: lineTooLong, column: len(cells)}, nil
	}
	text, taken := first.text, []textLine(nil)
	cells, fault, column := split(text)
	for fault == quoteOpen && len(taken) < maxLines && len(text) < maxLine {
		more, err := r.nextLine()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return record{}, err
		}
		taken = append(taken, more)
		if more.cut {
			break
		}
		text += "\n" + more.text
		if strings.Contains(more.text, `"`) { // only a quote can end it
			cells, fault, column = split(text)
		}
	}
	if fault == "" && r.columns > 0 && len(cells) != r.columns {
		fault, column = cellCount, 0
	}
	if fault != "" {
		if fault != cellCount || len(taken) > 0 {
			cells = nil
		}
		r.pending = append(taken, r.pending...)
		return record{line: first.number, cells: cells, raw: first.text, fault: fault, column: column}, nil
	}
	return record{line: first.number, cells: cells, raw: text}, nil
}

func (r *records) nextLine() (textLine, error) {
	if len(r.pending) > 0 {
		l := r.pending[0]
		r.pending = r.pending[1:]
		return l, nil
	}
	var kept []byte
	seen, cut := false, false
	for {
		part, err := r.src.ReadSlice('\n')
		seen = seen || len(part) > 0
		if room := maxLine - len(kept); len(part) > room {
			part, cut = part[:max(room, 0)], true
		}
		kept = append(kept, part...)
		switch {
		case err == nil, errors.Is(err, io.EOF) && seen:
			r.line++
			return textLine{r.line, string(bytes.TrimSuffix(bytes.TrimSuffix(kept, []byte("\n")), []byte("\r"))), cut}, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return textLine{}, err
		}
	}
}

// split takes a row apart. The fault is empty, or says what is wrong in which column (from 1); the cells
// up to there are returned.
func split(text string) (cells []string, fault Code, column int) {
	for {
		cell, rest, more, fault := cut(text)
		cells = append(cells, cell)
		if fault != "" {
			return cells, fault, len(cells)
		}
		if !more {
			return cells, "", 0
		}
		text = rest
	}
}

// cut takes the first cell off; more says that a comma followed it.
func cut(text string) (cell, rest string, more bool, fault Code) {
	if !strings.HasPrefix(text, `"`) {
		cell, rest, more = strings.Cut(text, ",")
		if strings.Contains(cell, `"`) {
			return cell, rest, more, quoteInside
		}
		return cell, rest, more, ""
	}
	var b strings.Builder
	text = text[1:]
	for {
		part, after, closed := strings.Cut(text, `"`)
		b.WriteString(part)
		if !closed {
			return b.String(), "", false, quoteOpen
		}
		switch {
		case strings.HasPrefix(after, `"`):
			b.WriteByte('"')
			text = after[1:]
		case after == "":
			return b.String(), "", false, ""
		case strings.HasPrefix(after, ","):
			return b.String(), after[1:], true, ""
		default:
			return b.String(), "", false, quoteAfter
		}
	}
}
