package casefile_test

import (
	"testing"
	"time"
	_ "time/tzdata" // so that the zone is there on any machine

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// The people of the demo district.
var (
	maria = casefile.Person{ID: "maria", Name: "Maria Ortiz", Roles: []program.Role{program.Teacher}}
	carl  = casefile.Person{ID: "carl", Name: "Carl Tran", Roles: []program.Role{program.Teacher, program.Consultant}}
	nia   = casefile.Person{ID: "nia", Name: "Nia Cole", Roles: []program.Role{program.Consultant}}
	dora  = casefile.Person{ID: "dora", Name: "Dora Lee", Roles: []program.Role{program.Coordinator}}
)

func day(t testing.TB, s string) schoolday.Day {
	t.Helper()
	d, err := schoolday.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// pacific is a calendar of the demo district.
func pacific(t testing.TB) schoolday.Calendar {
	t.Helper()
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	return schoolday.New(zone, nil, schoolday.Year{Start: day(t, "2025-08-18"), End: day(t, "2026-06-12")})
}

// at reads a moment in the district, written "2025-10-06 09:00".
func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, pacific(t).Zone)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestHolds(t *testing.T) {
	if !carl.Holds(program.Teacher) || !carl.Holds(program.Consultant) {
		t.Error("Carl is on the roster as a teacher and a consultant")
	}
	if carl.Holds(program.Administrator) || (casefile.Person{}).Holds(program.Teacher) {
		t.Error("a role is held that the roster does not give")
	}
}

func TestFirstName(t *testing.T) {
	tests := map[string]string{"Maria Ortiz": "Maria", "Maria": "Maria", "": "", "Ana María Ruiz": "Ana", "Zoë Cole": "Zoë"}
	for name, want := range tests {
		if got := (casefile.Person{Name: name}).FirstName(); got != want {
			t.Errorf("first name of %q = %q, want %q", name, got, want)
		}
	}
}

// A mentor is replaced at noon of November 3: who holds what, moment by moment.
// Ex-roles lose access the moment they end.
func TestRolesOverTime(t *testing.T) {
	began, change := at(t, "2025-08-27 09:00"), at(t, "2025-11-03 12:00")
	c := casefile.Case{Parties: []casefile.Party{
		{Person: maria, Role: program.Teacher, From: began},
		{Person: carl, Role: program.Consultant, From: began, To: change},
		{Person: nia, Role: program.Consultant, From: change},
		{Person: dora, Role: program.Coordinator, Office: true},
		{Person: dora, Role: program.Panel, Office: true},
	}}
	tests := []struct {
		now        string
		teacher    []casefile.ID
		consultant []casefile.ID
	}{
		{"2025-08-27 08:59", nil, nil},
		{"2025-08-27 09:00", []casefile.ID{"maria"}, []casefile.ID{"carl"}},
		{"2025-11-03 11:59", []casefile.ID{"maria"}, []casefile.ID{"carl"}},
		{"2025-11-03 12:00", []casefile.ID{"maria"}, []casefile.ID{"nia"}},
		{"2026-06-12 12:00", []casefile.ID{"maria"}, []casefile.ID{"nia"}},
	}
	ids := func(people []casefile.Person) []casefile.ID {
		var all []casefile.ID
		for _, p := range people {
			all = append(all, p.ID)
		}
		return all
	}
	for _, tt := range tests {
		now := at(t, tt.now)
		if diff := cmp.Diff(tt.teacher, ids(c.Holders(program.Teacher, now))); diff != "" {
			t.Errorf("%s: teachers, -want +got:\n%s", tt.now, diff)
		}
		if diff := cmp.Diff(tt.consultant, ids(c.Holders(program.Consultant, now))); diff != "" {
			t.Errorf("%s: consultants, -want +got:\n%s", tt.now, diff)
		}
		// The office holds its roles always: it follows from the roster.
		want := []program.Role{program.Coordinator, program.Panel}
		if diff := cmp.Diff(want, c.RolesOf("dora", now)); diff != "" {
			t.Errorf("%s: roles of Dora, -want +got:\n%s", tt.now, diff)
		}
		for _, p := range []casefile.Person{maria, carl, nia, dora} {
			for _, r := range c.RolesOf(p.ID, now) {
				if !hasID(c.Holders(r, now), p.ID) {
					t.Errorf("%s: %s is %s, but not among those who are", tt.now, p.ID, r)
				}
			}
		}
	}
	if got := c.RolesOf("nobody", change); got != nil {
		t.Errorf("a stranger is %v", got)
	}
	if got := c.Holders(program.HR, change); got != nil {
		t.Errorf("%v are hr, whom the case has not", got)
	}
}

func hasID(people []casefile.Person, id casefile.ID) bool {
	for _, p := range people {
		if p.ID == id {
			return true
		}
	}
	return false
}

func TestLookup(t *testing.T) {
	c := casefile.Case{
		Records:  []casefile.Record{{ID: "r1"}, {ID: "r2", Form: "log"}},
		Meetings: []casefile.Meeting{{ID: "m1"}, {ID: "m2", Kind: "hearing"}},
	}
	if got := c.Record("r2"); got != &c.Records[1] {
		t.Errorf("record r2 = %+v", got)
	}
	if got := c.Meeting("m2"); got != &c.Meetings[1] {
		t.Errorf("meeting m2 = %+v", got)
	}
	if c.Record("m1") != nil || c.Meeting("r1") != nil || c.Record("") != nil || c.Meeting("") != nil {
		t.Error("something is found that is not there")
	}
}

func TestMinutes(t *testing.T) {
	tests := map[string]int{"45": 45, "0": 0, "": 0, "an hour": 0, "45m": 0, "1e3": 0, "99999999999999999999": 0, "-45": 0}
	for text, want := range tests {
		r := casefile.Record{Fields: map[string]string{"minutes": text}}
		if got := r.Minutes(); got != want {
			t.Errorf("minutes %q = %d, want %d", text, got, want)
		}
	}
	if got := (casefile.Record{}).Minutes(); got != 0 {
		t.Errorf("minutes of a record without any = %d", got)
	}
}

func TestStandards(t *testing.T) {
	tests := map[string][]string{
		"2.6":           {"2.6"},
		"2.6, 3":        {"2.6", "3"},
		"1.1,1.2 , 7.4": {"1.1", "1.2", "7.4"},
		"":              nil,
		" , ,":          nil,
	}
	for text, want := range tests {
		r := casefile.Record{Fields: map[string]string{"focus": text}}
		if diff := cmp.Diff(want, r.Standards()); diff != "" {
			t.Errorf("standards of %q, -want +got:\n%s", text, diff)
		}
	}
}

func TestLive(t *testing.T) {
	if r := (casefile.Record{}); !r.Live() {
		t.Error("a record that nobody took back does not count")
	}
	if r := (casefile.Record{Withdrawn: at(t, "2025-10-06 09:01")}); r.Live() {
		t.Error("a record that was taken back counts")
	}
}

func TestEntered(t *testing.T) {
	r := casefile.Record{Steps: []casefile.Step{{State: casefile.Draft}, {State: casefile.Discussed}}}
	for state, want := range map[casefile.State]bool{
		casefile.Draft: true, casefile.Discussed: true, casefile.Signed: false, casefile.Filed: false, "": false,
	} {
		if got := r.Entered(state); got != want {
			t.Errorf("entered %q: %v, want %v", state, got, want)
		}
	}
}

// Whoever declined has answered too (AMB-15).
func TestSignedBy(t *testing.T) {
	r := casefile.Record{Signed: []casefile.Signature{{Person: "maria"}, {Person: "carl", Declined: true}}}
	for id, want := range map[casefile.ID]bool{"maria": true, "carl": true, "nia": false, "": false} {
		if got := r.SignedBy(id); got != want {
			t.Errorf("signed by %q: %v, want %v", id, got, want)
		}
	}
}
