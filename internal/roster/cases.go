package roster

import (
	"strings"

	"parbot/internal/schoolday"
)

// Case is one row of a list of cases. The people are named by their addresses;
// Administrator may be "". Line is where the row begins in the file.
type Case struct {
	Line          int
	Program       string
	Teacher       string
	Consultant    string
	Administrator string
	Opened        schoolday.Day
}

// The columns of a list of cases, by their place in a row.
const (
	programKey = iota
	teacher
	consultant
	administrator
	opened
)

// Cases reads a list of cases with the columns
// program,teacher,consultant,administrator,opened, where opened is a date such
// as 2025-08-27; capitals in a program's key do not matter. Nobody may be two
// parties of one case, and a teacher stands once in a program. When there are
// problems there are no cases.
func Cases(data []byte) ([]Case, []Problem) {
	t := read(data, "program", "teacher", "consultant", "administrator", "opened")
	cases := make([]Case, 0, len(t.rows))
	seen := firsts{}
	for _, r := range t.rows {
		cases = append(cases, t.oneCase(r))
		key := strings.ToLower(r.cells[programKey] + " " + r.cells[teacher])
		if line := seen.put(key, r.line); line > 0 {
			t.refuse(r.line, t.columns[teacher], "%s has a case in %q already, on line %d.", r.cells[teacher], r.cells[programKey], line)
		}
	}
	if len(t.problems) > 0 {
		return nil, t.problems
	}
	return cases, nil
}

func (t *table) oneCase(r row) Case {
	t.text(r, programKey, true)
	parties := firsts{}
	for i, column := range []int{teacher, consultant, administrator} {
		t.address(r, column, column != administrator)
		if key := strings.ToLower(r.cells[column]); key != "" && parties.put(key, i+1) > 0 {
			t.refuse(r.line, t.columns[column], "%s is in this case already, in another role.", r.cells[column])
		}
	}
	day, err := schoolday.Parse(r.cells[opened])
	if err != nil {
		t.refuse(r.line, t.columns[opened], "%q is not a date; write it as 2025-08-27.", r.cells[opened])
	}
	return Case{
		Line:          r.line,
		Program:       strings.ToLower(r.cells[programKey]),
		Teacher:       r.cells[teacher],
		Consultant:    r.cells[consultant],
		Administrator: r.cells[administrator],
		Opened:        day,
	}
}
