package program

import "parbot/internal/schoolday"

// Form is a paper or an act: a log, a report, a signature, a pairing. Which
// states it has follows from its keys (LANGUAGE §1, forms).
type Form struct {
	Key, Title  string
	Plain       string // the name in pushes: "weekly log"; default "a form"
	Command     string // the typed command that files it; default the key
	Kind        string // "", "evaluation", "survey" (anonymous) or "vote"
	By          []Role // empty: made by the system
	HelpedBy    []Role
	Second      []Role // it takes effect when another person of these confirms
	Opens       string // track that begins when it leaves draft
	Attaches    []string
	DiscussedAt []string // meetings where it lies on the table
	Signs       []Signing
	ReleasedBy  Role // who lets a declined paper go; "": nobody; default coordinator
	Assigns     Role
	Needs       []Event
	Until       []Event // not any more from then on
	Once        string  // "", "case", "holder" or "round"
	Times       int     // owed per round, 0: not said
	MadeOn      []Event // the system makes it then
	Text        string  // name of the wording under texts that it shows
	Outcomes    []Outcome
	Fields      []*Field
	SeenBy      Cells             // nil with attaches: as what it is attached to
	Nobody      bool              // seen_by: nobody
	Serve       map[string][]Role // state -> formal notices
	Tell        map[string][]Role // state -> nudges
	ByHand      bool              // delivered outside parbot, which only records the day
	Cite        Cite
	Note        string
}

// Field returns the field of that key, or nil.
func (f *Form) Field(key string) *Field {
	return find(f.Fields, key, func(one *Field) string { return one.Key })
}

// Signing is one meaning of a signature and who gives it.
type Signing struct {
	Meaning string // "receipt", "understood", "agreement", "attests"
	Roles   []Role
}

// Outcome is one result a form can have.
type Outcome struct {
	Key, Title string
	Rounds     int // offered up to this round; 0: always
}

// Field is one question of a form.
type Field struct {
	Key, Ask  string
	Type      string // text file files day date minutes number yes-no agree person standards ratings choice any record roll-up checklist package appointment rows
	Optional  bool
	Private   bool     // the author's alone
	Options   []string // of choice, any and ratings
	Columns   []string // of rows
	From      string   // standards: those chosen in that form
	Of        []string // ratings: "standards", a group or "form.field"; record, roll-up: forms; checklist: its name; package: a checklist or "all"
	Min       int      // standards: how many at least
	ThisRound bool     // record: of the present round only
	Plans     Event    // appointment: the meeting that it fixes; State "planned"
	Opens     string   // rows: the form as which each is filed
	OnlyIf    string   // asked with this outcome only
	Must      []Must   // refused unless all hold …
	Should    []Must   // … or warned of
	Else      string   // the sentence that is said then
	Override  Role     // who may file it all the same, with a reason
	Offer     string   // track or program that is named instead
	Cite      Cite
}

// Must is one thing that has to hold of an answer. Exactly one of its forms is set.
type Must struct {
	Answer string         // "true" or "false": the answer to yes-no
	OneOf  []string       // one of these
	Least  *int           // a number: at least …
	Most   *int           // … and at most
	Span   schoolday.Span // a date: so long at least …
	After  string         // … after the date in this field
	Some   string         // ratings: this rating …
	Among  string         // … in this group of standards …
	N      int            // … so often at least; default 1
}
