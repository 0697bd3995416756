package access_test

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// shut is a cell that is closed to a role.
type shut struct {
	rules, program, track, forms string
	role                         casefile.ID
	but, at                      string        // situations, see bold
	most                         program.Level // what may be known all the same; default nothing
}

// bold are the cells that a seed closes for good: the bold dashes of DOMAIN §3,
// and what follows from the same rules for records that the program holds beside.
// A cell is closed in every situation but those named, and at is where it is
// closed when it is only in those.
var bold = []shut{
	{rules: "LAU-14 LAU-15", program: "lausd", track: "mandated", forms: "goals,log,observation,report,final-report,response", role: "administrator"},
	{rules: "LAU-14 LAU-15", program: "lausd", track: "mandated", forms: "intake,acceptance,contact,site-contact,suggestion", role: "administrator"},
	{rules: "LAU-14 AMB-21", program: "lausd", track: "mandated", forms: "note", role: "administrator"},
	{rules: "LAU-17", program: "lausd", track: "mandated", forms: "minutes", role: "administrator"},
	{rules: "LAU-14 LAU-18", program: "lausd", track: "mandated", forms: "finding,board-letter", role: "administrator"},
	{rules: "LAU-14 PUB-31", program: "lausd", track: "volunteer", forms: "volunteer,volunteer-answer,volunteer-log,volunteer-note,leaving,volunteer-end", role: "administrator"},
	{rules: "LAU-14 BOS-42", program: "lausd", track: "visit", forms: "visit,visit-answer", role: "administrator"},
	{rules: "BOS-42", program: "lausd", track: "visit", forms: "visit,visit-answer", role: "panel"},

	{rules: "BOS-43 BOS-54", program: "boston-par", track: "par", forms: "interest,decline,choose-pa", role: "administrator"},
	{rules: "BOS-43 BOS-46", program: "boston-par", track: "par", forms: "contact,step-waived,eligibility", role: "administrator"},
	{rules: "BOS-45", program: "boston-par", track: "par", forms: "introduction,talked", role: "administrator"},
	{rules: "BOS-22 *2", program: "boston-par", track: "par", forms: "formative,summative", role: "administrator", at: "draft opened-draft"},
	{rules: "BOS-42", program: "boston-par", track: "visit", forms: "visit,visit-answer", role: "administrator"},
	{rules: "BOS-42", program: "boston-par", track: "visit", forms: "visit,visit-answer", role: "panel"},
	{rules: "BOS-51 BOS-55", program: "boston-pa", track: "pa", forms: "assistance,switch", role: "administrator"},

	{rules: "AMB-21 CLO-23", program: "clovis", track: "par", forms: "note", role: "administrator"},
	{rules: "AMB-21", program: "clovis", track: "par", forms: "note", role: "second"},
	{rules: "CLO-15", program: "clovis", track: "par", forms: "teacher-input", role: "administrator"},
	{rules: "CLO-23 CLO-24", program: "clovis", track: "par", forms: "observation", role: "administrator", but: "shown"},
	{rules: "CLO-23", program: "clovis", track: "par", forms: "log,monthly-log,contact", role: "administrator", at: "draft opened-draft"},
	{rules: "CLO-27 AMB-15", program: "clovis", track: "par", forms: "report", role: "administrator", at: "draft opened-draft locked declined"},
	{rules: "CLO-32", program: "clovis", track: "par", forms: "director", role: "consultant"},
	{rules: "CLO-32", program: "clovis", track: "par", forms: "director", role: "administrator"},
	{rules: "CLO-38", program: "clovis", track: "par", forms: "notice-recommendation", role: "teacher", but: "served"},
	{rules: "BOS-42 X-04", program: "clovis", track: "visit", forms: "visit,visit-answer", role: "administrator"},
	{rules: "BOS-42 X-04", program: "clovis", track: "visit", forms: "visit,visit-answer", role: "panel"},

	{rules: "ALB-09 ALB-17", program: "albuquerque", track: "plan", forms: "log,contact", role: "administrator", most: program.Dates},
	{rules: "ALB-09 AMB-21", program: "albuquerque", track: "plan", forms: "note", role: "administrator"},
	{rules: "ALB-07 ALB-08", program: "albuquerque", track: "volunteer", forms: "volunteer,volunteer-answer,volunteer-log,volunteer-note,leaving,volunteer-end", role: "administrator"},
	{rules: "ALB-07 ALB-08", program: "albuquerque", track: "volunteer", forms: "volunteer,volunteer-answer,volunteer-log,volunteer-note,leaving,volunteer-end", role: "panel"},
	{rules: "ALB-07 ALB-08", program: "albuquerque", track: "volunteer", forms: "volunteer,volunteer-answer,volunteer-log,volunteer-note,leaving,volunteer-end", role: "hr"},

	{rules: "UG-04 BOS-42", program: "generic", track: "visit", forms: "visit,visit-answer", role: "administrator"},
	{rules: "UG-04 BOS-42", program: "generic", track: "visit", forms: "visit,visit-answer", role: "panel"},
	{rules: "UG-04", program: "generic", track: "volunteer", forms: "volunteer,volunteer-answer,session,leave", role: "administrator"},
	{rules: "UG-04", program: "generic", track: "volunteer", forms: "volunteer,volunteer-answer,session,leave", role: "panel"},
}

