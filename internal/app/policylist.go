package app

import (
	"context"
	"maps"
	"slices"

	"comity/config"
	"comity/internal/dunning"
	"comity/internal/policy"
)

// PolicyViews are all policies and packs by name, each as it decides or else as its file says.
func (a *App) PolicyViews(ctx context.Context) ([]PolicyView, error) {
	var list []PolicyView
	for _, name := range inOrder(a.policyNames(), policy.Names(a.configFiles())) {
		v, err := a.PolicyView(ctx, name)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// PolicyVersions lists the versions of a policy that were kept, the newest first, and before them the one in
// use where it was not kept yet. An empty name is every policy that decides or is written here.
func (a *App) PolicyVersions(ctx context.Context, name string) ([]PolicyView, error) {
	names := []string{name}
	if name == "" {
		s := a.shelf.Load()
		names = inOrder(slices.Collect(maps.Keys(s.inUse)), slices.Collect(maps.Keys(s.ours)))
	}
	var list []PolicyView
	for _, n := range names {
		versions, err := a.versionsOf(ctx, n)
		if err != nil {
			return nil, err
		}
		list = append(list, versions...)
	}
	return list, nil
}

func (a *App) versionsOf(ctx context.Context, name string) ([]PolicyView, error) {
	var kept []dunning.PolicyVersion
	if a.Ledger != nil {
		var err error
		if kept, err = a.Ledger.PolicyVersions(ctx, name); err != nil {
			return nil, err
		}
	}
	var list []PolicyView
	if p := a.PolicyInUse(name); p != nil && !slices.ContainsFunc(kept, func(v dunning.PolicyVersion) bool { return v.ID == p.Version() }) {
		list = append(list, a.placed(PolicyView{ID: p.Version(), Name: name, Policy: p}))
	}
	for _, v := range kept {
		list = append(list, a.placed(PolicyView{ID: v.ID, Name: name, Kept: v}))
	}
	return list, nil
}

// Before is what a version is compared with unless somebody says otherwise: what decides under its name; where
// nothing does yet, the packs that it is made of; nil where there are none either.
func (a *App) Before(v PolicyView) (*policy.Policy, error) {
	if used := a.PolicyInUse(v.Name); used != nil {
		return used, nil
	}
	if v.State == PolicyPack {
		if slices.Contains(policy.Names(config.FS()), v.Name) {
			return policy.Load(config.FS(), v.Name)
		}
		return nil, nil
	}
	packs := v.Policy.Packs()
	if len(packs) == 0 {
		return nil, nil
	}
	return policy.Compose(v.Policy.Bundled(), policy.Composition{Packs: packs, House: true})
}

// inOrder is the names of several lists, each once.
func inOrder(lists ...[]string) []string {
	names := slices.Concat(lists...)
	slices.Sort(names)
	return slices.Compact(names)
}
