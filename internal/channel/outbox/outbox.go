// Package outbox is the channel that keeps everything at home: each message becomes a file in a folder.
// It is the default for every channel, for trying things out and for checking what would be sent.
//
// The procedure of one hand-over: write the bytes to a temporary file in the folder, link it to
// <channel>/<reminder's id>.<json|eml|pdf>, remove the temporary name. A link never replaces a file, so a
// reminder is taken once, whatever happens: a second hand-over finds the file and gets the same receipt.
//
// What it promises: a file under its final name is whole. The folder can be asked what it took, with
// certainty, so that no outcome stays unknown after a crash of the process. After a loss of power that holds
// only with Config.Sync. The folder is 0700 and files are 0600, because they hold personal data; file
// names, receipts and errors hold none.
package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"comity/internal/dunning"
)

// Provider is the name of this provider in receipts.
const Provider = "outbox"

// Config is what an outbox needs to know.
type Config struct {
	// Dir is the folder; it and its subfolders are made when missing.
	Dir string
	// Email makes the bytes of an email.
	Email func(dunning.Message) ([]byte, error)
	// Sync writes files through to the disk before they count as taken. It costs most of the speed.
	Sync bool
	// Now is our clock, which may be moved.
	Now func() time.Time
}

// Outbox takes messages of every channel. It may be used from any number of goroutines, and several
// processes may share a folder.
type Outbox struct{ cfg Config }

// New makes the folder. A process that is killed while it writes leaves a file .new-* behind, which counts
// as nothing.
func New(cfg Config) (*Outbox, error) {
	switch {
	case cfg.Dir == "":
		return nil, errors.New("outbox: no folder was given")
	case cfg.Email == nil:
		return nil, errors.New("outbox: nothing was given to make emails with")
	case cfg.Now == nil:
		return nil, errors.New("outbox: no clock was given")
	}
	for _, c := range dunning.Channels() {
		if err := os.MkdirAll(filepath.Join(cfg.Dir, string(c)), 0o700); err != nil {
			return nil, fmt.Errorf("outbox: make the folder: %w", err)
		}
	}
	return &Outbox{cfg: cfg}, nil
}

// opaqueID keeps ids inside the folder: no separators, no leading dot, nothing to be taken for an option.
var opaqueID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$`)

var suffixes = [...]struct {
	channel dunning.Channel
	suffix  string
}{{dunning.SMS, ".json"}, {dunning.Email, ".eml"}, {dunning.Letter, ".pdf"}}

// ref is the file of a reminder, relative to the folder; ok is false when there can be none.
func ref(id string, c dunning.Channel) (name string, ok bool) {
	for _, s := range suffixes {
		if s.channel == c {
			return string(c) + "/" + id + s.suffix, opaqueID.MatchString(id)
		}
	}
	return "", false
}

// Send puts m into the folder.
func (o *Outbox) Send(ctx context.Context, m dunning.Message) dunning.Receipt {
	name, ok := ref(m.ID, m.Channel)
	switch {
	case !ok:
		return permanent("id", "the reminder's id or channel is not one that can name a file")
	case ctx.Err() != nil:
		return temporary("cancelled", "the hand-over was cancelled before it began")
	case !o.cfg.Now().Before(m.NotAfter):
		return temporary("late", "the permitted time was over before anything was written")
	}
	data, err := o.bytes(m)
	if err != nil {
		return permanent("message", "no file can be made of the message")
	}
	return o.put(name, data)
}

// Ask says what became of a reminder: Accepted when its file is there, Temporary when it is not. It is for
// hand-overs that have ended: one still under way may put the file there afterwards.
func (o *Outbox) Ask(_ context.Context, reminderID string, c dunning.Channel) (dunning.Receipt, error) {
	name, ok := ref(reminderID, c)
	if !ok {
		return dunning.Receipt{}, errors.New("outbox: not an id or channel that can name a file")
	}
	_, err := os.Lstat(filepath.Join(o.cfg.Dir, name))
	switch {
	case err == nil:
		return accepted(name), nil
	case errors.Is(err, fs.ErrNotExist) && o.folder(c):
		return temporary("none", "no such file was written"), nil
	}
	return dunning.Receipt{}, errors.New("outbox: " + why(err) + "; make the folder readable and ask again")
}

// folder says whether the channel's folder is there: a missing one, perhaps not mounted, proves nothing.
func (o *Outbox) folder(c dunning.Channel) bool {
	info, err := os.Stat(filepath.Join(o.cfg.Dir, string(c)))
	return err == nil && info.IsDir()
}

// sms is the file of an SMS.
type sms struct {
	ID         string    `json:"id"`
	To         string    `json:"to"`
	From       string    `json:"from"` // the signature
	Text       string    `json:"text"`
	Locale     string    `json:"locale"`
	Template   string    `json:"template"`
	HandedOver time.Time `json:"handed_over_at"`
}

func (o *Outbox) bytes(m dunning.Message) ([]byte, error) {
	switch m.Channel {
	case dunning.SMS:
		b, err := json.Marshal(sms{ID: m.ID, To: m.To.Value, From: m.From.ShortName, Text: m.Text,
			Locale: m.Locale, Template: m.Template, HandedOver: o.cfg.Now().UTC()})
		return append(b, '\n'), err
	case dunning.Email:
		return o.cfg.Email(m)
	default:
		if len(m.PDF) == 0 {
			return nil, errors.New("the letter has no pages")
		}
		return m.PDF, nil
	}
}

func accepted(name string) dunning.Receipt {
	return dunning.Receipt{Class: dunning.Accepted, Provider: Provider, Ref: name, Detail: "written to the outbox"}
}

func temporary(code, detail string) dunning.Receipt {
	return dunning.Receipt{Class: dunning.Temporary, Provider: Provider, Code: code, Detail: detail}
}

func permanent(code, detail string) dunning.Receipt {
	return dunning.Receipt{Class: dunning.Permanent, Provider: Provider, Code: code, Detail: detail}
}
