// Package settings is the configuration of an installation: typed, documented and validated.
//
// Load reads, each over the one before: the defaults, a YAML file, environment variables (COMITY_ and the
// key in capitals, with _ for the dot), flags. What is wrong is said all at once, each with the place it
// came from (file, line and column; variable; flag), the field, and what to do.
//
// One table, in fields.go, holds every field with its kind, default and description. docs/settings.md and
// config/comity.example.yaml are written from it.
//
// Promises: an unknown key is an error, never ignored. An empty value is the same as none. Secrets, and
// the passwords inside addresses, are never printed, logged or marshalled, nor repeated in errors.
package settings
