package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// line is one figure beside what it is compared with.
type line struct {
	Section  string  `json:"section"`
	What     string  `json:"what"`
	Unit     string  `json:"unit"`
	Measured float64 `json:"measured"` // median over the rounds
	Against  float64 `json:"against"`  // the same, of what it is compared with; 0: nothing
	Floor    string  `json:"floor"`    // what that is
	Ratio    float64 `json:"ratio"`    // median of measured/against within a round
	Low      float64 `json:"lowest_ratio"`
	High     float64 `json:"highest_ratio"`
	Rounds   int     `json:"rounds"`
	Note     string  `json:"note,omitempty"`
}

// pairs collects the rounds of a line.
type pairs struct{ measured, against []float64 }

func (p *pairs) add(measured, against float64) {
	p.measured, p.against = append(p.measured, measured), append(p.against, against)
}

// into fills in the figures of a line.
func (p pairs) into(l line) line {
	ratios := make([]float64, len(p.measured))
	for i := range ratios {
		if p.against[i] > 0 {
			ratios[i] = p.measured[i] / p.against[i]
		}
	}
	l.Measured, l.Against, l.Ratio, l.Rounds = median(p.measured), median(p.against), median(ratios), len(ratios)
	l.Low, l.High = slices.Min(ratios), slices.Max(ratios)
	return l
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	n := len(list)
	return (list[(n-1)/2] + list[n/2]) / 2
}

// report is everything that was measured.
type report struct {
	Machine string `json:"machine"`
	Servers string `json:"servers"`
	Rounds  int    `json:"rounds"`
	Lines   []line `json:"lines"`
}

func (r report) print(o options) error {
	if !o.json {
		return r.table(o.out)
	}
	e := json.NewEncoder(o.out)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func (r report) table(out io.Writer) error {
	fmt.Fprintf(out, "%s\n%s\nmedians of up to %d rounds; ratios within a round, with the lowest and the highest\n\n", r.Machine, r.Servers, r.Rounds)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "measured\tagainst\tratio\t(low – high)\t  what")
	for _, l := range r.Lines {
		against, ratio, span := "", "", ""
		if l.Against > 0 {
			against, ratio = amount(l.Against, l.Unit), fmt.Sprintf("%.3f", l.Ratio)
			span = fmt.Sprintf("(%.3f – %.3f)", l.Low, l.High)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t  %s\n", amount(l.Measured, l.Unit), against, ratio, span, sentence(l))
	}
	return t.Flush()
}

func sentence(l line) string {
	s := l.What
	if l.Floor != "" {
		s += ", against " + l.Floor
	}
	if l.Note != "" {
		s += "; " + l.Note
	}
	return s
}

// amount writes 12345 "/s" as 12,345 /s.
func amount(v float64, unit string) string {
	if v < 100 {
		return fmt.Sprintf("%.1f %s", v, unit)
	}
	digits := strconv.FormatInt(int64(v+0.5), 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits + " " + unit
}

// machine says on what was measured.
func machine() string {
	cpu := "unknown processor"
	text, _ := os.ReadFile("/proc/cpuinfo") // elsewhere than on Linux there is none
	for l := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(name) == "model name" {
			cpu = strings.Join(strings.Fields(value), " ")
			break
		}
	}
	return fmt.Sprintf("%s, %d cores, %s %s/%s", cpu, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
