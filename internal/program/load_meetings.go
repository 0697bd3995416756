package program

var meetingKeys = []string{
	"title", "plain", "attendees", "open_to", "convened_by", "dates_by", "chaired_by", "needs", "once", "times", "series",
	"packet", "sign_up", "minutes", "all_day", "seen_by", "tell", "remind", "cite", "note",
}

func (l *loader) meeting(key string, at, n node) *Meeting {
	m := &Meeting{Key: key, Title: title(key), Plain: "a meeting", Minutes: 45}
	name := what("meeting", key)
	l.at[m] = at
	l.keys(name, n, meetingKeys...)
	simple := slots{
		texts:   map[string]*string{"title": &m.Title, "plain": &m.Plain, "note": &m.Note},
		roles:   map[string]*[]Role{"open_to": &m.OpenTo, "convened_by": &m.ConvenedBy, "dates_by": &m.DatesBy, "chaired_by": &m.ChairedBy},
		events:  map[string]*[]Event{"needs": &m.Needs},
		numbers: map[string]*int{"times": &m.Times, "minutes": &m.Minutes},
		flags:   map[string]*bool{"all_day": &m.AllDay},
	}
	l.each(n, func(p pair) {
		if !l.slot(name, p, simple) {
			l.meetingParts(m, p)
		}
	})
	if len(m.Attendees) == 0 {
		l.problem(at, "%s has no attendees", name)
	}
	l.convener(name, at, n, m)
	return m
}

// convener is the consultant where nobody is named; a program without one has
// to name somebody.
func (l *loader) convener(name string, at, n node, m *Meeting) {
	if _, said := n.get("convened_by"); said {
		return
	}
	if _, ok := l.p.Roles[Consultant]; !ok {
		l.problem(at, "%s: nobody calls it, for there is no consultant (convened_by)", name)
		return
	}
	m.ConvenedBy = []Role{Consultant}
}

// meetingParts reads the keys of a meeting that hold more than a word.
func (l *loader) meetingParts(m *Meeting, p pair) {
	name := what("meeting", m.Key)
	switch p.key {
	case "attendees":
		l.attendees(name, m, p.value)
	case "once":
		m.Once = l.choice("once", p.value, "case", "round")
	case "series":
		if m.Weekly = p.value.scalar == "weekly"; !m.Weekly {
			l.problem(p.value, "a series is weekly, not %q", p.value.scalar)
		}
	case "packet":
		l.packet(name, m, p.value)
	case "sign_up":
		for _, w := range l.words(p.value) {
			m.SignUp = append(m.SignUp, l.text(w))
		}
	case "seen_by":
		m.SeenBy = l.cells(p.value, name+" seen_by")
	case "tell":
		m.Tell = l.byState(m.Key, p.value, name+" tell", m.states)
	case "remind":
		m.Remind = l.steps(name, p.value)
	case "cite":
		m.Cite = l.cite(name, p.value)
	}
}

// attendees reads roles, one of each of which makes the meeting held, or roles
// with how many of them it takes.
func (l *loader) attendees(name string, m *Meeting, n node) {
	if n.kind != mapping {
		m.Attendees = l.roles(n)
		return
	}
	m.Least = map[Role]int{}
	l.each(n, func(p pair) {
		least := l.number(p.value)
		if p.value.scalar == "0" {
			l.problem(p.value, "%s: it takes at least one of those who attend", name)
		}
		for _, r := range l.roles(p.at.as(p.key)) {
			m.Attendees = append(m.Attendees, r)
			m.Least[r] = least
		}
	})
}

// packet reads how long before a hearing the file is open to it, and what has
// to have happened by then.
func (l *loader) packet(name string, m *Meeting, n node) {
	if n.kind != mapping {
		m.Packet = l.span(name+" packet", n)
		return
	}
	l.keys(name+" packet", n, "before", "not_before")
	if _, ok := n.get("before"); !ok {
		l.problem(n, "%s: how long before it does the packet open? (before)", name)
	}
	l.each(n, func(p pair) {
		switch p.key {
		case "before":
			m.Packet = l.span(name+" packet", p.value)
		case "not_before":
			m.NotBefore = l.follow(p.value, name+" packet not_before")
		}
	})
}
