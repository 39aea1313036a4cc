package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/access"
	"comity/internal/web"
)

const runsPath = "/api/v1/runs"

func TestOperationsReadRunsByToken(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	token := bearer(h.users.issue(t, access.Operations, nil))
	staff := h.Addrs().Staff

	list := h.ask(t, "GET", staff+runsPath+"?limit=2", nil, token)
	want := `{"runs":[{"id":"r3","portfolio":"cn","date":"2026-03-02","state":"done","totals":{"reminded":5,"walked":5}},` +
		`{"id":"r2","portfolio":"cn","date":"2026-03-01","state":"held","totals":null}],"next":"r2"}`
	if diff := cmp.Diff(want, list.text); list.status != http.StatusOK || diff != "" {
		t.Errorf("the first page, %d (-want +got):\n%s", list.status, diff)
	}
	rest := h.ask(t, "GET", staff+runsPath+"?limit=2&after=r2", nil, token)
	if diff := cmp.Diff(`{"runs":[{"id":"r1","portfolio":"cn","date":"2026-02-28","state":"done","totals":null}]}`, rest.text); diff != "" {
		t.Errorf("the last page (-want +got):\n%s", diff)
	}
	one := h.ask(t, "GET", staff+runsPath+"/r1", nil, token)
	if one.status != http.StatusOK || one.header.Get("Content-Type") != "application/json" || !strings.Contains(one.text, `"id":"r1"`) {
		t.Errorf("one run: %d %s", one.status, one.text)
	}
	if head := h.ask(t, "HEAD", staff+runsPath, nil, token); head.status != http.StatusOK || head.text != "" {
		t.Errorf("HEAD: %d %q", head.status, head.text)
	}
	h.book.runs = nil
	if none := h.ask(t, "GET", staff+runsPath, nil, token); none.text != `{"runs":[]}` {
		t.Errorf("an empty book is an empty list, got %s", none.text)
	}
}

func TestQuestionsThatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	token := bearer(h.users.issue(t, access.Auditor, nil))
	staff := h.Addrs().Staff
	for path, code := range map[string]web.Code{
		runsPath + "/r9":          web.NotFound,
		runsPath + "/a%2Fb":       web.NotFound,
		runsPath + "/":            web.NotFound,
		"/":                       web.NotFound,
		"//":                      web.NotFound,
		"//example.com/..":        web.NotFound,
		"/api//v1/runs":           web.NotFound,
		"/api/v1/../v1/runs":      web.NotFound,
		"/livez/":                 web.NotFound,
		runsPath + "?limit=0":     web.BadRequest,
		runsPath + "?limit=201":   web.BadRequest,
		runsPath + "?limit=many":  web.BadRequest,
		runsPath + "?limit=1e2":   web.BadRequest,
		runsPath + "?limit=%2B10": "", // "+10" is a number too
	} {
		got := h.ask(t, "GET", staff+path, nil, token)
		if code == "" {
			if got.status != http.StatusOK {
				t.Errorf("%s: %d", path, got.status)
			}
			continue
		}
		got.isProblem(t, path, code)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"} {
		got := h.ask(t, method, staff+runsPath, nil, token)
		got.isProblem(t, method, web.MethodNotAllowed)
		if got.header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: Allow is %q", method, got.header.Get("Allow"))
		}
	}
	h.ask(t, "POST", staff+"/livez", nil).isProblem(t, "POST /livez", web.MethodNotAllowed)
}

func TestEveryRoleAtEveryDoor(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	a := h.Addrs()
	for _, role := range access.Roles() {
		token := bearer(h.users.issue(t, role, nil))
		staff, vendor := web.Code(""), web.Forbidden
		switch role {
		case access.Operations, access.Compliance, access.Auditor: // read.run
		case access.Vendor:
			staff, vendor = web.Forbidden, web.NotFound // nothing there yet
		default:
			staff = web.Forbidden
		}
		for url, code := range map[string]web.Code{a.Staff + runsPath: staff, a.Staff + runsPath + "/r1": staff, a.Vendor + "/api/v1/batches": vendor} {
			got := h.ask(t, "GET", url, nil, token)
			if code != "" {
				got.isProblem(t, string(role)+" at "+url, code)
			} else if got.status != http.StatusOK {
				t.Errorf("%s at %s: %d %s", role, url, got.status, got.text)
			}
		}
	}
	vendor := bearer(h.users.issue(t, access.Vendor, nil))
	h.ask(t, "GET", a.Staff+"/no/such/route", nil, vendor).isProblem(t, "a vendor learns no staff routes", web.Forbidden)
	h.ask(t, "GET", a.Public+runsPath, nil, bearer(h.users.issue(t, access.Operations, nil))).isProblem(t, "the public door has no runs", web.NotFound)
}

func TestATokensScopeNarrowsWhatItReads(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	for scope, status := range map[string]int{"read.run": 200, "read.*": 200, "read.health": 403, "run.*": 403} {
		token := h.users.issue(t, access.Operations, func(k *access.Token) { k.Scopes = []string{scope} })
		if got := h.ask(t, "GET", h.Addrs().Staff+runsPath, nil, bearer(token)); got.status != status {
			t.Errorf("scope %s: want %d, got %d", scope, status, got.status)
		}
	}
}

