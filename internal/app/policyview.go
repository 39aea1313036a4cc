package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"comity/config"
	"comity/internal/dunning"
	"comity/internal/policy"
	"comity/internal/settings"
)

// PolicyState says what a version of a policy is at the moment.
type PolicyState string

// The states.
const (
	PolicyDecides  PolicyState = "in-use"
	PolicyProposed PolicyState = "proposed" // kept, for another person to publish
	PolicyWritten  PolicyState = "written"  // in the policies folder, and not proposed
	PolicyPast     PolicyState = "past"     // decided once
	PolicyPack     PolicyState = "pack"     // has no stages: others build on it
)

// PolicyView is a version of a policy, and what is known of it.
type PolicyView struct {
	ID      string
	Name    string
	State   PolicyState
	Shipped bool                  // it came with Comity
	Policy  *policy.Policy        // nil: it was not compiled
	Err     error                 // why it cannot be compiled any more
	Kept    dunning.PolicyVersion // as the ledger has it; zero: it was never kept
}

// Files is every file of the version, by its path.
func (v PolicyView) Files() map[string]string {
	if v.Kept.ID != "" {
		return v.Kept.Files
	}
	return v.Policy.Bundled()
}

// HasLedger says whether there is a ledger to be opened, without making one.
func HasLedger(s settings.Settings) bool {
	if !s.Ledger.IsZero() {
		return true
	}
	_, err := os.Stat(filepath.Clean(ledgerAddress(s)))
	return err == nil
}

// Unopened is an installation of which only the policies are read. It has no ledger, and needs not be closed.
func Unopened(s settings.Settings) (*App, error) {
	a := &App{Settings: s}
	if err := a.loadPolicies(); err != nil {
		return nil, err
	}
	return a, a.restock(nil)
}

// PolicyInUse is what decides under a name; nil when nothing does.
func (a *App) PolicyInUse(name string) *policy.Policy { return a.shelf.Load().inUse[name] }

// PolicyWritten is what the files say under a name; nil where they have none with stages.
func (a *App) PolicyWritten(name string) *policy.Policy { return a.shelf.Load().ours[name] }

// PolicyView finds a policy by its name, as it decides or else as its file says, or by a version.
func (a *App) PolicyView(ctx context.Context, ref string) (PolicyView, error) {
	name, _, version := strings.Cut(ref, "@")
	s := a.shelf.Load()
	switch {
	case version:
		return a.policyVersion(ctx, ref)
	case s.inUse[name] != nil:
		return a.policyView(ctx, s.inUse[name])
	}
	return a.PolicyFile(ctx, name)
}

// PolicyFile is a policy or pack as the files say.
func (a *App) PolicyFile(ctx context.Context, name string) (PolicyView, error) {
	p := a.PolicyWritten(name)
	if p == nil {
		var err error
		if p, err = policy.Load(a.configFiles(), name); err != nil {
			return PolicyView{}, err
		}
	}
	return a.policyView(ctx, p)
}

// policyView tells of a compiled policy what is known of its version.
func (a *App) policyView(ctx context.Context, p *policy.Policy) (PolicyView, error) {
	kept, _, err := a.keptPolicy(ctx, p.Version())
	v := PolicyView{ID: p.Version(), Name: p.Name(), Policy: p, Kept: kept}
	return a.placed(v), err
}

// placed says of a version what it is at the moment, and whether it came with Comity.
func (a *App) placed(v PolicyView) PolicyView {
	v.State = a.policyState(v.ID, v.Policy, v.Kept)
	v.Shipped = v.Kept.Origin == dunning.PolicyShipped
	if v.Kept.ID == "" {
		p, err := policy.Load(config.FS(), v.Name)
		v.Shipped = err == nil && p.Version() == v.ID
	}
	return v
}

// policyVersion finds a version in the ledger, or else among the files.
func (a *App) policyVersion(ctx context.Context, id string) (PolicyView, error) {
	name, _, _ := strings.Cut(id, "@")
	kept, ok, err := a.keptPolicy(ctx, id)
	if err != nil {
		return PolicyView{}, err
	}
	if ok {
		v := PolicyView{ID: id, Name: kept.Name, Kept: kept}
		v.Policy, v.Err = a.version(kept)
		return a.placed(v), nil
	}
	for _, p := range []*policy.Policy{a.PolicyInUse(name), a.PolicyWritten(name)} {
		if p != nil && p.Version() == id {
			return a.policyView(ctx, p)
		}
	}
	if p, err := policy.Load(a.configFiles(), name); err == nil && p.Version() == id {
		return a.policyView(ctx, p)
	}
	return PolicyView{}, &ErrNoVersion{id}
}

// ErrNoVersion says that a version is neither in the ledger nor what any file says.
type ErrNoVersion struct{ Version string }

// Error says what to do.
func (e *ErrNoVersion) Error() string { return e.In("en") }

// In says what to do, in Chinese for a locale that begins with zh, else in English.
func (e *ErrNoVersion) In(locale string) string {
	name, _, _ := strings.Cut(e.Version, "@")
	if strings.HasPrefix(locale, "zh") {
		return fmt.Sprintf("没有版本 %q：`comity policy versions %s` 列出全部版本", e.Version, name)
	}
	return fmt.Sprintf("there is no version %q: `comity policy versions %s` lists them", e.Version, name)
}

func (a *App) keptPolicy(ctx context.Context, id string) (dunning.PolicyVersion, bool, error) {
	if a.Ledger == nil {
		return dunning.PolicyVersion{}, false, nil
	}
	return a.Ledger.PolicyVersion(ctx, id)
}

// policyState says what a version is; p is nil where it cannot be compiled.
func (a *App) policyState(id string, p *policy.Policy, kept dunning.PolicyVersion) PolicyState {
	name, _, _ := strings.Cut(id, "@")
	used := a.PolicyInUse(name)
	switch {
	case used != nil && used.Version() == id:
		return PolicyDecides
	case !kept.PublishedAt.IsZero() || kept.Origin == dunning.PolicyShipped:
		return PolicyPast
	case kept.ID != "":
		return PolicyProposed
	case p != nil && len(p.Ladder()) == 0:
		return PolicyPack
	}
	return PolicyWritten
}
