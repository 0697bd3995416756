package program

import "strings"

// standardsByKey reads standards that ship with parbot; nil when there are none
// of that key.
func standardsByKey(key string) (*Standards, []Problem) {
	name := "districts/standards/" + key + ".yaml"
	data, err := districts.ReadFile(name)
	if err != nil {
		return nil, nil
	}
	r := reader{file: key + ".yaml"}
	root := r.parse(data)
	s := &Standards{Groups: map[string][]string{}}
	r.keys("the standards", root, "key", "title", "cite", "groups", "items")
	r.each(root, func(p pair) {
		switch p.key {
		case "key":
			s.Key = r.text(p.value)
		case "title":
			s.Title = r.text(p.value)
		case "groups":
			r.each(p.value, func(q pair) {
				for _, w := range r.words(q.value) {
					s.Groups[q.key] = append(s.Groups[q.key], w.scalar)
				}
			})
		case "items":
			r.each(p.value, func(q pair) { s.Items = append(s.Items, r.standard(q)) })
		}
	})
	return s, r.problems
}

func (r *reader) standard(p pair) Standard {
	s := Standard{Number: p.key}
	r.keys("standard "+p.key, p.value, "title", "elements")
	r.each(p.value, func(q pair) {
		if q.key == "title" {
			s.Title = r.text(q.value)
			return
		}
		r.each(q.value, func(e pair) {
			if !strings.HasPrefix(e.key, p.key+".") {
				r.problem(e.at, "element %q does not belong to standard %q", e.key, p.key)
			}
			s.Elements = append(s.Elements, Element{Number: e.key, Text: r.text(e.value)})
		})
	})
	return s
}

// Element returns the title of a standard ("2" or "S2") or of one of its
// elements ("2.6"), and whether there is one of that number.
func (s *Standards) Element(number string) (title string, ok bool) {
	number = bare(number)
	for _, one := range s.Items {
		if one.Number == number {
			return one.Title, true
		}
		for _, e := range one.Elements {
			if e.Number == number {
				return e.Text, true
			}
		}
	}
	return "", false
}

// bare takes the S off the number of a whole standard.
func bare(number string) string {
	return strings.TrimPrefix(strings.TrimPrefix(number, "S"), "s")
}

// Last returns the number of the last element of the standard that an element
// number begins with: "2.7" for "2.9"; or "" when there is no such standard.
func (s *Standards) Last(number string) string {
	standard, _, _ := strings.Cut(bare(number), ".")
	for _, one := range s.Items {
		if one.Number == standard && len(one.Elements) > 0 {
			return one.Elements[len(one.Elements)-1].Number
		}
	}
	return ""
}

// Standards are the standards of practice and their elements.
type Standards struct {
	Key, Title string
	Groups     map[string][]string
	Items      []Standard
}

// Standard is one standard with its elements in order.
type Standard struct {
	Number, Title string
	Elements      []Element
}

// Element is one element of a standard.
type Element struct{ Number, Text string }
