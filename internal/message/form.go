package message

// Form is a set of questions to one person: a modal in Slack, a form on a page.
// It has at most six fields a step (VOICE §3).
type Form struct {
	Key    string   // names what a submission does: "log", "visit", "sign" …
	Title  string   // at most 24 characters
	Submit string   // at most 24 characters
	Close  string   // at most 24 characters
	Meta   string   // travels with the form and is untrusted; at most 3,000 characters
	Lead   []string // text to read first
	Fields []Field
	Notes  []string // context lines below
}

// FieldKind is how a field is asked.
type FieldKind string

// The kinds.
const (
	Short   FieldKind = "short" // one line
	Long    FieldKind = "long"  // paragraphs, up to 3,000 characters
	Date    FieldKind = "date"  // 2006-01-02
	Clock   FieldKind = "time"  // 15:04
	Number  FieldKind = "number"
	Choice  FieldKind = "choice"  // one of Options, at most 100
	Several FieldKind = "several" // some of Options, at most 100
	Radio   FieldKind = "radio"   // one of Options, at most 10, all shown
)

// Field is one question.
type Field struct {
	Key      string
	Label    string
	Hint     string
	Kind     FieldKind
	Value    []string // filled in
	Options  []Option
	Optional bool
}

// Option is one choice.
type Option struct{ Value, Text string }
