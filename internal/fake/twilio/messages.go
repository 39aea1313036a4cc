package twilio

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Message is a message as it was asked for, and what became of it.
type Message struct {
	SID            string
	To             string
	From           string // a number or sender name; empty with a messaging service
	Service        string // Messaging Service SID
	Body           string
	StatusCallback string
	ValidityPeriod int // seconds
	Created        time.Time
	Status         string
	ErrorCode      int
}

// maxBody is the longest body that Twilio takes, in characters.
const maxBody = 1600

// create answers POST Messages.json.
func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	m, code, problem := parse(r)
	if code != 0 {
		writeError(w, http.StatusBadRequest, code, problem)
		return
	}
	s.mu.Lock()
	s.requests++
	n := s.requests
	s.mu.Unlock()
	m.SID = fmt.Sprintf("SM%032x", n)
	s.behave(w, r, n, m)
}

// parse reads and checks the form; code is Twilio's error code, 0 when all is well.
func parse(r *http.Request) (m Message, code int, problem string) {
	r.Body = http.MaxBytesReader(nil, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		return m, 21620, "The request could not be read"
	}
	f := r.PostForm
	m = Message{To: f.Get("To"), From: f.Get("From"), Service: f.Get("MessagingServiceSid"),
		Body: f.Get("Body"), StatusCallback: f.Get("StatusCallback")}
	switch {
	case m.To == "":
		return m, 21604, "A 'To' phone number is required."
	case m.From == "" && m.Service == "":
		return m, 21603, "A 'From' phone number is required."
	case m.Body == "":
		return m, 21602, "Message body is required."
	case len([]rune(m.Body)) > maxBody:
		return m, 21617, "The concatenated message body exceeds the 1600 character limit."
	case !strings.HasPrefix(m.To, "+"):
		return m, 21211, fmt.Sprintf("The 'To' number %s is not a valid phone number.", m.To)
	}
	if v := f.Get("ValidityPeriod"); v != "" {
		seconds, err := strconv.Atoi(v)
		if err != nil || seconds < 1 || seconds > 36000 {
			return m, 21620, "The validity period must be between 1 and 36000 seconds."
		}
		m.ValidityPeriod = seconds
	}
	return m, 0, ""
}

// behave does what the script, or the recipient's number, asks for.
func (s *Server) behave(w http.ResponseWriter, r *http.Request, n int, m Message) {
	b, magic := Magic(m.To)
	if !magic && s.behaviour != nil {
		b = s.behaviour(n, m)
	}
	if b.Delay > 0 && !s.wait(r, b.Delay) {
		return
	}
	switch b.Kind {
	case Refuse:
		refuse(w, b, m)
	case Hang:
		s.wait(r, 0)
	case Drop:
		drop(w)
	case NotJSON:
		writePage(w, orElse(b.Status, http.StatusOK))
	case AcceptThenDrop:
		s.accept(m)
		drop(w)
	case AcceptThenHang:
		s.accept(m)
		s.wait(r, 0)
	case AcceptNotJSON:
		s.accept(m)
		writePage(w, orElse(b.Status, http.StatusCreated))
	case AcceptCutOff:
		s.accept(m)
		w.Header().Set("Content-Length", "4096")
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"account_sid":"`))
		drop(w)
	default:
		writeJSON(w, http.StatusCreated, s.resource(s.accept(m)))
	}
}

// accept records the message as taken, before any answer, and lets its callbacks follow.
func (s *Server) accept(m Message) Message {
	m.Created = s.now().UTC()
	m.Status = "queued"
	if m.Service != "" {
		m.Status = "accepted"
	}
	s.mu.Lock()
	if s.countBy != nil {
		s.counts[s.countBy(m)]++
	} else {
		s.bySID[m.SID] = len(s.accepted)
		s.accepted = append(s.accepted, m)
	}
	s.mu.Unlock()
	if len(s.auto) > 0 && m.StatusCallback != "" {
		s.running.Go(func() { s.tell(m, s.auto) })
	}
	return m
}

