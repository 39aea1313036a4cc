package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/access"
	"comity/internal/intake"
	"comity/internal/web"
)

const contactsPath = "/api/v1/contacts"

// agency is where contacts go; it finds faults in those whose channel is a mark.
type agency struct {
	actor, locale string
	taken         []intake.Contact
	err           error
}

func (a *agency) TakeContacts(_ context.Context, actor, locale string, list []intake.Contact) (intake.Saved, []intake.Fault, error) {
	a.actor, a.locale = actor, locale
	var faults []intake.Fault
	for i, c := range list {
		if c.Channel == markBody {
			faults = append(faults, intake.Fault{Line: i + 1, Column: "channel", Code: "not-one-of", Reason: "not a word", Remedy: "write one"})
		}
	}
	if a.err != nil || len(faults) > 0 {
		return intake.Saved{}, faults, a.err
	}
	a.taken = append(a.taken, list...)
	return intake.Saved{New: len(list)}, nil, nil
}

// callCentre is a house whose staff door takes contacts.
func callCentre(t *testing.T) (*house, *agency) {
	t.Helper()
	a := &agency{}
	return open(t, func(_ *web.Config, d *web.Deps) { d.Contacts = a }), a
}

func TestATelephoneSystemTellsItsCallsByToken(t *testing.T) {
	t.Parallel()
	h, a := callCentre(t)
	key := h.users.issue(t, access.Operations, func(k *access.Token) { k.Scopes = []string{"import"} })
	url := h.Addrs().Staff + contactsPath
	one := `{"contact_id":"call-1","at":"2026-03-02T12:00:00Z","channel":"voice","account_ids":["a1"],"asked":true}`

	got := h.ask(t, "POST", url, strings.NewReader(one), bearer(key), "Accept-Language: zh-CN")
	if got.status != http.StatusOK || got.text != `{"new":1,"changed":0,"same":0}` {
		t.Errorf("one contact: %d %s", got.status, got.text)
	}
	list := `{"contacts":[` + one + `,{"contact_id":"call-2"}]}`
	if got := h.ask(t, "POST", url, strings.NewReader(list), bearer(key)); got.status != http.StatusOK || got.text != `{"new":2,"changed":0,"same":0}` {
		t.Errorf("a list: %d %s", got.status, got.text)
	}
	first := intake.Contact{ID: "call-1", At: "2026-03-02T12:00:00Z", Channel: "voice", Accounts: []string{"a1"}, Asked: true}
	if diff := cmp.Diff([]intake.Contact{first, first, {ID: "call-2"}}, a.taken); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !strings.HasPrefix(a.actor, "operations.") || a.locale != "en" {
		t.Errorf("taken in by %q, in %q", a.actor, a.locale)
	}
}

func TestEveryRoleAtTheDoorForContacts(t *testing.T) {
	t.Parallel()
	h, _ := callCentre(t)
	body := `{"contact_id":"call-1"}`
	for _, role := range access.Roles() {
		got := h.ask(t, "POST", h.Addrs().Staff+contactsPath, strings.NewReader(body), bearer(h.users.issue(t, role, nil)))
		if role == access.Operations {
			if got.status != http.StatusOK {
				t.Errorf("operations: %d %s", got.status, got.text)
			}
			continue
		}
		got.isProblem(t, string(role), web.Forbidden)
	}
	narrow := h.users.issue(t, access.Operations, func(k *access.Token) { k.Scopes = []string{"read.*"} })
	h.ask(t, "POST", h.Addrs().Staff+contactsPath, strings.NewReader(body), bearer(narrow)).isProblem(t, "a scope that reads", web.Forbidden)
	h.ask(t, "POST", h.Addrs().Staff+contactsPath, strings.NewReader(body)).isProblem(t, "nobody", web.Unauthenticated)
	h.ask(t, "POST", h.Addrs().Public+contactsPath, strings.NewReader(body)).isProblem(t, "the public door", web.NotFound)
	key := h.users.issue(t, access.Operations, nil)
	h.ask(t, "GET", h.Addrs().Staff+contactsPath, nil, bearer(key)).isProblem(t, "reading", web.MethodNotAllowed)
	without := open(t, nil)
	h.ask(t, "POST", without.Addrs().Staff+contactsPath, strings.NewReader(body), bearer(without.users.issue(t, access.Operations, nil))).
		isProblem(t, "a house that takes none", web.NotFound)
}

