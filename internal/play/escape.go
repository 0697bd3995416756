package play

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// escape writes what a person typed as Slack sends it to an app whose command
// has should_escape: "@Maria" becomes "<@U0MARIA002|maria.ortiz>", and & < >
// become entities. A person is named by full name, first name or handle, with
// any capitals; a name that fits nobody or several stays as it was typed.
func escape(text string, people []Person) string {
	var b strings.Builder
	for start := true; text != ""; {
		if p, n := mentioned(text, people); start && n > 0 {
			b.WriteString("<@" + p.Slack + "|" + p.Handle() + ">")
			text, start = text[n:], false
			continue
		}
		r, n := utf8.DecodeRuneInString(text)
		b.WriteString(entities.Replace(text[:n]))
		start = !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_'
		text = text[n:]
	}
	return b.String()
}

var (
	entities   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unentities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	labelled   = regexp.MustCompile(`<[@#!]?[^<>|]*\|([^<>]*)>`)
)

// mentioned returns the person whom text begins by naming with an "@", and how
// many bytes name them; the longest name wins.
func mentioned(text string, people []Person) (who Person, n int) {
	if !strings.HasPrefix(text, "@") {
		return Person{}, 0
	}
	for _, p := range people {
		for _, name := range []string{p.Name, p.Handle(), p.First()} {
			size := len(name) + 1
			switch {
			case size < n || len(text) < size || !strings.EqualFold(text[1:size], name) || goesOn(text[size:]):
			case size == n && p.Slack != who.Slack:
				return Person{}, 0
			default:
				who, n = p, size
			}
		}
	}
	return who, n
}

// goesOn reports whether a word continues in rest.
func goesOn(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// plainOf writes the text of a message, which is escaped, as a person reads it.
func plainOf(text string) string {
	return unentities.Replace(labelled.ReplaceAllString(text, "$1"))
}

func isMoment(layout, text string) bool {
	_, err := time.Parse(layout, text)
	return err == nil
}
