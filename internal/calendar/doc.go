// Package calendar answers when: dates, half-open windows of local time, zones with their
// daylight-saving changes, statutory holidays and make-up working days.
//
// Every interval is half-open, [start, end), so that neighbours touch without overlapping. Local time is
// read span by span: between two changes of a zone's offset, the local clock runs evenly, and so every
// answer is exact also where an hour is skipped, where one happens twice, and where a whole day is missing.
// Questions about a year without a holiday table are errors, never guesses.
//
// The package reads no clock. The time-zone database is compiled in, for machines that have none.
package calendar
