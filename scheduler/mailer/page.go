package mailer

import (
	"html"
	"strings"
)

// The page around the words of a mail: one column that fits a phone, the
// system's own letters, dark where the reader's program is, nothing to load
// (VOICE §4, HTML).
const (
	pageHead = `<!DOCTYPE html>
<html lang="en-US">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>`
	pageBody = `</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 16px; background: #ffffff; color: #1c1c1c; }
main { max-width: 600px; margin: 0 auto; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 20px; line-height: 1.35; font-weight: 600; margin: 0 0 16px; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
.quiet { font-size: 14px; color: #595959; }
@media (prefers-color-scheme: dark) {
  body { background: #16181c; color: #e8e8e8; }
  .quiet { color: #b3b3b3; }
}
</style>
</head>
<body>
<main>
`
	pageFoot = "</main>\n</body>\n</html>\n"
)

// page writes paragraphs as HTML: the greeting, then what matters as the
// heading, then the rest; the last one, who gets it, is said smaller.
func page(title string, paragraphs []string) string {
	var b strings.Builder
	b.WriteString(pageHead + html.EscapeString(oneLine(title)) + pageBody)
	heading := 0
	if len(paragraphs) > 1 && strings.HasPrefix(paragraphs[0], "Hello ") {
		heading = 1
	}
	for i, text := range paragraphs {
		switch {
		case i == heading && len([]rune(text)) <= longestHeading:
			element(&b, "h1", "", text)
		case i == len(paragraphs)-1 && i > heading:
			element(&b, "p", ` class="quiet"`, text)
		default:
			element(&b, "p", "", text)
		}
	}
	b.WriteString(pageFoot)
	return b.String()
}

// longestHeading is how long a paragraph may be to stand as the heading.
const longestHeading = 120

func element(b *strings.Builder, name, class, text string) {
	b.WriteString("<" + name + class + ">" + strings.ReplaceAll(html.EscapeString(text), "\n", "<br>\n") + "</" + name + ">\n")
}
