package message

import "fmt"

// FactError says that a fact which a text needs is missing or cannot be stated as the text states it. It
// holds the name of the fact and never its value.
type FactError struct {
	Field   string // the fact, as a template names it: a method of View
	Problem string // what is wrong with it, and where to set it
}

// Error names the fact and the problem.
func (e *FactError) Error() string { return fmt.Sprintf("fact %s: %s", e.Field, e.Problem) }

// TooLongError says that an SMS is over the limit after everything that may be shortened was. The
// reminder falls to its next channel.
type TooLongError struct {
	Template string // id
	Segments int
	Limit    int
}

// Error names the template and both numbers.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("sms template %s: the text takes %d segments, and %d are the limit: shorten the sender's texts or the template", e.Template, e.Segments, e.Limit)
}

// UnknownTemplateError says that no text exists for a template, channel and locale.
type UnknownTemplateError struct {
	Template string
	Channel  string
	Locale   string
}

// Error names what was asked for.
func (e *UnknownTemplateError) Error() string {
	return fmt.Sprintf("no template %q for channel %q and locale %q: add templates/%s/%s.%s.txt or name another", e.Template, e.Channel, e.Locale, e.Channel, e.Template, e.Locale)
}
