package courtesy

import "testing"

func load(t testing.TB) *Gate {
	t.Helper()
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheLexiconLoads(t *testing.T) {
	t.Parallel()
	g := load(t)
	t.Logf("%s: %d entries", g.Version(), len(g.entries))
}
