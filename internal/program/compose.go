package program

import (
	"fmt"
	"strconv"
	"strings"
)

// Compose returns the program file that answers to the [Interview] make, by
// question: the generic program with those choices, its comments and layout, so
// that it reads like one written by hand. Answers are as Question.Take returns
// them. A program that helps nobody in particular is a problem.
func Compose(answers map[string]string) ([]byte, []Problem) {
	if answers["novice"] == "no" && answers["intervention"] == "no" {
		return nil, []Problem{{File: answers["key"] + ".yaml", Line: 1, Column: 1, Text: "the program helps neither novices nor teachers on Intervention"}}
	}
	generic, err := districts.ReadFile("districts/generic.yaml")
	if err != nil {
		return nil, []Problem{{File: "generic.yaml", Line: 1, Column: 1, Text: "the generic program cannot be read"}}
	}
	c := composer{answers: answers}
	c.district()
	c.helped()
	c.helpers()
	c.governed()
	c.reviewed()
	data, problems := Apply(File{"generic.yaml", generic}, c.edits)
	if len(problems) > 0 {
		return nil, problems
	}
	return []byte(fmt.Sprintf("# %s: made from the generic program by parbot program new.\n"+
		"# Read it from top to bottom with your contract beside it, and cite that where it says ours.\n", answers["district"]) + uncommented(string(data))), nil
}

// uncommented leaves out the comment that a file begins with.
func uncommented(source string) string {
	for strings.HasPrefix(source, "#") {
		_, source, _ = strings.Cut(source, "\n")
	}
	return source
}

// composer gathers the edits that answers mean.
type composer struct {
	answers map[string]string
	edits   []Edit
}

func (c *composer) put(path, value string) {
	c.edits = append(c.edits, Edit{Path: strings.Fields(path), Value: value})
}

func (c *composer) drop(path string) {
	c.edits = append(c.edits, Edit{Path: strings.Fields(path), Drop: true})
}

func (c *composer) has(track string) bool { return c.answers[track] != "no" }

// quote writes a text so that YAML reads it as it is.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

func (c *composer) district() {
	c.put("key", c.answers["key"])
	c.put("title", quote(c.answers["district"]+" Peer Assistance and Review"))
	c.put("timezone", c.answers["zone"])
}

// helped takes the tracks out that the district does not have, and what speaks
// of them elsewhere.
func (c *composer) helped() {
	weights := fmt.Sprintf("{novice: 1, intervention: %s}", c.answers["weight"])
	if !c.has("novice") {
		weights = fmt.Sprintf("{intervention: %s}", c.answers["weight"])
		c.drop("tracks novice")
		c.drop("measures renewed")
		c.put("forms pairing needs", "placement.placed")
		c.put("deadlines pair-consultant starts", "placement.placed")
	}
	if !c.has("intervention") {
		weights = "{novice: 1}"
		c.drop("tracks intervention")
		c.drop("measures standards-met")
		c.put("forms pairing needs", "enrolment")
		c.put("deadlines pair-consultant starts", "enrolment")
	}
	for _, track := range []string{"volunteer", "visit"} {
		if !c.has(track) {
			c.drop("tracks " + track)
		}
	}
	c.put("roles consultant caseload weights", weights)
}

func (c *composer) helpers() {
	full, _ := strconv.Atoi(c.answers["caseload"])
	term, _ := strconv.Atoi(c.answers["term"])
	c.put("roles consultant called", quote(c.answers["consultant"]))
	c.put("roles consultant appointed_by", quote(c.answers["panel"]))
	c.put("roles consultant caseload full", strconv.Itoa(full))
	c.put("roles consultant caseload alert", strconv.Itoa(full+full/4))
	c.put("roles consultant caseload limit", strconv.Itoa(full+2*full/3))
	c.put("roles consultant term min", inUnits(strconv.Itoa(min(term, 3)), "year"))
	c.put("roles consultant term max", inUnits(c.answers["term"], "year"))
}

func (c *composer) governed() {
	teachers, _ := strconv.Atoi(c.answers["teachers"])
	administrators, _ := strconv.Atoi(c.answers["administrators"])
	c.put("roles administrator called", quote(c.answers["administrator"]))
	c.put("roles coordinator", quote(c.answers["coordinator"]))
	c.put("roles panel called", quote(c.answers["panel"]))
	c.put("roles panel seats 0 number", strconv.Itoa(teachers))
	c.put("roles panel seats 0 appointed_by", quote(c.answers["association"]))
	c.put("roles panel seats 1 number", strconv.Itoa(administrators))
	c.put("roles panel quorum", fmt.Sprintf("{association: %d, district: %d}", (teachers+1)/2, (administrators+1)/2))
	if c.answers["pass"] == "consensus" {
		c.put("roles panel pass", "consensus, else majority")
	}
}

func (c *composer) reviewed() {
	for _, track := range []string{"novice", "intervention"} {
		if !c.has(track) {
			continue
		}
		c.put("tracks "+track+" evaluator", c.answers["evaluator"])
		c.put("tracks "+track+" keep for", inUnits(c.answers["keep"], "year"))
	}
	if c.answers["evaluator"] == "administrator" {
		c.drop("forms formal-observation kind")
		c.drop("forms summary kind")
	}
	if c.answers["reads"] == "yes" {
		c.put("forms report seen_by as", "open")
		c.put("forms summary seen_by as", "open")
	}
	if n := c.answers["meet"]; n != "1" {
		c.put("deadlines meet-weekly every", n+" weeks")
	}
	c.put("deadlines respond due", inUnits(c.answers["respond"], "day"))
	if c.has("intervention") {
		n, _ := strconv.Atoi(c.answers["report"])
		c.put("tracks intervention deadlines report-progress every", fmt.Sprintf("%d days", 7*n))
	}
	c.put("dates tenure", c.answers["tenure"])
}

// inUnits is a length of time as a file writes it.
func inUnits(n, unit string) string {
	if n != "1" {
		unit += "s"
	}
	return n + " " + unit
}
