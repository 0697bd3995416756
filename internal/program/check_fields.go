package program

import (
	"maps"
	"slices"
	"strings"
)

// soundField follows what a field refers to, and wants what has to hold of its
// answer to be possible.
func (l *loader) soundField(from *Track, f *Form, fd *Field, at node) {
	name := fieldName(f, fd)
	l.fieldRefers(from, name, fd, at)
	if fd.OnlyIf != "" && !slices.ContainsFunc(f.Outcomes, func(o Outcome) bool { return o.Key == fd.OnlyIf }) {
		l.problem(at, "%s: the form has no outcome %q (only_if)", name, fd.OnlyIf)
	}
	if len(fd.Must)+len(fd.Should) > 0 && fd.Else == "" {
		l.problem(at, "%s: it must hold, but says nothing when it does not (else)", name)
	}
	for _, m := range slices.Concat(fd.Must, fd.Should) {
		if why := l.impossible(from, f, fd, m); why != "" {
			l.problem(at, "%s: %s", name, why)
		}
	}
}

// fieldRefers looks up the forms, meetings, checklists and standards that a
// field names.
func (l *loader) fieldRefers(from *Track, name string, fd *Field, at node) {
	nothing := func(key, word string) {
		l.problem(at, "%s: %q is nothing here%s (%s)", name, word, didYouMean(word, l.all(from)), key)
	}
	form := func(key, word string) *Form {
		f := l.findForm(from, word)
		if f == nil && word != "" {
			nothing(key, word)
		}
		return f
	}
	if f := form("from", fd.From); f != nil && !hasType(f, "standards") {
		l.problem(at, "%s: no standards are chosen in %q (from)", name, fd.From)
	}
	form("opens", fd.Opens)
	if fd.Plans.Name != "" {
		if m := l.findMeeting(from, fd.Plans.Name); m == nil {
			l.problem(at, "%s: %q is no meeting (plans)", name, fd.Plans.Name)
		} else if fd.Plans.State != "" && fd.Plans.State != "planned" || m.Once != "" && fd.Plans.Nth > 1 {
			l.problem(at, "%s: %q cannot be planned (plans)", name, fd.Plans)
		}
		fd.Plans.State = "planned"
	}
	for _, word := range fd.Of {
		switch fd.Type {
		case "record", "roll-up":
			form("of", word)
		case "ratings":
			l.rated(from, name, word, at)
		case "checklist", "package":
			if l.findChecklist(from, word) == nil && (fd.Type != "package" || word != "all") {
				nothing("of", word)
			}
		}
	}
}

func hasType(f *Form, kind string) bool {
	return slices.ContainsFunc(f.Fields, func(fd *Field) bool { return fd.Type == kind })
}

// rated wants what is rated to be there: the standards, a group of them, or the
// rows of a form.
func (l *loader) rated(from *Track, name, word string, at node) {
	form, field, rows := strings.Cut(word, ".")
	if !rows {
		switch {
		case l.p.Standards == nil:
			l.problem(at, "%s: it rates standards, but the program names none", name)
		case word != "standards" && l.p.Standards.Groups[word] == nil:
			l.problem(at, "%s: %q is no group of the standards%s", name, word, didYouMean(word, l.standardGroups()))
		}
		return
	}
	if f := l.findForm(from, form); f == nil || f.Field(field) == nil || f.Field(field).Type != "rows" {
		l.problem(at, "%s: there are no rows %q (of)", name, word)
	}
}

func (l *loader) standardGroups() []string {
	if l.p.Standards == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(l.p.Standards.Groups))
}

// impossible says why no answer can make something hold, or "".
func (l *loader) impossible(from *Track, f *Form, fd *Field, m Must) string {
	isType := func(types ...string) bool { return slices.Contains(types, fd.Type) }
	switch {
	case m.Answer != "" && !isType("yes-no"):
		return m.Answer + " is an answer to yes-no, not to " + fd.Type
	case len(m.OneOf) > 0 && isType("choice", "any", "ratings"):
		for _, word := range m.OneOf {
			if !slices.Contains(fd.Options, word) {
				return "\"" + word + "\" is none of its options" + didYouMean(word, fd.Options)
			}
		}
	case len(m.OneOf) > 0 && !isType("text", "agree"):
		return "a list of options cannot be an answer to " + fd.Type
	case m.Least != nil && m.Most != nil && *m.Least > *m.Most:
		return "no number satisfies it"
	case (m.Least != nil || m.Most != nil) && !isType("number", "minutes"):
		return "min and max are for number and minutes, not for " + fd.Type
	case m.After != "" && !isType("date", "day"):
		return "a length after another date is for date, not for " + fd.Type
	case m.After != "" && (m.After == fd.Key || !slices.Contains(dateFields(f), m.After)):
		return "\"" + m.After + "\" is no other date of the form" + didYouMean(m.After, dateFields(f))
	case m.Some != "":
		return l.someRating(from, fd, m)
	}
	return ""
}

// someRating says why no rating can be the one that has to be among them, or "".
func (l *loader) someRating(from *Track, fd *Field, m Must) string {
	var options []string
	switch fd.Type {
	case "ratings":
		options = fd.Options
	case "record":
		for _, of := range fd.Of {
			if f := l.findForm(from, of); f != nil {
				for _, one := range f.Fields {
					options = append(options, one.Options...)
				}
			}
		}
	default:
		return "some of the ratings is for ratings or a record that has them, not for " + fd.Type
	}
	if !slices.Contains(options, m.Some) {
		return "\"" + m.Some + "\" is none of the ratings" + didYouMean(m.Some, options)
	}
	if m.Among != "" && !slices.Contains(l.standardGroups(), m.Among) {
		return "\"" + m.Among + "\" is no group of the standards" + didYouMean(m.Among, l.standardGroups())
	}
	return ""
}
