// Package killtest starts the real binary as processes, kills them at random moments, takes their servers
// away, and compares what the ledger says in the end with what the channels received (P1, P6, P7 of the
// design).
//
// Procedure of each test: write an invented book; take it in, walk it and deliver it by child processes;
// meanwhile disturb them; let them finish; then audit. The audit holds every reminder against its attempts,
// its events, the frequency slots in its person's history, the row of every walked account, the answers of
// `comity unknown list --json` and `comity run --json`, and every message that a fake provider or the
// outbox took.
//
// Promises: a test kills only processes that it started, by their id; every child is reaped, and dies with
// the tests even if they are killed. Moments are drawn from a seed, which a failing test prints with the
// line that repeats it; since processes race, the same seed makes the same plan, not always the same race.
//
//	go test ./internal/killtest                                    a few dozen kills
//	COMITY_KILLS=200 go test -timeout 60m ./internal/killtest      at least 200 in each test that kills
//	COMITY_SEED=1 go test -run Outbox -count 1 ./internal/killtest  the plan of an earlier run
package killtest
