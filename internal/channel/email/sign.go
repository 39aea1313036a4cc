package email

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// signer is made anew for every message: the library's keeps state while signing.
func (r *Renderer) signer() *gomail.DKIMSigner {
	d := r.cfg.DKIM
	s := gomail.NewDKIMSigner(d.Domain, d.Selector, r.key)
	s.NowFunc = r.cfg.Now
	s.SignHeaders("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
		"List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted")
	// Signed once more than they occur: nobody can add a second one (RFC 6376, 8.15).
	s.OversignHeaders("From", "To", "Reply-To", "Subject", "Date", "List-Unsubscribe", "List-Unsubscribe-Post")
	return s
}

// sign puts a DKIM signature before the message. The library signs its header in one line, as relaxed
// canonicalization wants, but then breaks a long list of header names in the middle of a name, which
// makes a space of the break and the signature false. So its breaks are undone, and made between tags.
func (r *Renderer) sign(data []byte) ([]byte, error) {
	header, body, ok := bytes.Cut(data, []byte("\r\n\r\n"))
	if !ok {
		return nil, errors.New("email: the message has no body to sign")
	}
	signature, err := r.signer().Sign(append(bytes.Clone(header), "\r\n"...), body)
	if err != nil {
		return nil, fmt.Errorf("email: DKIM: %w", err)
	}
	signature = strings.TrimSuffix(signature, "\r\n")
	signature = strings.ReplaceAll(signature, "\r\n ", "")
	signature = strings.ReplaceAll(signature, "; ", ";\r\n ")
	return append([]byte(signature+"\r\n"), data...), nil
}
