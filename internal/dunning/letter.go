package dunning

import "comity/internal/calendar"

// LetterPage is a composed letter, before it is drawn: every string is final text in the letter's locale.
type LetterPage struct {
	ID        string // the reminder's or letter's id; printed as the serial number
	Locale    string
	From      Sender
	Recipient []string // address block, line by line, the name first
	Reference string   // our reference, as printed
	Date      calendar.Date
	DateText  string
	Subject   string
	Greeting  string
	Body      []Block
	Closing   string
	Signature []string // who signs, line by line
	Footer    []string // small print at the foot of every page
	PayCode   string   // the payload of the payment QR code; empty: none
	PayHint   string   // what stands beside the code
	Labels    LetterLabels
}

// LetterLabels are the fixed words around a letter, in its locale.
type LetterLabels struct {
	Reference string // "Our reference", "编号"
	Date      string // "Date", "日期"
	Page      string // with %d twice: page and pages
	Hotline   string
	Private   string // "Private and confidential", "私人信件"
	Seal      string // what stands where the seal goes, "（业务公章）"; empty: no place is kept for one
}

// Block is a piece of a letter's body: exactly one of its fields is set.
type Block struct {
	Heading   string
	Paragraph string
	Numbered  []string
	Table     *Table
}

// Table is the amounts that a letter states.
type Table struct {
	Columns []string
	Right   []bool // which columns are set flush right
	Rows    [][]string
	Total   []string // the last row, set in bold; empty: none
}
