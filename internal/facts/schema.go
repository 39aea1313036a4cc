package facts

import _ "embed"

//go:embed facts.schema.json
var schema string

// Schema is the JSON Schema (draft 2020-12) of a file of facts.
func Schema() string { return schema }
