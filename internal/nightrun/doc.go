// Package nightrun turns an overdue book into reminders that are owed: it walks the book person by
// person, asks plan and policy about every account, reserves what may be said on the business date, and
// rings the bell for each reminder when its time has come.
//
// A person gets one message a run. What was agreed with them goes first, and alone; else the account in the
// highest stage leads, and the others come along.
//
// A walk holds one piece of the book in memory at a time. Each piece is reserved in one transaction that
// also moves the run on, so that a walk that was cut off goes on where it stopped, and two processes on
// the same run cannot both write a piece. A walk that only looks (Dry) takes the same path and writes
// nothing.
package nightrun
