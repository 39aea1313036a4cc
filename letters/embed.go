// Package letters carries what a printed letter is made of and code is not: the typefaces in fonts/ and the
// page geometry, one file per envelope, in profiles/.
package letters

import "embed"

// Files holds fonts/ and profiles/.
//
//go:embed fonts/*.ttf fonts/*.txt profiles/*.yaml
var Files embed.FS
