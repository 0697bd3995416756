package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/casework"
	"parbot/internal/schoolday"
)

// The line that stands for a form is read again as what the form said, so that
// "Yes, save both" and "Plan it anyway" do what was asked about.
func TestComposedLogIsReadAgain(t *testing.T) {
	cases, today := carls(t, 2), on(t, "2025-10-08")
	of := cases[0].Program.Standards
	var all []string
	for _, s := range of.Items {
		all = append(all, "S"+s.Number)
		for _, e := range s.Elements {
			all = append(all, e.Number)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[A-Za-z][a-z'-]{1,11}`), 1, 8).Draw(t, "words")
		text := sentence(strings.Join(words, " ") + " of unit")
		in := casework.Log{
			Case: "sam", Day: today.Add(-rapid.IntRange(0, 900).Draw(t, "ago")), Minutes: rapid.IntRange(5, 480).Draw(t, "minutes"), Text: text,
			Standards: rapid.SliceOfNDistinct(rapid.SampledFrom(all), 0, 5, rapid.ID).Draw(t, "standards"),
			Private:   rapid.SampledFrom([]string{"", "seemed tired", "ask: note: twice"}).Draw(t, "private"),
		}
		line := composeLog(cases[1], in)
		l := split(line)
		got, err := readLog(l.from(1), cases, today)
		if err != nil || len(got.who.who) != 1 {
			t.Fatalf("%q: %v, %+v", line, err, got.who)
		}
		again := got.as(cases[1], false)
		if diff := cmp.Diff(in, again, cmp.Transformer("list", func(s []string) string { return strings.Join(s, " ") })); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", line, diff)
		}
	})
}

func TestComposedMeetIsReadAgain(t *testing.T) {
	cases, today := carls(t, 2), on(t, "2025-10-08")
	rapid.Check(t, func(t *rapid.T) {
		want := when{
			do: "plan", day: today.Add(rapid.IntRange(0, 900).Draw(t, "in")), timed: true,
			time:    clock{hour: rapid.IntRange(0, 23).Draw(t, "hour"), minute: rapid.IntRange(0, 59).Draw(t, "minute")},
			minutes: rapid.SampledFrom([]int{0, 10, 45, 480}).Draw(t, "minutes"),
			place:   rapid.SampledFrom([]string{"", "Room 12", "Main office, 2nd floor", "Lincoln Middle"}).Draw(t, "place"),
		}
		for head, kind := range map[string]string{
			"sam.ortiz@demo.example initial-triad": "initial-triad", "sam.ortiz@demo.example progress-triad 2": "progress-triad", "V-7": "",
		} {
			line := fmt.Sprintf("%s %s", head, want)
			got, err := readMeet(split(line), cases, today)
			if err != nil || got.when != want {
				t.Fatalf("%q: %+v, %v; want %+v", line, got.when, err, want)
			}
			if kind != "" && (got.kind == nil || got.kind.Key != kind) || kind == "" && got.visit != 7 {
				t.Fatalf("%q: %+v", line, got)
			}
		}
	})
}

// Whatever is made of a log line: the parts do not overlap, the day is one that
// exists, and reading it twice gives the same.
func TestReadingIsStable(t *testing.T) {
	cases, today := carls(t, 2), on(t, "2025-10-08")
	piece := rapid.SampledFrom([]string{
		"@Maria", "<@U5|sam.ortiz>", "Ortiz", "Maple", "Jon", "Bell", "yesterday", "last", "Tue", "10/7", "32", "Oct", "45m", "1h", "30", "2.6", "2.9", "S2",
		"standard", "co-planned", "unit", "3,", "note:", "contact", "missed", "held", "cancel", "initial-triad", "progress", "2", "15:00", "3-3:45pm", "or", "V-12", "—", "“so”",
	})
	rapid.Check(t, func(t *rapid.T) {
		typed := strings.Join(rapid.SliceOfN(piece, 0, 9).Draw(t, "line"), " ")
		l := split(typed)
		first, err1 := readLog(l, cases, today)
		second, err2 := readLog(split(typed), cases, today)
		if diff := cmp.Diff(first.text+first.private+first.day.String(), second.text+second.private+second.day.String()); diff != "" || (err1 == nil) != (err2 == nil) {
			t.Fatalf("%q: %s", typed, diff)
		}
		if first.day == schoolday.None || first.minutes < 0 || strings.Contains(first.text, "note: ") && first.private == "" && !strings.HasSuffix(typed, "note:") {
			t.Fatalf("%q: %+v", typed, first)
		}
		meet, err := readMeet(l, cases, today)
		if err == nil && meet.do == "" {
			t.Fatalf("%q: %+v", typed, meet)
		}
		if meet.kind != nil && !slices.Contains(meetings(cases[0]), meet.kind) {
			t.Fatalf("%q: %+v", typed, meet.kind)
		}
	})
}
