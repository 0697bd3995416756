package program

import (
	"fmt"
	"slices"
	"strings"

	"parbot/internal/schoolday"
)

// people says who takes part: each role with what holds of it, and the panel
// with its seats and how it decides.
func (e *explainer) people() {
	e.line(0, "")
	e.line(0, "Who takes part")
	for _, r := range fixed {
		def, ok := e.p.Roles[r]
		if !ok {
			continue
		}
		parts := e.held(r, def)
		text := fmt.Sprintf("%s: %s", r, e.p.Called(r))
		if len(parts) > 0 {
			text += ". " + strings.Join(parts, " ")
		} else if def.Note != "" || len(def.Cite.Titles) > 0 {
			text += "."
		}
		e.line(1, "%s", text+e.source(def.Cite, def.Note))
		if def.Panel != nil {
			e.panel(def.Panel)
		}
	}
}

// held says how somebody comes to hold a role, what of, and how long.
func (e *explainer) held(r Role, def RoleDef) []string {
	var parts []string
	say := func(holds bool, format string, args ...any) {
		if holds {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	say(def.OfSite, "Goes with the teacher's school.")
	say(def.Of != "", "Looks after the cases of one %s.", e.p.Called(def.Of))
	say(def.From != "", "Comes from the %s.", e.p.Called(def.From))
	say(def.ChosenBy != "", "Named and removed by the %s alone.", e.p.Called(def.ChosenBy))
	say(def.AppointedBy != "", "Appointed by %s.", def.AppointedBy)
	say(def.Full > 0, "A full caseload is %d.", def.Full)
	say(def.Alert > 0, "A warning comes at %d.", def.Alert)
	say(def.Limit > 0, "No more than %d.", def.Limit)
	for _, t := range e.p.Tracks {
		n, ok := def.Weights[t.Key]
		say(ok, "A case of %s counts %d.", t.Title, n)
	}
	for _, k := range def.Kinds {
		say(true, "Who is %s carries %d %% of it.", strings.ReplaceAll(k.Kind, "-", " "), k.Percent)
	}
	text := e.term(def.Term)
	say(text != "", "%s", text)
	say(def.Barred.Role != "", "Whoever was one cannot be %s for %s.", e.p.Called(def.Barred.Role), def.Barred.For)
	say(!def.SeesEarlier, "A new %s does not see what was written before.", e.p.Called(r))
	return parts
}

func (e *explainer) term(t Term) string {
	var text string
	switch {
	case t.Min.N == 0 && t.Max.N == 0:
		return ""
	case t.Min == t.Max:
		text = "Serves " + t.Max.String()
	case t.Max.N == 0:
		text = "Serves at least " + t.Min.String()
	case t.Min.N == 0:
		text = "Serves at most " + t.Max.String()
	default:
		text = "Serves " + Range{t.Min, t.Max}.String()
	}
	if len(t.Remind) > 0 && t.To != "" {
		text += "; " + e.p.Called(t.To) + " hears of the end " + ahead(t.Remind)
	}
	return text + "."
}

// ahead says when reminders come: "120, 60, 30 days before".
func ahead(steps []Step) string {
	var days, other []string
	for _, s := range steps {
		if s.From == "due" && s.Days < 0 {
			days = append(days, fmt.Sprint(-s.Days))
		} else {
			other = append(other, s.words())
		}
	}
	if len(days) > 0 {
		other = append([]string{joined(days) + " days before"}, other...)
	}
	return strings.Join(other, ", ")
}

// joined lists words with commas and, before the last, "and".
func joined(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// words are a reminder in words.
func (s Step) words() string {
	if before, ok := strings.CutPrefix(s.Key, "-"); ok {
		return before + " before"
	}
	if s.Key == "0" {
		return "on the day"
	}
	return s.Key
}

// String returns the stretch as the file writes it: "6-12 months".
func (r Range) String() string {
	switch {
	case r.Least == r.Most:
		return r.Most.String()
	case r.Least.Unit == r.Most.Unit:
		return fmt.Sprintf("%d-%s", r.Least.N, r.Most)
	}
	return r.Least.String() + " to " + r.Most.String()
}

func (e *explainer) panel(rules *PanelRules) {
	for _, s := range rules.Seats {
		text := fmt.Sprintf("%d × %s", s.Number, s.Title)
		if s.Side != "" && title(s.Side) != s.Title {
			text += " (" + s.Side + ")"
		}
		text += ", appointed by " + s.AppointedBy + "."
		if s.Term.Min != (schoolday.Span{}) || s.Term.Max != (schoolday.Span{}) {
			text += " " + e.term(s.Term)
		}
		e.line(2, "%s", text)
	}
	var parts []string
	if len(rules.Chairs) > 0 {
		parts = append(parts, "Chaired by "+strings.Join(rules.Chairs, " and ")+".")
	}
	if len(rules.Quorum) > 0 {
		var need []string
		for _, q := range rules.Quorum {
			need = append(need, fmt.Sprintf("%d × %s", q.N, e.p.Called(Role(q.Of))))
		}
		parts = append(parts, "Decides when there are "+strings.Join(need, ", ")+".")
	}
	parts = append(parts, passes(rules.Pass), ended(rules.Tie))
	if len(rules.Recused) > 0 {
		parts = append(parts, "Whoever is "+strings.Join(called(e.p, rules.Recused), " or ")+" of the same case takes no part.")
	}
	e.line(2, "%s", strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " "))
}

func called(p *Program, roles []Role) []string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = p.Called(r)
	}
	return words
}

func passes(p Pass) string {
	switch {
	case p.Consensus && p.Majority:
		return "It decides by consensus, else by a majority."
	case p.Consensus:
		return "It decides by consensus."
	case p.N > 0:
		return fmt.Sprintf("It decides with %d of %d votes.", p.N, p.Of)
	}
	return "It decides by a majority."
}

func ended(tie string) string {
	switch tie {
	case "no change":
		return "When the votes are even, nothing changes."
	case "chair":
		return "When the votes are even, the chair decides."
	}
	return "When the votes are even, nothing is decided."
}
