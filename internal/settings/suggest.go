package settings

import "slices"

// suggest is what an error about an unknown key ends with: the known one that was probably meant.
func suggest(key string, known []string) string {
	slices.Sort(known)
	best, least := "", 3 // more than two slips of a key are no longer a slip
	for _, k := range known {
		if d := distance(key, k); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ": docs/settings.md lists them all"
	}
	return ": did you mean " + best + "?"
}

// distance is how many letters must be added, dropped or changed to get from a to b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
