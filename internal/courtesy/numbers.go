package courtesy

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"comity/internal/dunning"
)

// run is a row of digits, with single marks of one kind between its groups.
type run struct {
	digits  string // an X at the end of a resident's number included
	groups  []int  // how many digits each has
	plus    bool   // a + stands before it
	at, end int
}

// runs finds the rows of digits in a text. Full-width digits count, and what cannot be seen does not part them.
func (f folder) runs(text string) []run {
	var list []run
	var now run
	var mark rune // between the groups
	var waiting rune
	var before rune
	flush := func() {
		if len(now.digits) > 0 {
			list = append(list, now)
		}
		now, mark, waiting = run{}, 0, 0
	}
	var buffer [8]rune
	i := 0
	for _, r := range text {
		for _, x := range f.runes(buffer[:0], r) {
			switch {
			case '0' <= x && x <= '9':
				if len(now.digits) > 0 && waiting != 0 && mark != 0 && waiting != mark {
					flush()
				}
				if len(now.digits) == 0 {
					now = run{at: i, plus: before == '+', groups: []int{0}}
				} else if waiting != 0 {
					mark = waiting
					now.groups = append(now.groups, 0)
				}
				now.digits += string(x)
				now.groups[len(now.groups)-1]++
				now.end, waiting = i+1, 0
			case x == 'x' && len(now.digits) == 17 && waiting == 0:
				now.digits, now.end = now.digits+"X", i+1
				now.groups[len(now.groups)-1]++
				flush()
			case len(now.digits) > 0 && waiting == 0 && (x == ' ' || x == '-' || x == '.' || x == '·' || x == '_' || x == '/'):
				waiting = x
			default:
				flush()
			}
			before = x
		}
		i++
	}
	flush()
	return list
}

// numbers finds full numbers of cards and people, and private telephones.
func (g *Gate) numbers(j *judgement, p part) {
	nine := false
	for _, r := range g.runs(p.text) {
		nine = nine || len(r.digits) == 9
		switch name := j.numberKind(r); name {
		case "":
		case "card-number", "identity-number":
			f := g.found(j, name, "full-number", Refuse)
			f.Match = masked(r.digits)
			j.add(p, f, r.at, r.end)
		case "premium-number":
			j.add(p, g.found(j, name, "premium-number", Refuse), r.at, r.end)
		default:
			severity := Refuse
			if name == "mobile-number" {
				severity = Warn
			}
			f := g.found(j, name, "personal-contact", severity)
			f.Match = masked(r.digits)
			j.add(p, f, r.at, r.end)
		}
	}
	if !nine {
		return
	}
	for _, at := range otherIDs.FindAllStringIndex(p.text, -1) {
		id := p.text[at[0]:at[1]]
		if id[0] > '9' && !taiwanese(id) {
			continue
		}
		start := len([]rune(p.text[:at[0]]))
		f := g.found(j, "identity-number", "full-number", Refuse)
		f.Match = masked(id)
		j.add(p, f, start, start+len(id))
	}
}

// otherIDs are numbers of people elsewhere: social security in the United States, and Taiwan's.
var otherIDs = regexp.MustCompile(`\b(?:[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}|[A-Z][1289][0-9]{8})\b`)

func masked(digits string) string {
	if len(digits) <= 4 {
		return digits
	}
	return strings.Repeat("*", len(digits)-4) + digits[len(digits)-4:]
}

// numberKind says what a row of digits is; empty for nothing that matters here.
func (j *judgement) numberKind(r run) string {
	switch {
	case resident(r.digits):
		return "identity-number"
	case cardIn(r):
		return "card-number"
	}
	digits := r.digits
	if j.own(digits) {
		return ""
	}
	switch {
	case premium(digits, r.plus, j):
		return "premium-number"
	case mainland(r, j):
		return "private-number"
	case len(digits) == 10 && strings.HasPrefix(digits, "09") && (j.in("TW") || chinese(j.message.Locale)):
		return "private-number"
	case british(r):
		if len(j.Phones) > 0 {
			return "private-number"
		}
		return "mobile-number"
	case american(r) && len(j.Phones) > 0 && j.message.Channel != dunning.Letter:
		return "private-number"
	}
	return ""
}

