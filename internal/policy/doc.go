// Package policy decides, for one account of one person at one instant, what may be said, when, and
// through which channel, and says why.
//
// A policy is packs: YAML files of stages and steps, and of rules about hours, days, frequency, spacing,
// consent, parties and notices, each with its authority and citation. A pack may bring others along; a
// portfolio's own policy names packs, adds stricter rules, and may do without a rule of the house for a
// reason. Compose reads and joins them; every mistake of every file is reported with line and column, all of
// them at once. docs/policies.md explains the language.
//
// A rule applies by where the person is or may be, by who collects, by channel, purpose and condition, and
// unless the person waived it in a way that the rule allows. What is not known is a matter of the house: the
// law of a place in which the person may be, but need not, is kept as a caution, and said to be one.
//
// Decide is pure: values in, verdict and findings out. It goes like this:
//
//  1. what stops every channel is looked at first: nothing owed, paid, within tolerance, no party to the debt,
//     what was agreed is over, zones unknown;
//  2. for each channel asked about, the rules that apply are gathered, and each usable contact point is tried:
//     every rule says from which instant on it permits, and the earliest instant at which all of them do and
//     no hold, promise or plan pauses contact is searched for, at most 60 days ahead of the end of any hold;
//  3. the contact point that may be used earliest is chosen, the lower rank among equals;
//  4. every rule that stood in the way leaves a finding; what is allowed leaves one too, naming the window.
//
// Promises: adding to the history never loosens a verdict; an instant deferred to is allowed when it comes,
// if no fact has changed, and no earlier one is; in doubt (an unknown zone, a year without a holiday table)
// nothing is sent. What the rules themselves promise stands with each kind.
package policy
