package program_test

import (
	"slices"
	"strings"
	"testing"
)

// CLO-107 to CLO-113: seven standards, 42 elements, so many in each.
func TestStandards(t *testing.T) {
	s := clovis(t).Standards
	want := []int{6, 7, 6, 5, 7, 7, 4}
	if s == nil || s.Key != "cstp-clovis" || len(s.Items) != len(want) {
		t.Fatalf("standards: %+v", s)
	}
	all := 0
	seen := map[string]bool{}
	for i, one := range s.Items {
		if one.Number != string(rune('1'+i)) || one.Title == "" || len(one.Elements) != want[i] {
			t.Errorf("standard %q %q has %d elements, want %d of standard %d", one.Number, one.Title, len(one.Elements), want[i], i+1)
		}
		for j, e := range one.Elements {
			if e.Number != one.Number+"."+string(rune('1'+j)) || e.Text == "" || seen[e.Text] {
				t.Errorf("element %d of standard %s is %q, %q", j+1, one.Number, e.Number, e.Text)
			}
			seen[e.Text] = true
			all++
		}
	}
	if all != 42 {
		t.Errorf("%d elements, want 42", all)
	}
}

// CLO-114: the local standard 7 counts for nothing that the law asks of the CSTP.
func TestStandardSevenIsLocal(t *testing.T) {
	s := clovis(t).Standards
	if got := s.Groups["cstp"]; !slices.Equal(got, []string{"1", "2", "3", "4", "5", "6"}) {
		t.Errorf("the CSTP are %v", got)
	}
	if slices.Contains(s.Groups["cstp"], "7") || !slices.Equal(s.Groups["local"], []string{"7"}) {
		t.Errorf("the local standards are %v", s.Groups["local"])
	}
}

func TestElement(t *testing.T) {
	s := clovis(t).Standards
	tests := map[string]string{ // number -> title, "" for none
		"2.6": "Routines, procedures, norms", "7.1": "Work habits", "2": "Effective learning environments", "S2": "Effective learning environments",
		"s7": "Additional professional duties", "2.9": "", "8": "", "8.1": "", "": "", "2.": "", "S": "", "2.60": "", "02.6": "",
		"SS2": "", "two": "",
	}
	for number, want := range tests {
		got, ok := s.Element(number)
		if got != want || ok != (want != "") {
			t.Errorf("element %q = %q, %v; want %q", number, got, ok, want)
		}
	}
	for _, one := range s.Items {
		for _, e := range one.Elements {
			if got, ok := s.Element(e.Number); !ok || got != e.Text {
				t.Errorf("element %s = %q, %v", e.Number, got, ok)
			}
		}
	}
}

// What a mistyped number is answered with.
func TestLast(t *testing.T) {
	s := clovis(t).Standards
	for number, want := range map[string]string{
		"2.9": "2.7", "4.6": "4.5", "7.5": "7.4", "2": "2.7", "S1": "1.6", "s1.9": "1.6", "8.1": "", "": "", ".": "", "x": "",
	} {
		if got := s.Last(number); got != want {
			t.Errorf("last of %q = %q, want %q", number, got, want)
		}
	}
}

// Numbers of standards are names, not numbers: nothing of them is lost.
func TestStandardsAreShort(t *testing.T) {
	for _, one := range clovis(t).Standards.Items {
		for _, e := range one.Elements {
			if len(e.Text) > 60 || strings.TrimSpace(e.Text) != e.Text {
				t.Errorf("element %s does not fit an option of a form: %q", e.Number, e.Text)
			}
		}
	}
}
