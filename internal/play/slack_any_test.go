package play_test

import (
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"
)

func with(one object, more ...any) object {
	out := object{}
	maps.Copy(out, one)
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

func menu(kind string, values []object, more ...any) object {
	return with(object{"type": kind, "action_id": "x", "options": values}, more...)
}

func numbered(n int) []object {
	var values []string
	for i := range n {
		values = append(values, fmt.Sprint(i))
	}
	return options(values...)
}

// Whatever an app posts, the stand-in answers with a code and shows nothing
// that it refused.
func TestPostAnything(t *testing.T) {
	d := newDesk(t, nil)
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom([]string{"section", "header", "context", "actions", "input", "divider", "", "video"}).Draw(r, "kind")
		block := object{"type": kind}
		for _, key := range []string{"text", "label", "hint", "element", "accessory", "elements", "fields"} {
			switch rapid.IntRange(0, 5).Draw(r, key) {
			case 0:
				block[key] = plain(rapid.StringN(0, 80, -1).Draw(r, key+" text"))
			case 1:
				block[key] = []object{button(rapid.StringN(0, 80, -1).Draw(r, key+" words"), "x")}
			case 2:
				block[key] = menu("static_select", numbered(rapid.IntRange(0, 3).Draw(r, key+" options")))
			case 3:
				block[key] = "x"
			}
		}
		before := len(d.DMs(carl))
		got := d.calls("chat.postMessage", object{"channel": dm, "text": "x", "blocks": []object{block}})
		after := len(d.DMs(carl))
		if got.OK == (got.Error != "") || (after > before) != got.OK {
			r.Errorf("%v was answered %+v, and Carl sees %d messages more", block, got, after-before)
		}
	})
}
