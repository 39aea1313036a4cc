package synth

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"comity/internal/dunning"
	"comity/internal/intake"
)

// client is what a line of the UCI file tells. Amounts are minor units.
type client struct {
	id         int
	salutation dunning.Salutation // X2: 1 a man, 2 a woman
	status     int                // X6, September: months late; 0 and less: not late
	statement  int64              // X12: bill of September; negative when overpaid
	paid       int64              // X18: amount paid in September
}

// uciReader reads the UCI file (CSV, header ID, X1 … X23, Y).
type uciReader struct {
	rows     *csv.Reader
	at       map[string]int
	seen     map[int]int // the line of each id
	currency string
}

func readUCI(r io.Reader, currency string) (*uciReader, error) {
	rows := csv.NewReader(r)
	rows.ReuseRecord = true
	head, err := rows.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty: it begins with the header ID,X1,…,X23,Y")
	}
	if err != nil {
		return nil, fmt.Errorf("the header: %w", withoutText(err))
	}
	u := &uciReader{rows: rows, at: map[string]int{}, seen: map[int]int{}, currency: currency}
	for i, name := range head {
		u.at[strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))] = i
	}
	for _, name := range []string{"ID", "X2", "X6", "X12", "X18"} {
		if _, ok := u.at[name]; !ok {
			return nil, fmt.Errorf("line 1: the column %s is missing: this is not the UCI file with the header ID,X1,…,X23,Y", name)
		}
	}
	return u, nil
}

// withoutText keeps what the CSV reader says about the place and leaves the rest.
func withoutText(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d, character %d: %w", p.Line, p.Column, p.Err)
	}
	return err
}

// next is the next client; it ends with io.EOF.
func (u *uciReader) next() (client, error) {
	row, err := u.rows.Read()
	if err != nil {
		return client{}, withoutText(err)
	}
	line, _ := u.rows.FieldPos(0)
	c, err := u.client(row)
	if err != nil {
		return client{}, fmt.Errorf("line %d: %w", line, err)
	}
	if first, twice := u.seen[c.id]; twice {
		return client{}, fmt.Errorf("line %d: ID: client %d was already on line %d", line, c.id, first)
	}
	u.seen[c.id] = line
	return c, nil
}

func (u *uciReader) client(row []string) (c client, err error) {
	if c.id, err = u.whole(row, "ID", 1, 9_999_999); err != nil {
		return c, err
	}
	sex, err := u.whole(row, "X2", 0, 9)
	if err != nil {
		return c, err
	}
	c.salutation = map[int]dunning.Salutation{1: dunning.SalutationMr, 2: dunning.SalutationMs}[sex]
	if c.status, err = u.whole(row, "X6", -2, 120); err != nil {
		return c, err
	}
	if c.statement, err = u.money(row, "X12"); err != nil {
		return c, err
	}
	if c.paid, err = u.money(row, "X18"); err == nil && c.paid < 0 {
		err = errors.New("X18: a negative amount was paid: give 0 or more")
	}
	return c, err
}

// whole is a whole number, however it is written: 2, 2.0 or 2.00E+00.
func (u *uciReader) whole(row []string, name string, least, most int64) (int, error) {
	n, err := intake.ParseAmount(strings.TrimSpace(row[u.at[name]]), "JPY") // no decimals
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%s: not a whole number from %d to %d", name, least, most)
	}
	return int(n), nil
}

func (u *uciReader) money(row []string, name string) (int64, error) {
	n, err := intake.ParseAmount(strings.TrimSpace(row[u.at[name]]), u.currency)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}
