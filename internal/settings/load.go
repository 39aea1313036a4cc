package settings

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/v2"
)

const (
	prefix    = "COMITY_"
	fileTwin  = "_file" // ledger_file names a file that holds what ledger would say
	maxFile   = 1 << 20 // bytes of a settings file
	maxSecret = 1 << 16 // bytes of a secret's file
)

// Source is where settings come from.
type Source struct {
	File    string            // YAML; empty: none
	Absent  bool              // File may be missing
	Environ []string          // as os.Environ gives it
	Flags   map[string]string // by key: what was said on the command line
	// Read reads a file: os.ReadFile if nil.
	Read func(name string) ([]byte, error)
}

// Default is the settings of an installation that was told nothing.
func Default() Settings {
	s, _ := Load(Source{})
	return s
}

// Load reads and checks settings. The error joins a *Problem for everything that is wrong. Relative paths
// are relative to the working directory.
func Load(src Source) (Settings, error) {
	if src.Read == nil {
		src.Read = os.ReadFile
	}
	var s Settings
	l := &loader{src: src, fields: s.fields(), koanf: koanf.New("."), origins: map[string]origin{}}
	l.defaults()
	l.file()
	l.environ()
	l.flags()
	l.fill()
	if len(l.problems) == 0 {
		l.problems = s.check(l.origin)
	}
	return s, errors.Join(l.problems...)
}

type loader struct {
	src      Source
	fields   []field
	koanf    *koanf.Koanf
	origins  map[string]origin
	problems []error
}

func (l *loader) report(err error) { l.problems = append(l.problems, err) }

// lay puts a layer over those before it. Empty values are none.
func (l *loader) lay(values map[string]string, origins map[string]origin) {
	layer := map[string]any{}
	for key, text := range values {
		if text != "" {
			layer[key], l.origins[key] = text, origins[key]
		}
	}
	if err := l.koanf.Load(confmap.Provider(layer, "."), nil); err != nil {
		l.report(fmt.Errorf("settings: %w", err))
	}
}

func (l *loader) defaults() {
	values := map[string]string{}
	for _, f := range l.fields {
		values[f.key] = f.def
	}
	l.lay(values, nil)
}

func (l *loader) file() {
	if l.src.File == "" {
		return
	}
	text, err := l.src.Read(l.src.File)
	at := origin{File: l.src.File}
	switch {
	case errors.Is(err, fs.ErrNotExist) && l.src.Absent:
		return
	case errors.Is(err, fs.ErrNotExist):
		l.report(at.problem("", "there is no such file: make one from config/comity.example.yaml"))
		return
	case err != nil:
		l.report(at.problem("", "cannot be read: %v", bare(err)))
		return
	case len(text) > maxFile:
		l.report(at.problem("", "is larger than %d bytes: this is not a settings file", maxFile))
		return
	}
	values, origins, problems := parse(l.src.File, text, l.fields)
	l.problems = append(l.problems, problems...)
	l.lay(values, origins)
}

// environ lets koanf pick the variables that are ours.
func (l *loader) environ() {
	values, origins, keys := map[string]string{}, map[string]origin{}, map[string]string{}
	for _, f := range l.fields {
		for _, key := range f.keys() {
			keys[variable(key)] = key
		}
	}
	pick := func(name, text string) (string, any) {
		key, known := keys[name]
		switch {
		case known:
			values[key], origins[key] = text, origin{Variable: name}
		case !reserved(name, text):
			l.report(origin{Variable: name}.problem("", "there is no such setting%s", suggest(name, slices.Collect(maps.Keys(keys)))))
		}
		return "", nil
	}
	provider := env.Provider(".", env.Opt{Prefix: prefix, TransformFunc: pick, EnvironFunc: func() []string { return l.src.Environ }})
	if _, err := provider.Read(); err != nil {
		l.report(fmt.Errorf("settings: %w", err))
	}
	l.lay(values, origins)
}

// reserved says whether a variable that begins like ours is for something else: the identity on the command
// line, the file's own name, the tests, or the addresses that Kubernetes puts into every container for a
// service that is named like us.
func reserved(name, text string) bool {
	rest := strings.TrimPrefix(name, prefix)
	return rest == "TOKEN" || rest == "SETTINGS" || rest == "LANG" || strings.HasPrefix(rest, "TEST_") ||
		strings.Contains(text, "://") && strings.Contains(rest, "PORT") ||
		strings.Contains(rest, "SERVICE_HOST") || strings.Contains(rest, "SERVICE_PORT") ||
		strings.Contains(rest, "_TCP_") || strings.Contains(rest, "_UDP_")
}

func (l *loader) flags() {
	known := l.known()
	values, origins := map[string]string{}, map[string]origin{}
	for _, key := range slices.Sorted(maps.Keys(l.src.Flags)) {
		at := origin{Flag: key}
		if slices.Contains(known, key) {
			values[key], origins[key] = l.src.Flags[key], at
		} else {
			l.report(at.problem("", "there is no such setting%s", suggest(key, known)))
		}
	}
	l.lay(values, origins)
}

func (l *loader) known() []string {
	var keys []string
	for _, f := range l.fields {
		keys = append(keys, f.keys()...)
	}
	return keys
}

// keys is what a field may be set by: its key and, for a secret, the key of the file that holds it.
func (f field) keys() []string {
	if f.to.secret() {
		return []string{f.key, f.key + fileTwin}
	}
	return []string{f.key}
}

func (l *loader) origin(key string) origin {
	return cmp.Or(l.origins[key], l.origins[key+fileTwin])
}

// fill puts the merged texts into their places.
func (l *loader) fill() {
	for _, f := range l.fields {
		text, at, err := l.text(f)
		if err == nil && text != "" {
			if wrong := f.to.set(text); wrong != nil {
				err = at.problem(f.key, "%v", wrong)
			}
		}
		if err != nil {
			l.report(err)
		}
	}
}

// text is what a field was told, if need be from its file.
func (l *loader) text(f field) (string, origin, error) {
	text := l.koanf.String(f.key)
	twin := f.key + fileTwin
	path := ""
	if f.to.secret() {
		path = l.koanf.String(twin)
	}
	switch {
	case path == "":
		return text, l.origins[f.key], nil
	case text != "":
		return "", origin{}, l.origins[twin].problem(twin, "%s is set too (%s): keep one of them", f.key, l.origins[f.key])
	}
	at := l.origins[twin]
	content, err := l.src.Read(path)
	switch text := strings.TrimRight(string(content), "\r\n"); {
	case err != nil:
		return "", at, at.problem(twin, "the file cannot be read: %v", bare(err))
	case len(content) > maxSecret:
		return "", at, at.problem(twin, "the file is larger than %d bytes: a secret is one line", maxSecret)
	case text == "":
		return "", at, at.problem(twin, "the file is empty: put the secret into it, on one line")
	default:
		return text, at, nil
	}
}

// bare leaves the path out of a file's error: the problem names it already.
func bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
