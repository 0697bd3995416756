package fault_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parbot/internal/fault"
)

// errSecret stands for what a database or a network says, which no person may read.
var errSecret = errors.New(`pq: duplicate key "people_email" (maria.ortiz@demo.example)`)

func TestFault(t *testing.T) {
	told := fault.New(fault.Invalid, "err.person", "I know nobody called Mario.")
	hidden := fault.Wrap(fault.Conflict, "err.stale", errSecret)
	tests := []struct {
		name string
		err  error
		kind fault.Kind
		key  string
		text string
	}{
		{"nothing", nil, "", "", ""},
		{"any error is internal", errSecret, fault.Internal, "", ""},
		{"with words", told, fault.Invalid, "err.person", "I know nobody called Mario."},
		{"without words", hidden, fault.Conflict, "err.stale", ""},
		{"wrapped once", fmt.Errorf("log: %w", told), fault.Invalid, "err.person", told.Text},
		{"wrapped twice", fmt.Errorf("serve: %w", fmt.Errorf("log: %w", told)), fault.Invalid, "err.person", told.Text},
		{"joined", errors.Join(io.EOF, told), fault.Invalid, "err.person", told.Text},
		{"of several faults the first", errors.Join(told, hidden), fault.Invalid, "err.person", told.Text},
		{"the outer kind hides the inner words", fault.Wrap(fault.Busy, "err.busy", told), fault.Busy, "err.busy", ""},
		{"absent", fault.New(fault.Absent, "err.gone", "There is nothing here."), fault.Absent, "err.gone", "There is nothing here."},
		{"internal on purpose", fault.Wrap(fault.Internal, "err.bug", io.EOF), fault.Internal, "err.bug", ""},
		{"its text lost its %w", fmt.Errorf("log: %v", told), fault.Internal, "", ""}, //nolint:errorlint // the mistake is the point
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fault.KindOf(tt.err); got != tt.kind {
				t.Errorf("kind = %q, want %q", got, tt.kind)
			}
			if got := fault.KeyOf(tt.err); got != tt.key {
				t.Errorf("key = %q, want %q", got, tt.key)
			}
			if got := fault.TextOf(tt.err); got != tt.text {
				t.Errorf("text = %q, want %q", got, tt.text)
			}
		})
	}
}

// The text for logs holds the cause and never what a person reads or typed.
func TestErrorIsForLogs(t *testing.T) {
	tests := []struct {
		err  *fault.Error
		want string
	}{
		{fault.New(fault.Invalid, "err.person", "I know nobody called Mario."), "invalid: err.person"},
		{fault.Wrap(fault.Busy, "err.busy", io.EOF), "busy: err.busy: EOF"},
		{&fault.Error{Kind: fault.Absent, Key: "err.gone", Text: "Gone.", Err: io.EOF}, "absent: err.gone: EOF"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("log = %q, want %q", got, tt.want)
		}
	}
}

// What a fault wraps is still found by those who look for it.
func TestUnwrap(t *testing.T) {
	err := fmt.Errorf("sweep: %w", fault.Wrap(fault.Busy, "err.busy", io.ErrUnexpectedEOF))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause of a fault is not found through it")
	}
	if errors.Unwrap(fault.New(fault.Invalid, "err.x", "x")) != nil {
		t.Error("a fault with words alone has a cause")
	}
}

// However deep a cause is buried, nothing of it reaches a person.
func TestNothingLeaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		err, words := errSecret, ""
		for range rapid.IntRange(1, 6).Draw(t, "layers") {
			switch rapid.IntRange(0, 2).Draw(t, "layer") {
			case 0:
				err = fmt.Errorf("layer: %w", err)
			case 1:
				err, words = fault.Wrap(fault.Conflict, "err.wrap", err), ""
			case 2:
				words = "Something is wrong. Try again."
				err = &fault.Error{Kind: fault.Invalid, Key: "err.words", Text: words, Err: err}
			}
		}
		text := fault.TextOf(err)
		if text != words {
			t.Fatalf("text = %q, want that of the outermost fault, %q", text, words)
		}
		if strings.Contains(text, "pq:") || strings.Contains(text, "maria") {
			t.Fatalf("text = %q leaks its cause", text)
		}
		if !strings.Contains(err.Error(), "pq:") {
			t.Fatalf("the log %q has lost the cause", err)
		}
	})
}
