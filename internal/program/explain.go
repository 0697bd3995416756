package program

import (
	"fmt"
	"slices"
	"strings"

	"parbot/internal/schoolday"
)

// Explain returns the program in plain words, in the order of its file: who
// takes part, which papers there are and who reads them, who meets whom, and
// what is owed by when, each with its source.
func (p *Program) Explain() string {
	e := explainer{p: p}
	e.line(0, "%s (%s)", p.Title, p.Key)
	if p.InForce != schoolday.None {
		e.line(0, "In force since %s. Days are counted in %s.", p.InForce, p.Zone)
	}
	e.people()
	e.lookUp()
	for _, t := range p.Tracks {
		e.track(t)
	}
	e.office()
	e.published()
	return e.out.String()
}

type explainer struct {
	p     *Program
	scope *Scope
	said  map[string]string // readers, and the form for which they were listed
	out   strings.Builder
}

func (e *explainer) line(depth int, format string, args ...any) {
	text := strings.Repeat("  ", depth) + fmt.Sprintf(format, args...)
	e.out.WriteString(strings.TrimRight(text, " ") + "\n")
}

func (e *explainer) form(f *Form) {
	parts := []string{f.Title + ": written by " + e.roles(f.By) + "."}
	for _, s := range f.Signs {
		parts = append(parts, "Signed by "+e.roles(s.Roles)+" ("+s.Meaning+").")
	}
	switch {
	case f.Nobody:
		parts = append(parts, "Read by its author alone.")
	case f.SeenBy == nil:
		parts = append(parts, e.with(f.Attaches))
	default:
		parts = append(parts, "Read by "+e.readers(f)+".")
	}
	for _, field := range f.Fields {
		if field.Private {
			parts = append(parts, `Its part "`+strings.ReplaceAll(field.Key, "-", " ")+`" is for its author alone.`)
		}
	}
	if len(f.Needs) > 0 {
		parts = append(parts, "Only after "+e.events(f.Needs)+".")
	}
	e.line(2, "%s", strings.Join(parts, " ")+e.source(f.Cite, f.Note))
}

// with says what a form is read with: another, or somebody's own file.
func (e *explainer) with(names []string) string {
	titles := strings.Join(e.titles(names), ", ")
	if e.scope == &e.p.Office && len(names) > 0 && slices.Contains(fixed, Role(names[0])) {
		return "In the own file of the " + titles + "."
	}
	return "Read with " + titles + "."
}

func (e *explainer) meeting(m *Meeting) {
	text := m.Title + ": " + e.roles(m.Attendees)
	if m.Weekly {
		text += ", every week"
	}
	if m.Times > 0 {
		text += fmt.Sprintf(", %d times a %s", m.Times, e.round())
	}
	text += fmt.Sprintf(", %d minutes.", m.Minutes)
	if len(m.SeenBy) > 0 {
		text += " Also known to " + e.cells(m.SeenBy) + "."
	}
	if m.Packet.N > 0 {
		text += " Its packet goes out " + m.Packet.String() + " before."
	}
	e.line(2, "%s", text+e.source(m.Cite, ""))
}

func (e *explainer) deadline(d *Deadline) {
	text := d.Title + " (" + d.Key + "): "
	switch {
	case d.IsRight():
		text += "a right of " + e.roles(d.RightOf)
	case d.Signers:
		text += "whoever has still to sign"
	default:
		text += e.roles(d.OwedBy)
	}
	text += ", " + e.when(d) + "."
	if len(d.Until) > 0 {
		text += " Until " + e.events(d.Until) + "."
	}
	if len(d.MetBy) > 0 { // a right that a statute gives only runs out
		text += " Met by " + e.met(d.MetBy) + "."
	}
	e.line(2, "%s", text+e.source(d.Cite, d.Note))
}

// met says what fulfills a deadline; a bare state is that of what started it.
func (e *explainer) met(events []Event) string {
	words := make([]string, len(events))
	for i, one := range events {
		if words[i] = e.event(one); one.Name == "" {
			words[i] = "its being " + words[i]
		}
	}
	return strings.Join(words, " or ")
}

func (e *explainer) when(d *Deadline) string {
	from := " from " + e.events(d.Starts)
	owed := ", owed" + from + " on"
	if d.IsRight() {
		owed = "," + from + " on"
	}
	switch {
	case d.Every != nil && d.Every.N == 1:
		return "every " + strings.TrimSuffix(string(d.Every.Unit), "s") + from
	case d.Every != nil:
		return "at least every " + d.Every.String() + from
	case len(d.Window) > 0:
		return e.windows(d) + owed
	case d.Due.EndOfWeek:
		return "by the end of the same week," + from
	case len(d.Due.By) > 0:
		return "by " + e.events(d.Due.By) + owed
	case len(d.Due.Before) > 0:
		return d.Due.Span.String() + " before " + e.events(d.Due.Before) + owed
	case len(d.Due.After) > 0:
		return d.Due.Span.String() + " after " + e.events(d.Due.After) + owed
	}
	text := d.Due.Span.String() + from
	switch d.Roll {
	case schoolday.Forward:
		text += ", or the next school day when that is none"
	case schoolday.Back:
		text += ", or the last school day before when that is none"
	case schoolday.Stay:
	}
	return text
}

func (e *explainer) windows(d *Deadline) string {
	var parts []string
	for _, w := range d.Window {
		parts = append(parts, w.String())
	}
	text := strings.Join(parts, ", then ")
	if d.Window[0].Stretch.Most.N > 0 {
		return text
	}
	return text + " of the " + e.round()
}

