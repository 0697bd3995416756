package postgres

import (
	"time"

	"parbot/internal/casefile"
	"parbot/internal/schoolday"
)

// ref is an id that may be missing, as SQL has it.
func ref(id casefile.ID) *string {
	if id == "" {
		return nil
	}
	s := string(id)
	return &s
}

func deref(s *string) casefile.ID {
	if s == nil {
		return ""
	}
	return casefile.ID(*s)
}

// date is a day that may be missing, as SQL has it.
func date(d schoolday.Day) *time.Time {
	if d == schoolday.None {
		return nil
	}
	t := d.UTC()
	return &t
}

func dayOf(t *time.Time) schoolday.Day {
	if t == nil {
		return schoolday.None
	}
	return schoolday.Of(*t)
}

// moment is an instant that may be missing, as SQL has it.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func momentOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func strs[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}

func kinds[T ~string](in []string) []T {
	var out []T
	for _, s := range in {
		out = append(out, T(s))
	}
	return out
}
