package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parbot/internal/golden"
)

// home is the module's folder, wherever a test has gone.
var home = func() string {
	folder, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return folder
}()

// typed runs a command line as a person would type it, with settings besides.
func typed(t *testing.T, line string, env ...string) (code int, out, stderr string) {
	t.Helper()
	return typedIn(t.Context(), line, env...)
}

func typedIn(ctx context.Context, line string, env ...string) (code int, out, stderr string) {
	var o, e strings.Builder
	code = run(ctx, strings.Fields(line)[1:], env, streams{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

// What can be asked without a database, word for word.
func TestHelp(t *testing.T) {
	lines := []string{
		"parbot --help",
		"parbot -h serve",
		"parbot play --help",
		"parbot serve --help",
		"parbot migrate -h",
		"parbot people --help",
		"parbot people import --help",
		"parbot case import --help",
		"parbot calendar import --help",
		"parbot program --help",
		"parbot program list --help",
		"parbot program check --help",
		"parbot program explain --help",
		"parbot program apply --help",
		"parbot program schema --help",
		"parbot program diff --help",
		"parbot program new --help",
		"parbot program access --help",
		"parbot date --help",
		"parbot slack manifest --help",
		"parbot version --help",
	}
	var got strings.Builder
	for _, line := range lines {
		code, out, stderr := typed(t, line)
		if code != done || stderr != "" {
			t.Errorf("%s: exit %d, stderr %q", line, code, stderr)
		}
		got.WriteString("$ " + line + "\n" + out + "\n")
	}
	golden.Check(t, "testdata/help.golden", got.String())
}

// Wrong usage is exit 2, what is wrong, and where to read on.
func TestMisuse(t *testing.T) {
	lines := []string{
		"parbot",
		"parbot sevre",
		"parbot serve now",
		"parbot people",
		"parbot people import",
		"parbot people import a.csv b.csv",
		"parbot people import --al a.csv",
		"parbot play --listen",
		"parbot program explain",
		"parbot slack manifest --url",
	}
	var got strings.Builder
	for _, line := range lines {
		code, out, stderr := typed(t, line)
		if code != misused || out != "" {
			t.Errorf("%s: exit %d, stdout %q", line, code, out)
		}
		got.WriteString("$ " + line + "\n" + stderr + "\n")
	}
	golden.Check(t, "testdata/misuse.golden", got.String())
}

// Every command of the table has words of help and an example that parses.
func TestExamples(t *testing.T) {
	parser, err := newParser(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	leaves := parser.Model.Leaves(false)
	if len(leaves) < 10 {
		t.Errorf("%d commands, want all of VOICE §7 that issue 2 asks for", len(leaves))
	}
	for _, leaf := range leaves {
		_, example, found := strings.Cut(leaf.Tag.Get("example"), "parbot ")
		if !found || leaf.Help == "" || !strings.HasSuffix(leaf.Help, ".") {
			t.Errorf("%s: example %q, help %q", leaf.FullPath(), leaf.Tag.Get("example"), leaf.Help)
			continue
		}
		ctx, err := parser.Parse(words(example))
		if err != nil || ctx.Selected() != leaf {
			t.Errorf("%s: the example does not parse: %v", leaf.FullPath(), err)
		}
	}
}

// words are those of a line as a shell reads it, as far as the examples go.
func words(line string) []string {
	all := regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1)
	for i := range all {
		all[i] = strings.Trim(all[i], `"`)
	}
	return all
}

func TestVersion(t *testing.T) {
	code, out, stderr := typed(t, "parbot version")
	if code != done || stderr != "" || !strings.HasPrefix(out, "parbot ") || len(out) < len("parbot x\n") {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, stderr)
	}
}

func TestBadSettingIsOneLine(t *testing.T) {
	code, out, stderr := typed(t, "parbot version", "PARBOT_TICK=soon")
	if want := "PARBOT_TICK cannot be read; an example: 1s.\n"; code != refused || out != "" || stderr != want {
		t.Errorf("exit %d, stdout %q, stderr %q, want %q", code, out, stderr, want)
	}
}

// A bug ends in one line; what the line leaves out stands in a file that only
// its owner reads.
func TestCrash(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	var stderr strings.Builder
	code := crashed([]string{"PARBOT_DATA=" + folder}, "index out of range\nMaria", &stderr)
	log := filepath.Join(folder, "crash.log")
	want := "parbot stopped because of a bug; nothing half-done was kept. The log has the details: " + log + "\n"
	if code != refused || stderr.String() != want {
		t.Errorf("exit %d, stderr %q\nwant %q", code, stderr.String(), want)
	}
	text, err := os.ReadFile(log)
	if err != nil || !strings.Contains(string(text), "index out of range") || !strings.Contains(string(text), "crashed") {
		t.Errorf("crash.log: %v\n%s", err, text)
	}
	info, err := os.Stat(log)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("crash.log: %v, %v", info.Mode(), err)
	}
}

func TestCrashWithoutFolder(t *testing.T) {
	var stderr strings.Builder
	crashed([]string{"PARBOT_DATA=/dev/null/data"}, "bug", &stderr)
	if want := "parbot stopped because of a bug; nothing half-done was kept.\n"; stderr.String() != want {
		t.Errorf("stderr %q, want %q", stderr.String(), want)
	}
}

func TestOneLine(t *testing.T) {
	tests := map[string]string{"": "", "a": "a", "a\nb\r\nc\n": "a b c"}
	for text, want := range tests {
		if got := oneLine(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
