package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"comity/config"
	"comity/internal/access"
	"comity/internal/dunning"
	"comity/internal/policy"
	"comity/internal/settings"
)

// shelf is the policies of one moment. It is replaced as a whole when another version is published.
type shelf struct {
	inUse  map[string]*policy.Policy // by name: published, or as shipped
	ours   map[string]*policy.Policy // by name: as the files say at the moment
	broken map[string]error          // by name: published, and not to be read any more
	drafts map[string]error          // by name: being written, and not to be read yet
}

// all is every policy in use, and every one written that is another version, in order of their names.
func (s *shelf) all() []*policy.Policy {
	var list []*policy.Policy
	for _, name := range slices.Sorted(maps.Keys(s.ours)) {
		if used := s.inUse[name]; used == nil || used.Version() != s.ours[name].Version() {
			list = append(list, s.ours[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.inUse)) {
		list = append(list, s.inUse[name])
	}
	return list
}

// ErrUnpublished says that a policy was written but may not decide yet.
type ErrUnpublished struct{ Name, Version string }

// Error says what to do.
func (e *ErrUnpublished) Error() string {
	return fmt.Sprintf("the policy %s is not published (%s): `comity policy propose %s --note WHY`, and another person `comity policy publish %s`",
		e.Name, e.Version, e.Name, e.Version)
}

// In says what to do, in Chinese for a locale that begins with zh, else in English.
func (e *ErrUnpublished) In(locale string) string {
	if !strings.HasPrefix(locale, "zh") {
		return e.Error()
	}
	return fmt.Sprintf("策略 %s 尚未发布（%s）：请执行 `comity policy propose %s --note 理由`，再由另一人执行 `comity policy publish %s`", e.Name, e.Version, e.Name, e.Version)
}

// configFiles holds policies and calendars.
func (a *App) configFiles() fs.FS { return ConfigFiles(a.Settings) }

// ConfigFiles are the policies and calendars of an installation: its own in place of those built in.
func ConfigFiles(s settings.Settings) fs.FS { return folder(s.Policies, config.FS()) }

// trusted says that what the files say decides at once: those built in do, and a folder that is reviewed.
func trusted(s settings.Settings) bool { return s.Policies.Dir == "" || s.PoliciesReviewed }

// loadPolicies reads the files. One that decides at once and is wrong stops the program: nothing half-loads. One
// that somebody is still writing is left aside.
func (a *App) loadPolicies() error {
	if err := checkFolders(a.Settings); err != nil {
		return err
	}
	ours, failed := compileAll(a.configFiles())
	if len(failed) > 0 && trusted(a.Settings) {
		return errors.Join(slices.Collect(maps.Values(failed))...)
	}
	a.shelf.Store(&shelf{inUse: ours, ours: ours, drafts: failed})
	return nil
}

// checkFolders says which folder of the settings cannot be read.
func checkFolders(s settings.Settings) error {
	for field, f := range map[string]settings.Folder{"policies.dir": s.Policies, "templates.dir": s.Templates} {
		if f.Dir == "" {
			continue
		}
		if _, err := os.ReadDir(f.Dir); err != nil {
			return fmt.Errorf("%s: %w", field, err)
		}
	}
	return nil
}

// compileAll compiles every policy of a file system that a portfolio can have: one with stages.
func compileAll(files fs.FS) (all map[string]*policy.Policy, failed map[string]error) {
	all, failed = map[string]*policy.Policy{}, map[string]error{}
	for _, name := range policy.Names(files) {
		p, err := policy.Load(files, name)
		switch {
		case err != nil:
			failed[name] = err
		case len(p.Ladder()) > 0:
			all[name] = p
		}
	}
	return all, failed
}

// RefreshPolicies reads which versions are published. What is published decides; where nothing is, what the
// program was shipped with. What somebody wrote into the policies folder decides only once two people have
// seen it, unless policies.reviewed says that the folder itself is reviewed.
func (a *App) RefreshPolicies(ctx context.Context) error {
	active, err := a.Ledger.ActivePolicies(ctx)
	if err != nil {
		return err
	}
	return a.restock(active)
}

// restock puts the policies in use onto the shelf; active are the versions that are published, by name.
func (a *App) restock(active map[string]dunning.PolicyVersion) error {
	before := a.shelf.Load()
	next := &shelf{inUse: map[string]*policy.Policy{}, ours: before.ours, drafts: before.drafts, broken: map[string]error{}}
	if trusted(a.Settings) {
		maps.Copy(next.inUse, before.ours)
	} else {
		shipped, failed := compileAll(config.FS())
		if len(failed) > 0 {
			return errors.Join(slices.Collect(maps.Values(failed))...)
		}
		next.inUse = shipped
	}
	for name, v := range active {
		if a.Settings.PoliciesReviewed && a.Settings.Policies.Dir != "" && next.inUse[name] != nil {
			continue
		}
		p, err := a.version(v)
		if err != nil { // its portfolios wait, and everybody else goes on
			next.broken[name] = err
			delete(next.inUse, name)
			continue
		}
		next.inUse[name] = p
	}
	a.shelf.Store(next)
	return nil
}

// version compiles a version that was kept.
func (a *App) version(v dunning.PolicyVersion) (*policy.Policy, error) {
	if p := a.shelf.Load().inUse[v.Name]; p != nil && p.Version() == v.ID {
		return p, nil
	}
	p, err := policy.Load(policy.Bundle(v.Files), v.Name)
	if err != nil {
		return nil, fmt.Errorf("the version %s that was published cannot be compiled any more: %w", v.ID, err)
	}
	if p.Version() != v.ID {
		return nil, fmt.Errorf("the version %s that was published compiles to %s: its files in the ledger were changed", v.ID, p.Version())
	}
	return p, nil
}

// keeper is who proposed what no person did.
const keeper = "comity"

// keepPolicies keeps the versions in use, so that what decided can be shown years later.
func (a *App) keepPolicies(ctx context.Context) error {
	s := a.shelf.Load()
	for _, name := range a.policyNames() {
		p := s.inUse[name]
		v := dunning.PolicyVersion{
			ID: p.Version(), Name: name, Files: p.Bundled(), Origin: dunning.PolicyShipped, ProposedBy: keeper, ProposedAt: a.Clock.Now(),
		}
		if a.Settings.Policies.Dir != "" && a.Settings.PoliciesReviewed {
			v.Origin, v.Note = dunning.PolicyEdited, "policies.reviewed"
		}
		if err := a.Ledger.KeepPolicy(ctx, v); err != nil {
			return err
		}
	}
	return nil
}

// PolicyOf is the policy that decides for a portfolio: an *ErrUnpublished where it is written but not published.
func (a *App) PolicyOf(p dunning.Portfolio) (*policy.Policy, error) {
	s := a.shelf.Load()
	if found := s.inUse[p.Policy]; found != nil {
		return found, nil
	}
	if err := s.broken[p.Policy]; err != nil {
		return nil, fmt.Errorf("portfolio %s: %w", p.ID, err)
	}
	if written := s.ours[p.Policy]; written != nil {
		return nil, fmt.Errorf("portfolio %s: %w", p.ID, &ErrUnpublished{p.Policy, written.Version()})
	}
	return nil, fmt.Errorf("portfolio %s asks for the policy %q, which does not exist", p.ID, p.Policy)
}

// RuleWords says a rule of any policy in a few words; empty for an unknown one.
func (a *App) RuleWords(rule, locale string) string {
	s := a.shelf.Load()
	for _, name := range a.policyNames() {
		if words := s.inUse[name].Brief(rule, locale); words != "" {
			return words
		}
	}
	return ""
}

// Window is how far back history can matter, over all policies.
func (a *App) Window() (longest time.Duration) {
	for _, p := range a.shelf.Load().inUse {
		longest = max(longest, p.HistoryWindow())
	}
	return longest
}

// policyNames are those of the policies in use, in order.
func (a *App) policyNames() []string {
	s := a.shelf.Load()
	names := make([]string, 0, len(s.inUse))
	for n := range s.inUse {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// ProposePolicy keeps the version that the files of the policies folder make, for another person to publish.
func (a *App) ProposePolicy(ctx context.Context, actor access.Actor, name, note string) (*policy.Policy, error) {
	p := a.shelf.Load().ours[name]
	if p == nil {
		_, err := policy.Load(a.configFiles(), name)
		if err == nil {
			err = fmt.Errorf("%s has no stages: it is a pack that others build on, and decides for no portfolio", name)
		}
		return nil, err
	}
	return p, a.Ledger.KeepPolicy(ctx, dunning.PolicyVersion{
		ID: p.Version(), Name: name, Files: p.Bundled(), Origin: dunning.PolicyEdited, Note: note, ProposedBy: actor.ID, ProposedAt: a.Clock.Now(),
	})
}

// PublishPolicy lets a version decide from now on, in every process within seconds. The version is compiled
// first: what this program cannot read is not published.
func (a *App) PublishPolicy(ctx context.Context, actor access.Actor, id string) (*policy.Policy, error) {
	v, ok, err := a.Ledger.PolicyVersion(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("there is no version %q: `comity policy versions` lists them", id)
	}
	if v.Origin == dunning.PolicyEdited && v.ProposedBy == keeper {
		return nil, fmt.Errorf("nobody proposed %s: it decided while policies.reviewed said that the folder was reviewed elsewhere; change the file, if only by a comment, and propose that", id)
	}
	p, err := a.version(v)
	if err != nil {
		return nil, err
	}
	if err := a.Ledger.PublishPolicy(ctx, actor.ID, id, a.Clock.Now()); err != nil {
		return nil, err
	}
	return p, a.RefreshPolicies(ctx)
}
