package twilio_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twilio/twilio-go/client"

	"comity/internal/fake/twilio"
)

func start(t testing.TB, options ...twilio.Option) *twilio.Server {
	t.Helper()
	s, err := twilio.Start("127.0.0.1:0", options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func valid() url.Values {
	return url.Values{"To": {"+12025550101"}, "From": {"+12025550100"}, "Body": {"hello"}, "ValidityPeriod": {"60"}}
}

// post creates a message and returns the status and Twilio's error code, or -1 when there was no answer.
func post(t testing.TB, s *twilio.Server, form url.Values, auth ...string) (status, code int) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.URL+"/2010-04-01/Accounts/"+twilio.AccountSID+"/Messages.json", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if len(auth) == 0 {
		auth = []string{twilio.AccountSID, twilio.AuthToken}
	}
	req.SetBasicAuth(auth[0], auth[1])
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return -1, 0
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct{ Code int }
	_ = json.NewDecoder(res.Body).Decode(&answer)
	return res.StatusCode, answer.Code
}

func TestRefusesWhatTheRealServiceRefuses(t *testing.T) {
	t.Parallel()
	s := start(t)
	without := func(field string) url.Values { f := valid(); f.Del(field); return f }
	with := func(field, value string) url.Values { f := valid(); f.Set(field, value); return f }
	for name, tc := range map[string]struct {
		form   url.Values
		auth   []string
		status int
		code   int
	}{
		"a wrong token":                {form: valid(), auth: []string{twilio.AccountSID, "wrong"}, status: 401, code: 20003},
		"no recipient":                 {form: without("To"), status: 400, code: 21604},
		"no sender":                    {form: without("From"), status: 400, code: 21603},
		"no text":                      {form: without("Body"), status: 400, code: 21602},
		"a text of 1601 characters":    {form: with("Body", strings.Repeat("字", 1601)), status: 400, code: 21617},
		"a recipient that is a name":   {form: with("To", "bob"), status: 400, code: 21211},
		"a validity of no seconds":     {form: with("ValidityPeriod", "0"), status: 400, code: 21620},
		"a validity beyond ten hours":  {form: with("ValidityPeriod", "36001"), status: 400, code: 21620},
		"the magic number of opt-outs": {form: with("To", "+15005550004"), status: 400, code: 21610},
	} {
		if status, code := post(t, s, tc.form, tc.auth...); status != tc.status || code != tc.code {
			t.Errorf("%s: got %d, code %d; want %d, code %d", name, status, code, tc.status, tc.code)
		}
	}
	if n := len(s.Accepted()); n != 0 {
		t.Errorf("accepted %d messages of none", n)
	}
}

func TestKnowsWhatItTookHoweverItAnswers(t *testing.T) {
	t.Parallel()
	for kind, want := range map[twilio.Kind]struct{ status, taken int }{
		twilio.Accept:         {201, 1},
		twilio.Refuse:         {503, 0},
		twilio.Drop:           {-1, 0},
		twilio.AcceptThenDrop: {-1, 1},
		twilio.NotJSON:        {200, 0},
		twilio.AcceptNotJSON:  {201, 1},
		twilio.AcceptCutOff:   {201, 1},
	} {
		s := start(t, twilio.WithBehaviour(func(int, twilio.Message) twilio.Behaviour {
			return twilio.Behaviour{Kind: kind, Status: map[twilio.Kind]int{twilio.Refuse: 503}[kind]}
		}))
		if status, _ := post(t, s, valid()); status != want.status {
			t.Errorf("kind %d: status %d, want %d", kind, status, want.status)
		}
		if n := len(s.Accepted()); n != want.taken {
			t.Errorf("kind %d: took %d, want %d", kind, n, want.taken)
		}
	}
}

func TestListsByRecipientAndDay(t *testing.T) {
	t.Parallel()
	s := start(t)
	post(t, s, valid())
	post(t, s, valid())
	other := valid()
	other.Set("To", "+12025550102")
	post(t, s, other)

	for query, want := range map[string]int{
		"To=%2B12025550101": 2,
		"To=%2B12025550101&DateSent=2026-01-05T00:00:00Z": 2,
		"To=%2B12025550101&DateSent=2026-01-06":           0,
		"DateSent%3C=2026-01-05":                          3,
		"DateSent%3E=2026-01-06":                          0,
		"PageSize=2":                                      2,
		"PageSize=2&Page=1":                               1,
	} {
		var answer struct{ Messages []struct{ To string } }
		get(t, s, "/Messages.json?"+query, &answer)
		if len(answer.Messages) != want {
			t.Errorf("%s: found %d, want %d", query, len(answer.Messages), want)
		}
	}
	var one struct{ Sid, Body string }
	get(t, s, "/Messages/"+s.Accepted()[0].SID+".json", &one)
	if diff := cmp.Diff("hello", one.Body); diff != "" {
		t.Error(diff)
	}
}

func get(t *testing.T, s *twilio.Server, path string, into any) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.URL+"/2010-04-01/Accounts/"+twilio.AccountSID+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(twilio.AccountSID, twilio.AuthToken)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestCallbacksAreSignedAsTwilioSignsThem(t *testing.T) {
	t.Parallel()
	var statuses []string
	validator := client.NewRequestValidator(twilio.AuthToken)
	var target string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !validator.ValidateBody(target, body, r.Header.Get("X-Twilio-Signature")) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		form, _ := url.ParseQuery(string(body))
		statuses = append(statuses, form.Get("MessageStatus")+form.Get("ErrorCode"))
	}))
	defer receiver.Close()
	target = receiver.URL + "/status?r=abc"

	s := start(t)
	form := valid()
	form.Set("StatusCallback", target)
	post(t, s, form)
	sid := s.Accepted()[0].SID
	for _, status := range []twilio.Status{{Name: "sent"}, {Name: "undelivered", Code: 30003}, {Name: "sent"}} {
		if err := s.Callback(context.Background(), sid, status); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"sent", "undelivered30003", "sent"}, statuses); diff != "" {
		t.Errorf("statuses received (-want +got):\n%s", diff)
	}
	if twilio.Sign("other", target, form) == twilio.Sign(twilio.AuthToken, target, form) {
		t.Error("the signature does not depend on the token")
	}
}

func TestStatusesFollowInTheOrderAskedFor(t *testing.T) {
	t.Parallel()
	got := make(chan string, 4)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got <- r.PostForm.Get("MessageStatus")
	}))
	defer receiver.Close()
	s := start(t, twilio.WithStatuses(twilio.Status{Name: "delivered"}, twilio.Status{Name: "sent"}, twilio.Status{Name: "sent"}))
	form := valid()
	form.Set("StatusCallback", receiver.URL)
	post(t, s, form)
	if diff := cmp.Diff([]string{"delivered", "sent", "sent"}, []string{<-got, <-got, <-got}); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestCountsWithoutKeepingMessages(t *testing.T) {
	t.Parallel()
	s := start(t, twilio.CountBy(func(m twilio.Message) string { return m.To }))
	post(t, s, valid())
	post(t, s, valid())
	if diff := cmp.Diff(map[string]int{"+12025550101": 2}, s.Counts()); diff != "" {
		t.Error(diff)
	}
	if n := len(s.Accepted()); n != 0 {
		t.Errorf("kept %d messages", n)
	}
}

func BenchmarkCreate(b *testing.B) {
	s := start(b, twilio.CountBy(func(m twilio.Message) string { return m.To }))
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 64
	b.SetParallelism(16)
	form := valid()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if status, _ := post(b, s, form); status != http.StatusCreated {
				b.Errorf("status %d", status)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
