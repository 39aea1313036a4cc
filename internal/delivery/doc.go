// Package delivery hands reminders over: each one once, in hours, within limits, and never when it has
// become wrong.
//
// A bell names a reminder. The stages in deliver.go take it from there, in order: claim (one transaction
// in which the same policy decides again on current facts, and which writes the attempt before any call
// is made), compose, send, record. Reminders whose bells ring at the same moment share the transactions
// of claim and record, as a database groups commits; nothing is claimed ahead.
//
// What follows from a provider's answer is a pure function (after.go). An answer that was lost leaves the
// reminder unknown: it is never sent again by itself. A worker that dies between claim and record leaves
// a stray attempt; the sweep asks the channel what became of it where the channel can tell, and else
// marks it unknown.
package delivery
