// Package arch holds no code, only tests: they read the whole tree and keep the plan of the house, each
// rule with the reason for it. A change that needs another plan changes the rule here, in the same
// commit, where a reviewer sees it.
package arch
