package bot

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"parbot/internal/casefile"
)

// named is something that goes by the name of a person: a case by the people
// in it, or a person on the roster.
type named struct {
	id     casefile.ID
	people []casefile.Person // any of whom names it
	label  string            // the asker's own word for it, or ""
}

// found is who the first words of a line name.
type found struct {
	who   []named // none, one, or all that fit
	words int     // how many words named them; 0: the person was left out
	typed string  // how they were named, as a person reads it
}

// maxName is how many words a name has at most.
const maxName = 6

// person reads a person from the beginning of a line (VOICE §2.1): a mention,
// an e-mail address, a name in quotes, a label, or the longest run of first
// words that names anybody.
func person(l line, all []named) found {
	if len(l.words) == 0 {
		return found{}
	}
	first := l.words[0]
	switch {
	case strings.HasPrefix(first.raw, "<@"):
		return mentioned(l, all)
	case strings.HasPrefix(first.plain, `"`):
		return quoted(l, all)
	case strings.IndexByte(first.plain, '@') > 0:
		return found{who: fitting(all, byEmail(trimmed(first))), words: 1, typed: first.raw}
	case strings.HasPrefix(first.plain, "@"):
		return handle(l, all)
	}
	return run(l, all)
}

func mentioned(l line, all []named) found {
	raw := l.words[0].raw
	part := mention.FindStringSubmatch(raw)
	if part == nil {
		return found{words: 1, typed: raw}
	}
	return found{words: 1, typed: asRead(part[0]), who: fitting(all, func(p casefile.Person) bool { return p.Slack != "" && p.Slack == part[1] })}
}

func quoted(l line, all []named) found {
	for i := range l.words[:min(len(l.words), maxName)] {
		end := strings.TrimRight(l.words[i].plain, ",.;:")
		if i == 0 && len(end) == 1 || !strings.HasSuffix(end, `"`) {
			continue
		}
		name := strings.Trim(strings.TrimRight(straight.Replace(l.before(i+1)), ",.;:"), `" `)
		if strings.IndexByte(name, '@') > 0 {
			return found{who: fitting(all, byEmail(strings.ToLower(name))), words: i + 1, typed: name}
		}
		return found{who: called(all, fold(name)), words: i + 1, typed: name}
	}
	return found{words: 1, typed: l.words[0].raw}
}

// handle reads "@maria.ortiz", the beginning of an address, or "@Maria Ortiz".
func handle(l line, all []named) found {
	bare := strings.TrimPrefix(trimmed(l.words[0]), "@")
	who := fitting(all, func(p casefile.Person) bool {
		local, _, _ := strings.Cut(strings.ToLower(p.Email), "@")
		return bare != "" && local == bare
	})
	if len(who) > 0 {
		return found{who: who, words: 1, typed: l.words[0].raw}
	}
	if f := run(l, all); f.words > 0 {
		return f
	}
	return found{words: 1, typed: l.words[0].raw}
}

// run is the longest run of first words that names anybody.
func run(l line, all []named) found {
	for n := min(len(l.words), maxName); n > 0; n-- {
		typed := l.before(n)
		if who := called(all, fold(typed)); len(who) > 0 {
			return found{who: who, words: n, typed: strings.TrimRight(typed, ",.;:")}
		}
	}
	return found{}
}

func byEmail(address string) func(casefile.Person) bool {
	return func(p casefile.Person) bool { return strings.EqualFold(p.Email, address) }
}

func fitting(all []named, fits func(casefile.Person) bool) (who []named) {
	for _, n := range all {
		if slices.ContainsFunc(n.people, fits) {
			who = append(who, n)
		}
	}
	return who
}

// called are those that go by a folded name: the whole name or any words of it
// that stand together, or a label.
func called(all []named, name string) (who []named) {
	if name == "" {
		return nil
	}
	for _, n := range all {
		if n.label != "" && fold(n.label) == name {
			return []named{n}
		}
	}
	return fitting(all, func(p casefile.Person) bool { return goesBy(p.Name, name) })
}

func goesBy(full, name string) bool {
	parts := strings.FieldsFunc(straight.Replace(full), func(r rune) bool { return blank(r) || r == '-' })
	for i := range parts {
		var key strings.Builder
		for _, part := range parts[i:] {
			key.WriteString(fold(part))
			if key.String() == name {
				return true
			}
		}
	}
	return false
}

// fold is what a name has in common with the other ways to write it: without
// accents, hyphens, apostrophes and blanks, in small letters.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch {
		case apart[r] != "":
			b.WriteString(apart[r])
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// apart are letters that are written in two without being an accent apart.
var apart = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ħ': "h"}
