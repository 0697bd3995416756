package invite

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casework"
)

// facts are what a calendar shows of an invitation.
type facts struct {
	Method, UID, Status, Summary, Place, Start, End, Organizer, Attendee, Name string
	Sequence                                                                   int
}

// The scripts read a calendar object from standard input with a library that
// knows nothing of ours, and print what they found.
var readers = map[string]string{
	"icalendar": `
import json, sys
from datetime import timezone
from icalendar import Calendar
cal = Calendar.from_ical(sys.stdin.buffer.read())
e, = cal.walk("VEVENT")
utc = lambda p: e[p].dt.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
print(json.dumps({"Method": str(cal["METHOD"]), "UID": str(e["UID"]), "Status": str(e["STATUS"]), "Summary": str(e["SUMMARY"]),
    "Place": str(e.get("LOCATION", "")), "Start": utc("DTSTART"), "End": utc("DTEND"), "Sequence": int(e["SEQUENCE"]),
    "Organizer": str(e["ORGANIZER"]), "Attendee": str(e["ATTENDEE"]), "Name": str(e["ATTENDEE"].params.get("CN", ""))}))
`,
	"vobject": `
import json, sys
from datetime import timezone
import vobject
cal = vobject.readOne(sys.stdin.buffer.read().decode("utf-8"))
e = cal.vevent
utc = lambda v: v.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
print(json.dumps({"Method": cal.method.value, "UID": e.uid.value, "Status": e.status.value, "Summary": e.summary.value,
    "Place": e.location.value if hasattr(e, "location") else "", "Start": utc(e.dtstart.value), "End": utc(e.dtend.value),
    "Sequence": int(e.sequence.value), "Organizer": e.organizer.value, "Attendee": e.attendee.value,
    "Name": e.attendee.params.get("CN", [""])[0]}))
`,
}

// Every invitation is read alike by calendars that are not ours.
func TestOtherReaders(t *testing.T) {
	request := triad(t)
	moved := request
	moved.Sequence, moved.Start, moved.End = 1, at(t, "2025-11-02 01:30"), at(t, "2025-11-02 02:15") // the night the hour comes twice
	canceled := moved
	canceled.Sequence, canceled.Cancel = 2, true
	hostile := request
	hostile.Title, hostile.Place, hostile.Attendee.Name = `Check-in (Maple); a, b \ c`, "Salle des maîtres, 2ᵉ étage, "+string(bytes.Repeat([]byte("é"), 90)), `Ada "A" Park; Dr.`
	for reader, script := range readers {
		python := pythonWith(t, reader)
		for _, in := range []casework.Invitation{request, moved, canceled, hostile} {
			cmd := exec.CommandContext(t.Context(), python, "-c", script)
			cmd.Stdin = bytes.NewReader([]byte(written(t, in)))
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%s does not read it: %v", reader, err)
			}
			var got facts
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(factsOf(in), got); diff != "" {
				t.Errorf("%s reads sequence %d differently (-ours +theirs):\n%s", reader, in.Sequence, diff)
			}
		}
	}
}

// pythonWith finds a Python that has a library: the system's own, whose packages
// have them, or another on the path.
func pythonWith(t *testing.T, library string) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import "+library).Run() == nil {
			return python
		}
	}
	t.Skipf("python3-%s is not installed", library)
	return ""
}

func factsOf(in casework.Invitation) facts {
	status := "CONFIRMED"
	if in.Cancel {
		status = "CANCELLED"
	}
	return facts{
		Method: Method(in), UID: in.UID, Status: status, Summary: in.Title, Place: in.Place, Sequence: in.Sequence,
		Start: in.Start.UTC().Format(time.RFC3339), End: in.End.UTC().Format(time.RFC3339), Organizer: "mailto:" + office.Address,
		Attendee: "mailto:" + in.Attendee.Email, Name: string(bytes.ReplaceAll([]byte(in.Attendee.Name), []byte(`"`), []byte("'"))),
	}
}
