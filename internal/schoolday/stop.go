package schoolday

import "slices"

// Ever is a day that never comes: the end of what has no end yet.
const Ever Day = 1 << 30

// Stretch is days on end, both ends among them.
type Stretch struct{ First, Last Day }

// Has reports whether the day is one of the stretch.
func (s Stretch) Has(d Day) bool { return s.First <= d && d <= s.Last }

// Days is how many days the stretch has.
func (s Stretch) Days() int { return int(s.Last-s.First) + 1 }

// Breaks returns the school breaks in order: days without school on end of
// which one at least is a closed weekday, with the weekends beside them. A
// holiday is a break of its own; a bare weekend is none.
func (c Calendar) Breaks() []Stretch {
	var breaks []Stretch
	for _, closed := range c.ClosedDays() {
		d := closed.Day
		if n := len(breaks); d.weekend() || n > 0 && breaks[n-1].Has(d) {
			continue
		}
		one := Stretch{First: d, Last: d}
		for !c.IsSchoolDay(one.First-1) && one.Days() < farthest {
			one.First--
		}
		for !c.IsSchoolDay(one.Last+1) && one.Days() < farthest {
			one.Last++
		}
		breaks = append(breaks, one)
	}
	return breaks
}

// Join puts stretches in order and makes those that overlap or touch one.
func Join(all []Stretch) []Stretch {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Stretch) int { return int(a.First - b.First) })
	joined := all[:0]
	for _, s := range all {
		switch n := len(joined); {
		case s.Last < s.First:
		case n > 0 && s.First <= joined[n-1].Last+1:
			joined[n-1].Last = max(joined[n-1].Last, s.Last)
		default:
			joined = append(joined, s)
		}
	}
	return joined
}

// CountPast counts as [Calendar.Count] does, but the days of some stretches,
// as [Join] returns them, do not count (LANGUAGE §2.6). It counts forward only:
// a span that is not longer than nothing stays as it is.
func (c Calendar) CountPast(stops []Stretch, from Day, s Span, roll Roll) Working {
	w := c.Count(from, s, roll)
	if s.N <= 0 || len(stops) == 0 {
		return w
	}
	if s.Unit == WorkingDays {
		w.Raw, w.Skipped = c.schoolDaysPast(stops, from, s.N)
	} else {
		w.Raw, w.Skipped = daysPast(stops, from, w.Raw)
	}
	w.Due = c.Roll(w.Raw, roll)
	return w
}

// daysPast is a last day put off by each day after from that does not count.
func daysPast(stops []Stretch, from, last Day) (due Day, skipped []Stretch) {
	for _, s := range stops {
		s.First = max(s.First, from+1)
		if s.Last < s.First {
			continue
		}
		if s.First > last {
			break
		}
		last = last.Add(s.Days())
		skipped = append(skipped, s)
	}
	return last, skipped
}

func (c Calendar) schoolDaysPast(stops []Stretch, from Day, n int) (due Day, skipped []Stretch) {
	for d := from; ; {
		d = c.search(d+1, 1)
		if i := slices.IndexFunc(stops, func(s Stretch) bool { return s.Has(d) }); i >= 0 {
			s := stops[i]
			s.First = max(s.First, from+1)
			skipped = append(skipped, s)
			d = s.Last
			continue
		}
		if n--; n == 0 {
			return d, skipped
		}
	}
}
