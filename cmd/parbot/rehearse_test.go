package main

import (
	"context"
	"encoding/csv"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-ical"
)

// A rehearsal is a page to read: a line for each date, meeting and message, and
// what it came to (VOICE §7).
func TestRehearse(t *testing.T) {
	code, out, stderr := typed(t, "parbot rehearse clovis --from 2025-08-18 --track par")
	if code != done || stderr != "" {
		t.Fatalf("exit %d, stderr %q", code, stderr)
	}
	for _, line := range []string{
		`^Clovis Unified Peer Assistance and Review: Peer Assistance and Review$`,
		`^Mon 2025-08-18 .* stage +referral`,
		`^Tue 2025-09-02 +coordinator +paper +Pairing`,
		`^Tue 2025-09-16 +consultant +due +First contact +14 days from Tue, Sep 2; due Tue, Sep 16; MOU, item 2$`,
		`^Fri 2025-09-12 +consultant +reminder +First contact, due Tue 2025-09-16 +digest +MOU, item 2$`,
		`^\d+ dates, \d+ messages, \d+ invitations\. .* The case closed: Support discontinued\. Nothing was sent\.$`,
	} {
		if !regexp.MustCompile("(?m)" + line).MatchString(out) {
			t.Errorf("no line like %s", line)
		}
	}
}

// The same as a table and as a calendar, by a calendar of one's own.
func TestRehearseFormats(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "year.yaml", "start: 2025-09-02\nend: 2026-06-18\nclosed: {2025-12-22 to 2026-01-02: Winter break}\n")
	code, out, stderr := typed(t, "parbot rehearse boston-pa --from 2025-09-02 --calendar year.yaml --format csv")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if code != done || stderr != "" || err != nil || len(rows) < 10 || strings.Join(rows[0], " ") != "program track date time who kind what channel why" {
		t.Fatalf("exit %d, %d rows, %v, stderr %q", code, len(rows), err, stderr)
	}
	if rows[1][0] != "boston-pa" || rows[1][1] != "pa" || rows[1][2] != "2025-09-02" {
		t.Errorf("the first row is %q", rows[1])
	}
	code, out, stderr = typed(t, "parbot rehearse clovis --from 2025-09-02 --calendar year.yaml --track par --format ics --days 90")
	cal, err := ical.NewDecoder(strings.NewReader(out)).Decode()
	if code != done || stderr != "" || err != nil || len(cal.Events()) < 10 {
		t.Fatalf("exit %d, %v, stderr %q", code, err, stderr)
	}
}

func TestRehearseRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "broken.yaml", "key: [")
	write(t, "year.yaml", "start: 2025-09-02")
	tests := map[string]string{
		"parbot rehearse toledo --from 2025-08-18":                        "There is no program \"toledo\". Run: parbot program list\n",
		"parbot rehearse broken.yaml --from 2025-08-18":                   "broken.yaml: 1 problem. Run: parbot program check broken.yaml\n",
		"parbot rehearse clovis --from Tuesday":                           "--from: \"Tuesday\" is not a date like 2026-03-04.\n",
		"parbot rehearse clovis --from 2025-08-18 --track pa":             "clovis has no track \"pa\"; there are visit, par.\n",
		"parbot rehearse clovis --from 2025-08-18 --days 9000":            "--days: 9000 is not between 1 and 1200.\n",
		"parbot rehearse clovis --from 2025-08-18 --format ics":           "clovis has several tracks, and a calendar shows one. Name it with --track: visit, par.\n",
		"parbot rehearse clovis --from 2025-08-18 --calendar none.yaml":   "none.yaml: the file cannot be opened. Nothing was done.\n",
		"parbot rehearse clovis --from 2025-08-18 --calendar year.yaml":   "year.yaml:1:1: a school year has a start and an end.\n",
		"parbot rehearse clovis --from 2025-08-18 --calendar broken.yaml": "broken.yaml:1:",
	}
	for line, want := range tests {
		if code, out, stderr := typed(t, line); code != refused || out != "" || !strings.HasPrefix(stderr, want) {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", line, code, out, stderr)
		}
	}
}

// Ctrl-C ends a rehearsal at once.
func TestRehearseStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	code, out, stderr := typedIn(ctx, "parbot rehearse clovis --from 2025-08-18")
	if code != refused || out != "" || stderr != "Stopped. Nothing was stored.\n" {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, stderr)
	}
}
