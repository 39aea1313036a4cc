package message

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// anywhere is the jurisdiction of a text that was written for no law in particular.
const anywhere = "any"

// checkHeader holds the header of a text against its path and its channel.
func checkHeader(d document, channel dunning.Channel) error {
	h := d.header
	fail := func(key, format string, args ...any) error {
		return fmt.Errorf("%s:%d: %s", d.file, d.line(key), fmt.Sprintf(format, args...))
	}
	switch {
	case h.Channel != string(channel) || h.ID+"."+h.Locale+".txt" != path.Base(d.file):
		return fail("", "channel, id and locale must be those of the path (%s/ID.LOCALE.txt)", channel)
	case (len(h.Stages) == 0) == (h.Occasion == ""):
		return fail("", "either stages or an occasion must be named")
	case h.Occasion != "" && !slices.Contains(occasions(), h.Occasion):
		return fail("occasion", "there is no occasion %q: there are %s", h.Occasion, strings.Join(occasions(), ", "))
	case h.Place == "":
		return fail("", "the jurisdiction is missing: write a place, such as CN or US-NY, or any")
	case h.Place != anywhere && !isPlace(h.Place):
		return fail("jurisdiction", "%q is no place: write a country or a part of one, such as CN or US-NY, or any", h.Place)
	case (channel == dunning.SMS) != (h.Subject == "") || (channel == dunning.SMS) != (h.Segments > 0) || (channel == dunning.Letter) != (h.Closing != ""):
		return fail("", "an sms has segments, an email has a subject, a letter a subject and a closing")
	}
	for _, s := range h.Stages {
		if !stageID.MatchString(s) {
			return fail("stages", "%q is no stage: write one of the policy's, such as M2", s)
		}
	}
	known := Truths{}.named()
	for _, need := range h.Needs {
		if _, ok := known[need]; !ok {
			return fail("needs", "there is no truth %q: see templates/README.md", need)
		}
	}
	return nil
}

var stageID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+-]*$`)

func isPlace(s string) bool {
	_, err := calendar.ParsePlace(s)
	return err == nil
}

// jurisdiction is whose law a text serves: that of its header, and of a variant made of a text for anywhere
// the country of the variant. It is empty for anywhere.
func (h header) jurisdiction() string {
	if h.Place != anywhere {
		return h.Place
	}
	_, region, _ := strings.Cut(h.Locale, "-")
	return region
}