// list answers GET Messages.json, filtered by To and by the day of DateSent (=, <= and >=, in UTC).
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	size := min(orElse(atoi(q.Get("PageSize")), 50), 1000)
	from := atoi(q.Get("Page")) * size
	found := []map[string]any{}
	all := s.Accepted()
	for i := len(all) - 1; i >= 0; i-- { // the newest first, as Twilio lists them
		m := all[i]
		day := m.Created.Format(time.DateOnly)
		if (q.Get("To") == "" || q.Get("To") == m.To) && (q.Get("From") == "" || q.Get("From") == m.From) &&
			dated(q.Get("DateSent"), func(d string) bool { return day == d }) &&
			dated(q.Get("DateSent<"), func(d string) bool { return day <= d }) &&
			dated(q.Get("DateSent>"), func(d string) bool { return day >= d }) {
			found = append(found, s.resource(m))
		}
	}
	page := found[min(from, len(found)):min(from+size, len(found))]
	answer := map[string]any{"messages": page, "page": from / size, "page_size": size, "uri": r.URL.RequestURI()}
	if from+size < len(found) {
		q.Set("Page", strconv.Itoa(from/size+1))
		answer["next_page_uri"] = r.URL.Path + "?" + q.Encode()
	}
	writeJSON(w, http.StatusOK, answer)
}

// fetch answers GET Messages/{sid}.json.
func (s *Server) fetch(w http.ResponseWriter, r *http.Request) {
	sid := strings.TrimSuffix(r.PathValue("message"), ".json")
	s.mu.Lock()
	i, ok := s.bySID[sid]
	var m Message
	if ok {
		m = s.accepted[i]
	}
	s.mu.Unlock()
	if !ok {
		writeError(w, http.StatusNotFound, 20404, "The requested resource was not found")
		return
	}
	writeJSON(w, http.StatusOK, s.resource(m))
}

// wait holds the request for d, or for ever when d is 0; false when the caller or the server went away.
func (s *Server) wait(r *http.Request, d time.Duration) bool {
	var timer <-chan time.Time
	if d > 0 {
		timer = time.After(d)
	}
	select {
	case <-timer:
		return true
	case <-r.Context().Done():
	case <-s.done.Done():
	}
	return false
}

// drop closes the connection under the request.
func drop(w http.ResponseWriter) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_ = buffered.Flush()
	_ = conn.Close()
}

func refuse(w http.ResponseWriter, b Behaviour, m Message) {
	if b.RetryAfter != "" {
		w.Header().Set("Retry-After", b.RetryAfter)
	}
	text := b.Message
	if text == "" {
		text = fmt.Sprintf("The 'To' number %s could not be served.", m.To)
	}
	writeError(w, b.Status, b.Code, text)
}

func (s *Server) resource(m Message) map[string]any {
	created := m.Created.Format(time.RFC1123Z)
	answer := map[string]any{
		"sid": m.SID, "account_sid": s.sid, "to": m.To, "body": m.Body, "status": m.Status, "direction": "outbound-api",
		"api_version": "2010-04-01", "num_segments": "0", "num_media": "0", "price": nil, "price_unit": "USD",
		"date_created": created, "date_updated": created, "date_sent": created, "error_message": nil,
		"from": orNull(m.From), "messaging_service_sid": orNull(m.Service), "error_code": nil,
		"uri": "/2010-04-01/Accounts/" + s.sid + "/Messages/" + m.SID + ".json",
	}
	if m.ErrorCode != 0 {
		answer["error_code"] = m.ErrorCode
	}
	return answer
}

func writeError(w http.ResponseWriter, status, code int, text string) {
	answer := map[string]any{"status": status, "message": text}
	if code != 0 {
		answer["code"] = code
		answer["more_info"] = fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code)
	}
	writeJSON(w, status, answer)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a caller that went away is not our concern
}

func writePage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<html><body>please stand by</body></html>"))
}

// dated applies a filter to the day part of a date parameter; an empty parameter filters nothing.
func dated(param string, keep func(day string) bool) bool {
	if len(param) < len(time.DateOnly) {
		return true
	}
	return keep(param[:len(time.DateOnly)])
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return max(n, 0)
}

func orElse(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
