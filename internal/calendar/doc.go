// Package calendar answers when: dates, half-open windows of local time, zones with their
// daylight-saving changes, statutory holidays and make-up working days.
//
// Every interval is half-open, [start, end), so that neighbours touch without overlapping. Questions
// about a year without a holiday table are errors, never guesses.
package calendar