// Each bold cell, by its rule: closed in every situation, at every exit, also to
// one to whom the teacher opened the whole file by mistake, and to one whom
// somebody put in a seat of the panel besides.
func TestBold(t *testing.T) {
	for _, m := range matrices(t) {
		p := named(t, m.program)
		for _, b := range bold {
			if b.program != m.program || b.track != m.track {
				continue
			}
			for key := range strings.SplitSeq(b.forms, ",") {
				t.Run(b.rules+": "+b.program+" "+key+" for the "+string(b.role), func(t *testing.T) {
					form, tried := p.In(m.track).Form(key), 0
					for _, situation := range m.all() {
						if slices.Contains(strings.Fields(b.but), situation) || b.at != "" && !slices.Contains(strings.Fields(b.at), situation) {
							continue
						}
						f, ok := m.in(t, p, form, situation)
						if !ok {
							continue
						}
						tried++
						f.closed(t, b.role, situation, b.most)
					}
					if tried == 0 {
						t.Error("no situation was tried")
					}
				})
			}
		}
	}
}

// closed fails when a person gets to the record "r", whatever they are given besides.
func (f *file) closed(t *testing.T, who casefile.ID, situation string, most program.Level) {
	t.Helper()
	for _, besides := range []string{"", "granted", "panel"} {
		switch besides {
		case "granted":
			f.grant(who, "")
		case "panel":
			if who == "panel" || recused(f.p) == nil {
				continue
			}
			also(who, program.Panel)(f, nil)
		}
		if v := f.decide(who, "r"); v.Level > most {
			t.Errorf("%s, %s: level %d by %q", situation, besides, v.Level, v.Rule)
		}
		for _, r := range f.gate().View(who).Records() {
			if r.ID == "r" && (most == program.Nothing || len(r.Fields) > 0) {
				t.Errorf("%s, %s: the view holds it: %v", situation, besides, r.Fields)
			}
		}
		if topic := f.told()[who]; topic != "" && most == program.Nothing {
			t.Errorf("%s, %s: is told of it: %s", situation, besides, topic)
		}
	}
}

// Every cell that a matrix marks as forbidden has its test, with its rules.
func TestBoldIsWhole(t *testing.T) {
	for _, m := range matrices(t) {
		for key, line := range m.cells {
			for i, cell := range line.cells {
				if cell != "!" {
					continue
				}
				tested := slices.ContainsFunc(bold, func(b shut) bool {
					return b.program == m.program && b.track == m.track && b.role == m.roles[i] && slices.Contains(strings.Split(b.forms, ","), key[0])
				})
				if !tested || line.rules == "" {
					t.Errorf("%s %s: %v is closed to the %s by %q, without a test of its own", m.program, m.track, key, m.roles[i], line.rules)
				}
			}
		}
	}
}

// From the Agreement on the administrator cannot write an evaluation, nor does
// anybody but the evaluator (BOS-03 BOS-22 AMB-44).
func TestEvaluatorAlone(t *testing.T) {
	for _, m := range matrices(t) {
		p := named(t, m.program)
		evaluator := p.Track(m.track).Evaluator
		if evaluator == "" {
			continue
		}
		for _, form := range p.In(m.track).Forms {
			if form.Kind != "evaluation" {
				continue
			}
			f := newFile(t, p, program.SampleCalendar(p), m.track)
			f.happens(m.adds["base"])
			opened := *form
			opened.By = []program.Role{program.Consultant, program.Administrator, program.Coordinator, program.Panel}
			opened.Needs = nil
			f.happens([]string{roundStart(p, m.track)})
			for _, one := range people {
				want := program.Nothing
				if one.role == evaluator {
					want = program.Read
				}
				if v := f.gate().MayWrite(one.id, &opened); v.Level != want {
					t.Errorf("%s %s: the %s writes at level %d by %q, want %d", m.program, form.Key, one.id, v.Level, v.Rule, want)
				}
			}
		}
	}
}

// roundStart is the form that starts the first round of a track.
func roundStart(p *program.Program, track string) string { return p.Track(track).RoundStart[0].Name }
