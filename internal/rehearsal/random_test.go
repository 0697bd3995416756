package rehearsal_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// look is a plan of a case at a moment, with what it was made of.
type look struct {
	*walk
	plan  deadline.Plan
	was   *look // the one before; nil: none that can be compared
	gates map[time.Time]*access.Gate
}

// properties hold of every plan of every case of every program.
var properties = []struct {
	says  string
	holds func(*look) string // what does not hold, or ""
}{
	{"planning twice adds nothing (DESIGN §1.1)", (*look).sameTwice},
	{"keys are unique (DESIGN §1.4)", (*look).uniqueKeys},
	{"what is still owed keeps its key", (*look).keysStay},
	{"nobody is told of what access denies (X-06)", (*look).onlyThoseWhoMay},
	{"nobody is told of their own act", (*look).notOfOwnActs},
	{"no reminder of what is met, ended or closed (X-13)", (*look).onlyOpen},
	{"no reminder in a pause (LANGUAGE §2.6)", (*look).silentInPauses},
	{"a right is never late, and a duty only after its last day (LANGUAGE §2.8)", (*look).lateAfterwards},
	{"reminders come in the morning of a school day, not after the day they name (LANGUAGE §2.9)", (*look).inTheMorning},
	{"dates are those that a slow count finds (LANGUAGE §2.1)", (*look).countedSlowly},
	{"dates lie on the right side of what bounds them (LANGUAGE §2.5)", (*look).bounded},
	{"weeks are those with a school day (LANGUAGE §2.4)", (*look).wholeWeeks},
	{"windows lie in their round and open before they close (LANGUAGE §2.6)", (*look).windowed},
	{"time alone changes nothing before Again", (*look).steadyUntilAgain},
	{"later facts change nothing of what followed before", (*look).pastStands},
}

// Nearly every program that chance writes loads: what the cases below show holds
// of all that the language can say, not of the few that happen to be sound.
func TestMostProgramsLoad(t *testing.T) {
	drawn, refused := 0, map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		drawn++
		text := (&sketch{t: t}).file()
		if p, problems := program.Load("random.yaml", []byte(text)); p == nil {
			refused[problems[0].Text] = true
		}
	})
	if len(refused)*10 > drawn {
		t.Errorf("of %d programs these were refused: %q", drawn, slices.Sorted(maps.Keys(refused)))
	}
}

// TestAnyCase leads cases of random and of shipped programs through random days
// and looks at their plans.
func TestAnyCase(t *testing.T) {
	shipped, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := someCase(t, shipped)
		var was *look
		for range rapid.IntRange(1, 20).Draw(t, "acts") {
			w.pass()
			w.act()
			if w.undone {
				was = nil
			}
			if w.chance("look", 4) {
				was = w.look(was)
			}
		}
		w.look(was)
	})
}

// someCase opens a case of a program by chance, or of a shipped one.
func someCase(t *rapid.T, shipped map[string]*program.Program) *walk {
	key := rapid.SampledFrom([]string{"", "", "", "", "boston-pa", "boston-par", "clovis"}).Draw(t, "program")
	if key != "" {
		p := shipped[key]
		return begun(t, p, rapid.SampledFrom(p.Tracks).Draw(t, "track").Key, randomCalendar(t))
	}
	p := rapid.Custom(randomProgram).Filter(func(p *program.Program) bool { return p != nil }).Draw(t, "random program")
	return begun(t, p, "par", randomCalendar(t))
}

// mostMade bounds what the system has to make at one moment.
const mostMade = 60

// look makes what the system has to make and looks whether everything holds.
func (w *walk) look(was *look) *look {
	l := &look{walk: w, was: was, gates: map[time.Time]*access.Gate{}}
	for turn := 0; ; turn++ {
		l.plan = deadline.Make(w.p, &w.c, w.cal, w.now)
		if len(l.plan.Made) == 0 {
			break
		}
		if turn == mostMade {
			w.t.Fatalf("the plan does not settle: %+v is still to be made", l.plan.Made)
		}
		for _, made := range l.plan.Made {
			w.make(made)
		}
	}
	for _, p := range properties {
		if wrong := p.holds(l); wrong != "" {
			w.t.Fatalf("at %s: %s: %s\n%s", w.now, p.says, wrong, w.p.Source())
		}
	}
	w.undone = false
	frozen := *w
	frozen.c = clone(w.c)
	l.walk = &frozen
	return l
}

