package letter

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tool runs a program that looks at a PDF file from outside, with the file's path in place of "FILE".
func tool(t *testing.T, pdf []byte, name string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("the letters are checked with %s, which is not installed: install Debian's poppler-utils and qpdf", name)
	}
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = file
		}
	}
	var complaint bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, complaint.String())
	}
	return out
}

func extract(t *testing.T, pdf []byte) string {
	t.Helper()
	return string(tool(t, pdf, "pdftotext", "FILE", "-"))
}

// missing lists those texts that extracted does not hold, character by character. Where the letter breaks a
// line, the file may have a new line in place of a space or of nothing. Nothing else may differ.
func missing(extracted string, texts []string) []string {
	extracted = strings.ReplaceAll(extracted, "\f", "\n")
	var list []string
	for _, s := range texts {
		var b strings.Builder
		for _, r := range strings.TrimSpace(fold(s)) {
			if r == ' ' || r == 0xA0 {
				b.WriteString(`[ \x{A0}\n]\n?`)
				continue
			}
			b.WriteString(regexp.QuoteMeta(string(r)) + `\n?`)
		}
		if !regexp.MustCompile(b.String()).MatchString(extracted) {
			list = append(list, s)
		}
	}
	return list
}

// raster is one page as grey pixels: 0 is black, 255 white.
type raster struct {
	width, height int
	pixels        []byte
	dpi           float64
}

func rasterise(t *testing.T, pdf []byte, page int, dpi float64) raster {
	t.Helper()
	n := fmt.Sprint(page)
	out := tool(t, pdf, "pdftoppm", "-gray", "-r", fmt.Sprint(dpi), "-f", n, "-l", n, "FILE")
	r := raster{dpi: dpi}
	var most int
	if _, err := fmt.Sscanf(string(out[:min(len(out), 40)]), "P5\n%d %d\n%d", &r.width, &r.height, &most); err != nil {
		t.Fatalf("read the picture of page %d: %v", page, err)
	}
	r.pixels = out[len(out)-r.width*r.height:]
	return r
}

// dark counts pixels with ink in a box of millimetres, and says how far they reach.
func (r raster) dark(b Box) (n int, reach Box) {
	px := func(v float64) int { return int(v / 25.4 * r.dpi) }
	x1, y1, x2, y2 := r.width, r.height, 0, 0
	for y := max(px(b.Y), 0); y < min(px(b.Y+b.Height), r.height); y++ {
		for x := max(px(b.X), 0); x < min(px(b.X+b.Width), r.width); x++ {
			if r.pixels[y*r.width+x] < 200 {
				n++
				x1, y1, x2, y2 = min(x1, x), min(y1, y), max(x2, x), max(y2, y)
			}
		}
	}
	back := func(v int) float64 { return float64(v) * 25.4 / r.dpi }
	return n, Box{back(x1), back(y1), back(x2 - x1), back(y2 - y1)}
}
