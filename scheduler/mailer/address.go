package mailer

import (
	"crypto/tls"
	"errors"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// server is where mail is handed over.
type server struct {
	host           string
	port           int
	user, password string
	implicit       bool // TLS from the first byte
	bare           bool // no TLS at all

	hello string      // whom we say we are
	roots *tls.Config // nil: whom this machine trusts
}

// The sentences for settings that cannot be used. They never repeat the value,
// which may hold a password.
var (
	errURL  = errors.New("SMTP_URL is no address such as smtp://user:password@mail.district.example:587")
	errBare = errors.New("SMTP_URL: tls=off is for a relay on this machine or in a private network only")
	errFrom = errors.New("MAIL_FROM is no address such as parbot@district.example")
)

func readURL(address string) (server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Path != "" && u.Path != "/" {
		return server{}, errURL
	}
	s := server{host: u.Hostname(), user: u.User.Username(), implicit: u.Scheme == "smtps", port: 587}
	s.password, _ = u.User.Password()
	if s.implicit {
		s.port = 465
	}
	if text := u.Port(); text != "" {
		if s.port, err = strconv.Atoi(text); err != nil || s.port < 1 || s.port > 65535 {
			return server{}, errURL
		}
	}
	switch off := u.Query().Get("tls"); {
	case off == "":
	case off != "off" || s.implicit:
		return server{}, errURL
	case !private(s.host):
		return server{}, errBare
	default:
		s.bare = true
	}
	return s, nil
}

// private reports whether a host is this machine or in a private network. A name
// is judged as it is written, for what it stands for may change: one without a
// dot, or below a domain that no public name is in, is private.
func private(host string) bool {
	if at, err := netip.ParseAddr(host); err == nil {
		return at.IsLoopback() || at.IsPrivate() || at.IsLinkLocalUnicast()
	}
	_, domain, dotted := strings.Cut(host, ".")
	last := domain[strings.LastIndex(domain, ".")+1:]
	return !dotted || slices.Contains([]string{"internal", "local", "localhost", "lan", "test"}, last) || strings.HasSuffix(host, ".home.arpa")
}

// trust is how the server has to prove who it is.
func (s server) trust() *tls.Config {
	if s.roots != nil {
		return s.roots
	}
	return &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
}

// options are go-mail's. A name that is not our own machine's is said in greeting,
// and SMTPUTF8 is not asked for, which a later relay may not know.
func (s server) options() []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(2 * ioTime), gomail.WithHELO(s.hello), gomail.WithTLSConfig(s.trust()),
		gomail.WithoutSMTPUTF8(),
	}
	ways := []gomail.SMTPAuthType{gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
	switch {
	case s.bare:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
		ways = []gomail.SMTPAuthType{
			gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc,
		}
	case s.implicit:
		options = append(options, gomail.WithSSL())
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.user != "" {
		options = append(options, gomail.WithOpportunisticSMTPAuth(ways...), gomail.WithUsername(s.user), gomail.WithPassword(s.password))
	}
	return options
}

func domain(address string) string { return address[strings.LastIndex(address, "@")+1:] }

func readSender(from string) (name, address string, err error) {
	parsed, err := mail.ParseAddress(from)
	if err != nil {
		return "", "", errFrom
	}
	name = parsed.Name
	if name == "" {
		name = "parbot"
	}
	return name, parsed.Address, nil
}
