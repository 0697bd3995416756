package play

import (
	"errors"
	"strings"
	"testing"
)

// The stories are played against the small app of these tests; cmd/parbot plays
// them against parbot itself.
func TestStory(t *testing.T) {
	var out strings.Builder
	if err := Story(t.Context(), newApp(t).config(), &out); err != nil {
		t.Fatalf("Story: %v\n%s", err, out.String())
	}
	for _, part := range []string{
		"Demo. None of these people exist.",
		"Wednesday, October 8, 2025, 9:00 a.m.\n\nCarl logs yesterday's meeting with one line.",
		"Carl types     /par log @Maria yesterday 45m co-planned unit 3, 2.6",
		"Carl sees      Logged. Tuesday, October 7 · 45 minutes",
		"Carl presses   [Put it back]",
		"Carl sees      Put back: the log of Tuesday, October 7.",
		"Carl presses   [No, keep one]",
		"Sam fills in   What about: group work",
		"Dora is told   A visit request is waiting: V-1.",
		"Dora types     /par assign V-1 @Nia",
		"Nia gets mail  Check-in: Mon, Oct 13, 3:00 p.m.",
		"Ada sees       (nothing)",
		"Carl types     /par meet @Maria initial-triad ask",
		"Ada is told    Due Wednesday, October 15: a date to give.",
		"Ada presses    [Why this date?]",
		"Ada presses    [Yes]",
		"her calendar   Thursday, October 16, 2025, 4:00 p.m. (SEQUENCE 1)",
		"the clock goes to Thursday, October 16, 2025, 8:00 a.m.",
		"The stories went as they should.",
	} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the story lacks %q", part)
		}
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

// What goes wrong is found, and said with the step and what was seen.
func TestStoryFindsFaults(t *testing.T) {
	tests := []struct {
		fault string
		words []string
	}{
		{"forgets", []string{"Carl sends the same line again", "You saved exactly this", "Logged. Tuesday"}},
		{"leaks", []string{"Ada has learned nothing of it", "Sam Ortiz gets a visit."}},
		{"names", []string{"Ada is invited", "Initial Triad with Maria Ortiz"}},
		{"new uid", []string{"Ada's calendar follows", "m116:00"}},
		{"no reminder", []string{"Time passes", "nothing with", "reached Ada by Thursday, October 16"}},
		{"no reminder of a date", []string{"Ada is reminded that a date is due", "nothing with", "reached Ada by Wednesday, October 15"}},
		{"twice", []string{"Nothing arrived twice", "2 copies"}},
	}
	for _, tt := range tests {
		t.Run(tt.fault, func(t *testing.T) {
			a := newApp(t)
			a.faults[tt.fault] = true
			err := Story(t.Context(), a.config(), new(strings.Builder))
			if err == nil {
				t.Fatal("Story found nothing wrong")
			}
			if miss := want(err.Error(), tt.words...); miss != nil {
				t.Error(miss)
			}
		})
	}
}

func TestStoryWithoutItsPeople(t *testing.T) {
	c := newApp(t).config()
	c.People = c.People[:2]
	if err := Story(t.Context(), c, new(strings.Builder)); !errors.Is(err, ErrNothing) {
		t.Errorf("Story without Ada: %v, want ErrNothing", err)
	}
}

// A reader that has gone is not taken for a story that went well.
func TestStorySaysWhenItCannotWrite(t *testing.T) {
	if err := Story(t.Context(), newApp(t).config(), broken{}); err == nil {
		t.Error("Story to a broken pipe: nil, want an error")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }
