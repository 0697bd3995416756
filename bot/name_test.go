package bot

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
)

// people are cases by the names of their teachers.
func people(names ...string) []named {
	var all []named
	for _, name := range names {
		first, label, _ := strings.Cut(name, " = ")
		address := strings.ReplaceAll(strings.ToLower(fold(first)), " ", "") + "@demo.example"
		if parts := strings.Fields(first); len(parts) == 2 {
			address = fold(parts[0]) + "." + fold(parts[1]) + "@demo.example"
		}
		all = append(all, named{id: casefile.ID(first), label: label, people: []casefile.Person{{Name: first, Email: address, Slack: "U" + strings.ToUpper(fold(first))}}})
	}
	return all
}

func TestPerson(t *testing.T) {
	all := people("Maria Ortiz = Maple", "Sam Ortiz = Cedar 2", "Anne-Marie O'Brien", "José Núñez", "Ana Maria Ruiz")
	for _, tt := range []struct{ typed, want, rest string }{
		{"<@UMARIAORTIZ|maria.ortiz> 45m", "Maria Ortiz", "45m"},
		{"<@UMARIAORTIZ|maria ortiz> 45m", "Maria Ortiz", "45m"},
		{"<@UMARIAORTIZ> 45m", "Maria Ortiz", "45m"},
		{"<@U999|jon> 45m", "none", "45m"},
		{"maria.ortiz@demo.example 45m", "Maria Ortiz", "45m"},
		{"MARIA.Ortiz@demo.example, 45m", "Maria Ortiz", "45m"},
		{"jon@demo.example 45m", "none", "45m"},
		{"@maria.ortiz 45m", "Maria Ortiz", "45m"},
		{"@Sam 45m", "Sam Ortiz", "45m"},
		{"@Maria Ortiz 45m", "Maria Ortiz", "45m"},
		{"@Jon 45m", "none", "45m"},
		{`"Maria Ortiz" 45m`, "Maria Ortiz", "45m"},
		{"“Maria Ortiz” 45m", "Maria Ortiz", "45m"}, // a phone's quotes
		{`"Jon Bell" 45m`, "none", "45m"},
		{`"maria.ortiz@demo.example" 45m`, "Maria Ortiz", "45m"},
		{"maria  ortiz 45m", "Maria Ortiz", "45m"},
		{"Maria\u00a0Ortiz 45m", "Maria Ortiz", "45m"},
		{"Maria Ortiz: 45m", "Maria Ortiz", "45m"},
		{"Sam 45m", "Sam Ortiz", "45m"},
		{"Maple 45m", "Maria Ortiz", "45m"},
		{"cedar 2 45m", "Sam Ortiz", "45m"},
		// Accents, hyphens and apostrophes are folded.
		{"jose nunez 45m", "José Núñez", "45m"},
		{"Jose\u0301 45m", "José Núñez", "45m"},
		{"anne marie obrien x", "Anne-Marie O'Brien", "x"},
		{"Anne‑Marie O’Brien x", "Anne-Marie O'Brien", "x"},
		{"annemarie x", "Anne-Marie O'Brien", "x"},
		{"O'Brien x", "Anne-Marie O'Brien", "x"},
		{"Ana Maria x", "Ana Maria Ruiz", "x"}, // the longest run
		{"ruiz x", "Ana Maria Ruiz", "x"},
		// Several fit; nobody fits; the person is left out.
		{"Ortiz 45m", "Maria Ortiz+Sam Ortiz", "45m"},
		{"Maria 45m", "Maria Ortiz+Ana Maria Ruiz", "45m"},
		{"45m co-planned", "", "45m co-planned"},
		{"Jon Bell 45m", "", "Jon Bell 45m"},
		{"", "", ""},
		{"- 45m", "", "- 45m"},
		{`" 45m`, "none", "45m"},
		{"<@ 45m", "none", "45m"},
	} {
		l := split(tt.typed)
		f := person(l, all)
		var who []string
		for _, n := range f.who {
			who = append(who, string(n.id))
		}
		got := strings.Join(who, "+")
		if got == "" && f.words > 0 {
			got = "none"
		}
		if got != tt.want || l.from(f.words).text != tt.rest {
			t.Errorf("%q: %q and %q, want %q and %q", tt.typed, got, l.from(f.words).text, tt.want, tt.rest)
		}
	}
}

func TestFold(t *testing.T) {
	for typed, want := range map[string]string{
		"Núñez": "nunez", "O’Brien": "obrien", "Anne-Marie": "annemarie", "STRAẞE": "strasse", "Straße": "strasse", "Łukasz Søren": "lukaszsoren",
		"Ægir": "aegir", "": "", "…": "", "Ｍaria": "maria", "İpek": "ipek", "陳 大文": "陳大文",
	} {
		if got := fold(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func FuzzPerson(f *testing.F) {
	all := people("Maria Ortiz = Maple", "Sam Ortiz", "José Núñez")
	for _, seed := range []string{"<@U1|x> 45m", `"Maria`, "@", "<@", "\u00a0", "José", "“”", "a@b", "<@>|"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		l := split(typed)
		p := person(l, all)
		if p.words < 0 || p.words > len(l.words) || p.words > maxName || len(p.who) > len(all) || len(p.who) > 0 && p.words == 0 {
			t.Fatalf("%q: %d words, %d people", typed, p.words, len(p.who))
		}
		if got := fold(fold(typed)); got != fold(typed) && len(typed) < 100 {
			t.Fatalf("%q folds to %q and then to %q", typed, fold(typed), got)
		}
	})
}
