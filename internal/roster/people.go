package roster

import (
	"slices"
	"strings"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// The columns of a list of people, by their place in a row.
const (
	name = iota
	email
	roles
	school
	zone
	slackID
)

// People reads a list of people with the columns
// name,email,roles,school,zone,slack_id. Roles are separated by semicolons;
// school, zone (an IANA name) and slack_id may be empty. The people have
// neither an ID nor a district yet. When there are problems there are no people.
func People(data []byte) ([]casefile.Person, []Problem) {
	t := read(data, "name", "email", "roles", "school", "zone", "slack_id")
	people := make([]casefile.Person, 0, len(t.rows))
	addresses, members := firsts{}, firsts{}
	for _, r := range t.rows {
		people = append(people, t.person(r))
		t.once(r, email, addresses)
		t.once(r, slackID, members)
	}
	if len(t.problems) > 0 {
		return nil, t.problems
	}
	return people, nil
}

func (t *table) person(r row) casefile.Person {
	t.text(r, name, true)
	t.address(r, email, true)
	t.text(r, school, false)
	if z := r.cells[zone]; z != "" && !isZone(z) {
		t.refuse(r.line, t.columns[zone], "%q is not a time zone; use a name such as America/Los_Angeles, or leave it empty.", z)
	}
	if id := r.cells[slackID]; id != "" && !isMember(id) {
		t.refuse(r.line, t.columns[slackID], "%q is not a Slack member ID, such as U024BE7LH; leave it empty if you do not know it.", id)
	}
	return casefile.Person{
		Name:   r.cells[name],
		Email:  r.cells[email],
		Slack:  r.cells[slackID],
		Zone:   r.cells[zone],
		School: r.cells[school],
		Roles:  t.roles(r),
	}
}

// given are the roles that a roster can give: all that the language has.
var given = program.Fixed()

// giveOne lists them for whoever wrote another.
var giveOne = func() string {
	words := make([]string, len(given))
	for i, one := range given {
		words[i] = string(one)
	}
	last := len(words) - 1
	return "use " + strings.Join(words[:last], ", ") + " or " + words[last] + "."
}()

// roles reads the roles of a row, each once, in the order of given.
func (t *table) roles(r row) []program.Role {
	held := make(map[program.Role]bool)
	for word := range strings.SplitSeq(r.cells[roles], ";") {
		word = strings.TrimSpace(word)
		role := program.Role(strings.ToLower(word))
		switch {
		case word == "":
		case slices.Contains(given, role):
			held[role] = true
		default:
			t.refuse(r.line, t.columns[roles], "%q is not a role; %s", word, giveOne)
			return nil
		}
	}
	if len(held) == 0 {
		t.refuse(r.line, t.columns[roles], "a role is missing; %s", giveOne)
		return nil
	}
	return slices.DeleteFunc(slices.Clone(given), func(one program.Role) bool { return !held[one] })
}

// isZone reports whether the word names a zone of the IANA database.
func isZone(word string) bool {
	if word == "Local" {
		return false
	}
	_, err := time.LoadLocation(word)
	return err == nil
}

// isMember reports whether the word has the form of a Slack user id.
func isMember(word string) bool {
	if len(word) < 2 || len(word) > 40 || (word[0] != 'U' && word[0] != 'W') {
		return false
	}
	for i := range len(word) {
		if c := word[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
