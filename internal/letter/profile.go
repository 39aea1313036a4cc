package letter

import (
	"bytes"
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v3"
)

// mm is one millimetre in points (1/72 inch), the unit of everything on the page.
const mm = 72 / 25.4

// Profile is the geometry of a sheet for one kind of envelope: millimetres from the top left corner.
type Profile struct {
	Name       string     `yaml:"name"`
	Page       Size       `yaml:"page"`
	Margins    Margins    `yaml:"margins"`
	Letterhead Band       `yaml:"letterhead"`
	Window     Box        `yaml:"window"` // what may show through the envelope's window
	Shift      float64    `yaml:"shift"`  // how far the sheet may slide in the envelope, in every direction
	Inset      Point      `yaml:"inset"`  // of the address in the window
	Info       Point      `yaml:"information"`
	Body       BodyBand   `yaml:"body"`
	Footer     FooterBand `yaml:"footer"`
	Folds      []float64  `yaml:"folds"` // fold marks, from the top edge
	Punch      float64    `yaml:"punch"` // the mark for a hole punch, from the top edge; 0: none
}

// Size, Point, Box, Margins, Band, BodyBand and FooterBand are the parts of a Profile, in millimetres.
type (
	Size       struct{ Width, Height float64 }
	Point      struct{ X, Y float64 }
	Box        struct{ X, Y, Width, Height float64 }
	Margins    struct{ Left, Right float64 }
	Band       struct{ Top float64 }
	BodyBand   struct{ First, Next, Bottom float64 } // top on the first and on further pages; bottom
	FooterBand struct{ Top, Bottom float64 }
)

// readProfile reads profiles/name.yaml. Errors name the file and the field.
func readProfile(files fs.FS, name string) (Profile, error) {
	path := "profiles/" + name + ".yaml"
	raw, err := fs.ReadFile(files, path)
	if err != nil {
		return Profile{}, fmt.Errorf("letter profile %q: %w", name, err)
	}
	var p Profile
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(&p); err != nil {
		return Profile{}, fmt.Errorf("%s: %w", path, err)
	}
	if err := p.check(); err != nil {
		return Profile{}, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

func (p Profile) check() error {
	w := p.Window
	for _, c := range []struct {
		ok   bool
		what string
	}{
		{p.Page.Width >= 150 && p.Page.Height >= 200, "page is too small for a letter"},
		{p.Margins.Left >= 5 && p.Margins.Right >= 5, "margins must be 5 mm or more: no printer reaches the edge"},
		{p.Page.Width-p.Margins.Left-p.Margins.Right >= 100, "margins leave less than 100 mm for the text"},
		{w.Width >= 60 && w.Height >= 20, "window must be 60 x 20 mm or more"},
		{p.Inset.X >= p.Shift && p.Inset.Y >= p.Shift, "inset must not be less than shift, or the address slides out of the window"},
		{p.Letterhead.Top >= 5 && p.Letterhead.Top+letterheadDeep < w.Y-p.Shift, "letterhead needs 21 mm above the window and its shift"},
		{p.Info.X >= w.X+w.Width+p.Shift, "information must stand to the right of the window and its shift"},
		{p.Info.X+30 <= p.Page.Width-p.Margins.Right, "information needs 30 mm up to the right margin"},
		{p.Body.First >= w.Y+w.Height+p.Shift, "body.first must lie below the window and its shift"},
		{p.Body.Next >= p.Letterhead.Top+8, "body.next must leave 8 mm for the head of further pages"},
		{p.Body.Bottom > p.Body.First+60 && p.Body.Bottom <= p.Footer.Top, "body.bottom must leave room for text and end above the footer"},
		{p.Footer.Bottom > p.Footer.Top && p.Footer.Bottom <= p.Page.Height-5, "footer must end 5 mm above the edge of the page"},
	} {
		if !c.ok {
			return fmt.Errorf("%s", c.what)
		}
	}
	return nil
}
