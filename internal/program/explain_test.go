package program_test

import (
	"os"
	"strings"
	"testing"

	"parbot/internal/golden"
	"parbot/internal/program"
)

// What a coordinator and a union's lawyer read of the shipped contract.
func TestExplain(t *testing.T) {
	golden.Check(t, "testdata/clovis-explain.golden", clovis(t).Explain())
}

// Every wording once, in a program that has all of them.
func TestExplainWords(t *testing.T) {
	data, err := os.ReadFile("testdata/explain.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, problems := program.Load("explain.yaml", data)
	if p == nil {
		t.Fatalf("%v", problems)
	}
	golden.Check(t, "testdata/explain.golden", p.Explain())
}

// Nothing of the language of the file shows in what people read: no key with a
// dot, no state in a code word, no empty place.
func TestExplainIsPlain(t *testing.T) {
	text := clovis(t).Explain()
	for _, wrong := range []string{".filed", ".held", "answered", "school-year", "  .", ", .", "()", "map[", "%!", " from .", "Read by .", "to ."} {
		if strings.Contains(text, wrong) {
			t.Errorf("the contract in plain words says %q", wrong)
		}
	}
	for line := range strings.Lines(text) {
		if strings.TrimRight(line, "\n") != strings.TrimRight(line, " \n") {
			t.Errorf("%q ends in a blank", line)
		}
	}
	// A visit comes first in the file, and so it does here.
	if strings.Index(text, "Consultancy visit") > strings.Index(text, "Peer Assistance and Review\n  Who") {
		t.Error("the tracks are not in the order of the file")
	}
}

// A result that is called like a state of the language is told by its own title:
// "met" of a finding is no duty that was met (LAU-18).
func TestExplainTellsResults(t *testing.T) {
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	text := all["lausd"].Explain()
	for _, want := range []string{
		"After Finding of the Panel (Goals met) the case goes to met.",
		"After Finding of the Panel (A second year) the case goes to another year.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}
