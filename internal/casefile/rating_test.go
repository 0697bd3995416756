package casefile_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
)

func TestRatings(t *testing.T) {
	long := strings.Repeat("1: x, ", 20000)
	tests := []struct {
		text string
		want []casefile.Rating
		err  string
	}{
		{"1: Yes, 2: No", []casefile.Rating{{Of: "1", Is: "Yes"}, {Of: "2", Is: "No"}}, ""},
		{" 2.6 :met , 3:not met ", []casefile.Rating{{Of: "2.6", Is: "met"}, {Of: "3", Is: "not met"}}, ""},
		{"1: Yes, with help, 2: No", []casefile.Rating{{Of: "1", Is: "Yes, with help"}, {Of: "2", Is: "No"}}, ""},
		{"1: Yes,", []casefile.Rating{{Of: "1", Is: "Yes"}}, ""},
		{"", nil, ""},
		{" , ", nil, ""},
		{"Yes", nil, `write each rating as number and verdict, like 1: Yes; "Yes" has no colon`},
		{"1:, 2: No", nil, `write each rating as number and verdict, like 1: Yes; not "1:"`},
		{": No", nil, `write each rating as number and verdict, like 1: Yes; not ": No"`},
		{"1: a: b", nil, `write each rating as number and verdict, like 1: Yes; not "1: a: b"`},
		{"1: Yes, 1: No", nil, "1 is rated twice; rate it once"},
		{long, nil, "these are too many ratings at once"},
	}
	for _, tt := range tests {
		got, err := casefile.ParseRatings(tt.text)
		said := ""
		if err != nil {
			said = err.Error()
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || said != tt.err {
			t.Errorf("%.40q: error %q, want %q; -want +got:\n%s", tt.text, said, tt.err, diff)
		}
	}
}

func TestManyRatings(t *testing.T) {
	var many []casefile.Rating
	for i := range 501 {
		many = append(many, casefile.Rating{Of: strconv.Itoa(i), Is: "x"})
	}
	if _, err := casefile.ParseRatings(writtenRatings(many)); err == nil || err.Error() != "these are more than 500 ratings" {
		t.Errorf("501 ratings: %v", err)
	}
	if got, err := casefile.ParseRatings(writtenRatings(many[:500])); err != nil || len(got) != 500 {
		t.Errorf("500 ratings: %d, %v", len(got), err)
	}
}

// What was read is written and read again as the same.
func FuzzRatings(f *testing.F) {
	for _, text := range []string{"1: Yes, 2: No", "1: Yes, with help", "x", ":", ",,1:a,,b", "1: a, 1: b", "2.6: ok ,"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ratings, err := casefile.ParseRatings(text)
		if err != nil {
			return
		}
		again, err := casefile.ParseRatings(writtenRatings(ratings))
		if err != nil || !slices.Equal(ratings, again) {
			t.Fatalf("%q is read as %q, and again as %q: %v", text, ratings, again, err)
		}
	})
}

// writtenRatings is the text in which a record holds ratings.
func writtenRatings(ratings []casefile.Rating) string {
	parts := make([]string, len(ratings))
	for i, r := range ratings {
		parts[i] = r.Of + ": " + r.Is
	}
	return strings.Join(parts, ", ")
}
