// Package message turns the facts of a reminder into the words that a person reads: the text of an SMS,
// an email with a text and an HTML part, or the page of a letter before it is drawn.
//
// The wording is data: files under templates/, one for each template, channel and locale, with a YAML
// header and a body in the syntax of text/template. New reads and checks all of them once: the headers,
// every fact they name, every fragment they include, and a trial rendering of each with invented facts.
// What is wrong is reported with file and line, and nothing is served until it is mended.
//
// A template sees the methods of View and nothing else. A fact that is missing is an error that names
// the template, the line and the fact; a text with a hole in it is never sent. Data that comes from
// outside is cleaned before a template sees it: control characters and invisible marks that reorder text
// are taken out, white space is folded, lengths are bounded. It cannot add a line, a heading or a link,
// and in HTML it is escaped by html/template.
//
// A Composer is safe for concurrent use. It reads no clock and no file after New has returned. Its errors
// hold no personal data and may be logged.
package message
