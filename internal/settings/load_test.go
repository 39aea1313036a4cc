package settings_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/settings"
)

// disk is a file system of a few files.
type disk map[string]string

func (d disk) read(name string) ([]byte, error) {
	text, ok := d[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

// load reads one file, c.yaml, beside what else is given.
func load(yaml string, environ []string, flags map[string]string, files disk) (settings.Settings, error) {
	all := disk{"c.yaml": yaml}
	for name, text := range files {
		all[name] = text
	}
	return settings.Load(settings.Source{File: "c.yaml", Environ: environ, Flags: flags, Read: all.read})
}

func TestAnInstallationThatWasToldNothingSendsNothing(t *testing.T) {
	t.Parallel()
	s, err := settings.Load(settings.Source{})
	if err != nil {
		t.Fatal(err)
	}
	if !s.AllOutbox() || s.Dir != "./comity-data" || !s.Ledger.IsZero() || !s.Redis.IsZero() || s.OutboxDir() != "comity-data/outbox" {
		t.Errorf("got\n%v", s)
	}
	if s.SMTP.Connections != 8 || s.SMTP.TLS != "mandatory" || s.Workers.Servers != 4 || s.Brake.ShrinkPercent != 50 || s.Brake.MaxAge != 36*time.Hour {
		t.Errorf("defaults: got\n%v", s)
	}
	if diff := cmp.Diff(s.String(), settings.Default().String()); diff != "" {
		t.Error(diff)
	}
}

func TestEachLayerIsOverTheOneBefore(t *testing.T) {
	t.Parallel()
	yaml := "dir: from-file\nlog:\n  level: debug\n  format: json\nworkers: {servers: 2, group: 7}\n"
	s, err := load(yaml, []string{"COMITY_LOG_LEVEL=warn", "COMITY_DIR=from-env", "COMITY_WORKERS_GROUP=", "HOME=/x", "COMITYX=1", "broken"},
		map[string]string{"dir": "from-flag", "log.level": ""}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{s.Dir, s.Log.Level, s.Log.Format, s.Workers.Servers, s.Workers.Group, s.Workers.Concurrency}
	want := []any{"from-flag", "warn", "json", 2, 7, 64}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("flag, variable, file, file, file (an empty variable is none), default (-want +got):\n%s", diff)
	}
}

func TestAWholeInstallation(t *testing.T) {
	t.Parallel()
	yaml := `
ledger: postgres://comity:s3cret@db1:5432,db2/comity?sslmode=verify-full
redis: redis-sentinel://:s3cret@r1:26379,r2:26379/2?master=main&sentinel_password=s3cret
channels: {sms: twilio, email: smtp}
twilio:
  account_sid: AC00000000000000000000000000000000
  auth_token_file: token.txt
  from: +12025550100   # no quotes: it is text all the same
  callback_url: https://callbacks.example/twilio/status
  timeout: 45s
smtp:
  host: mail.example
  username: 007
  password: "no # comment"
  dkim: {domain: creditor.example, selector: s1, key_file: dkim.pem}
listen: {staff: "[::1]:0", public: ":0", vendor: off}
`
	s, err := load(yaml, nil, nil, disk{"token.txt": "s3cret-token\r\n"})
	if err != nil {
		t.Fatal(err)
	}
	got := []any{
		s.Ledger.Reveal(), s.Redis.Reveal(), s.Twilio.AuthToken.Reveal(), s.Twilio.From, s.Twilio.Timeout,
		s.SMTP.Username, s.SMTP.Password.Reveal(), s.SMTP.DKIM, s.Listen.Vendor, s.AllOutbox(),
	}
	want := []any{
		"postgres://comity:s3cret@db1:5432,db2/comity?sslmode=verify-full",
		"redis-sentinel://:s3cret@r1:26379,r2:26379/2?master=main&sentinel_password=s3cret",
		"s3cret-token", "+12025550100", 45 * time.Second,
		"007", "no # comment", settings.DKIM{Domain: "creditor.example", Selector: "s1", KeyFile: "dkim.pem"}, settings.Off, false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsWrongIsSaidWithItsPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		yaml    string
		environ []string
		flags   map[string]string
		want    string
	}{
		"an unknown key": {"dir: x\nledgr: y\n", nil, nil,
			"c.yaml:2:1: ledgr: there is no such setting: did you mean ledger?"},
		"an unknown key in a section": {"smtp:\n  hots: x\n", nil, nil,
			"c.yaml:2:3: smtp.hots: there is no such setting: did you mean smtp.host?"},
		"a key like no other": {"colour: red\n", nil, nil,
			"c.yaml:1:1: colour: there is no such setting: docs/settings.md lists them all"},
		"an impossible choice": {"channels:\n  sms:   twillio\n", nil, nil,
			`c.yaml:2:10: channels.sms: "twillio" is not possible: use one of outbox, twilio`},
		"a number that is none": {"workers: {servers: many}\n", nil, nil,
			`c.yaml:1:20: workers.servers: "many" is not possible: use a whole number from 1 to 64`},
		"a number out of bounds": {"smtp: {port: 70000}\n", nil, nil,
			`c.yaml:1:14: smtp.port: "70000" is not possible: use a whole number from 1 to 65535`},
		"a number of YAML's own": {"smtp: {port: 0x24b}\n", nil, nil,
			`c.yaml:1:14: smtp.port: "0x24b" is not possible: use a whole number from 1 to 65535`},
		"a duration without unit": {"twilio: {timeout: 10}\n", nil, nil,
			`c.yaml:1:19: twilio.timeout: "10" is not possible: use a duration from 1s to 1m, for example 30s, 5m or 36h`},
		"a list where a value goes": {"dir: [a, b]\n", nil, nil,
			"c.yaml:1:6: dir: this takes one value, on the same line"},
		"a value where a section goes": {"twilio: yes\n", nil, nil,
			"c.yaml:1:9: twilio: settings go here, one a line: key: value"},
		"a list at the top": {"- dir\n", nil, nil,
			"c.yaml:1:1: settings go here, one a line: key: value"},
		"a key twice": {"dir: a\nlog: {level: info}\ndir: b\n", nil, nil,
			"c.yaml:3:1: dir: this was set before, in line 1: keep one"},
		"a key twice, once with a dot": {"log.level: info\nlog: {level: info}\n", nil, nil,
			"c.yaml:2:7: log.level: this was set before, in line 1: keep one"},
		"an alias": {"dir: &d x\npolicies: {dir: *d}\n", nil, nil,
			"c.yaml:1:6: dir: anchors and aliases are not for settings: write the value out\n" +
				"c.yaml:2:17: policies.dir: anchors and aliases are not for settings: write the value out"},
		"a second document": {"dir: x\n---\ndir: y\n", nil, nil,
			"c.yaml:2:1: a second document begins here: keep one"},
		"a value of two lines": {"dir: |\n  a\n  b\n", nil, nil,
			"c.yaml:1:6: dir: write it on one line"},
		"an unknown variable": {"", []string{"COMITY_LEDGR=x"}, nil,
			"COMITY_LEDGR: there is no such setting: did you mean COMITY_LEDGER?"},
		"a bad variable": {"log: {level: info}", []string{"COMITY_LOG_LEVEL=loud"}, nil,
			`COMITY_LOG_LEVEL: log.level: "loud" is not possible: use one of debug, info, warn, error`},
		"an unknown flag": {"", nil, map[string]string{"dri": "x"},
			"--dri: there is no such setting: did you mean dir?"},
		"a bad flag": {"", nil, map[string]string{"listen.staff": "8080"},
			`--listen.staff: listen.staff: "8080" is not possible: write host:port, for example 127.0.0.1:8080, or off`},
		"two things at once": {"log: {level: a, format: b}\n", nil, nil,
			`c.yaml:1:14: log.level: "a" is not possible: use one of debug, info, warn, error` + "\n" +
				`c.yaml:1:25: log.format: "b" is not possible: use one of text, json`},
		"another database": {"ledger: mysql://root@localhost/x\n", nil, nil,
			`c.yaml:1:9: ledger: this URL begins with "mysql": use one of postgres, postgresql`},
		"no URL": {"redis: localhost:6379\n", nil, nil,
			"c.yaml:1:8: redis: this is not a URL: it begins like postgres://host or redis://host"},
		"a URL to nowhere": {"redis: redis://\n", nil, nil,
			"c.yaml:1:8: redis: this URL names no server"},
		"a web address with a password": {"twilio: {base_url: 'https://a:b@example.com'}\n", nil, nil,
			"c.yaml:1:20: twilio.base_url: this is not a web address: write one like https://example.com/path, without user, password and #"},
		"a secret's file that is missing": {"smtp: {password_file: gone}\n", nil, nil,
			"c.yaml:1:23: smtp.password_file: the file cannot be read: file does not exist"},
		"a secret's file that is empty": {"smtp: {password_file: empty}\n", nil, nil,
			"c.yaml:1:23: smtp.password_file: the file is empty: put the secret into it, on one line"},
		"a secret and its file": {"smtp: {password_file: pw}\n", []string{"COMITY_SMTP_PASSWORD=x"}, nil,
			"c.yaml:1:23: smtp.password_file: smtp.password is set too (COMITY_SMTP_PASSWORD): keep one of them"},
		"an ordinary field has no file": {"dir_file: pw\n", nil, nil,
			"c.yaml:1:1: dir_file: there is no such setting: docs/settings.md lists them all"},
		"Twilio without anything": {"channels:\n  sms: twilio\n", nil, nil,
			"c.yaml:2:8: channels.sms: twilio needs twilio.account_sid: set it in the file or as COMITY_TWILIO_ACCOUNT_SID\n" +
				"c.yaml:2:8: channels.sms: twilio needs twilio.auth_token: set it in the file or as COMITY_TWILIO_AUTH_TOKEN\n" +
				"c.yaml:2:8: channels.sms: twilio needs a sender: set twilio.from or twilio.messaging_service_sid"},
		"a mail server without name": {"", []string{"COMITY_CHANNELS_EMAIL=smtp"}, nil,
			"COMITY_CHANNELS_EMAIL: channels.email: smtp needs smtp.host: set it in the file or as COMITY_SMTP_HOST"},
		"a user without password": {"channels: {email: smtp}\nsmtp: {host: a, username: b}\n", nil, nil,
			"c.yaml:2:27: smtp.username: a user needs smtp.password: set it in the file or as COMITY_SMTP_PASSWORD"},
		"a password in clear": {"channels: {email: smtp}\nsmtp: {host: a, username: b, password_file: pw, tls: none}\n", nil, nil,
			"c.yaml:2:54: smtp.tls: the password would travel in clear: use mandatory, or sign in as nobody"},
		"a third of a DKIM key": {"channels: {email: smtp}\nsmtp: {host: a, dkim: {domain: d.example, selector: s}}\n", nil, nil,
			"c.yaml:2:32: smtp.dkim.domain: dkim needs smtp.dkim.key_file: set it in the file or as COMITY_SMTP_DKIM_KEY_FILE\n" +
				"c.yaml:2:53: smtp.dkim.selector: dkim needs smtp.dkim.key_file: set it in the file or as COMITY_SMTP_DKIM_KEY_FILE"},
		"unsubscribing in clear": {"channels: {email: smtp}\nsmtp: {host: a, unsubscribe_url: 'http://x.example/u'}\n", nil, nil,
			"c.yaml:2:34: smtp.unsubscribe_url: one-click unsubscribing takes https (RFC 8058)"},
		"two doors in one place": {"listen: {public: '127.0.0.1:8080'}\n", nil, nil,
			"c.yaml:1:18: listen.public: this is the address of listen.staff too: give each door its own, or off"},
		"no YAML": {"dir: x\n\tlog: y\n", nil, nil,
			"c.yaml:2: this is not YAML: found a tab character that violates indentation"},
	} {
		_, err := load(c.yaml, c.environ, c.flags, disk{"pw": "x", "empty": "\n"})
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if diff := cmp.Diff(c.want, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		var p *settings.Problem
		if !errors.As(err, &p) {
			t.Errorf("%s: not a Problem: %T", name, err)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	denied := func(name string) ([]byte, error) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	for name, c := range map[string]struct {
		src  settings.Source
		want string
	}{
		"missing":           {settings.Source{File: "c.yaml", Read: disk{}.read}, "c.yaml: there is no such file: make one from config/comity.example.yaml"},
		"missing, and may":  {settings.Source{File: "c.yaml", Read: disk{}.read, Absent: true}, ""},
		"not permitted":     {settings.Source{File: "c.yaml", Read: denied, Absent: true}, "c.yaml: cannot be read: permission denied"},
		"huge":              {settings.Source{File: "c.yaml", Read: disk{"c.yaml": strings.Repeat("#", 1<<20+1)}.read}, "c.yaml: is larger than 1048576 bytes: this is not a settings file"},
		"empty":             {settings.Source{File: "c.yaml", Read: disk{"c.yaml": ""}.read}, ""},
		"nothing but notes": {settings.Source{File: "c.yaml", Read: disk{"c.yaml": "# later\n"}.read}, ""},
		"empty sections":    {settings.Source{File: "c.yaml", Read: disk{"c.yaml": "\ufefftwilio:\nsmtp:\n  dkim:\ndir:\nledger: ''\r\n"}.read}, ""},
	} {
		_, err := settings.Load(c.src)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: want %q, got %q", name, c.want, got)
		}
	}
}

func TestVariablesThatBelongToOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	_, err := load("", []string{
		"COMITY_TOKEN=cmty_x", "COMITY_SETTINGS=c.yaml", "COMITY_TEST_POSTGRES=x",
		// Kubernetes, for services named comity and comity-web:
		"COMITY_SERVICE_HOST=10.0.0.1", "COMITY_SERVICE_PORT=80", "COMITY_SERVICE_PORT_HTTP=80", "COMITY_PORT=tcp://10.0.0.1:80",
		"COMITY_PORT_80_TCP=tcp://10.0.0.1:80", "COMITY_PORT_80_TCP_PROTO=tcp", "COMITY_PORT_80_TCP_PORT=80",
		"COMITY_PORT_80_TCP_ADDR=10.0.0.1", "COMITY_WEB_SERVICE_HOST=10.0.0.2", "COMITY_WEB_PORT=tcp://10.0.0.2:80",
	}, nil, nil)
	if err != nil {
		t.Error(err)
	}
}
