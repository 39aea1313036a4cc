// Package templates holds the wording of every message, as files that people who are no programmers can
// read and edit. README.md says how a file is laid out; package message reads and checks them.
package templates

import "embed"

// FS holds the templates, fragments and words as they were when the binary was built.
//
//go:embed sms email letter fragments words
var FS embed.FS
