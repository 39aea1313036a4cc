package twilio

import (
	"net/http"
	"time"
)

// Kind is what a server does with a create request.
type Kind int

// The kinds. The zero Kind accepts.
const (
	Accept         Kind = iota
	Refuse              // answers Status with Code, in Twilio's JSON
	Hang                // takes nothing and never answers
	AcceptThenDrop      // takes the message and closes the connection without an answer
	AcceptThenHang      // takes the message and never answers
	Drop                // reads the request, takes nothing and closes the connection
	NotJSON             // answers Status (200 if unset) with a page of HTML; takes nothing
	AcceptNotJSON       // takes the message and answers Status (201 if unset) with a page of HTML
	AcceptCutOff        // takes the message, answers 201 and breaks off in the middle of the JSON
)

// Behaviour is how one create request is treated.
type Behaviour struct {
	Kind       Kind
	Status     int           // HTTP status, for Refuse, NotJSON and AcceptNotJSON
	Code       int           // Twilio's error code, for Refuse; 0: none
	Message    string        // Twilio's error text; the default names the recipient, as the real one does
	RetryAfter string        // a Retry-After header, for Refuse
	Delay      time.Duration // passes before anything else, for slow providers
}

// Magic is the recipients that ask for a failure by their number. The first five are those of Twilio's
// test credentials (https://www.twilio.com/docs/iam/test-credentials); the others are our own, from the
// same range, which no network assigns.
func Magic(to string) (Behaviour, bool) {
	switch to {
	case "+15005550001":
		return Behaviour{Kind: Refuse, Status: http.StatusBadRequest, Code: 21211}, true // invalid number
	case "+15005550002":
		return Behaviour{Kind: Refuse, Status: http.StatusBadRequest, Code: 21612}, true // no route
	case "+15005550003":
		return Behaviour{Kind: Refuse, Status: http.StatusBadRequest, Code: 21408}, true // region not permitted
	case "+15005550004":
		return Behaviour{Kind: Refuse, Status: http.StatusBadRequest, Code: 21610}, true // opted out
	case "+15005550009":
		return Behaviour{Kind: Refuse, Status: http.StatusBadRequest, Code: 21614}, true // cannot receive SMS
	case "+15005550021":
		return Behaviour{Kind: Refuse, Status: http.StatusTooManyRequests, Code: 20429}, true
	case "+15005550022":
		return Behaviour{Kind: Refuse, Status: http.StatusInternalServerError, Code: 20500}, true
	case "+15005550023":
		return Behaviour{Kind: Hang}, true
	case "+15005550024":
		return Behaviour{Kind: AcceptThenDrop}, true
	case "+15005550025":
		return Behaviour{Kind: Drop}, true
	case "+15005550026":
		return Behaviour{Kind: NotJSON}, true
	}
	return Behaviour{}, false
}