// gate is that of the case, as the file is now, at a moment.
func (l *look) gate(at time.Time) *access.Gate {
	if l.gates[at] == nil {
		l.gates[at] = access.At(l.p, &l.c, l.cal, at)
	}
	return l.gates[at]
}

func (l *look) at(now time.Time) deadline.Plan { return deadline.Make(l.p, &l.c, l.cal, now) }

// unlike is what differs between two plans, or "".
func unlike(a, b deadline.Plan) string {
	if reflect.DeepEqual(a.Deadlines, b.Deadlines) && reflect.DeepEqual(a.Notices, b.Notices) && reflect.DeepEqual(a.Made, b.Made) &&
		a.Course.Stage == b.Course.Stage && a.Again.Equal(b.Again) {
		return ""
	}
	return cmp.Diff(a, b, cmpopts.IgnoreUnexported(casefile.Course{}), cmpopts.IgnoreFields(casefile.Course{}, "Facts", "Dated", "Next"))
}

func (l *look) sameTwice() string { return unlike(l.plan, l.at(l.now)) }

func (l *look) uniqueKeys() string {
	seen := map[string]bool{}
	for _, d := range l.plan.Deadlines {
		if seen[d.Key] {
			return "two deadlines are " + d.Key
		}
		seen[d.Key] = true
	}
	clear(seen)
	for _, n := range l.plan.Notices {
		if seen[n.Key] {
			return "two notices are " + n.Key
		}
		seen[n.Key] = true
	}
	return ""
}

// keysStay: what is open now and owed by somebody still is listed under the same
// key at any later moment.
func (l *look) keysStay() string {
	for _, days := range []int{1, 10, 100} {
		later := l.at(l.now.AddDate(0, 0, days))
		for _, d := range l.plan.Deadlines {
			if rule := l.scope.Deadline(d.Rule); rule.Every != nil && len(rule.Until) > 0 {
				continue // the week in which that comes owes nothing
			}
			if d.State == deadline.Open && d.Round == later.Course.Round() && !slices.ContainsFunc(later.Deadlines, func(one deadline.Deadline) bool { return one.Key == d.Key }) {
				return fmt.Sprintf("%s is gone %d days later", d.Key, days)
			}
		}
	}
	return ""
}

// steadyUntilAgain: a plan is what it was until Again, to the nanosecond.
func (l *look) steadyUntilAgain() string {
	until := l.now.AddDate(1, 0, 0)
	if !l.plan.Again.IsZero() {
		if !l.plan.Again.After(l.now) {
			return fmt.Sprintf("Again, %s, is not to come", l.plan.Again)
		}
		until = l.plan.Again.Add(-1)
	}
	for _, at := range []time.Time{until, l.now.Add(until.Sub(l.now) / 2), l.now.Add(until.Sub(l.now) / 7)} {
		if diff := unlike(l.plan, l.at(at)); diff != "" {
			return fmt.Sprintf("planned for %s, at %s it differs\n%s", l.plan.Again, at, diff)
		}
	}
	return ""
}

// pastStands: the stages that a case had entered, and the rounds that had begun,
// stay what they were while nothing is taken back.
func (l *look) pastStands() string {
	stages := func(c casefile.Course) []casefile.Fact {
		var all []casefile.Fact
		for _, f := range c.Facts {
			if f.Event.Name == "stage" || f.Event.Name == "round" {
				all = append(all, f)
			}
		}
		slices.SortStableFunc(all, func(a, b casefile.Fact) int { return a.At.Compare(b.At) })
		return all
	}
	if l.was == nil {
		return ""
	}
	before, after := stages(l.was.plan.Course), stages(l.plan.Course)
	return cmp.Diff(before, after[:min(len(before), len(after))], cmpopts.EquateEmpty())
}
