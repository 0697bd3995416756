package bot

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"parbot/internal/fault"
)

// Times (VOICE §2.1): 1:00 to 6:59 without a.m. or p.m. is afternoon; a leading
// zero is the 24-hour clock.
func TestTimeOfDay(t *testing.T) {
	for _, tt := range []struct{ typed, want, rest string }{
		{"15:00 45m", "15:00", "45m"},
		{"3pm", "15:00", ""},
		{"3 pm Room 12", "15:00", "Room 12"},
		{"3:30 pm", "15:30", ""},
		{"3:30 p.m.", "15:30", ""},
		{"8 a.m.", "8:00", ""},
		{"at 3pm", "15:00", ""},
		{"noon", "12:00", ""},
		{"12pm", "12:00", ""},
		{"12am", "0:00", ""},
		{"12:15", "12:15", ""},
		{"1:00", "13:00", ""},
		{"6:59", "18:59", ""},
		{"7:00", "7:00", ""},
		{"11:59", "11:59", ""},
		{"03:30", "3:30", ""},
		{"06:59", "6:59", ""},
		{"00:10", "0:10", ""},
		{"0:10", "0:10", ""},
		{"23:59", "23:59", ""},
		{"3-3:45pm Library", "15:00+45", "Library"},
		{"3–3:45pm", "15:00+45", ""}, // a phone's dash
		{"3 to 3:45 p.m.", "15:00+45", ""},
		{"3:00 - 3:45", "15:00+45", ""},
		{"15:00-15:45", "15:00+45", ""},
		{"11-12:15pm", "11:00+75", ""},
		{"11:30-12:15", "11:30+45", ""},
		{"10:30-1:00", "10:30+150", ""},
		{"6:30-7:15", "18:30+45", ""},
		{"9am-10am", "9:00+60", ""},
		{"11am-1pm", "11:00+120", ""},
		{"noon-1pm", "12:00+60", ""},
		{"8:15-9", "8:15+45", ""},
		// Not times: a bare number, a list, a room.
		{"3", "", "3"},
		{"3-4", "", "3-4"},
		{"Room 12", "", "Room 12"},
		{"12 Main Street", "", "12 Main Street"},
		{"at Lincoln", "", "at Lincoln"},
		{"1 2pm", "", "1 2pm"},
		{"", "", ""},
		{"15h", "", "15h"},
	} {
		l := split(tt.typed)
		c, n, err := timeOfDay(l)
		got := ""
		if n > 0 {
			got = fmt.Sprintf("%d:%02d", c.hour, c.minute)
		}
		if c.minutes > 0 {
			got += fmt.Sprintf("+%d", c.minutes)
		}
		if got != tt.want || l.from(n).text != tt.rest || err != nil {
			t.Errorf("%q: %q and %q, %v; want %q and %q", tt.typed, got, l.from(n).text, err, tt.want, tt.rest)
		}
	}
	for _, typed := range []string{"25:00", "15:60", "13pm", "0pm", "4pm-3pm", "15:00-14:00", "24:00"} {
		if _, n, err := timeOfDay(split(typed)); n == 0 || fault.KeyOf(err) != "err.time" {
			t.Errorf("%q: %d words, %v; want err.time", typed, n, err)
		}
	}
}

func TestLength(t *testing.T) {
	for _, tt := range []struct {
		typed string
		want  int
		rest  string
	}{
		{"45m co-planned", 45, "co-planned"},
		{"45 min", 45, ""},
		{"45 minutes, then", 45, "then"},
		{"45m, text", 45, "text"},
		{"1h", 60, ""},
		{"1h30", 90, ""},
		{"1h30m", 90, ""},
		{"1h 30m", 90, ""},
		{"1h 30 kids", 60, "30 kids"},
		{"1.5h", 90, ""},
		{"1.5 hours", 90, ""},
		{"0.75h", 45, ""},
		{"1.25h", 75, ""},
		{"1 hour", 60, ""},
		{"2 hrs", 120, ""},
		{"1 hour 30 minutes", 90, ""},
		{"1 hour and 30 minutes x", 90, "x"},
		{"45M", 45, ""},
		{"9h", 540, ""},
		{"3m", 3, ""},
		{"99999m", 99999, ""},
		// A bare number is text, and so is what is too long to be meant.
		{"45", 0, "45"},
		{"45 kids", 0, "45 kids"},
		{"999999m", 0, "999999m"},
		{"m", 0, "m"},
		{"", 0, ""},
		{"-5m", 0, "-5m"},
		{"1.5", 0, "1.5"},
	} {
		l := split(tt.typed)
		if got, n := length(l); got != tt.want || l.from(n).text != tt.rest {
			t.Errorf("%q: %d and %q, want %d and %q", tt.typed, got, l.from(n).text, tt.want, tt.rest)
		}
	}
}

// Every minute of the day is read as itself when it is written in full.
func TestTimeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, dayLong-1).Draw(t, "minute")
		hour, minute, half := at/60, at%60, "am"
		if hour >= 12 {
			half = "pm"
		}
		for _, typed := range []string{fmt.Sprintf("%02d:%02d", hour, minute), fmt.Sprintf("%d:%02d %s", (hour+11)%12+1, minute, half)} {
			c, n, err := timeOfDay(split(typed))
			if n == 0 || err != nil || c != (clock{hour: hour, minute: minute}) {
				t.Fatalf("%q: %+v, %d, %v", typed, c, n, err)
			}
		}
		long := rapid.IntRange(1, 599).Draw(t, "long")
		if got, _ := length(split(fmt.Sprintf("%dh%02dm", long/60, long%60))); got != long {
			t.Fatalf("%d minutes: %d", long, got)
		}
	})
}

func FuzzTime(f *testing.F) {
	for _, seed := range []string{"3-3:45pm", "3 to 3:45 p.m.", "noon-noon", "at at", "99:99", "1h30", "1 hour and 30 minutes"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		l := split(typed)
		c, n, err := timeOfDay(l)
		if n > len(l.words) || err == nil && (c.hour < 0 || c.hour > 23 || c.minute < 0 || c.minute > 59 || c.minutes < 0 || c.minutes > dayLong) {
			t.Fatalf("%q: %+v, %d words, %v", typed, c, n, err)
		}
		if minutes, n := length(l); n > len(l.words) || minutes < 0 || minutes > 100_000 {
			t.Fatalf("%q: %d minutes, %d words", typed, minutes, n)
		}
	})
}
