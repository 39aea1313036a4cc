package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"comity/internal/app"
	"comity/internal/docread"
	"comity/internal/dunning"
	"comity/internal/facts"
	"comity/internal/policy"
)

// answer is what `comity explain --facts --json` prints of a case.
type answer struct {
	ID string    `json:"id,omitempty"`
	At time.Time `json:"at"`
	judged
	Plan *answerPlan `json:"plan,omitempty"` // where the facts say which steps were taken
}

// answerPlan is where an account stands on its ladder.
type answerPlan struct {
	Stage   string          `json:"stage"`
	Step    string          `json:"step,omitempty"`
	Due     bool            `json:"due"`
	Finding *explainFinding `json:"finding,omitempty"` // why nothing is due
}

// explainFacts asks about the cases of a file. It needs no ledger and no right; of settings only the folder of
// policies counts, where there is one.
func (c *cli) explainFacts(f explainFlags) error {
	q, err := c.questions(f)
	if err != nil {
		return err
	}
	if f.check {
		return c.checkFacts(q, f.json)
	}
	answers := make([]answer, len(q.cases))
	for i := range q.cases {
		k := &q.cases[i]
		for _, remark := range k.Remarks {
			c.notef("%s: %s", q.file, remark)
		}
		r, err := q.ask(c, k)
		if err != nil {
			return err
		}
		if !f.json {
			if err := c.printAnswer(*k, r, i > 0); err != nil {
				return err
			}
			continue
		}
		answers[i] = c.answer(*k, r)
	}
	switch {
	case !f.json:
		return nil
	case len(answers) == 1 && q.cases[0].Alone:
		return c.printJSON(answers[0])
	}
	return c.printJSON(answers)
}

func (c *cli) answer(k facts.Case, r reply) answer {
	a := answer{ID: k.ID, At: k.Facts.Now, judged: c.judged(r.verdict)}
	if r.plan != nil {
		a.Plan = &answerPlan{Stage: r.plan.Stage.ID, Step: r.plan.Step.ID, Due: r.plan.Due}
		if !r.plan.Due {
			finding := c.finding(r.plan.Finding)
			a.Plan.Finding = &finding
		}
	}
	return a
}

// questions are the cases of a file, as the flags change them, and the engines that answer them.
type questions struct {
	file     string
	cases    []facts.Case
	packs    []string // of the flag; they go before those of the cases
	noHouse  bool
	files    fs.FS
	compiled map[string]*policy.Policy
}

func (c *cli) questions(f explainFlags) (*questions, error) {
	files, err := c.packFiles()
	if err != nil {
		return nil, err
	}
	q := &questions{file: f.facts, packs: f.packs, noHouse: f.noHouse, files: files, compiled: map[string]*policy.Policy{}}
	known := policy.Names(q.files)
	for _, p := range f.packs {
		if !slices.Contains(known, p) {
			return nil, c.usage("--packs: there is no pack %q; %s", "--packs：没有规则包 %q；%s", p, docread.OneOf(p, known))
		}
	}
	at, err := c.instant("at", f.at)
	if err != nil {
		return nil, err
	}
	channels, err := c.everyChannel(f.channels)
	if err != nil {
		return nil, err
	}
	if q.file == "-" {
		q.file = "stdin"
	}
	data, err := c.readFacts(f.facts)
	if err != nil {
		return nil, err
	}
	if q.cases, err = (facts.Options{Packs: known, Zones: q.zones}).Parse(q.file, data); err != nil {
		return nil, err
	}
	for i := range q.cases {
		k := &q.cases[i]
		if !at.IsZero() {
			k.Facts.Now = at
		}
		if len(channels) > 0 {
			k.Facts.Channels = channels
		}
	}
	return q, nil
}

// packFiles are the rule packs: those built in, and over them those of the folder that the settings name.
func (c *cli) packFiles() (fs.FS, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	if dir := s.Policies.Dir; dir != "" {
		if _, err := os.ReadDir(dir); err != nil {
			return nil, c.usage("policies.dir: %v", "policies.dir：%v", err)
		}
	}
	return app.ConfigFiles(s), nil
}

// everyChannel reads the flag, for facts: what only people use may be asked about too.
func (c *cli) everyChannel(names []string) ([]dunning.Channel, error) {
	var list []dunning.Channel
	for _, n := range names {
		if !slices.Contains(dunning.EveryChannel(), dunning.Channel(n)) {
			return nil, c.usage("--channel: there is no channel %q; write sms, email, letter, voice or visit",
				"--channel：没有渠道 %q；请写 sms、email、letter、voice 或 visit", n)
		}
		list = append(list, dunning.Channel(n))
	}
	return list, nil
}

// readFacts reads a file, or standard input, as far as one may be long.
func (c *cli) readFacts(name string) ([]byte, error) {
	in := c.In
	if name != "-" {
		file, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, c.usage("--facts: there is no file %s", "--facts：没有文件 %s", name)
		}
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	return io.ReadAll(io.LimitReader(in, facts.MaxBytes+1))
}

// printSchema prints what a file of facts may hold.
func (c *cli) printSchema() error { return c.printf("%s", facts.Schema()) }
