package casefile

import "strconv"

// Minutes returns the minutes that the record holds, or 0.
func (r Record) Minutes() int {
	n, err := strconv.Atoi(r.Fields["minutes"])
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Standards returns the numbers of the standards that the record names.
func (r Record) Standards() []string {
	return split(r.Fields["focus"])
}

// Live reports whether the record counts: it was not taken back.
func (r Record) Live() bool { return r.Withdrawn.IsZero() }

// SignedBy reports whether the person has signed the record or declined to.
func (r Record) SignedBy(id ID) bool {
	for _, s := range r.Signed {
		if s.Person == id {
			return true
		}
	}
	return false
}

// Entered reports whether the record has entered the state.
func (r Record) Entered(state State) bool {
	for _, s := range r.Steps {
		if s.State == state {
			return true
		}
	}
	return false
}
