package intake

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// The encodings a file may have.
const (
	UTF8    = "utf-8"
	GB18030 = "gb18030"
)

// survey is what one pass over a file's bytes tells.
type survey struct {
	size     int64
	sha256   string
	encoding string
	bom      bool
	utf16    bool
}

// look reads all of r once, in constant memory. A file that is valid UTF-8 is UTF-8. One that is not is
// GB18030, unless it begins with UTF-8's mark or at least as many of its lines with letters beyond ASCII
// are valid UTF-8 as are not: then single lines are damaged, and to read the whole as GB18030 would turn
// every good name into a wrong one. Those lines are rejected later.
func look(r io.Reader) (survey, error) {
	var s survey
	sum := sha256.New()
	v := voter{}
	br := bufio.NewReaderSize(io.TeeReader(r, sum), 64<<10)
	head, err := br.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return s, err
	}
	s.bom = bytes.Equal(head, []byte("\xef\xbb\xbf"))
	s.utf16 = bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
	for {
		part, err := br.ReadSlice('\n')
		s.size += int64(len(part))
		v.add(part, err == nil)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			if !errors.Is(err, io.EOF) {
				return s, err
			}
			break
		}
	}
	v.endLine()
	s.encoding = UTF8
	if v.bad > 0 && !s.bom && v.good < v.bad {
		s.encoding = GB18030
	}
	s.sha256 = hex.EncodeToString(sum.Sum(nil))
	return s, nil
}

// voter counts lines with something beyond ASCII, by whether they are valid UTF-8.
type voter struct {
	good, bad int
	tail      []byte // an unfinished character at the end of the last part
	beyond    bool
	invalid   bool
}

func (v *voter) add(part []byte, ended bool) {
	if len(v.tail) > 0 {
		part = append(v.tail, part...)
		v.tail = nil
	}
	for len(part) > 0 {
		if part[0] < utf8.RuneSelf {
			part = part[1:]
			continue
		}
		v.beyond = true
		if !ended && !utf8.FullRune(part) {
			v.tail = bytes.Clone(part)
			return
		}
		c, size := utf8.DecodeRune(part)
		v.invalid = v.invalid || c == utf8.RuneError && size == 1
		part = part[size:]
	}
	if ended {
		v.endLine()
	}
}

func (v *voter) endLine() {
	switch {
	case v.invalid || len(v.tail) > 0:
		v.bad++
	case v.beyond:
		v.good++
	}
	v.beyond, v.invalid, v.tail = false, false, nil
}

// decoded reads r as UTF-8 without a mark. What cannot be decoded is left to be found, cell by cell.
func (s survey) decoded(r io.Reader) (io.Reader, error) {
	if s.encoding == GB18030 {
		return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder()), nil
	}
	if s.bom {
		_, err := io.CopyN(io.Discard, r, 3)
		return r, err
	}
	return r, nil
}
