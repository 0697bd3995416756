package casefile

import (
	"errors"
	"fmt"
	"strings"
)

// Rating is one verdict among those of a field of type ratings.
type Rating struct {
	Of string // the number of a standard, or of a row of another form, from "1"
	Is string // one of the field's options
}

// The most that a text of ratings may hold.
const (
	mostRatings     = 500
	mostRatingsText = 64 << 10 // bytes
)

// ParseRatings reads ratings as a record holds them: "1: Yes, 2: No". A comma may stand in a verdict,
// a colon may not. Its errors are sentences for whoever wrote the text.
func ParseRatings(text string) ([]Rating, error) {
	if len(text) > mostRatingsText {
		return nil, errors.New("these are too many ratings at once")
	}
	var ratings []Rating
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		of, is, rated := strings.Cut(part, ":")
		of, is = strings.TrimSpace(of), strings.TrimSpace(is)
		last := len(ratings) - 1
		switch {
		case !rated && of == "" && last < 0: // nothing yet
		case !rated && last < 0:
			return nil, fmt.Errorf("write each rating as number and verdict, like 1: Yes; %q has no colon", of)
		case !rated: // the verdict before goes on
			ratings[last].Is = strings.TrimRight(ratings[last].Is+", "+of, " ,")
		case of == "" || is == "" || strings.Contains(is, ":"):
			return nil, fmt.Errorf("write each rating as number and verdict, like 1: Yes; not %q", strings.TrimSpace(part))
		case seen[of]:
			return nil, fmt.Errorf("%s is rated twice; rate it once", of)
		case len(ratings) == mostRatings:
			return nil, fmt.Errorf("these are more than %d ratings", mostRatings)
		default:
			seen[of] = true
			ratings = append(ratings, Rating{of, is})
		}
	}
	return ratings, nil
}
