package program

import (
	"slices"
	"strings"
	"time"

	"parbot/internal/schoolday"
)

func (l *loader) header(root node) {
	l.each(root, func(p pair) {
		switch p.key {
		case "key":
			l.p.Key = l.text(p.value)
		case "title":
			l.p.Title = l.text(p.value)
		case "contact":
			l.p.Contact = l.text(p.value)
		case "timezone":
			l.zone(p.value)
		case "in_force":
			l.p.InForce = l.day(p.value)
		case "standards":
			l.standards(p.value)
		case "words":
			l.localWords(p.value)
		case "header":
			l.facts(p.value)
		case "links":
			l.each(p.value, l.link)
		case "texts":
			l.each(p.value, l.wording)
		case "dates":
			l.each(p.value, l.yearly)
		}
	})
}

func (l *loader) zone(n node) {
	zone, err := time.LoadLocation(n.scalar)
	if err != nil || n.scalar == "" || n.scalar == "Local" {
		l.problem(n, "%q is not a time zone such as America/Los_Angeles", n.scalar)
		zone = time.UTC
	}
	l.p.Zone = zone
}

func (l *loader) day(n node) schoolday.Day {
	d, err := schoolday.Parse(n.scalar)
	if err != nil {
		l.problem(n, "%s", err)
	}
	return d
}

func (l *loader) localWords(n node) {
	w := &l.p.Words
	l.keys("words", n, "program", "file", "round", "case", "invite")
	for key, to := range map[string]*string{"program": &w.Program, "file": &w.File, "round": &w.Round, "case": &w.Case, "invite": &w.Invite} {
		if v, ok := n.get(key); ok {
			*to = l.text(v)
		}
	}
}

// facts reads what stands at the head of documents: roles, and facts of the
// roster such as employee-id.
func (l *loader) facts(n node) {
	for _, w := range l.words(n) {
		if slices.Contains(l.p.Header, w.scalar) {
			l.problem(w, "%q is written twice", w.scalar)
		}
		l.p.Header = append(l.p.Header, l.text(w))
	}
}

// link reads a place to look something up: an address or a text.
func (l *loader) link(p pair) {
	link := Link{Key: p.key, Title: title(p.key)}
	name := what("link", p.key)
	l.keys(name, p.value, "title", "url", "text")
	for key, to := range map[string]*string{"title": &link.Title, "url": &link.URL, "text": &link.Text} {
		if v, ok := p.value.get(key); ok {
			*to = l.text(v)
		}
	}
	l.oneOf(name, p.at, p.value, "url", "text")
	if v, ok := p.value.get("url"); ok && !strings.HasPrefix(v.scalar, "https://") && !strings.HasPrefix(v.scalar, "mailto:") {
		l.problem(v, "%s: an address begins with https:// or mailto:", name)
	}
	l.p.Links = append(l.p.Links, link)
}

func (l *loader) wording(p pair) {
	if l.named(p) {
		l.p.Texts[p.key] = l.text(p.value)
	}
}

// yearly reads a day of every year, month before day; a leap day is one.
func (l *loader) yearly(p pair) {
	d, err := time.Parse("2006-01-02", "2000-"+p.value.scalar)
	if err != nil || p.value.kind != scalar {
		l.problem(p.value, "%q is not a day of every year such as 05-01", p.value.scalar)
		return
	}
	l.p.Dates[p.key] = Yearly{Month: d.Month(), Day: d.Day()}
}

func (l *loader) standards(n node) {
	s, problems := standardsByKey(n.scalar)
	l.p.Standards = s
	if s == nil {
		l.problem(n, "there are no standards %q", n.scalar)
	}
	l.problems = append(l.problems, problems...)
}

func (l *loader) sourceKind(kind pair) {
	if kind.key != "seed" && kind.key != "public" && kind.key != "default" {
		l.problem(kind.at, "a source is seed, public or default, not %q", kind.key)
	}
	l.each(kind.value, func(p pair) {
		if _, have := l.p.Sources[p.key]; l.named(p) && !have {
			l.p.Sources[p.key] = Source{Origin: kind.key, Title: l.text(p.value)}
		}
	})
}
