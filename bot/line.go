package bot

import (
	"regexp"
	"strings"
	"unicode"
)

// line is what somebody typed after "/par", cut into words. Words are compared
// in their plain form; what is kept of the text is kept as it was typed.
type line struct {
	text  string
	words []word
}

// word is one word of a line.
type word struct {
	raw   string // as typed
	plain string // lower case, with straight quotes and plain dashes
	at    int    // where it begins in the line
}

// maxMention is how long a mention is at most, in bytes.
const maxMention = 200

// split cuts a line into words, at blanks of any kind. A mention is one word.
func split(text string) line {
	l := line{text: text}
	begin, mentioned := -1, false
	for i, r := range text {
		switch {
		case begin < 0 && !blank(r):
			begin, mentioned = i, strings.HasPrefix(text[i:], "<@") && strings.Contains(text[i:min(len(text), i+maxMention)], ">")
		case begin >= 0 && blank(r) && !mentioned:
			l.add(begin, i)
			begin = -1
		}
		if mentioned && r == '>' {
			mentioned = false
		}
	}
	if begin >= 0 {
		l.add(begin, len(text))
	}
	return l
}

func (l *line) add(from, to int) {
	raw := l.text[from:to]
	l.words = append(l.words, word{raw: raw, plain: strings.ToLower(straight.Replace(raw)), at: from})
}

// blank reports whether a rune parts words: phones send more than one kind.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

// straight undoes what phones make of quotes and dashes.
var straight = strings.NewReplacer(
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "ʼ", "'", "′", "'",
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "″", `"`, "«", `"`, "»", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "\u00ad", "", "\u2060", "",
)

// from is the line from its nth word on.
func (l line) from(n int) line {
	if n >= len(l.words) {
		return line{}
	}
	begin := l.words[n].at
	rest := line{text: l.text[begin:], words: make([]word, 0, len(l.words)-n)}
	for _, w := range l.words[n:] {
		w.at -= begin
		rest.words = append(rest.words, w)
	}
	return rest
}

// before is what stands before the nth word, as typed.
func (l line) before(n int) string {
	if n >= len(l.words) {
		return strings.TrimSpace(l.text)
	}
	return strings.TrimSpace(l.text[:l.words[n].at])
}

// is reports whether the line begins with one of the words.
func (l line) is(one ...string) bool {
	if len(l.words) == 0 {
		return false
	}
	for _, w := range one {
		if trimmed(l.words[0]) == w {
			return true
		}
	}
	return false
}

// trimmed is a plain word without the punctuation that may follow it.
func trimmed(w word) string { return strings.TrimRight(w.plain, ",.;:") }

// mention matches a person as Slack writes one: "<@U123|maria.ortiz>".
var mention = regexp.MustCompile(`<@([^<>|]*)(?:\|([^<>]*))?>`)

// asRead writes mentions the way people read them, "@maria.ortiz".
func asRead(text string) string {
	return mention.ReplaceAllStringFunc(text, func(found string) string {
		part := mention.FindStringSubmatch(found)
		if part[2] != "" {
			return "@" + part[2]
		}
		return "@" + part[1]
	})
}

// cutPrivate parts a line at "note:", where the author's private part begins.
func cutPrivate(l line) (open line, private string) {
	for i, w := range l.words {
		if strings.HasPrefix(w.plain, "note:") {
			begins := w.at + strings.IndexByte(w.raw, ':') + 1
			return split(l.before(i)), strings.TrimSpace(l.text[begins:])
		}
	}
	return l, ""
}

// clip shortens text for quoting it in a sentence.
func clip(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
