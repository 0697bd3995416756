package program

import (
	"maps"
	"slices"
	"strings"
)

// outward is what a program says of another one, with its place.
type outward struct {
	at   Problem // without a sentence
	word string  // excludes, opens or offer
	name string  // a program; with opens, program.stage
}

// Together checks what programs say of one another: an exclusion is mutual and
// closed, so that programs that exclude each other are one circle, and what a
// form opens or offers elsewhere is there (LANGUAGE §4). The problems come in the
// order of the programs' keys.
func Together(all map[string]*Program) []Problem {
	var problems []Problem
	for _, key := range slices.Sorted(maps.Keys(all)) {
		for _, o := range all[key].outward {
			if text := o.wrong(all[key], all); text != "" {
				one := o.at
				one.Text = text
				problems = append(problems, one)
			}
		}
	}
	return problems
}

// wrong says what is wrong with a word about another program, or "".
func (o outward) wrong(from *Program, all map[string]*Program) string {
	key, stage, _ := strings.Cut(o.name, ".")
	other := all[key]
	switch {
	case other == nil:
		return o.word + " " + quoted(o.name) + ": there is no program " + quoted(key) + didYouMean(key, slices.Sorted(maps.Keys(all)))
	case o.word == "excludes" && !other.excludes(from.Key):
		return "excludes " + quoted(key) + ", which does not exclude " + quoted(from.Key)
	case o.word == "excludes" && other.beyond(from, all) != "":
		return "excludes " + quoted(key) + " but not " + quoted(other.beyond(from, all)) + ", which that one excludes"
	case o.word == "opens" && !slices.Contains(other.open(), stage):
		return "opens " + quoted(o.name) + ": there is no such stage to enter" + didYouMean(stage, other.open())
	}
	return ""
}

func quoted(word string) string { return `"` + word + `"` }

func (p *Program) excludes(key string) bool {
	return slices.ContainsFunc(p.Tracks, func(t *Track) bool { return slices.Contains(t.Excludes, key) })
}

// beyond is a program that this one excludes and a third one does not, or "".
func (p *Program) beyond(third *Program, all map[string]*Program) string {
	for _, t := range p.Tracks {
		for _, key := range t.Excludes {
			if key != third.Key && all[key] != nil && !third.excludes(key) {
				return key
			}
		}
	}
	return ""
}

// open are the stages in which a case is open.
func (p *Program) open() []string {
	var keys []string
	for _, t := range p.Tracks {
		for _, s := range t.Stages {
			if s.Closes == "" {
				keys = append(keys, s.Key)
			}
		}
	}
	return keys
}

// abroad gathers what forms say of other programs: a case that they open there,
// or a program that a question offers instead.
func (l *loader) abroad(s *Scope) {
	for _, f := range s.Forms {
		at := l.sentence(l.at[f], "")
		if strings.Contains(f.Opens, ".") {
			l.p.outward = append(l.p.outward, outward{at: at, word: "opens", name: f.Opens})
		}
		for _, field := range f.Fields {
			if field.Offer != "" && l.p.Track(field.Offer) == nil {
				l.p.outward = append(l.p.outward, outward{at: at, word: "offer", name: field.Offer})
			}
		}
	}
}
