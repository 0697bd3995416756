package program_test

import (
	"testing"
)

// What a coordinator and a union's lawyer read of the shipped contract.
func TestExplain(t *testing.T) {
	golden(t, "testdata/clovis-explain.golden", clovis(t).Explain())
}
