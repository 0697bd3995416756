package casefile

import (
	"slices"
	"strconv"
	"strings"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// valid returns a sentence when an answer is none of its type, or "".
func (e *examiner) valid(f *program.Field, answer string) string {
	switch f.Type {
	case "date", "day":
		if _, err := schoolday.Parse(answer); err != nil {
			return label(f) + ": write the day like 2026-03-04."
		}
	case "number", "minutes":
		if _, ok := number(answer); !ok {
			return label(f) + ": write a number."
		}
	case "yes-no":
		if _, ok := yes(answer); !ok {
			return label(f) + ": answer yes or no."
		}
	case "choice", "any":
		if !chosen(f, answer, f.Options) {
			return label(f) + ": choose from " + strings.Join(f.Options, ", ") + "."
		}
	case "standards":
		return e.standards(f, answer)
	case "ratings":
		return e.rated(f, answer)
	default: // any words will do
	}
	return ""
}

// standards asks that there are enough, that the program has them, and that
// they are among those chosen in another form, once that was filed.
func (e *examiner) standards(f *program.Field, answer string) string {
	numbers := split(answer)
	if len(numbers) < f.Min {
		return label(f) + ": choose at least " + strconv.Itoa(f.Min) + "."
	}
	if known := e.h.p.Standards; known != nil {
		for _, n := range numbers {
			if _, ok := known.Element(n); !ok {
				return label(f) + ": there is no standard " + n + "; choose another."
			}
		}
	}
	from := e.source(f.From)
	for _, n := range numbers {
		standard, _, _ := strings.Cut(n, ".")
		if len(from) > 0 && !slices.Contains(from, n) && !slices.Contains(from, standard) {
			return label(f) + ": " + n + " is not among those chosen before; choose from " + strings.Join(from, ", ") + "."
		}
	}
	return ""
}

// source are the standards of the newest record of a form, of this round if it
// was filed in it.
func (e *examiner) source(key string) []string {
	form := e.h.scope.Form(key)
	if form == nil {
		return nil
	}
	r := e.newest([]string{key}, true)
	if r == nil {
		return nil
	}
	var all []string
	for _, f := range form.Fields {
		if f.Type == "standards" {
			all = append(all, split(r.Fields[f.Key])...)
		}
	}
	return all
}

func (e *examiner) rated(f *program.Field, answer string) string {
	ratings, err := ParseRatings(answer)
	if err != nil {
		return label(f) + ": " + err.Error() + "."
	}
	for _, r := range ratings {
		if len(f.Options) > 0 && !slices.Contains(f.Options, r.Is) {
			return label(f) + ": " + r.Of + " can be " + strings.Join(f.Options, " or ") + "."
		}
		if known := e.h.p.Standards; known != nil && slices.Contains(f.Of, "standards") {
			if _, ok := known.Element(r.Of); !ok {
				return label(f) + ": there is no standard " + r.Of + "."
			}
		}
	}
	return ""
}

// holds reports whether one thing that has to hold of a valid answer does.
func (e *examiner) holds(f *program.Field, m program.Must, answer string) bool {
	switch {
	case m.Answer != "":
		is, ok := yes(answer)
		return ok && is == (m.Answer == "true")
	case len(m.OneOf) > 0:
		return chosen(f, answer, m.OneOf)
	case m.Least != nil || m.Most != nil:
		n, ok := number(answer)
		return ok && (m.Least == nil || n >= float64(*m.Least)) && (m.Most == nil || n <= float64(*m.Most))
	case m.After != "":
		return e.apart(m, answer)
	case m.Some != "":
		ratings, err := ParseRatings(answer)
		return err == nil && e.some(m, ratings)
	}
	return true
}

// apart reports whether a date lies so long after another of the record. One
// that is not there yet is asked for by itself.
func (e *examiner) apart(m program.Must, answer string) bool {
	day, err := schoolday.Parse(answer)
	other, otherErr := schoolday.Parse(strings.TrimSpace(e.r.Fields[m.After]))
	return err != nil || otherErr != nil || day >= e.h.cal.Count(other, m.Span, schoolday.Stay).Due
}

// some reports whether a rating is there often enough in a group of standards.
func (e *examiner) some(m program.Must, ratings []Rating) bool {
	n := 0
	for _, r := range ratings {
		if r.Is == m.Some && e.among(m.Among, r.Of) {
			n++
		}
	}
	return n >= max(m.N, 1)
}

// among reports whether a standard, or an element of it, is in a group.
func (e *examiner) among(group, number string) bool {
	if group == "" || e.h.p.Standards == nil {
		return group == ""
	}
	standard, _, _ := strings.Cut(number, ".")
	members := e.h.p.Standards.Groups[group]
	return slices.Contains(members, number) || slices.Contains(members, standard)
}

// yes reads the answer to yes-no, and whether it is one.
func yes(answer string) (is, ok bool) {
	switch strings.ToLower(answer) {
	case "yes", "true":
		return true, true
	case "no", "false":
		return false, true
	}
	return false, false
}

func number(answer string) (float64, bool) {
	n, err := strconv.ParseFloat(answer, 64)
	return n, err == nil && n == n && n-n == 0 // neither NaN nor without end
}

// chosen reads a choice, or several joined by ", ", and whether each is among
// the options. An option may hold commas itself: the longest that fits counts.
func chosen(f *program.Field, answer string, options []string) bool {
	if f.Type != "any" {
		return slices.Contains(options, answer)
	}
	for rest := answer; rest != ""; {
		best := ""
		for _, o := range options {
			after, fits := strings.CutPrefix(rest, o)
			if fits && (after == "" || strings.HasPrefix(after, ",")) && len(o) > len(best) {
				best = o
			}
		}
		if best == "" {
			return false
		}
		rest = strings.TrimLeft(rest[len(best):], ", ")
	}
	return true
}

// split returns the parts of a list that commas join.
func split(text string) []string {
	var parts []string
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one != "" {
			parts = append(parts, one)
		}
	}
	return parts
}
