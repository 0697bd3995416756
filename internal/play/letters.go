package play

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// mail finds somebody's mail by the id that the page knows: "mail3".
func (p *playground) mail(who Person, id string) (Mail, bool) {
	number, named := strings.CutPrefix(id, "mail")
	i, err := strconv.Atoi(number)
	mails := p.c.Mailbox.Mails(who.Email)
	if !named || err != nil || i < 0 || i >= len(mails) {
		return Mail{}, false
	}
	return mails[i], true
}

// paper lets a mail look as its sender meant it, and do nothing at all.
const paper = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"

// letter shows a mail on a page of its own: as it was designed, or as it came.
func (p *playground) letter(rw http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(p.c.People, func(one Person) bool { return one.Slack == r.PathValue("who") })
	if i < 0 {
		http.NotFound(rw, r)
		return
	}
	id, as, _ := strings.Cut(r.PathValue("mail"), ".")
	m, ok := p.mail(p.c.People[i], id)
	rw.Header().Set("Content-Security-Policy", paper)
	rw.Header().Set("Cache-Control", "no-store")
	switch {
	case ok && as == "html" && m.HTML != "":
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = rw.Write([]byte(m.HTML)) // who asked is gone
	case ok && as == "txt":
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = rw.Write(m.Raw) // who asked is gone
	default:
		http.NotFound(rw, r)
	}
}
