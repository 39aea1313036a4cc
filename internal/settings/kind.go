package settings

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// value is a field's place in Settings: how text gets into it and how it is shown.
type value interface {
	set(text string) error
	show() string          // never a secret
	kind() (en, zh string) // what may be written
	secret() bool          // may come from a file of its own, is never repeated in an error
}

// part is a value made of functions.
type part struct {
	put    func(string) error
	get    func() string
	en, zh string
	hidden bool
}

func (p part) set(text string) error { return p.put(text) }
func (p part) show() string          { return p.get() }
func (p part) kind() (en, zh string) { return p.en, p.zh }
func (p part) secret() bool          { return p.hidden }

func text(to *string, en, zh string) value {
	return part{en: en, zh: zh, get: func() string { return *to }, put: func(s string) error {
		if strings.ContainsAny(s, "\r\n\x00") {
			return errors.New("write it on one line")
		}
		*to = s
		return nil
	}}
}

// yes is true or false.
func yes(to *bool) value {
	return part{
		en: "true or false", zh: "true 或 false", get: func() string { return strconv.FormatBool(*to) },
		put: func(s string) error {
			if s != "true" && s != "false" {
				return fmt.Errorf("%q is neither true nor false", clip(s))
			}
			*to = s == "true"
			return nil
		},
	}
}

func folder(to *string) value { return text(to, "folder", "文件夹") }
func file(to *string) value   { return text(to, "file", "文件") }
func name(to *string) value   { return text(to, "text", "文本") }

func choice(to *string, options ...string) value {
	list := strings.Join(options, ", ")
	return part{
		en: "one of " + list, zh: "可选 " + list, get: func() string { return *to },
		put: func(s string) error {
			if !slices.Contains(options, s) {
				return fmt.Errorf("%q is not possible: use one of %s", clip(s), list)
			}
			*to = s
			return nil
		},
	}
}

func count(to *int, least, most int) value {
	return part{
		en: fmt.Sprintf("number, %d to %d", least, most), zh: fmt.Sprintf("数字，%d 至 %d", least, most),
		get: func() string { return strconv.Itoa(*to) },
		put: func(s string) error {
			n, err := strconv.Atoi(s)
			if err != nil || n < least || n > most {
				return fmt.Errorf("%q is not possible: use a whole number from %d to %d", clip(s), least, most)
			}
			*to = n
			return nil
		},
	}
}

func span(to *time.Duration, least, most time.Duration) value {
	return part{
		en:  fmt.Sprintf("duration, %s to %s", brief(least), brief(most)),
		zh:  fmt.Sprintf("时长，%s 至 %s", brief(least), brief(most)),
		get: func() string { return brief(*to) },
		put: func(s string) error {
			d, err := time.ParseDuration(s)
			if err != nil || d < least || d > most {
				return fmt.Errorf("%q is not possible: use a duration from %s to %s, for example 30s, 5m or 36h", clip(s), brief(least), brief(most))
			}
			*to = d
			return nil
		},
	}
}

// brief writes 36h for Go's 36h0m0s.
func brief(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func link(to *string) value {
	return part{en: "URL, http or https", zh: "网址，http 或 https", get: func() string { return *to }, put: func(s string) error {
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Fragment != "" {
			return errors.New("this is not a web address: write one like https://example.com/path, without user, password and #")
		}
		*to = s
		return nil
	}}
}

func door(to *string) value {
	return part{en: "host:port, or off", zh: "主机:端口，或 off", get: func() string { return *to }, put: func(s string) error {
		if s != Off {
			_, port, err := net.SplitHostPort(s)
			if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
				return fmt.Errorf("%q is not possible: write host:port, for example 127.0.0.1:8080, or off", clip(s))
			}
		}
		*to = s
		return nil
	}}
}

func hidden(to *Secret) value {
	return part{en: "secret", zh: "密钥", hidden: true, get: to.String, put: func(s string) error {
		if strings.ContainsAny(s, "\r\n\x00") {
			return errors.New("a secret is one line of text")
		}
		*to = Secret{s}
		return nil
	}}
}

func server(to *Address, schemes ...string) value {
	list := strings.Join(schemes, ", ")
	return part{en: "URL: " + list, zh: "网址：" + list, hidden: true, get: to.String, put: func(s string) error {
		a := Address{s}
		if err := a.check(schemes); err != nil {
			return err
		}
		*to = a
		return nil
	}}
}

// clip keeps an error readable when somebody's mistake is long.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
