package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"parbot/internal/program"
)

// frame is a program with a place for one more key of each construct.
const frame = `
key: frame
title: Frame
timezone: America/Los_Angeles
sources: {default: {ours: ours}, seed: {book: Book}}
roles:
  teacher: T
  coordinator: D
  representative: R
  administrator: A
  consultant: {called: C#ROLE#}
  panel: {called: P#PANEL#}
  pair: {called: Q#PAIR#}
words: {program: PAR#WORDS#}
tracks:
  par:
    known_to: {teacher: read, consultant: read, coordinator: read, administrator: read}
    keep: {for: 1 year#KEEP#}
    round: {starts: start#ROUND#}#TRACK#
forms:
  start: {by: coordinator, opens: par, seen_by: {teacher: read, consultant: read}}
  log: {by: consultant, seen_by: {teacher: read, administrator: read}#FORM#}
  copy: {by: coordinator, seen_by: {teacher: read}, fields: {one: {type: text#FIELD#}}}
meetings:
  talk: {attendees: [teacher, consultant]#MEETING#}
deadlines:
  write: {owed_by: consultant, starts: start, due: 10 days, met_by: log, cite: ours#DEADLINE#}
checklists:
  all: {items: [start]#CHECKLIST#}
tallies:
  days: {of: teacher, adds: start#TALLY#}
measures:
  share: {count: start#MEASURE#}
#TOP#`

var places = []string{"TALLY", "MEASURE", "PANEL", "PAIR", "ROLE", "WORDS", "KEEP", "ROUND", "TRACK", "FORM", "FIELD", "MEETING", "DEADLINE", "CHECKLIST", "TOP"}

// fill is the frame with one more key in one of its places.
func fill(place, key string) string {
	source := frame
	for _, one := range places {
		more := ""
		switch {
		case one != place || key == "":
		case place == "TRACK":
			more = "\n    " + key
		case place == "TOP":
			more = key + "\n"
		default:
			more = ", " + key
		}
		source = strings.ReplaceAll(source, "#"+one+"#", more)
	}
	return source
}

// framed loads the frame with one more key.
func framed(t *testing.T, place, key string) *program.Program {
	t.Helper()
	p, problems := program.Load("frame.yaml", []byte(fill(place, key)))
	if p == nil {
		t.Fatalf("%s with %q: %v", place, key, problems)
	}
	return p
}

