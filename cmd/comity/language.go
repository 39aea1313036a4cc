package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// The languages of what is printed.
const (
	english = "en"
	chinese = "zh-CN"
)

// language is the one that --lang asks for, or else the environment's, as far as it is spoken here. It is
// looked for before the flags are read, because the help is written in it.
func (c *cli) language(args []string) string {
	for i, a := range args {
		if a == "--" {
			break
		}
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			return v
		}
		if a == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := c.env(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return chinese
			}
			return english
		}
	}
	return english
}

// tongue is the language meant by a shorter name.
func tongue(s string) string {
	if s == "zh" {
		return chinese
	}
	return s
}

// spoken refuses a language that is not spoken here, before anything is done.
func (c *cli) spoken(*cobra.Command, []string) error {
	c.lang = tongue(c.lang)
	return c.locale("lang", c.lang)
}

// locale refuses a language that nothing is worded in.
func (c *cli) locale(flag, s string) error {
	if s == english || s == chinese {
		return nil
	}
	return c.usage("--%s: %q is not spoken here; write en or zh-CN", "--%s：不支持 %q；请写 en 或 zh-CN", flag, s)
}

// say chooses between two languages.
func (c *cli) say(en, zh string) string {
	if strings.HasPrefix(c.lang, "zh") {
		return zh
	}
	return en
}

// sprintf words something in the language asked for; both sentences take the same arguments.
func (c *cli) sprintf(en, zh string, args ...any) string { return fmt.Sprintf(c.say(en, zh), args...) }

// env reads an environment variable.
func (c *cli) env(name string) string {
	for _, e := range c.Environ {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			return v
		}
	}
	return ""
}
