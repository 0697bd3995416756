package bot

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parbot/internal/fault"
	"parbot/internal/schoolday"
)

func on(tb testing.TB, text string) schoolday.Day {
	tb.Helper()
	if text == "" {
		return schoolday.None
	}
	d, err := schoolday.Parse(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// What is written is read by the rules of VOICE §2.1; today is a Wednesday
// unless said otherwise. rest is what is left of the line.
func TestDate(t *testing.T) {
	for _, tt := range []struct{ today, typed, log, meet, rest string }{
		{"2025-10-08", "today 45m", "2025-10-08", "2025-10-08", "45m"},
		{"2025-10-08", "Yesterday 45m", "2025-10-07", "2025-10-07", "45m"},
		{"2025-10-08", "tomorrow", "2025-10-09", "2025-10-09", ""},
		// A bare weekday: of a log the latest up to today, of a meeting the next from today.
		{"2025-10-08", "Tue", "2025-10-07", "2025-10-14", ""},
		{"2025-10-08", "Wednesday,", "2025-10-08", "2025-10-08", ""},
		{"2025-10-08", "thurs", "2025-10-02", "2025-10-09", ""},
		{"2025-10-08", "on Tue 45m", "2025-10-07", "2025-10-14", "45m"},
		{"2025-10-08", "last Tue 1h", "2025-10-07", "2025-10-07", "1h"},
		{"2025-10-08", "last Wed", "2025-10-01", "2025-10-01", ""}, // before today
		{"2025-10-08", "next Wed", "2025-10-15", "2025-10-15", ""},
		{"2025-10-08", "next Tue 15:00", "2025-10-14", "2025-10-14", "15:00"},
		{"2025-10-08", "this Fri", "2025-10-03", "2025-10-10", ""},
		// Month first; without a year the side that is meant.
		{"2025-10-08", "10/7", "2025-10-07", "2026-10-07", ""},
		{"2025-10-08", "10/8", "2025-10-08", "2025-10-08", ""},
		{"2025-10-08", "10/9", "2024-10-09", "2025-10-09", ""},
		{"2025-10-08", "3/4/26", "2026-03-04", "2026-03-04", ""},
		{"2025-10-08", "3/4/2026", "2026-03-04", "2026-03-04", ""},
		{"2025-10-08", "Mar 4 at noon", "2025-03-04", "2026-03-04", "at noon"},
		{"2025-10-08", "March 4, 2026 3pm", "2026-03-04", "2026-03-04", "3pm"},
		{"2025-10-08", "4 Mar", "2025-03-04", "2026-03-04", ""},
		{"2025-10-08", "4 march 2026", "2026-03-04", "2026-03-04", ""},
		{"2025-10-08", "Oct 7th", "2025-10-07", "2026-10-07", ""},
		{"2025-10-08", "Sept. 30", "2025-09-30", "2026-09-30", ""},
		{"2025-10-08", "Tuesday, October 7 45m", "2025-10-07", "", "45m"},
		{"2025-10-08", "2026-03-04 15:00", "2026-03-04", "2026-03-04", "15:00"},
		{"2025-10-08", "2026‑03‑04", "2026-03-04", "2026-03-04", ""}, // a phone's dashes
		{"2025-10-08", "3 days ago 45m", "2025-10-05", "2025-10-05", "45m"},
		{"2025-10-08", "in 2 weeks", "2025-10-22", "2025-10-22", ""},
		{"2025-10-08", "a week ago", "2025-10-01", "2025-10-01", ""},
		{"2025-10-08", "1 day ago", "2025-10-07", "2025-10-07", ""},
		// Year ends and leap days.
		{"2026-01-02", "12/31", "2025-12-31", "2026-12-31", ""},
		{"2025-12-31", "1/1", "2025-01-01", "2026-01-01", ""},
		{"2026-01-01", "yesterday", "2025-12-31", "2025-12-31", ""},
		{"2026-01-01", "Thu", "2026-01-01", "2026-01-01", ""},
		{"2025-10-08", "Feb 29", "2024-02-29", "2028-02-29", ""},
		{"2024-02-29", "2/29", "2024-02-29", "2024-02-29", ""},
		{"2100-03-01", "2/29", "2096-02-29", "2104-02-29", ""}, // eight years apart
		{"2024-03-01", "yesterday", "2024-02-29", "2024-02-29", ""},
		// Both nights on which clocks change are days like others.
		{"2026-03-09", "yesterday", "2026-03-08", "2026-03-08", ""},
		{"2025-11-03", "Sun", "2025-11-02", "2025-11-09", ""},
		{"2025-10-31", "in 3 days", "2025-11-03", "2025-11-03", ""},
	} {
		for side, want := range map[side]string{past: tt.log, coming: tt.meet} {
			if want == "" {
				continue
			}
			l := split(tt.typed)
			day, n, err := date(l, on(t, tt.today), side)
			if err != nil || day.String() != want || l.from(n).text != tt.rest {
				t.Errorf("%s, %q, side %d: %s and %q, %v; want %s and %q", tt.today, tt.typed, side, day, l.from(n).text, err, want, tt.rest)
			}
		}
	}
}

// What looks like a date and is none is err.date; nothing else is.
func TestNoDate(t *testing.T) {
	today := on(t, "2025-10-08")
	for typed, quoted := range map[string]string{
		"32 Oct 45m": "32 Oct", "Oct 32": "Oct 32", "2/30": "2/30", "13/1": "13/1", "0/5": "0/5", "2026-02-29": "2026-02-29",
		"2/29/2025": "2/29/2025", "Feb 30": "Feb 30", "9999-01-01": "9999-01-01", "9999 days ago": "9999 days ago",
		"Wednesday, October 7, 2025": "Wednesday, October 7, 2025", "3/4/1776": "3/4/1776",
	} {
		_, n, err := date(split(typed), today, past)
		if n == 0 || fault.KeyOf(err) != "err.date" || !strings.HasPrefix(fault.TextOf(err), `"`+quoted+`" is not a date. Nothing was saved. Try `) {
			t.Errorf("%q: %d words, %v: %s", typed, n, err, fault.TextOf(err))
		}
	}
	for _, typed := range []string{"", "45m", "may I", "co-planned", "3", "in class", "on time", "the Tue", "next", "last week", "5 pm", "1/2/3/4", "ago", "unit 3"} {
		if day, n, err := date(split(typed), today, past); n != 0 || err != nil {
			t.Errorf("%q: %s, %d words, %v; want no date", typed, day, n, err)
		}
	}
}

// A day is read again as itself however it is written, and a date without a
// year stays on its side of today.
func TestDateProperties(t *testing.T) {
	first, last := on(t, "1990-01-01"), on(t, "2150-12-31")
	rapid.Check(t, func(t *rapid.T) {
		today := schoolday.Day(rapid.Int32Range(int32(first), int32(last)).Draw(t, "today"))
		day := schoolday.Day(rapid.Int32Range(int32(first), int32(last)).Draw(t, "day"))
		for _, layout := range []string{"2006-01-02", "1/2/2006", "January 2, 2006", "2 Jan 2006", "Monday, January 2, 2006"} {
			got, _, err := date(split(day.UTC().Format(layout)), today, past)
			if err != nil || got != day {
				t.Fatalf("%s, written %q: %s, %v", day, day.UTC().Format(layout), got, err)
			}
		}
		short := split(day.UTC().Format("Jan 2"))
		before, _, err := date(short, today, past)
		if err != nil || before > today || before < today-3000 {
			t.Fatalf("log, %q on %s: %s, %v", short.text, today, before, err)
		}
		after, _, err := date(short, today, coming)
		if err != nil || after < today || after > today+3000 {
			t.Fatalf("meet, %q on %s: %s, %v", short.text, today, after, err)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"last Tue", "Mar 4, 2026", "in 2 weeks", "99999999999999999999 days ago", "on on on", "２/３", "Feb 29"} {
		f.Add(seed, int32(739532))
	}
	f.Fuzz(func(t *testing.T, typed string, now int32) {
		l := split(typed)
		today := schoolday.Day(min(max(now, 700_000), 800_000))
		for _, to := range []side{past, coming} {
			day, n, err := date(l, today, to)
			if n < 0 || n > len(l.words) || n == 0 && (err != nil || day != schoolday.None) {
				t.Fatalf("%q: %s, %d of %d words, %v", typed, day, n, len(l.words), err)
			}
			if n > 0 && err == nil && (day.Year() < firstYear || day.Year() > lastYear) {
				t.Fatalf("%q: %s", typed, day)
			}
		}
	})
}
