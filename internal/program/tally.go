package program

// Tally adds something up: release days of a teacher, hours of a workshop, fee
// lines of a school.
type Tally struct {
	Key, Title string
	Of         Role // "": of the school
	Adds       []Event
	Each       []float64 // what one adds: one amount, or the amounts to choose from; nil with Field
	Field      string    // or the field of the record that says it
	Limit      float64   // 0: none
	Per        string    // "school-year", "round" or "" (for good)
	Schools    string    // "charter": only of such schools
	SeenBy     Cells
	Tell       map[string][]Role
	Remind     []Step
	RemindAt   []Event // and at these, such as semester.start
	Cite       Cite
	Note       string
}

// Measure is a figure that a program publishes, never over fewer than five.
type Measure struct {
	Key, Title string
	Count, Of  []Event  // how many of how many
	Survey     string   // or: form.field …
	Agree      []string // … and the answers that agree
	Cite       Cite
	Note       string
}