// own says that a number is one of the sender's.
func (j *judgement) own(digits string) bool {
	return slices.ContainsFunc(j.Phones, func(s string) bool {
		theirs := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, s)
		short := strings.TrimLeft(theirs, "0")
		return len(theirs) > 4 && (strings.HasSuffix(digits, theirs) || strings.HasSuffix(theirs, digits) && len(digits) > 6 || strings.HasSuffix(digits, short))
	})
}

func mainland(r run, j *judgement) bool {
	d := r.digits
	if len(d) == 13 && strings.HasPrefix(d, "86") || len(d) == 15 && strings.HasPrefix(d, "0086") {
		d = d[len(d)-11:]
	} else if !chinese(j.message.Locale) && !j.in("CN") || len(r.groups) > 1 && r.groups[0] == 1 {
		return false
	}
	return len(d) == 11 && d[0] == '1' && d[1] >= '2'
}

func british(r run) bool {
	d := r.digits
	return len(d) == 11 && strings.HasPrefix(d, "07") || r.plus && len(d) == 12 && strings.HasPrefix(d, "447")
}

func american(r run) bool {
	d := strings.TrimPrefix(r.digits, "1")
	return len(d) == 10 && len(r.groups) > 1 && d[0] >= '2' && d[3] >= '2'
}

func premium(d string, plus bool, j *judgement) bool {
	if j.in("GB") || j.in("IE") {
		if len(d) == 11 && (strings.HasPrefix(d, "09") || strings.HasPrefix(d, "087")) || plus && len(d) == 12 && (strings.HasPrefix(d, "449") || strings.HasPrefix(d, "4487")) {
			return true
		}
	}
	d = strings.TrimPrefix(d, "1")
	return j.in("US") && len(d) == 10 && strings.HasPrefix(d, "900")
}

// cardIn says that a row holds the number of a card: 13 to 19 digits whose check digit is right.
func cardIn(r run) bool {
	at := 0
	for i := range r.groups {
		n := 0
		for k := i; k < len(r.groups); k++ {
			if n += r.groups[k]; n > 19 {
				break
			}
			if n >= 13 && groupsOfCard(r.groups[i:k+1]) && card(r.digits[at:at+n]) {
				return true
			}
		}
		at += r.groups[i]
	}
	return false
}

// groupsOfCard says that nobody writes a date or an amount in such groups.
func groupsOfCard(groups []int) bool {
	for i, n := range groups {
		if n < 3 && i < len(groups)-1 {
			return false
		}
	}
	return true
}

func card(d string) bool {
	if !strings.ContainsRune("234568", rune(d[0])) || strings.ContainsRune(d, 'X') {
		return false
	}
	sum, same := 0, true
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		same = same && d[i] == d[0]
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0 && !same
}

// resident says that digits are the number of a resident of mainland China: 18 with a check character (GB 11643), or
// the 15 of old ones.
func resident(d string) bool {
	switch len(d) {
	case 18:
		weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
		sum := 0
		for i, w := range weights {
			sum += w * int(d[i]-'0')
		}
		return "10X98765432"[sum%11] == d[17] && region(d) && born(d[10:14])
	case 15:
		return region(d) && born(d[8:12])
	}
	return false
}

func region(d string) bool { return d[0] >= '1' && d[0] <= '8' && d[1] <= '6' }

// born says that four digits are a month and a day.
func born(d string) bool {
	month, day := int(d[0]-'0')*10+int(d[1]-'0'), int(d[2]-'0')*10+int(d[3]-'0')
	return 1 <= month && month <= 12 && 1 <= day && day <= 31
}

// taiwanese says that the check digit of a Taiwanese number is right.
func taiwanese(id string) bool {
	const order = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
	n := strings.IndexByte(order, id[0]) + 10
	sum := n/10 + n%10*9
	for i, w := range []int{8, 7, 6, 5, 4, 3, 2, 1, 1} {
		sum += w * int(id[i+1]-'0')
	}
	return sum%10 == 0
}
