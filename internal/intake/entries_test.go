package intake_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

// tell is what the API does with contacts.
func tell(t *testing.T, s intake.Store, list ...intake.Contact) (intake.Saved, []intake.Fault) {
	t.Helper()
	saved, faults, err := intake.New(s, func() time.Time { return clock }).TakeContacts(context.Background(), "tester", "en", list)
	if err != nil {
		t.Fatal(err)
	}
	return saved, faults
}

func TestAContactByTheAPIIsTheContactOfAFile(t *testing.T) {
	t.Parallel()
	file, api := intaketest.New(), intaketest.New()
	mustTake(t, file, write(t, factsToo()))
	mustTake(t, api, write(t, book()))
	list := []intake.Contact{
		{ID: "k1", At: "2026-11-09T15:00:00+08:00", Channel: "voice", Status: "connected", Customer: "c1", Address: "100 0000 0001", Portfolio: "demo", Asked: true, Source: "Example Calls"},
		{ID: "k2", At: "2026-11-08T23:59:59.999999+08:00", Channel: "visit", Accounts: []string{"a2", "a1"}, Line1: "12 Invented Road",
			City: "Sample City", Country: "US", Group: "north", Work: true},
		{ID: "k3", At: "2026-11-09T15:00:00+08:00", Channel: "email", Status: "refused", Customer: "c2", Accounts: []string{"a2"},
			Address: "C1@Mail.Example", Portfolio: "demo"},
	}
	if saved, faults := tell(t, api, list...); saved != (intake.Saved{New: 3}) || len(faults) > 0 {
		t.Fatalf("%+v, %v", saved, faults)
	}
	if diff := cmp.Diff(file.Contacts, api.Contacts); diff != "" {
		t.Errorf("(-file +api)\n%s", diff)
	}
	if saved, _ := tell(t, api, list...); saved != (intake.Saved{Same: 3}) {
		t.Errorf("again: %+v", saved)
	}
	list[0].Status = "unanswered" // learned later
	if saved, _ := tell(t, api, list...); saved != (intake.Saved{Changed: 1, Same: 2}) || api.Contacts["k1"].Status != dunning.ContactUndelivered {
		t.Errorf("a status learned later: %+v, %s", saved, api.Contacts["k1"].Status)
	}
}

// The fields of a contact are the columns of the file, in their order: Contact.cells relies on it.
func TestTheFieldsOfAContactAreTheColumnsOfTheFile(t *testing.T) {
	t.Parallel()
	var fields, columns []string
	for f := range reflect.TypeFor[intake.Contact]().Fields() {
		fields = append(fields, f.Tag.Get("json"))
	}
	for _, c := range intake.Columns(intake.FeedContacts) {
		columns = append(columns, c.Name)
	}
	if diff := cmp.Diff(columns, fields); diff != "" {
		t.Errorf("(-columns +fields)\n%s", diff)
	}
	// Each field with its own name in it: a fault about a column repeats none, and is about the right one.
	s := intaketest.New()
	mustTake(t, s, write(t, book()))
	for i, name := range fields {
		c := intake.Contact{ID: "x", At: "2026-11-09T15:00:00Z", Channel: "letter", Customer: "c1", Portfolio: "demo", Line1: "Road", City: "City"}
		v := reflect.ValueOf(&c).Elem().Field(i)
		switch v.Kind() {
		case reflect.String:
			v.SetString("=Ma-rie\x00")
		case reflect.Slice:
			v.Set(reflect.ValueOf([]string{"=Ma-rie\x00"}))
		default:
			continue
		}
		_, faults := tell(t, s, c)
		if len(faults) == 0 || faults[0].Column != name || faults[0].Line != 1 || strings.Contains(fmt.Sprint(faults), private) {
			t.Errorf("%s: %v", name, faults)
		}
	}
}

func TestOfContactsByTheAPIAllAreTakenInOrNone(t *testing.T) {
	t.Parallel()
	good := intake.Contact{ID: "g", At: "2026-11-09T15:00:00Z", Channel: "sms", Customer: "c1", Portfolio: "demo"}
	for name, c := range map[string]struct {
		change       func(*intake.Contact)
		column, code string
	}{
		"no id":                     {func(c *intake.Contact) { c.ID = "" }, "contact_id", "required"},
		"the id of another":         {func(c *intake.Contact) { c.ID = "g" }, "contact_id", "id-twice"},
		"no time":                   {func(c *intake.Contact) { c.At = "" }, "at", "required"},
		"a date":                    {func(c *intake.Contact) { c.At = "2026-11-09" }, "at", "moment"},
		"the future":                {func(c *intake.Contact) { c.At = "2026-11-10T10:00:00+08:00" }, "at", "not-yet"},
		"no channel":                {func(c *intake.Contact) { c.Channel = "" }, "channel", "required"},
		"an unknown customer":       {func(c *intake.Contact) { c.Customer = "nobody" }, "customer_id", "unknown-customer"},
		"an unknown account":        {func(c *intake.Contact) { c.Accounts = []string{"nothing"} }, "account_ids", "unknown-account"},
		"two accounts in one id":    {func(c *intake.Contact) { c.Accounts = []string{"a1;a2"} }, "account_ids", "id-form"},
		"nobody":                    {func(c *intake.Contact) { c.Customer = "" }, "customer_id", "whose"},
		"an unknown portfolio":      {func(c *intake.Contact) { c.Portfolio = "other" }, "portfolio", "unknown-portfolio"},
		"a portfolio of unsafe id":  {func(c *intake.Contact) { c.Portfolio = "Ma rie" }, "portfolio", "id-form"},
		"a number without country":  {func(c *intake.Contact) { c.Address = "12 Ma-rie" }, "address", "phone"},
		"letters that are damaged":  {func(c *intake.Contact) { c.Source = "Ma-rie\ufffd" }, "source", "encoding"},
		"a source of a million":     {func(c *intake.Contact) { c.Source = strings.Repeat("Ma-rie", 200_000) }, "source", "too-long"},
		"a line break in the group": {func(c *intake.Contact) { c.Group = "Ma-rie\nb" }, "group", "line-break"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := intaketest.New()
			mustTake(t, s, write(t, book()))
			bad := good
			bad.ID = "b"
			c.change(&bad)
			saved, faults := tell(t, s, good, bad)
			if saved != (intake.Saved{}) || len(s.Contacts) > 0 {
				t.Errorf("taken in: %+v", saved)
			}
			if len(faults) != 1 || faults[0].Line != 2 || faults[0].Column != c.column || string(faults[0].Code) != c.code {
				t.Errorf("got %v; want %s in %s of the second", faults, c.code, c.column)
			}
			if strings.Contains(fmt.Sprint(faults), private) {
				t.Errorf("a fault repeats what stood there: %v", faults)
			}
		})
	}
}