func TestABodyThatIsNoListOfContactsIsRefused(t *testing.T) {
	t.Parallel()
	h, a := callCentre(t)
	key := bearer(h.users.issue(t, access.Operations, nil))
	many := `{"contacts":[` + strings.TrimSuffix(strings.Repeat(`{"contact_id":"x"},`, intake.MaxEntries+1), ",") + `]}`
	for name, c := range map[string]struct {
		body, detail string
		code         web.Code
	}{
		"nothing":             {"", "Send one JSON object", web.BadRequest},
		"no JSON":             {"contact_id=1", "Send one JSON object", web.BadRequest},
		"half":                {`{"contact_id":"` + markBody, "Send one JSON object", web.BadRequest},
		"an array":            {`[{"contact_id":"x"}]`, "Send one JSON object", web.BadRequest},
		"two objects":         {`{"contact_id":"x"}{"contact_id":"y"}`, "Send one JSON object", web.BadRequest},
		"an unknown field":    {`{"contact_id":"x","` + markBody + `":1}`, "Send one JSON object", web.BadRequest},
		"unknown in a list":   {`{"contacts":[{"phone":"` + markBody + `"}]}`, "Send one JSON object", web.BadRequest},
		"another kind":        {`{"contact_id":"x","asked":"` + markBody + `"}`, "asked: not a value of this field's kind.", web.BadRequest},
		"another kind within": {`{"contacts":[{"at":5}]}`, "contacts.at: not a value", web.BadRequest},
		"an empty object":     {`{}`, "Send one contact, or contacts", web.BadRequest},
		"an empty list":       {`{"contacts":[]}`, "Send one contact, or contacts", web.BadRequest},
		"one beside a list":   {`{"contact_id":"x","contacts":[{"contact_id":"y"}]}`, "Send one contact, or contacts", web.BadRequest},
		"too many":            {many, "contacts: at most 1000 at once.", web.TooLarge},
	} {
		got := h.ask(t, "POST", h.Addrs().Staff+contactsPath, strings.NewReader(c.body), key)
		got.isProblem(t, name, c.code)
		if !strings.Contains(got.problem.Detail, c.detail) || strings.Contains(got.text, markBody) {
			t.Errorf("%s: %s", name, got.text)
		}
	}
	if len(a.taken) > 0 {
		t.Errorf("%d were taken in", len(a.taken))
	}
	if log := h.whole(t); strings.Contains(log, markBody) {
		t.Errorf("a body reached the log:\n%s", log)
	}
}

func TestABodyOfContactsIsLimited(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *web.Config, d *web.Deps) { c.MaxBodyBytes, d.Contacts = 100, &agency{} })
	key := bearer(h.users.issue(t, access.Operations, nil))
	body := `{"contact_id":"x","source":"` + strings.Repeat("y", 100) + `"}`
	h.ask(t, "POST", h.Addrs().Staff+contactsPath, strings.NewReader(body), key).isProblem(t, "announced", web.TooLarge)
	chunked := io.MultiReader(strings.NewReader(body)) // its length cannot be seen
	h.ask(t, "POST", h.Addrs().Staff+contactsPath, chunked, key).isProblem(t, "in chunks", web.TooLarge)
}

func TestFaultsAreToldWhereTheyAreAndNothingIsTakenIn(t *testing.T) {
	t.Parallel()
	h, a := callCentre(t)
	key := bearer(h.users.issue(t, access.Operations, nil))
	url := h.Addrs().Staff + contactsPath
	bad, good := fmt.Sprintf(`{"contact_id":"x","channel":%q}`, markBody), `{"contact_id":"y"}`
	for body, want := range map[string][]web.Flaw{
		bad: {{Pointer: "/channel", Code: "not-one-of", Detail: "not a word; write one"}},
		`{"contacts":[` + good + `,` + bad + `]}`: {{Pointer: "/contacts/1/channel", Code: "not-one-of", Detail: "not a word; write one"}},
	} {
		got := h.ask(t, "POST", url, strings.NewReader(body), key)
		got.isProblem(t, body, web.Unprocessable)
		if diff := cmp.Diff(want, got.problem.Errors); diff != "" || strings.Contains(got.text, markBody) {
			t.Errorf("%s: %s\n%s", body, got.text, diff)
		}
	}
	all := `{"contacts":[` + strings.TrimSuffix(strings.Repeat(bad+",", 300), ",") + `]}`
	if got := h.ask(t, "POST", url, strings.NewReader(all), key); len(got.problem.Errors) != 100 || !strings.Contains(got.problem.Detail, "flaws: 300.") {
		t.Errorf("%d flaws listed, and %q", len(got.problem.Errors), got.problem.Detail)
	}
	if len(a.taken) > 0 {
		t.Errorf("%d were taken in", len(a.taken))
	}
	a.err = errors.New(markInner)
	h.ask(t, "POST", url, strings.NewReader(good), key).isProblem(t, "the ledger is away", web.Internal)
	if log := h.whole(t); strings.Contains(log, markBody) || !strings.Contains(log, markInner) {
		t.Errorf("logged:\n%s", log)
	}
}

// What docs/import.md shows is what the door takes.
func TestTheExampleOfTheDocumentIsTakenIn(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Contacts by API\n")
	_, body, _ := strings.Cut(section, "    {\"contacts\"")
	body, _, _ = strings.Cut("{\"contacts\""+body, "\n\n")
	h, a := callCentre(t)
	got := h.ask(t, "POST", h.Addrs().Staff+contactsPath, strings.NewReader(body), bearer(h.users.issue(t, access.Operations, nil)))
	if got.status != http.StatusOK || len(a.taken) != 1 || a.taken[0].Source == "" {
		t.Errorf("%d %s, for %s", got.status, got.text, body)
	}
}
