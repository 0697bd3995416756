package bot

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

const leaveOut = "Leave out students' names."

// maxChoices is how many choices a field offers.
const maxChoices = 100

func show(f message.Form) Reply { return Reply{Form: &f} }

// with asks for the case, unless the only one is meant or there are so many that
// a list is no help; then the form itself carries it.
func with(f *message.Form, cases []casework.Mine, one *casework.Mine) {
	if one != nil {
		meta := metaOf(f.Meta)
		meta.Set("case", string(one.Case))
		f.Meta = meta.Encode()
		if len(cases) == 1 || len(cases) > maxChoices {
			return
		}
	}
	field := message.Field{Key: "with", Label: "With", Kind: message.Choice}
	for _, c := range cases[:min(len(cases), maxChoices)] {
		field.Options = append(field.Options, message.Option{Value: string(c.Case), Text: calledIn(c)})
	}
	if one != nil {
		field.Value = []string{string(one.Case)}
	}
	f.Fields = append(f.Fields, field)
}

// meant is the case that a form is about: the one that is known, else the only
// one, but not in the place of somebody who was named and is nobody's case.
func meant(cases []casework.Mine, one *casework.Mine, who found) *casework.Mine {
	if one == nil && len(cases) == 1 && who.words == 0 {
		return &cases[0]
	}
	return one
}

// calledIn is how a case is told from the others in a list.
func calledIn(c casework.Mine) string {
	text := c.Teacher.Name
	if slices.Contains(c.Roles, program.Teacher) && len(c.With) > 0 {
		text = c.With[0].Name
	}
	if c.Label != "" {
		text += " (" + c.Label + ")"
	}
	if c.Teacher.School != "" {
		text += ", " + c.Teacher.School
	}
	return text
}

// metaOf reads what travels with a form. It is untrusted: what it names is
// asked about again.
func metaOf(meta string) url.Values {
	values, err := url.ParseQuery(meta)
	if err != nil {
		return url.Values{}
	}
	return values
}

func dayField(day schoolday.Day) message.Field {
	return message.Field{Key: "date", Label: "Date", Kind: message.Date, Value: filled(day.String())}
}

func filled(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func digits(n int) []string {
	if n == 0 {
		return nil
	}
	return []string{strconv.Itoa(n)}
}

// standardsField offers every standard and element of a program.
func standardsField(p *program.Program, chosen []string) message.Field {
	f := message.Field{Key: "standards", Label: "Standards", Kind: message.Several, Optional: true, Value: chosen}
	for _, s := range p.Standards.Items {
		f.Options = append(f.Options, message.Option{Value: "S" + s.Number, Text: clip(s.Number+" "+s.Title, 75)})
		for _, e := range s.Elements {
			f.Options = append(f.Options, message.Option{Value: e.Number, Text: clip(e.Number+" "+e.Text, 75)})
		}
	}
	f.Options = f.Options[:min(len(f.Options), maxChoices)]
	return f
}

// sheet is a form that was sent: its answers by field.
type sheet struct {
	fields map[string][]string
	meta   url.Values
}

func (s sheet) text(key string) string {
	if all := s.fields[key]; len(all) > 0 {
		return strings.TrimFunc(all[0], blank)
	}
	return ""
}

// of is the case that was chosen or that the form carries.
func (s sheet) of() casefile.ID {
	if chosen := s.text("with"); chosen != "" {
		return casefile.ID(chosen)
	}
	return casefile.ID(s.meta.Get("case"))
}

// wrong collects what is wrong with a form, by field.
type wrong map[string]string

func (w wrong) day(s sheet, key string) schoolday.Day {
	day, err := schoolday.Parse(s.text(key))
	if err != nil {
		w[key] = "Choose a date."
	}
	return day
}

func (w wrong) minutes(s sheet, least, most int) int {
	n, err := strconv.Atoi(s.text("minutes"))
	if err != nil || n < least || n > most {
		w["minutes"] = fmt.Sprintf("Minutes: %d to %d.", least, most)
	}
	return n
}

func (w wrong) needed(s sheet, key, say string) string {
	text := s.text(key)
	if text == "" {
		w[key] = say
	}
	return text
}
