package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

// Whatever a file of plans says, each of its rows is loaded or rejected, and a plan that is loaded has every
// row of its own, in the order of its dates.
func FuzzPlans(f *testing.F) {
	const head = "plan_id,account_id,agreed_at,ended_at,date,amount\n"
	for _, s := range []string{
		facts()["plans.csv"], head, head + "p,a1,2026-11-01,,2026-12-01,5\np,a1\np,a1,2026-11-01,,2027-12-01,5\n",
		head + "\"p\n,a1,2026-11-01,,2026-12-01,5\n,,,,,\n", head + ",a1,2026-11-01,,2026-12-01,5\np,a1,2026-11-01,,2027-12-01,5",
	} {
		f.Add(s)
	}
	dir := f.TempDir()
	for name, text := range book() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, files := intaketest.New(), t.TempDir()
		if err := os.CopyFS(files, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(files, "plans.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		report, err := take(t, s, intake.Options{Paths: []string{files}})
		if err != nil {
			return // the file as a whole
		}
		r := find(report, "plans.csv")
		instalments := 0
		for id, p := range s.Plans {
			instalments += len(p.Instalments)
			for i := 1; i < len(p.Instalments); i++ {
				if !p.Instalments[i-1].Date.Before(p.Instalments[i].Date) {
					t.Errorf("%s: instalment %d is not after the one before", id, i+1)
				}
			}
			if r.Encoding == "utf-8" && strings.Count(text, id) < len(p.Instalments) {
				t.Errorf("%s has %d instalments", id, len(p.Instalments))
			}
		}
		if r.Rows != r.Loaded+r.Rejected || r.Loaded != instalments {
			t.Errorf("%d rows, %d loaded, %d rejected, %d instalments", r.Rows, r.Loaded, r.Rejected, instalments)
		}
	})
}
