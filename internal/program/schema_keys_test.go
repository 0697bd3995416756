package program

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
)

// The schema has the keys that the loader reads, construct by construct, and no
// others: an editor never proposes what the loader refuses.
func TestSchemaHasTheKeysOfTheLoader(t *testing.T) {
	var doc struct {
		Properties map[string]any `json:"properties"`
		Defs       map[string]struct {
			Properties map[string]any `json:"properties"`
			AnyOf      []struct {
				Properties map[string]any `json:"properties"`
			} `json:"anyOf"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(Schema()), &doc); err != nil {
		t.Fatal(err)
	}
	whole := func(name string) map[string]any {
		for _, one := range doc.Defs[name].AnyOf {
			if len(one.Properties) > 0 {
				return one.Properties
			}
		}
		return doc.Defs[name].Properties
	}
	tests := map[string]struct {
		schema map[string]any
		loader []string
	}{
		"the program": {doc.Properties, headerKeys},
		"a form":      {whole("form"), append(slices.Clone(formKeys), "like")},
		"a field":     {whole("field"), fieldKeys},
		"a meeting":   {whole("meeting"), append(slices.Clone(meetingKeys), "like")},
		"a deadline":  {whole("deadline"), append(slices.Clone(deadlineKeys), "like")},
		"a tally":     {whole("tally"), tallyKeys},
		"a track":     {whole("track"), trackKeys},
		"a role":      {whole("role"), append(append(slices.Clone(roleKeys), panelKeys...), "from")},
	}
	for name, tt := range tests {
		in := slices.Sorted(maps.Keys(tt.schema))
		slices.Sort(tt.loader)
		for _, key := range tt.loader {
			if !slices.Contains(in, key) {
				t.Errorf("%s: the schema has no %q", name, key)
			}
		}
		for _, key := range in {
			if !slices.Contains(tt.loader, key) {
				t.Errorf("%s: the loader reads no %q", name, key)
			}
		}
	}
}