// String returns the window as the file writes it.
func (w Window) String() string {
	switch {
	case w.Stretch.Most.N > 0:
		return w.Stretch.String()
	case w.ToPercent > 0:
		return fmt.Sprintf("%d-%d %%", w.FromPercent, w.ToPercent)
	case w.FirstDays > 0:
		return fmt.Sprintf("first %d days", w.FirstDays)
	}
	return fmt.Sprintf("last %d days", w.LastDays)
}

func (e *explainer) source(c Cite, note string) string {
	text := ""
	if len(c.Titles) > 0 {
		text = " Source: " + strings.Join(c.Titles, "; ") + "."
	}
	if note != "" {
		text += " " + note
	}
	return text
}

func (e *explainer) roles(roles []Role) string {
	if len(roles) == 0 {
		return "the program itself"
	}
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = e.p.Called(r)
	}
	return strings.Join(words, ", ")
}

// readers lists who reads a form, or names an earlier form with the same readers.
func (e *explainer) readers(f *Form) string {
	text := e.cells(f.SeenBy)
	if first, again := e.said[text]; again {
		return "the same as " + first
	}
	e.said[text] = f.Title
	return text
}

// cells lists who reads, the fixed roles in their order.
func (e *explainer) cells(cells Cells) string {
	var words []string
	for _, r := range fixed {
		var ways []string
		for _, g := range cells[r] {
			ways = append(ways, e.grant(g, len(cells[r]) == 1))
		}
		switch {
		case len(ways) == 0:
		case slices.Equal(ways, []string{""}):
			words = append(words, e.p.Called(r))
		default:
			words = append(words, e.p.Called(r)+" ("+strings.Join(ways, "; ")+")")
		}
	}
	return strings.Join(words, ", ")
}

// grant says how much a cell shows and when. Of a role's only cell that shows
// all it leaves out what goes without saying.
func (e *explainer) grant(g Grant, only bool) string {
	var words []string
	for _, w := range []struct {
		holds bool
		text  string
	}{
		{g.Level == Never, "never"},
		{g.Level == Dates && only, "only that it exists"},
		{g.Level == Dates && !only, "that it exists"},
		{g.Level == Counts, "only sums"},
		{g.Level == Read && !only && !g.Own, "all of it"},
		{g.Own, "their own"},
		{g.Shared, "once its author shares it"},
		{g.Presented, "once shown at a meeting with the teacher present"},
		{g.Granted, "as far as the teacher opens it"},
		{g.From.Name != "", "from " + e.event(g.From) + " on"},
		{g.From.Name == "" && g.From.State != "", since(g.From.State)},
		{g == Grant{Level: Read} && !only, "once filed"},
		{g.Until.State != "", "until " + e.event(g.Until)},
	} {
		if w.holds {
			words = append(words, w.text)
		}
	}
	if len(words) > 1 && words[0] == "all of it" {
		return strings.Join(append([]string{"all of it " + words[1]}, words[2:]...), ", ")
	}
	return strings.Join(words, ", ")
}

// since says from which state of its own a record is seen.
func since(state string) string {
	if state == "draft" {
		return "already as a draft"
	}
	return "once " + stateWord(state)
}

func stateWord(state string) string {
	if state == "answered" {
		return "signed or declined"
	}
	return strings.ReplaceAll(state, "-", " ")
}

func (e *explainer) events(events []Event) string {
	words := make([]string, len(events))
	for i, one := range events {
		words[i] = e.event(one)
	}
	return strings.Join(words, " or ")
}

func (e *explainer) event(one Event) string {
	state := stateWord(one.State)
	switch {
	case one.Name == "":
		return state
	case one.Name == "stage":
		return "the stage " + lower(title(one.State))
	case one.Name == "date":
		return e.yearly(one.State)
	case one.Name == "round":
		return "the " + named(state) + " of the " + e.round()
	case calendar[one.Name] != nil:
		return "the " + named(state) + " of the " + strings.ReplaceAll(one.Name, "-", " ")
	}
	words := e.titles([]string{one.Name})[0]
	if one.Nth > 0 {
		words += fmt.Sprintf(" %d", one.Nth)
	}
	if title := e.outcome(one); title != "" {
		return words + " (" + title + ")"
	}
	switch one.State {
	case "filed", "held":
		return words
	case "asked":
		return "the request for dates of the " + words
	case "ended":
		return "the end of the " + words
	case "packet":
		return "the packet of the " + words
	case "over":
		return "the last day of " + words
	case "met":
		return words + " done"
	}
	return words + " " + state
}

// named is the noun for what happens to a case or a round.
func named(state string) string {
	switch state {
	case "opened":
		return "opening"
	case "closed":
		return "closing"
	case "paused":
		return "pause"
	case "resumed":
		return "resumption"
	case "transferred":
		return "transfer"
	case "again":
		return "later start"
	}
	return state
}

// outcome is the title of a state that is a result of a form, or "".
func (e *explainer) outcome(one Event) string {
	if f := e.scope.Form(one.Name); f != nil {
		for _, o := range f.Outcomes {
			if o.Key == one.State {
				return o.Title
			}
		}
	}
	return ""
}

// round is the program's word for its year or cycle.
func (e *explainer) round() string {
	if e.p.Words.Round != "" {
		return e.p.Words.Round
	}
	return "round"
}

func (e *explainer) titles(names []string) []string {
	titles := slices.Clone(names)
	for i, name := range names {
		titles[i] = e.titled(name)
	}
	return titles
}

// titled is the title of what has that name, or the local word for a role.
func (e *explainer) titled(name string) string {
	if f := e.scope.Form(name); f != nil {
		return f.Title
	}
	if m := e.scope.Meeting(name); m != nil {
		return m.Title
	}
	if c := e.scope.Checklist(name); c != nil {
		return c.Title
	}
	if d := e.scope.Deadline(name); d != nil {
		return d.Title
	}
	return e.p.Called(Role(name))
}
