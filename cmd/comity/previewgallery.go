package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"path/filepath"
	"slices"
	"strings"

	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/letter"
	"comity/internal/message"
)

//go:embed previewgallery.html
var galleryPage string

// gallery is what its page shows.
type gallery struct {
	Lang      string
	Locales   []string
	Templates []galleryTemplate
	Texts     int
	Segments  int // of an SMS: more than so many are marked
}

// galleryTemplate is one template, in every locale and channel.
type galleryTemplate struct {
	ID    string
	For   string // its stages, or its occasion
	Needs string
	Shown []shown
}

// shown is one text.
type shown struct {
	Locale, Channel, Version, From string
	Jurisdiction                   string
	Subject, Text                  string
	Segments, Units                int
	Encoding                       string
	File                           string // of an email or letter, beside the page
	Error                          string
}

// previewAll writes a gallery of every text: one page that needs nothing from elsewhere, and beside it a file for
// every email and letter. The facts are invented.
func (c *cli) previewAll(f previewFlags) error {
	if f.out == "" {
		return c.usage("--out: say in which folder", "--out：请写明文件夹")
	}
	words, err := c.wording()
	if err != nil {
		return err
	}
	drawer, err := app.LetterDrawer()
	if err != nil {
		return err
	}
	g := gallery{Lang: c.lang, Segments: 2}
	for r := range words.Renderings(message.CaseTypical) {
		s, err := show(r, drawer, f.out)
		if err != nil {
			return err
		}
		g.add(r.Info, s)
	}
	g.sort()
	page, err := template.New("gallery").Parse(galleryPage)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := page.Execute(&b, g); err != nil {
		return err
	}
	path, err := keep(f.out, "index.html", []byte(b.String()))
	if err != nil {
		return err
	}
	return c.printf(c.say("%d texts of %d templates → %s\n", "%d 条文案，%d 个模板 → %s\n"), g.Texts, len(g.Templates), path)
}

// show is one text on the page, and its file.
func show(r message.Rendering, drawer *letter.Drawer, dir string) (shown, error) {
	s := shown{
		Locale: r.Locale, Channel: string(r.Channel), Version: r.Version, From: r.Sender().ShortName,
		Jurisdiction: r.Jurisdiction, Subject: r.Subject, Text: r.Text,
	}
	if r.Err != nil {
		s.Error = r.Err.Error()
		return s, nil
	}
	name := r.Template + "." + r.Locale
	switch r.Channel {
	case dunning.SMS:
		s.Segments, s.Encoding, s.Units = message.Segments(r.Text)
	case dunning.Email:
		s.File = "email/" + name + ".html"
		_, err := keep(filepath.Join(dir, "email"), name+".html", []byte(r.HTML))
		return s, err
	case dunning.Letter:
		pdf, err := drawer.Draw(*r.Letter)
		if err != nil {
			return s, fmt.Errorf("%s: draw the letter: %w", r.File, err)
		}
		s.File = "letter/" + name + ".pdf"
		_, err = keep(filepath.Join(dir, "letter"), name+".pdf", pdf)
		return s, err
	}
	return s, nil
}

func (g *gallery) add(i message.Info, s shown) {
	g.Texts++
	if !slices.Contains(g.Locales, s.Locale) {
		g.Locales = append(g.Locales, s.Locale)
	}
	at := slices.IndexFunc(g.Templates, func(t galleryTemplate) bool { return t.ID == i.Template })
	if at < 0 {
		at = len(g.Templates)
		g.Templates = append(g.Templates, galleryTemplate{ID: i.Template, For: strings.Join(i.Stages, " ") + i.Occasion, Needs: strings.Join(i.Needs, ", ")})
	}
	g.Templates[at].Shown = append(g.Templates[at].Shown, s)
}

// sort puts templates in the order of their stages, the occasions after them, and texts in that of the channels.
func (g *gallery) sort() {
	slices.Sort(g.Locales)
	slices.SortFunc(g.Templates, func(a, b galleryTemplate) int {
		return strings.Compare(rank(a), rank(b))
	})
	channels := dunning.Channels()
	for _, t := range g.Templates {
		slices.SortFunc(t.Shown, func(a, b shown) int {
			if a.Locale != b.Locale {
				return strings.Compare(a.Locale, b.Locale)
			}
			return slices.Index(channels, dunning.Channel(a.Channel)) - slices.Index(channels, dunning.Channel(b.Channel))
		})
	}
}

func rank(t galleryTemplate) string {
	if strings.HasPrefix(t.For, "M") {
		return "0" + t.For + t.ID
	}
	return "1" + t.ID
}
