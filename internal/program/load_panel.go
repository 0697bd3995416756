package program

import (
	"slices"
	"strings"
)

// panel reads who sits on a panel and how it decides; nil when the file says
// nothing of it. What a seat does not say of who fills it, the panel says.
func (l *loader) panel(n node, appointedBy string) *PanelRules {
	if !slices.ContainsFunc(n.pairs, func(p pair) bool { return slices.Contains(panelKeys, p.key) }) {
		return nil
	}
	rules := &PanelRules{Pass: Pass{Majority: true}, Tie: "undecided"}
	if seats, ok := n.get("seats"); ok {
		if seats.kind != list {
			l.problem(seats, "a list of seats is expected here")
		}
		for _, one := range seats.items {
			rules.Seats = append(rules.Seats, l.seat(one, appointedBy))
		}
	}
	l.each(n, func(p pair) {
		switch p.key {
		case "chairs":
			rules.Chairs = l.sides(rules, p.value)
		case "quorum":
			l.each(p.value, func(q pair) { rules.Quorum = append(rules.Quorum, l.quota(rules, q)) })
		case "pass":
			rules.Pass = l.pass(p.value)
		case "tie":
			rules.Tie = p.value.scalar
			if !slices.Contains(ties, p.value.scalar) {
				l.problem(p.value, "tie is undecided, no change or chair, not %q", p.value.scalar)
			}
		case "recused":
			rules.Recused = l.roles(p.value)
		}
	})
	l.deciding(rules, n)
	return rules
}

var ties = []string{"undecided", "no change", "chair"}

// seat reads a kind of seat; one of the kind, when the number is not said.
func (l *loader) seat(n node, appointedBy string) Seat {
	s := Seat{Number: 1, AppointedBy: appointedBy}
	l.keys("seat", n, "title", "side", "number", "appointed_by", "term")
	l.each(n, func(p pair) {
		switch p.key {
		case "title":
			s.Title = l.text(p.value)
		case "side":
			s.Side = l.text(p.value)
		case "number":
			s.Number = l.number(p.value)
		case "appointed_by":
			s.AppointedBy = l.text(p.value)
		case "term":
			s.Term = l.term("seat term", p.value)
		}
	})
	if s.Title == "" && s.Side != "" {
		s.Title = title(s.Side)
	}
	switch {
	case s.Title == "":
		l.problem(n, "a seat has a title")
	case s.AppointedBy == "":
		l.problem(n, "%s has no appointing body", what("seat", s.Title))
	case s.Number < 1 || s.Number > mostSeats:
		l.problem(n, "%s: a number of seats is 1 to %d", what("seat", s.Title), mostSeats)
		s.Number = 1
	}
	return s
}

// mostSeats bounds the seats of one kind: no panel is larger.
const mostSeats = 100

// sides reads sides of the panel, which its seats name.
func (l *loader) sides(rules *PanelRules, n node) []string {
	var sides []string
	for _, w := range l.words(n) {
		if rules.number(w.scalar) == 0 {
			l.problem(w, "no seat is of the side %q%s", w.scalar, didYouMean(w.scalar, rules.sides()))
		}
		sides = append(sides, w.scalar)
	}
	return sides
}

func (rules *PanelRules) sides() []string {
	var sides []string
	for _, s := range rules.Seats {
		if s.Side != "" && !slices.Contains(sides, s.Side) {
			sides = append(sides, s.Side)
		}
	}
	return sides
}

// number is how many seats a side has.
func (rules *PanelRules) number(side string) int {
	n := 0
	for _, s := range rules.Seats {
		if s.Side == side && side != "" {
			n += s.Number
		}
	}
	return n
}

// all is how many seats there are.
func (rules *PanelRules) all() int {
	n := 0
	for _, s := range rules.Seats {
		n += s.Number
	}
	return n
}

// quota reads how many of a role or a side have to be there.
func (l *loader) quota(rules *PanelRules, p pair) Quota {
	q := Quota{Of: p.key, N: l.number(p.value)}
	seats, known := rules.number(p.key), true
	if seats == 0 {
		_, known = l.p.Roles[Role(p.key)]
	}
	if Role(p.key) == Panel {
		seats = rules.all()
	}
	switch {
	case !known:
		l.problem(p.at, "quorum: %q is no side of the panel and nobody under roles%s", p.key, didYouMean(p.key, append(l.who(), rules.sides()...)))
	case seats > 0 && q.N > seats:
		l.problem(p.value, "quorum: %d of the %s is more than its %s", q.N, p.key, count(seats, "seat"))
	}
	return q
}

// pass reads when a vote carries.
func (l *loader) pass(n node) Pass {
	switch n.scalar {
	case "majority":
		return Pass{Majority: true}
	case "consensus":
		return Pass{Consensus: true}
	case "consensus, else majority":
		return Pass{Consensus: true, Majority: true}
	}
	votes, of, ok := strings.Cut(n.scalar, " of ")
	if !ok || !plain(votes) || !plain(of) {
		l.problem(n, `%q does not pass a vote; write majority, 5 of 7, consensus or "consensus, else majority"`, n.scalar)
		return Pass{Majority: true}
	}
	return Pass{N: l.number(n.as(votes)), Of: l.number(n.as(of))}
}