// Every key that a file may have changes what is loaded: nothing that a contract
// says is passed over in silence.
func TestEveryKeyIsRead(t *testing.T) {
	tests := map[string][]string{
		"TOP": {
			"in_force: 2025-08-18", "contact: the office", "standards: cstp-clovis", "header: [teacher, school]",
			"links: {apply: {url: 'https://example.org'}}", "texts: {mou: We agree.}", "dates: {tenure: 05-01}",
			"office: {forms: {own: {by: coordinator, attaches_to: consultant}}}", "office: {meetings: {network: {attendees: consultant}}}",
			"office: {tallies: {hours: {of: consultant, adds: school-year.start}}}",
			"office: {deadlines: {ask: {owed_by: coordinator, starts: school-year.start, due: 10 days, met_by: own, cite: ours}}, forms: {own: {by: coordinator, seen_by: nobody}}}",
		},
		"ROLE": {
			"of: school", "chosen_by: teacher", "caseload: {full: 12, alert: 15, limit: 20}", "caseload: {weights: {par: 2}}", "kinds: {half: 0.5}",
			"appointed_by: The union", "term: {min: 2 years, max: 4 years, remind: [-120], to: coordinator}", "term: 3 years",
			"barred_after: {role: administrator, for: 1 year}", "sees_earlier: false", "cite: book", "note: A note",
		},
		"PANEL": {
			"seats: [{title: Judge, side: union, number: 3, appointed_by: The union, term: {max: 4 years}}]", "quorum: {coordinator: 1}",
			"pass: consensus", "tie: no change", "recused: consultant",
		},
		"PAIR":    {"of: consultant", "from: panel"},
		"TALLY":   {"title: A sum", "each: [0.5, 1]", "limit: 3", "per: round", "schools: charter", "seen_by: {coordinator: counts}", "tell: consultant", "remind: [semester.start]", "remind: [-3]", "cite: book", "note: A note"},
		"MEASURE": {"title: A share", "of: log", "cite: book", "note: A note"},
		"WORDS":   {"file: folder", "round: year", "case: case", "invite: Check-in"},
		"KEEP":    {"hold: start", "belongs_to: teacher", "then: counts", "cite: ours", "note: A note"},
		"ROUND":   {"ends: school-year.end", "at_most: 2", "later_start: start", "length: 6-12 months", "cite: book", "note: A note"},
		"TRACK": {
			"title: A way", "evaluator: administrator", "case: false", "forms: {b: {by: teacher, seen_by: {consultant: read}}}", "cite: book", "note: A note",
			"excludes: other", "stages: {a: {b: start}, b: {closes: Done}}", "stages: {a: {b: start, starts_round: true}, b: {closes: Done, keep: 1 year}}",
			"tallies: {hours: {of: consultant, adds: log}}",
		},
		"CHECKLIST": {"title: Everything", "over: case"},
		"FORM": {
			"title: A log", "plain: weekly log", "command: l", "helped_by: teacher", "opens: par", "attaches_to: talk", "discussed_at: talk",
			"signed_by: {receipt: teacher}", "released_by: administrator", "assigns: administrator", "needs: start", "once: case",
			"outcomes: {good: Good}", "fields: {date: day}", "serve: teacher", "tell: teacher", "cite: book 3", "note: A note",
			"kind: survey", "second: coordinator", "until: start", "once: holder", "times: 3", "made_on: month.end", "by_hand: true",
		},
		"MEETING": {
			"title: A talk", "plain: check-in", "open_to: administrator", "convened_by: coordinator", "dates_by: administrator",
			"chaired_by: administrator", "needs: start", "once: round", "times: 2", "series: weekly", "packet: 14 days", "minutes: 30",
			"seen_by: {administrator: dates}", "tell: {missed: coordinator}", "remind: [-7, -1]", "cite: book 4",
			"all_day: true", "note: A note", "sign_up: [teachers, hhs]", "packet: {before: 14 days, not_before: start}",
		},
		"DEADLINE": {
			"title: Write it", "plain: a line to write", "until: talk", "roll: forward", "remind: [-1]", "late: none", "kind: nudge", "note: A note",
			"stops: none",
		},
	}
	for place, keys := range tests {
		without := framed(t, place, "")
		for _, key := range keys {
			if same(without, framed(t, place, key)) {
				t.Errorf("%s: %q changes nothing", place, key)
			}
		}
	}
}

// same reports whether two programs say the same, apart from their version.
func same(a, b *program.Program) bool {
	return cmp.Equal(a, b,
		cmpopts.IgnoreUnexported(program.Program{}), cmpopts.IgnoreFields(program.Program{}, "Version", "Zone", "Notes"))
}

// The keys of one construct are not those of another: what is misplaced is found.
func TestMisplacedKeys(t *testing.T) {
	tests := map[string][]string{
		"ROLE":      {"quorum: 4", "title: x"},
		"WORDS":     {"teacher: Referred Teacher"},
		"KEEP":      {"to: 1 year"},
		"ROUND":     {"until: start"},
		"TRACK":     {"due: 10 days", "readers: {a: {teacher: read}}", "sources: {}"},
		"FORM":      {"attendees: teacher", "owed_by: teacher", "seenby: teacher", "packet: 3 days", "made: start"},
		"FIELD":     {"seen_by: teacher", "privat: true"},
		"MEETING":   {"by: teacher", "due: 10 days", "signed_by: {receipt: teacher}"},
		"DEADLINE":  {"by: teacher", "needs: start", "minutes: 3", "stop: none"},
		"CHECKLIST": {"all: [start]"},
		"TOP":       {"form: {}", "tally: {}", "keep: 1 year", "from: panel"},
		"PANEL":     {"from: panel", "majority: 5"},
		"PAIR":      {"seats: []"},
		"TALLY":     {"starts: start", "due: 10 days"},
		"MEASURE":   {"seen_by: {teacher: read}", "adds: start"},
	}
	for place, keys := range tests {
		for _, key := range keys {
			p, problems := program.Load("frame.yaml", []byte(fill(place, key)))
			name, _, _ := strings.Cut(key, ":")
			found := slices.ContainsFunc(problems, func(one program.Problem) bool {
				return strings.Contains(one.Text, `has no key "`+name+`"`)
			})
			if p != nil || !found {
				t.Errorf("%s: %q is not refused: %v", place, key, problems)
			}
		}
	}
}
