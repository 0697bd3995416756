package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parbot/internal/message"
	"parbot/internal/program"
)

var (
	element = regexp.MustCompile(`^\d{1,2}\.\d{1,2}$`)
	whole   = regexp.MustCompile(`^s(\d{1,2})$`)
	lone    = regexp.MustCompile(`^\d{1,2}$`)
)

// standard is one standard in a text: the number, and the words it takes.
type standard struct {
	number   string
	from, to int // words
}

// standards reads the standards that a text names (VOICE §2.1): "2.6" anywhere
// as a word of its own, "S2" or "standard 2" for a whole one. A list at the end
// is lifted from the text. A number in that list which the program does not
// have is err.standard; elsewhere it is text, as a lone "3" is.
func standards(text string, of *program.Standards) (numbers []string, rest string, err error) {
	if of == nil {
		return nil, text, nil
	}
	l := split(text)
	all := mentionedIn(l)
	list := listAt(l, all)
	for i, s := range all {
		_, known := of.Element(s.number)
		switch {
		case !known && i >= list:
			return nil, text, noStandard(s.number, of)
		case known && !slices.Contains(numbers, s.number):
			numbers = append(numbers, s.number)
		}
	}
	if list == len(all) {
		return numbers, text, nil
	}
	return numbers, strings.TrimRightFunc(l.before(all[list].from), func(r rune) bool { return blank(r) || strings.ContainsRune(",;:-–—(", r) }), nil
}

func noStandard(number string, of *program.Standards) error {
	hint := ""
	if last := of.Last(number); last != "" {
		standard, _, _ := strings.Cut(last, ".")
		hint = fmt.Sprintf("; standard %s ends at %s", standard, last)
	}
	return message.NoSuchStandard(number, hint)
}

// mentionedIn are the words of a line that can be standards, in their order.
func mentionedIn(l line) (all []standard) {
	for i, w := range l.words {
		text := strings.Trim(w.plain, ",.;:()[]&")
		named := i > 0 && slices.Contains([]string{"standard", "standards"}, l.wordAt(i-1))
		from := i
		if named {
			from = i - 1
		}
		switch {
		case whole.MatchString(text):
			all = append(all, standard{"S" + whole.FindStringSubmatch(text)[1], from, i + 1})
		case element.MatchString(text) && !measured(l, i):
			all = append(all, standard{text, from, i + 1})
		case named && lone.MatchString(text):
			all = append(all, standard{"S" + text, from, i + 1})
		}
	}
	return all
}

// measured reports whether a number is so much of something: "1.5 hours".
func measured(l line, i int) bool {
	unit := l.wordAt(i + 1)
	_, ok := lengthOf("1 " + unit)
	return ok || unit == "%" || unit == "percent" || unit == "points"
}

// listAt is the first of the standards that form the list at the end; their
// number when nothing at the end is one.
func listAt(l line, all []standard) int {
	at, end := len(all), len(l.words)
	for at > 0 {
		joint := all[at-1].to
		for joint < end && slices.Contains([]string{"and", "&", "+", ""}, strings.Trim(l.words[joint].plain, ",;.:")) {
			joint++
		}
		if joint != end {
			break
		}
		at--
		end = all[at].from
	}
	return at
}

// sentence begins a text with a capital, unless its first word is written in a
// way of its own ("iPads").
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	for i, r := range first {
		if i > 0 && unicode.IsUpper(r) {
			return text
		}
	}
	r, size := utf8.DecodeRuneInString(text)
	if !unicode.IsLower(r) {
		return text
	}
	return string(unicode.ToUpper(r)) + text[size:]
}
