package program

// deciding wants a panel that can come to a decision: a vote that its seats can
// pass, and, where they are even in number, a word on what a tie means (ALB-11).
func (l *loader) deciding(rules *PanelRules, n node) {
	seats := rules.all()
	pass, _ := n.get("pass")
	if p := rules.Pass; p.N > p.Of || seats > 0 && p.Of > seats {
		l.problem(pass, "no vote passes with %d of %d; the panel has %s", p.N, p.Of, count(seats, "seat"))
	}
	tie, said := n.get("tie")
	switch _, chair := l.p.Roles[Chair]; {
	case !said && rules.Pass.Majority && seats > 0 && seats%2 == 0:
		l.problem(n, "the panel has %s, so a vote can end even: what happens then? (tie)", count(seats, "seat"))
	case rules.Tie == "chair" && !chair && len(rules.Chairs) == 0:
		l.problem(tie, "tie: the chair decides, but there is no chair under roles and no chairs of the panel")
	}
}
