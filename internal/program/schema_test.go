package program_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"parbot/internal/program"
)

// compiled is the schema as a validator reads it, which checks it against the
// draft it names.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(program.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("program.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("program.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON is a YAML file as an editor hands it to a schema.
func asJSON(t *testing.T, source []byte) any {
	t.Helper()
	var value any
	if err := yaml.Unmarshal(source, &value); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Every program that ships fits the schema.
func TestSchemaTakesShippedPrograms(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("districts/*.yaml")
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if file == "districts/visit.yaml" || strings.HasSuffix(file, "-calendar.yaml") {
			continue // the shelf and the calendars are no programs
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(asJSON(t, source)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// What the loader refuses by its form, the schema marks in the editor.
func TestSchemaRefuses(t *testing.T) {
	s := compiled(t)
	tests := []struct{ place, key string }{
		{"TOP", "form: {}"},
		{"TOP", "in_force: [2025]"},
		{"ROLE", "title: x"},
		{"WORDS", "teacher: T"},
		{"KEEP", "to: 1 year"},
		{"KEEP", "then: names"},
		{"ROUND", "until: start"},
		{"TRACK", "due: 10 days"},
		{"FORM", "attendees: teacher"},
		{"FORM", "once: often"},
		{"FIELD", "privat: true"},
		{"FIELD", "private: maybe"},
		{"MEETING", "by: teacher"},
		{"MEETING", "series: daily"},
		{"DEADLINE", "minutes: 3"},
		{"DEADLINE", "roll: sideways"},
		{"CHECKLIST", "over: year"},
	}
	if err := s.Validate(asJSON(t, []byte(fill("", "")))); err != nil {
		t.Fatalf("the frame itself: %v", err)
	}
	for _, tt := range tests {
		source := fill(tt.place, tt.key)
		if s.Validate(asJSON(t, []byte(source))) == nil {
			t.Errorf("%s: the schema takes %q", tt.place, tt.key)
		}
		if p, _ := program.Load("frame.yaml", []byte(source)); p != nil {
			t.Errorf("%s: the loader takes %q", tt.place, tt.key)
		}
	}
}

// Every key has a line of help, for that is what an editor shows.
func TestSchemaExplainsKeys(t *testing.T) {
	var doc map[string]any
	if err := json.Unmarshal([]byte(program.Schema()), &doc); err != nil {
		t.Fatal(err)
	}
	defs, _ := doc["$defs"].(map[string]any)
	explained(t, defs, "program", doc)
	for name, def := range defs {
		if name != "must" && name != "items" { // whose parts stand in the help of the whole
			explained(t, defs, name, def)
		}
	}
}

func explained(t *testing.T, defs map[string]any, where string, def any) {
	t.Helper()
	schema, _ := def.(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	for key, value := range properties {
		one, _ := value.(map[string]any)
		name, _ := one["$ref"].(string)
		referred, _ := defs[strings.TrimPrefix(name, "#/$defs/")].(map[string]any)
		if one["description"] == nil && referred["description"] == nil {
			t.Errorf("%s %s: nothing explains it", where, key)
		}
	}
}
