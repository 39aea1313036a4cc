package settings

import (
	"slices"

	"github.com/agnivade/levenshtein"
)

// suggest is what an error about an unknown key ends with: the known one that was probably meant.
func suggest(key string, known []string) string {
	slices.Sort(known)
	best, least := "", 3 // more than two slips of a key are no longer a slip
	for _, k := range known {
		if d := levenshtein.ComputeDistance(key, k); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ": docs/settings.md lists them all"
	}
	return ": did you mean " + best + "?"
}
