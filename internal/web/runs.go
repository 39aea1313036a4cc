package web

import (
	"context"
	"net/http"
	"strconv"

	"comity/internal/access"
)

// Run is a run as the API shows it.
type Run struct {
	ID        string         `json:"id"`
	Portfolio string         `json:"portfolio"`
	Date      string         `json:"date"` // business date, YYYY-MM-DD
	State     string         `json:"state"`
	Totals    map[string]int `json:"totals"` // walked, reminded, deferred, suppressed, handed_off, failed: in accounts
}

// Runs knows the runs.
type Runs interface {
	// Runs lists at most limit runs, the newest first, beginning after the run with that ID (empty: from
	// the newest).
	Runs(ctx context.Context, after string, limit int) ([]Run, error)
	// Run finds one; false: there is none.
	Run(ctx context.Context, id string) (Run, bool, error)
}

const (
	usualPage = 50
	mostPage  = 200
)

// runPage is one page of the list.
type runPage struct {
	Runs []Run  `json:"runs"`
	Next string `json:"next,omitempty"` // ask for ?after= this; empty: that was all
}

func (d *door) runs() {
	d.guard("GET /api/v1/runs", access.ReadRun, d.listRuns)
	d.guard("GET /api/v1/runs/{id}", access.ReadRun, d.showRun)
}

func (d *door) listRuns(w http.ResponseWriter, r *http.Request) error {
	limit, err := limitOf(r)
	if err != nil {
		return err
	}
	// One more than asked for tells whether there is a next page.
	runs, err := d.deps.Runs.Runs(r.Context(), r.URL.Query().Get("after"), limit+1)
	if err != nil {
		return err
	}
	page := runPage{Runs: runs}
	if len(runs) > limit {
		page.Runs, page.Next = runs[:limit], runs[limit-1].ID
	}
	if page.Runs == nil {
		page.Runs = []Run{}
	}
	return answer(w, http.StatusOK, page)
}

func (d *door) showRun(w http.ResponseWriter, r *http.Request) error {
	run, found, err := d.deps.Runs.Run(r.Context(), r.PathValue("id"))
	switch {
	case err != nil:
		return err
	case !found:
		return &trouble{NotFound, "There is no such run.", "没有该批次作业。"}
	default:
		return answer(w, http.StatusOK, run)
	}
}

func limitOf(r *http.Request) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return usualPage, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostPage {
		return 0, &trouble{BadRequest, "limit: a whole number from 1 to 200.", "limit：1 至 200 的整数。"}
	}
	return n, nil
}
