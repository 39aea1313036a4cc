package app

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
)

func TestAnOwnFileHidesTheBuiltInOneOfTheSameName(t *testing.T) {
	t.Parallel()
	o := overlay{
		fstest.MapFS{"policies/cn.yaml": {Data: []byte("own")}, "policies/mine.yaml": {Data: []byte("mine")}},
		fstest.MapFS{"policies/cn.yaml": {Data: []byte("built in")}, "policies/us.yaml": {Data: []byte("us")}, "calendars/cn.json": {Data: []byte("{}")}},
	}
	for name, want := range map[string]string{"policies/cn.yaml": "own", "policies/mine.yaml": "mine", "policies/us.yaml": "us", "calendars/cn.json": "{}"} {
		if got, err := fs.ReadFile(o, name); string(got) != want || err != nil {
			t.Errorf("%s: %q, error %v, want %q", name, got, err, want)
		}
	}
	found, err := fs.Glob(o, "policies/*.yaml")
	if want := []string{"policies/cn.yaml", "policies/mine.yaml", "policies/us.yaml"}; !slices.Equal(found, want) || err != nil {
		t.Errorf("found %v, error %v, want %v", found, err, want)
	}
	if _, err := fs.ReadDir(o, "nowhere"); err == nil {
		t.Error("a folder that neither has was read")
	}
}
