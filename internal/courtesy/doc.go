// Package courtesy judges words before they reach a person: what a message may not say, what it must say,
// and what it must not carry or cost. It is pure: a Gate is loaded once, from the lexicon that lies beside
// it as data, and Judge looks at nothing but its arguments.
//
// A text is folded first (see fold.go): compatibility forms, width, case, accents, traditional characters,
// look-alike letters and invisible characters make no difference. It is then read as tokens: one for every Han
// character, one for every word of letters. What stands between Han characters is left out of account, so
// that a disguise by spaces or stops is none. Patterns (pattern.go) are matched against tokens, and a
// hit is lifted only by an exception that the lexicon states with a reason, by a negation that governs it, or
// by a fact that makes it true. Every finding says where, why, from which source, and how to mend it.
package courtesy
