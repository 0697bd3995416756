package program

import _ "embed"

//go:embed schema.json
var schema string

// Schema returns the JSON Schema (2020-12) of program files, with which editors
// complete keys and show what each means. It knows the form of a file; what has
// to hold between its parts is for [Load] to say.
func Schema() string { return schema }
