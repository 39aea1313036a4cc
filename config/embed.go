// Package config carries the policies and holiday calendars that are built into the binary, so that it
// runs without any file beside it. An installation may put its own files in their place.
package config

import (
	"embed"
	"io/fs"
)

//go:embed policies/*.yaml calendars/*.json
var files embed.FS

// FS holds policies/NAME.yaml and calendars/COUNTRY.json.
func FS() fs.FS { return files }
