package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"comity/internal/access"
	"comity/internal/intake"
)

// Contacts takes contacts in that were made elsewhere.
type Contacts interface {
	// TakeContacts takes in all of the contacts or, where one has a fault, none. The same again change nothing.
	// The line of a fault is the position of its contact, from 1.
	TakeContacts(ctx context.Context, actor, locale string, list []intake.Contact) (intake.Saved, []intake.Fault, error)
}

// contacts has the route for what was said elsewhere. It takes the right to import: whoever has it may bring
// the same facts as a file, and the token of a telephone system is to open nothing that a collector may do.
func (d *door) contacts() {
	if d.deps.Contacts != nil {
		d.guard("POST /api/v1/contacts", access.Import, d.takeContacts)
	}
}

func (d *door) takeContacts(w http.ResponseWriter, r *http.Request) error {
	list, at, err := readContacts(r.Body)
	if err != nil {
		return err
	}
	saved, faults, err := d.deps.Contacts.TakeContacts(r.Context(), noteOf(r).actor.ID, localeOf(r), list)
	switch {
	case err != nil:
		return err
	case len(faults) > 0:
		return newFlawed(faults, at)
	default:
		return answer(w, http.StatusOK, saved)
	}
}

// contactBody is what is sent: contacts, or one.
type contactBody struct {
	Contacts []intake.Contact `json:"contacts"`
	intake.Contact
}

// readContacts reads a body strictly: a field that nobody knows was meant to say something. It says where in
// the body the contact of a position, from 1, is.
func readContacts(body io.Reader) (list []intake.Contact, at func(int) string, err error) {
	var given contactBody
	in := json.NewDecoder(body)
	in.DisallowUnknownFields()
	if err := in.Decode(&given); err != nil {
		return nil, nil, misread(err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, misread(errors.Join(err, errors.New("more than one value")))
	}
	alone := !reflect.ValueOf(given.Contact).IsZero()
	switch n := len(given.Contacts); {
	case alone == (n > 0):
		return nil, nil, &trouble{BadRequest, "Send one contact, or contacts: a list of them.", "请发送一条联系记录，或以 contacts 发送列表。"}
	case n > intake.MaxEntries:
		return nil, nil, &trouble{
			TooLarge, fmt.Sprintf("contacts: at most %d at once.", intake.MaxEntries),
			fmt.Sprintf("contacts：一次最多 %d 条。", intake.MaxEntries),
		}
	case alone:
		return []intake.Contact{given.Contact}, func(int) string { return "" }, nil
	default:
		return given.Contacts, func(n int) string { return fmt.Sprintf("/contacts/%d", n-1) }, nil
	}
}

// misread says why a body is not what was expected, without what stood in it.
func misread(err error) error {
	var large *http.MaxBytesError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &large):
		return err
	case errors.As(err, &kind) && kind.Field != "":
		return &trouble{
			BadRequest, fmt.Sprintf("%s: not a value of this field's kind.", kind.Field),
			fmt.Sprintf("%s：值的类型不符。", kind.Field),
		}
	default:
		return &trouble{
			BadRequest, "Send one JSON object with the fields of a contact, and no others.",
			"请发送一个 JSON 对象，只含联系记录的字段。",
		}
	}
}
