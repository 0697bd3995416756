package program

import "parbot/internal/schoolday"

// RoleDef is what a program says of a role.
type RoleDef struct {
	Called             string         // the local word, such as "PAR Mentor"
	OfSite             bool           // follows the teacher's school
	ChosenBy           Role           // who alone names and removes the holder, or ""
	Full, Alert, Limit int            // caseload, 0: not said
	Weights            map[string]int // what a case of a track counts; 1 where not said
	Kinds              []Share        // kinds of holders, with their share of a full caseload in per cent
	AppointedBy        string
	Term               Term
	Barred             Barred
	Of, From           Role        // pair: of whom, and from which role its members come
	SeesEarlier        bool        // a new holder reads what was written before; default true
	Panel              *PanelRules // of the panel alone
	Cite               Cite
	Note               string
}

// Share is a kind of holder and what of a full caseload it carries.
type Share struct {
	Kind    string
	Percent int
}

// Term is how long somebody holds a role or a seat.
type Term struct {
	Min, Max schoolday.Span // zero: not said
	Remind   []Step         // before its end
	To       Role           // who is reminded
}

// Barred keeps whoever held a role out of another for a time.
type Barred struct {
	Role Role
	For  schoolday.Span
}

// PanelRules say who sits on a panel and how it decides.
type PanelRules struct {
	Seats   []Seat
	Chairs  []string // sides
	Quorum  []Quota
	Pass    Pass
	Tie     string // "undecided", "no change" or "chair"
	Recused []Role // of the same case
}

// Seat is a kind of seat with who fills it.
type Seat struct {
	Title, Side string
	Number      int
	AppointedBy string
	Term        Term
}

// Quota is how many of a role or a side have to be there.
type Quota struct {
	Of string // a role, or a side
	N  int
}

// Pass is when a vote carries: a majority, so many of so many, or consensus,
// which may fall back on a majority.
type Pass struct {
	Consensus bool
	Majority  bool // with Consensus: else a majority
	N, Of     int
}
