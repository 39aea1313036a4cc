package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"strings"
)

// csvFile is an open CSV file, after its header.
type csvFile struct {
	closer io.Closer
	sum    *sum
	rows   *records
	head   header
}

// begin reads the header. What is wrong with it is a *FileError.
func (c *csvFile) begin(f file, columns []Column, locale string) error {
	text, err := f.survey.decoded(c.sum)
	if err != nil {
		return err
	}
	c.rows = newRecords(text)
	first, err := c.rows.next()
	if errors.Is(err, io.EOF) {
		return &FileError{f.name, fileEmpty.fault(locale, 0, "", 0, strings.Join(columnNames(columns), ","))}
	}
	if err != nil {
		return err
	}
	head, wrong := readHeader(first, columns, locale)
	if wrong != nil {
		return &FileError{f.name, *wrong}
	}
	c.head, c.rows.columns = head, len(head.names)
	return nil
}

// unchanged says whether what was read to its end is what was surveyed before.
func (c *csvFile) unchanged(s survey) bool { return c.sum.hex() == s.sha256 }

// sum hashes what is read through it.
type sum struct {
	from io.Reader
	hash hash.Hash
}

func newSum(r io.Reader) *sum { return &sum{r, sha256.New()} }

func (s *sum) Read(p []byte) (int, error) {
	n, err := s.from.Read(p)
	s.hash.Write(p[:n])
	return n, err
}

func (s *sum) hex() string { return hex.EncodeToString(s.hash.Sum(nil)) }

// survey looks at a whole file once, and at its header.
func (f *file) examine(columns []Column, locale string) error {
	handle, err := os.Open(f.path)
	if err != nil {
		return err
	}
	f.survey, err = look(handle)
	if err = errors.Join(err, handle.Close()); err != nil {
		return err
	}
	if f.survey.utf16 {
		return &FileError{f.name, fileUTF16.fault(locale, 0, "", 0)}
	}
	opened, err := f.open(columns, locale)
	if err != nil {
		return err
	}
	return opened.closer.Close()
}
