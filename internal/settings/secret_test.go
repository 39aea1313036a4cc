package settings_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"comity/internal/settings"
)

const secret = "hunter2"

// printed is everything a careless line of code could print of v.
func printed(t *testing.T, v any) string {
	t.Helper()
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T"} {
		fmt.Fprintf(&out, verb+"\n", v)
		fmt.Fprintf(&out, verb+"\n", []any{v})
		fmt.Fprintf(&out, verb+"\n", &v)
	}
	j, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	y, err := yaml.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(j)
	out.Write(y)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
	return out.String()
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	s, err := load(`
ledger: postgres://comity:hunter2@db/comity?password=hunter2
redis: redis://:hunter2@r/0
twilio: {auth_token: hunter2}
smtp: {password_file: pw}
`, nil, nil, disk{"pw": secret})
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{
		"Settings": s, "*Settings": &s, "Twilio": s.Twilio, "SMTP": s.SMTP, "Secret": s.SMTP.Password, "Address": s.Ledger,
		"Redis": s.Redis, "Entries": s.Entries(),
	} {
		if text := printed(t, v); strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) || strings.Contains(text, fmt.Sprintf("%X", secret)) {
			t.Errorf("%s prints a secret", name)
		}
	}
	for _, want := range []string{"ledger: postgres://…@db/comity\n", "redis: redis://…@r/0\n", "twilio.auth_token: (withheld)\n", "smtp.password: (withheld)\n"} {
		if !strings.Contains(s.String(), want) {
			t.Errorf("want %q in\n%v", want, s)
		}
	}
	if s.SMTP.Password.Reveal() != secret || !s.SMTP.Password.Equal(settings.NewSecret(secret)) || s.SMTP.Password.IsZero() {
		t.Error("the secret itself is lost")
	}
}

func TestErrorsDoNotRepeatSecrets(t *testing.T) {
	t.Parallel()
	for _, yaml := range []string{
		"ledger: mysql://comity:hunter2@db/x\n",
		"ledger: postgres://comity:hunter2/@db/x\n",
		"ledger: postgres://comity:hunter2 z@db/x\n",
		"redis: hunter2\n",
		"redis: hunter2://x\n",
		"twilio: {auth_token: [hunter2]}\n",
		"twilio: {auth_token: \"a\\nhunter2\"}\n",
		"twilio:\n  auth_token: *hunter2\n",
		"twilio:\n  auth_token: \"hunter2\n",
		"twilio:\n  auth_token: %hunter2\n",
		"twilio:\n  auth_token: @hunter2: x: y\n",
		"twilio:\n  auth_token: !hunter2! x\n",
		"ledger_file: f\n",
	} {
		_, err := load(yaml, nil, nil, disk{"f": "mysql://a:hunter2@x"})
		if err == nil {
			t.Errorf("no error for %q", yaml)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("repeated: %v", err)
		}
	}
}

func TestAddressesShowWhereButNotWith(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                             "",
		"embedded:":                    "embedded:",
		"redis://localhost:6379/0":     "redis://localhost:6379/0",
		"redis://u:hunter2@h:1,g:2/3":  "redis://…@h:1,g:2/3",
		"unix:///run/redis.sock?db=1":  "unix:///run/redis.sock",
		"postgres://h/d?password=x":    "postgres://h/d",
		"postgres://u:p@ss@h/d":        "(withheld)",
		"postgres://u:p/ss@h/d":        "(withheld)",
		"postgres://u:p?ss@h/d":        "(withheld)",
		"postgres://u:p#ss@h/d":        "(withheld)",
		"host=h password=hunter2":      "(withheld)",
		"postgres://u:p%40ss@[::1]/d":  "postgres://…@[::1]/d",
		"postgres://u:%zz@h/d":         "(withheld)",
		"postgres://u:p@h/d#hunter2":   "(withheld)",
		"hunter2://u@h":                "(withheld)",
		"postgres://h/d?options=a%40b": "postgres://h/d",
	} {
		if got := settings.NewAddress(text).String(); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// Whatever the password, an address either shows none of it or is refused as unsound and withheld.
func TestNoPasswordShowsInAnAddress(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.StringMatching(`[A-Z/?#@:%&= ]{3,12}`).Draw(t, "password")
		a := settings.NewAddress("postgres://user:" + password + "@host:5432/db?sslmode=require")
		shown := a.String()
		if shown != "(withheld)" && shown != "postgres://…@host:5432/db" {
			t.Fatalf("shown: %s", shown)
		}
	})
}
