package program_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// numbered are the rules of the sources and how many there are of each, in the
// order of rules.md.
var numbered = []struct {
	prefix string
	count  int
}{
	{"LAU", 29}, {"BOS", 67}, {"CLO", 141}, {"ALB", 20}, {"UG", 17}, {"GEN", 13}, {"X", 22}, {"OBL", 50}, {"AMB", 48},
}

// ruleRow is one row of rules.md.
type ruleRow struct{ rule, held, proof string }

var ruleLine = regexp.MustCompile(`^\| ([A-Z]+-\d+) \| ([^|]+) \| ([^|]+) \|$`)

// ruleRows reads the rows of rules.md. Its other lines are prose, headings, and
// the head and rule of a table.
func ruleRows(t *testing.T) []ruleRow {
	t.Helper()
	data, err := os.ReadFile("rules.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []ruleRow
	for n, line := range strings.Split(string(data), "\n") {
		if !strings.HasPrefix(line, "|") || line == "| rule | held | proof |" || line == "|---|---|---|" {
			continue
		}
		m := ruleLine.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("rules.md:%d: a row is | RULE-01 | where it is held | the test that proves it |", n+1)
		}
		rows = append(rows, ruleRow{m[1], m[2], m[3]})
	}
	return rows
}

// Every rule of the sources stands in rules.md, once and in its order, and no
// other does.
func TestEveryRuleHasARow(t *testing.T) {
	var want, got []string
	for _, n := range numbered {
		for i := range n.count {
			want = append(want, fmt.Sprintf("%s-%02d", n.prefix, i+1))
		}
	}
	for _, row := range ruleRows(t) {
		got = append(got, row.rule)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules.md, -want +got:\n%s", diff)
	}
}

// Where a rule is held is a name in a program file that ships, or a room. A rule
// that is wholly outside is held nowhere.
func TestRulesAreHeld(t *testing.T) {
	files := map[string]any{}
	for _, row := range ruleRows(t) {
		if row.held == "nowhere" && strings.HasPrefix(row.proof, "outside: ") {
			continue
		}
		file := ""
		for item := range strings.SplitSeq(row.held, ", ") {
			if name, path, ok := strings.Cut(item, " "); ok && strings.HasSuffix(name, ".yaml") {
				file, item = name, path
			} else if isRoom(item) {
				continue
			}
			if _, read := files[file]; !read {
				files[file] = shippedFile(t, file)
			}
			if !stands(files[file], strings.Split(item, ".")) {
				t.Errorf("%s: %q is nothing in %q, and no room", row.rule, item, file)
			}
		}
	}
}

// roots are where rooms lie, seen from here.
var roots = []string{"..", "../.."}

// isRoom reports whether a path is a folder of parbot.
func isRoom(path string) bool {
	for _, root := range roots {
		if info, err := os.Stat(filepath.Join(root, path)); err == nil && info.IsDir() {
			return true
		}
	}
	return false
}

// shippedFile is what a program file says, as maps and lists; nil when there is
// no such file.
func shippedFile(t *testing.T, file string) (value any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("districts", filepath.Base(file)))
	if err == nil {
		err = yaml.Unmarshal(data, &value)
	}
	if err != nil {
		t.Errorf("rules.md names %q: %v", file, err)
	}
	return value
}

// stands reports whether a value has something under a path of names.
func stands(value any, path []string) bool {
	for _, name := range path {
		names, _ := value.(map[string]any)
		under, ok := names[name]
		if !ok {
			return false
		}
		value = under
	}
	return true
}

// A rule has tests that exist, or a reason to be outside; what is only in part
// held has both.
func TestRulesAreProved(t *testing.T) {
	known := map[string]string{}
	for _, row := range ruleRows(t) {
		proofs, reason, outside := strings.Cut("; "+row.proof, "; outside: ")
		if outside && len(strings.Fields(reason)) < 3 {
			t.Errorf("%s: why it is outside takes a sentence, not %q", row.rule, reason)
		}
		if outside && proofs == "" {
			continue
		}
		for proof := range strings.SplitSeq(strings.TrimPrefix(proofs, "; "), ", ") {
			if !hasTest(known, proof) {
				t.Errorf("%s: there is no test %q", row.rule, proof)
			}
		}
	}
}

var testName = regexp.MustCompile(`^Test[A-Z]\w*$`)

// hasTest reports whether a room has a test of that name: "deadline/TestYear".
// known keeps the text of the tests of each room.
func hasTest(known map[string]string, proof string) bool {
	room, name := filepath.Split(proof)
	if room == "" || !testName.MatchString(name) {
		return false
	}
	if _, read := known[room]; !read {
		for _, root := range roots {
			files, _ := filepath.Glob(filepath.Join(root, room, "*_test.go"))
			for _, file := range files {
				data, _ := os.ReadFile(file)
				known[room] += string(data)
			}
		}
	}
	return strings.Contains(known[room], "\nfunc "+name+"(t *testing.T)")
}

// What the tests above find is found, and what is not there is not.
func TestRulesAreFound(t *testing.T) {
	for proof, want := range map[string]bool{
		"program/TestRulesAreFound": true, "scheduler/invite/TestMethods": true, "cmd/parbot/TestOwnPrograms": true,
		"program/TestRulesAre": false, "deadline/TestRulesAreFound": false, "nowhere/TestMethods": false, "TestRulesAreFound": false,
		"program/hasTest": false, "program/TestRulesAreFound ": false, "": false,
	} {
		if got := hasTest(map[string]string{}, proof); got != want {
			t.Errorf("the test %q stands: %v", proof, got)
		}
	}
	clovis := shippedFile(t, "clovis.yaml")
	for path, want := range map[string]bool{
		"deadlines.respond.roll": true, "forms.report": true, "deadlines.respond.roll.forward": false, "forms.none": false, "respond": false, "": false,
	} {
		if got := stands(clovis, strings.Split(path, ".")); got != want {
			t.Errorf("%q stands in the file: %v", path, got)
		}
	}
	for path, want := range map[string]bool{"access": true, "bot/slackbot": true, "forms": false, "program/load.go": false} {
		if got := isRoom(path); got != want {
			t.Errorf("%q is a room: %v", path, got)
		}
	}
}
