// Package policy decides, for one account of one person at one instant, what may be said, when, and
// through which channel, and says why.
//
// A policy is a YAML file: stages and steps, and rules about hours, days, frequency, spacing and consent,
// each with its authority and citation. Parse compiles it; every mistake is reported with file, line and
// column, all of them at once.
//
// Decide is pure: values in, verdict and findings out. It goes like this:
//
//  1. what stops everything is looked at first: nothing owed, paid, within tolerance, zones unknown;
//  2. for each channel asked about, each usable contact point is tried: every rule that applies says from
//     which instant on it permits, and the earliest instant at which all of them do is searched for, at
//     most 60 days ahead of the end of any hold;
//  3. the contact point that may be used earliest is chosen, the lower rank among equals;
//  4. every rule that stood in the way leaves a finding; what is allowed leaves one too, naming the window.
//
// Promises: adding to the history never loosens a verdict; an instant deferred to is allowed when it comes,
// if no fact has changed, and no earlier one is; in doubt (an unknown zone, a year without a holiday table)
// nothing is sent. What the rules themselves promise stands with each kind.
package policy
