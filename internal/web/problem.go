package web

import (
	"encoding/json"
	"net/http"
	"strconv"

	"golang.org/x/text/language"
)

// Code names a kind of problem. Programs branch on it: a code never changes its meaning.
type Code string

// The codes.
const (
	BadRequest       Code = "bad-request"
	Unauthenticated  Code = "unauthenticated"
	Forbidden        Code = "forbidden"
	NotFound         Code = "not-found"
	MethodNotAllowed Code = "method-not-allowed"
	TooLarge         Code = "too-large"
	Unprocessable    Code = "unprocessable"
	Internal         Code = "internal"
	Unavailable      Code = "unavailable"
)

// Codes lists every code.
func Codes() []Code {
	return []Code{BadRequest, Unauthenticated, Forbidden, NotFound, MethodNotAllowed, TooLarge, Unprocessable, Internal, Unavailable}
}

// Status is the HTTP status that goes with the code.
func (c Code) Status() int {
	status, _, _ := c.meaning()
	return status
}

// Title says in one sentence what the code means, in English or Chinese.
func (c Code) Title(zh bool) string {
	_, inEnglish, inChinese := c.meaning()
	if zh {
		return inChinese
	}
	return inEnglish
}

func (c Code) meaning() (status int, en, zh string) {
	switch c {
	case BadRequest:
		return http.StatusBadRequest, "The request cannot be understood.", "无法理解该请求。"
	case Unauthenticated:
		return http.StatusUnauthorized, "This takes a valid token.", "需要有效的令牌。"
	case Forbidden:
		return http.StatusForbidden, "You may not do this.", "您无权执行此操作。"
	case NotFound:
		return http.StatusNotFound, "There is nothing here.", "此处没有内容。"
	case MethodNotAllowed:
		return http.StatusMethodNotAllowed, "This cannot be done here.", "此处不支持该方法。"
	case TooLarge:
		return http.StatusRequestEntityTooLarge, "The request is too large.", "请求过大。"
	case Unprocessable:
		return http.StatusUnprocessableEntity, "Something in the request is wrong.", "请求内容有误。"
	case Unavailable:
		return http.StatusServiceUnavailable, "This does not work at the moment; try again later.", "暂时无法提供服务，请稍后再试。"
	default:
		return http.StatusInternalServerError, "Something went wrong on our side.", "系统内部出错。"
	}
}

// Problem is the body of every answer that is an error (RFC 9457).
type Problem struct {
	Type      string `json:"type"` // "urn:comity:problem:" and the code
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail,omitempty"` // about this request; never an inner error
	Code      Code   `json:"code"`
	RequestID string `json:"request_id,omitempty"` // to be quoted when asking operations
	Errors    []Flaw `json:"errors,omitempty"`     // what exactly is wrong with the content; the first hundred
}

// trouble is an error that a handler means for its caller.
type trouble struct {
	code   Code
	en, zh string // detail
}

func (t *trouble) Error() string { return string(t.code) + ": " + t.en }

// refuse answers with a problem.
func refuse(w http.ResponseWriter, r *http.Request, code Code, en, zh string, flaws ...Flaw) {
	inChinese := prefersChinese(r)
	p := Problem{
		Type: "urn:comity:problem:" + string(code), Code: code, Status: code.Status(),
		Title: code.Title(inChinese), Detail: en, RequestID: noteOf(r).id, Errors: flaws,
	}
	h := w.Header()
	h.Set("Content-Language", "en")
	if inChinese {
		p.Detail = zh
		h.Set("Content-Language", "zh-CN")
	}
	body, _ := json.Marshal(p) // strings and numbers: it cannot fail
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the caller may have gone
}

// localeOf is the language that the caller reads.
func localeOf(r *http.Request) string {
	if prefersChinese(r) {
		return "zh-CN"
	}
	return "en"
}

func prefersChinese(r *http.Request) bool {
	matcher := language.NewMatcher([]language.Tag{language.English, language.SimplifiedChinese})
	_, index := language.MatchStrings(matcher, r.Header.Get("Accept-Language"))
	return index == 1
}