func TestWhoBringsNoGoodTokenLearnsNothing(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	good := h.users.issue(t, access.Operations, nil)
	stranger, _, _ := access.NewToken(strings.NewReader(strings.Repeat("stranger", 4)))
	gone := h.users.issue(t, access.Operations, nil)
	h.users.mu.Lock()
	for hash, token := range h.users.tokens {
		if own, _ := access.HashToken(gone); hash == own {
			u := h.users.people[token.UserID]
			u.Disabled = true
			h.users.people[token.UserID] = u
		}
	}
	h.users.mu.Unlock()
	type bad struct {
		headers []string
		reason  access.Reason
	}
	bads := map[string]bad{
		"no token":               {nil, access.NoToken},
		"an empty token":         {[]string{"Authorization: Bearer "}, access.NoToken},
		"a token of nobody":      {[]string{bearer(stranger)}, access.NoSuch},
		"no token at all":        {[]string{bearer("let-me-in")}, access.Malformed},
		"a token without Bearer": {[]string{"Authorization: " + good}, access.Malformed},
		"another scheme":         {[]string{"Authorization: Basic " + good}, access.Malformed},
		"two tokens":             {[]string{bearer(good), bearer(good)}, access.Malformed},
		"expired":                {[]string{bearer(h.users.issue(t, access.Operations, func(k *access.Token) { k.ExpiresAt = noon }))}, access.Expired},
		"revoked":                {[]string{bearer(h.users.issue(t, access.Operations, func(k *access.Token) { k.RevokedAt = noon }))}, access.Revoked},
		"disabled":               {[]string{bearer(gone)}, access.Disabled},
	}
	var first said
	logged := map[string]string{}
	for name, b := range bads {
		for _, url := range []string{h.Addrs().Staff + runsPath, h.Addrs().Staff + "/no/such/route", h.Addrs().Vendor + "/x"} {
			got := h.ask(t, "GET", url, nil, b.headers...)
			got.isProblem(t, name, web.Unauthenticated)
			challenge := `Bearer realm="comity"`
			if b.reason != access.NoToken {
				challenge += `, error="invalid_token"`
			}
			if got.header.Get("WWW-Authenticate") != challenge {
				t.Errorf("%s: the challenge is %q", name, got.header.Get("WWW-Authenticate"))
			}
			logged[name+" at "+url] = fmt.Sprintf(`"refused":"%s","request":"%s"`, b.reason, got.problem.RequestID)
			got.problem.RequestID = ""
			if first.status == 0 {
				first = got
			}
			if diff := cmp.Diff(first.problem, got.problem); diff != "" {
				t.Errorf("%s at %s is told apart from outside:\n%s", name, url, diff)
			}
		}
	}
	// The scheme's name is not case-sensitive (RFC 9110, section 11.1), and a query is no place for a token.
	if got := h.ask(t, "GET", h.Addrs().Staff+runsPath, nil, "Authorization: bearer  "+good); got.status != http.StatusOK {
		t.Errorf("bearer in small letters: %d", got.status)
	}
	h.ask(t, "GET", h.Addrs().Staff+runsPath+"?access_token="+good, nil).isProblem(t, "a token in the query", web.Unauthenticated)
	log := h.whole(t)
	for name, want := range logged {
		if !strings.Contains(log, want) {
			t.Errorf("%s: the log does not say %s", name, want)
		}
	}
	if strings.Contains(log, good[5:]) {
		t.Error("a token reached the log")
	}
}

func TestAStoreThatFailsLetsNobodyIn(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	token := bearer(h.users.issue(t, access.Operations, nil))
	h.users.err = errors.New(markInner)
	got := h.ask(t, "GET", h.Addrs().Staff+runsPath, nil, token)
	got.isProblem(t, "the store is down", web.Unavailable)
	if strings.Contains(got.text, markInner) {
		t.Error("the inner error got out")
	}
}

func TestAFailureBehindTheDoorIsLoggedAndNotTold(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	token := bearer(h.users.issue(t, access.Operations, nil))
	h.book.err = errors.New("the ledger is away")
	for _, path := range []string{runsPath, runsPath + "/r1"} {
		got := h.ask(t, "GET", h.Addrs().Staff+path, nil, token)
		got.isProblem(t, path, web.Internal)
		if strings.Contains(got.text, "away") || !strings.Contains(h.log.String(), `"request":"`+got.problem.RequestID+`","err":"the ledger is away"`) {
			t.Errorf("%s: told %s, logged %s", path, got.text, h.log)
		}
	}
}

func TestProblemsSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	for accept, want := range map[string]string{
		"":                                "en",
		"en-GB,en;q=0.9":                  "en",
		"zh-CN,zh;q=0.9,en;q=0.8":         "zh-CN",
		"zh":                              "zh-CN",
		"fr, zh-Hans;q=0.5, en;q=0.1":     "zh-CN",
		"tlh":                             "en",
		strings.Repeat("zh-", 2000) + "x": "en",
		"\xff\xfe":                        "en",
	} {
		got := h.ask(t, "GET", h.Addrs().Staff+runsPath, nil, "Accept-Language: "+accept)
		got.isProblem(t, accept, web.Unauthenticated)
		title := web.Unauthenticated.Title(want == "zh-CN")
		if got.header.Get("Content-Language") != want || got.problem.Title != title {
			t.Errorf("%.20q: want %s, got %s %q", accept, want, got.header.Get("Content-Language"), got.problem.Title)
		}
	}
	got := h.ask(t, "GET", h.Addrs().Staff+runsPath, nil, bearer(h.users.issue(t, access.Legal, nil)), "Accept-Language: zh-CN")
	if !strings.Contains(got.problem.Detail, "需要角色运营或合规或审计") {
		t.Errorf("a refusal says what it takes: %q", got.problem.Detail)
	}
}

func TestEveryCodeHasItsOwnWords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, code := range web.Codes() {
		for _, title := range []string{code.Title(false), code.Title(true)} {
			if title == "" || seen[title] {
				t.Errorf("%s: %q is empty or said by another code", code, title)
			}
			seen[title] = true
		}
		if code.Status() < 400 {
			t.Errorf("%s is no error", code)
		}
	}
}
