package program_test

import (
	"testing"

	"parbot/internal/program"
)

func clovis(t testing.TB) *program.Program {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if all["clovis"] == nil {
		t.Fatal("clovis does not ship")
	}
	return all["clovis"]
}
