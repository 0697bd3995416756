package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"parbot/internal/fault"

	"github.com/alecthomas/kong"
)

// The exit codes that scripts rely on.
const (
	done    = 0
	refused = 1 // or failed; one line on stderr says why
	misused = 2 // wrong usage; that line, and where to read on
)

// app is what a command has to work with. It holds the context because kong
// hands a command one value; it lives exactly as long as the command.
type app struct {
	ctx      context.Context
	config   config
	clock    clock
	in       io.Reader
	out, err io.Writer
}

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run does what the arguments say and returns the exit code. Nothing in it
// reads the process: settings come from env, answers from std.in, results go to
// std.out, words about the run to std.err.
func run(ctx context.Context, args, env []string, std streams) (code int) {
	defer func() {
		if cause := recover(); cause != nil {
			code = crashed(env, cause, std.err)
		}
	}()
	command, err := parse(args, std.out)
	if errors.Is(err, errHelped) {
		return done
	}
	if err != nil {
		return misuse(err, std.err)
	}
	cfg, err := readConfig(env)
	if err == nil {
		err = command.Run(&app{ctx: ctx, config: cfg, clock: clockOf(cfg), in: std.in, out: std.out, err: std.err})
	}
	return report(ctx, err, std.err)
}

// parse reads the command line. The error is errHelped when help was asked
// for and given.
func parse(args []string, out io.Writer) (*kong.Context, error) {
	parser, err := newParser(out)
	if err != nil {
		return nil, err
	}
	return parser.Parse(args)
}

func newParser(out io.Writer) (*kong.Kong, error) {
	parser, err := kong.New(&commands{},
		kong.Name("parbot"),
		kong.NoDefaultHelp(),
		kong.Help(help),
		kong.Writers(out, out),
	)
	if err != nil {
		return nil, fmt.Errorf("command table: %w", err)
	}
	return parser, nil
}

// misuse says what is wrong with the command line and where to read on.
func misuse(err error, stderr io.Writer) int {
	path := "parbot"
	if e, ok := errors.AsType[*kong.ParseError](err); ok && e.Context != nil && e.Context.Selected() != nil {
		path = e.Context.Selected().FullPath()
	}
	what := strings.ReplaceAll(err.Error(), ", did you", ". Did you")
	if flag, _, missing := strings.Cut(what, `: expected string value but got "EOL"`); missing {
		what = flag + " needs a value"
	}
	fmt.Fprintf(stderr, "%s\nTry: %s --help\n", sentence(what), path)
	return misused
}

// report turns the end of a command into its exit code and, unless all went
// well, one line.
func report(ctx context.Context, err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return done
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "Stopped. Nothing was stored.")
	case fault.TextOf(err) != "":
		fmt.Fprintln(stderr, oneLine(fault.TextOf(err)))
	default:
		fmt.Fprintln(stderr, oneLine(err.Error()))
	}
	return refused
}

// crashed says in one line that a bug ended the command and keeps the details
// in a file beside parbot's data.
func crashed(env []string, cause any, stderr io.Writer) int {
	const line = "parbot stopped because of a bug; nothing half-done was kept."
	cfg, err := readConfig(env)
	if err == nil {
		err = os.MkdirAll(cfg.Data, 0o700)
	}
	log := filepath.Join(cfg.Data, "crash.log")
	if err == nil {
		err = os.WriteFile(log, fmt.Appendf(nil, "%v\n\n%s", cause, debug.Stack()), 0o600)
	}
	if err != nil {
		fmt.Fprintln(stderr, line)
	} else {
		fmt.Fprintf(stderr, "%s The log has the details: %s\n", line, log)
	}
	return refused
}

// oneLine joins the lines of a text, so that a log collector sees one.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

// sentence gives a text, which begins with an ASCII letter or a sign, a capital
// and an end.
func sentence(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + ended(oneLine(text[1:]))
}

// ended returns a text with a full stop unless it ends as a sentence does.
func ended(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
