// Package pgtest gives each test a fresh database.
package pgtest

import (
	"testing"

	"parbot/internal/postgres"
)

// Open returns a store on a fresh, migrated database.
func Open(t testing.TB) *postgres.Store { panic("not built yet") }

// URL returns the address of a fresh, migrated database.
func URL(t testing.TB) string { panic("not built yet") }
