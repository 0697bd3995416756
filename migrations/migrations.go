// Package migrations holds the steps of the database's schema, forward only,
// each headed with why. They are embedded here because go:embed cannot reach a
// parent folder; internal/postgres/migrate runs them.
package migrations

import "embed"

// FS holds the steps, numbered without gaps.
//
//go:embed *.sql
var FS embed.FS
