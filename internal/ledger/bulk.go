package ledger

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// into names where a bulk insert goes.
type into struct {
	table   string
	columns []string
}

// bulk is many rows for one table.
type bulk struct {
	into into
	rows [][]any
}

// inserts are the statements that insert the rows, n with each while there are so many.
func (b bulk) inserts(n int) []statement {
	whole := len(b.rows) - len(b.rows)%n
	return append(b.into.inserts(b.rows[:whole], n), b.into.inserts(b.rows[whole:], 1)...)
}

// inserts insert n rows with each statement; len(rows) is a multiple of n.
func (t into) inserts(rows [][]any, n int) []statement {
	if len(rows) == 0 {
		return nil
	}
	text := t.statement(n)
	list := make([]statement, 0, len(rows)/n)
	for ; len(rows) > 0; rows = rows[n:] {
		args := make([]any, 0, n*len(t.columns))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		list = append(list, statement{text, args})
	}
	return list
}

// statement is the text of an insert of n rows.
func (t into) statement(n int) string {
	rows := make([]string, n)
	for r := range rows {
		marks := make([]string, len(t.columns))
		for i := range marks {
			marks[i] = fmt.Sprintf("$%d", r*len(t.columns)+i+1)
		}
		rows[r] = "(" + strings.Join(marks, ", ") + ")"
	}
	return "INSERT INTO " + t.table + " (" + strings.Join(t.columns, ", ") + ") VALUES " + strings.Join(rows, ", ")
}

// put inserts one row.
func (t into) put(row []any) statement { return statement{t.statement(1), row} }

// change updates the row whose first column is that of row.
func (t into) change(row []any) statement {
	set := make([]string, len(t.columns)-1)
	for i, c := range t.columns[1:] {
		set[i] = fmt.Sprintf("%s = $%d", c, i+2)
	}
	return statement{"UPDATE " + t.table + " SET " + strings.Join(set, ", ") + " WHERE " + t.columns[0] + " = $1", row}
}

// list is an argument of many rows, for {rows …}.
type list [][]any

// ids is the first value of every row: named beside the list, they let a database that cannot guess how
// long the list is find the rows by their key.
func ids(l list) []string {
	out := make([]string, len(l))
	for i, r := range l {
		out[i], _ = r[0].(string)
	}
	return out
}

// json is how a list travels, on both databases.
func (l list) json() (string, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal([][]any(l))
	return string(b), err
}

// many finds {rows $1 id text, at bigint}: a table made of the rows of the list $1.
var many = regexp.MustCompile(`\{rows (\$\d+) ([^}]*)\}`)

// rowsOf writes such a table; column is how the database reads the i-th value of a row as a type, and from
// is the table of rows.
func rowsOf(sql, from string, column func(i int, kind string) string) string {
	return many.ReplaceAllStringFunc(sql, func(m string) string {
		parts := many.FindStringSubmatch(m)
		columns := strings.Split(parts[2], ",")
		for i, c := range columns {
			name, kind, _ := strings.Cut(strings.TrimSpace(c), " ")
			columns[i] = column(i, kind) + " AS " + name
		}
		return "(SELECT " + strings.Join(columns, ", ") + " FROM " + strings.ReplaceAll(from, "$1", parts[1]) + ")"
	})
}

func postgresRows(sql string) string {
	return rowsOf(sql, "jsonb_array_elements(CAST($1 AS jsonb)) AS e", func(i int, kind string) string {
		return fmt.Sprintf("CAST(e->>%d AS %s)", i, kind)
	})
}

func sqliteRowsText(sql string) string {
	return rowsOf(sql, "json_each($1)", func(i int, kind string) string {
		return fmt.Sprintf("CAST(json_extract(value, '$[%d]') AS %s)", i, kind)
	})
}
