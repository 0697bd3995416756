package play

import (
	"cmp"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// The ids of the one workspace and the one app in it.
const (
	teamID  = "T0DEMO0001"
	appID   = "A0PARBOT01"
	botUser = "U0PARBOT01"
	botID   = "B0PARBOT01"
)

// The methods of the Web API. Each runs under the lock.

func (w *Workspace) authTest(arguments) (map[string]any, error) {
	return map[string]any{
		"url": w.self + "/", "team": "Demo Unified", "user": "parbot",
		"team_id": teamID, "user_id": botUser, "bot_id": botID,
	}, nil
}

func (w *Workspace) openConversation(a arguments) (map[string]any, error) {
	if strings.Contains(a["users"], ",") { // a group: no such thing here
		return nil, refuse("method_not_supported_for_channel_type")
	}
	m := w.inChannel(cmp.Or(a["users"], a["channel"]))
	if m == nil {
		return nil, refuse("user_not_found")
	}
	return map[string]any{"channel": map[string]any{"id": m.channel, "is_im": true, "user": m.Slack}}, nil
}

func (w *Workspace) userInfo(a arguments) (map[string]any, error) {
	m := w.member(a["user"])
	if m == nil {
		return nil, refuse("user_not_found")
	}
	return map[string]any{"user": map[string]any{
		"id": m.Slack, "team_id": teamID, "name": m.Handle(), "real_name": m.Name, "tz": m.Zone, "is_email_confirmed": true,
		"profile": map[string]any{"email": m.Email, "real_name": m.Name, "display_name": m.First()},
	}}, nil
}

func (w *Workspace) postMessage(a arguments) (map[string]any, error) {
	m := w.inChannel(a["channel"])
	if m == nil {
		return nil, refuse("channel_not_found")
	}
	blocks, err := readBlocks(a["blocks"])
	if err != nil {
		return nil, err
	}
	if err := checkMessage(a["text"], blocks); err != nil {
		return nil, err
	}
	message := w.add(m, Message{Kind: Direct, Text: a["text"], Blocks: blocks})
	return posted(m, message), nil
}

func (w *Workspace) updateMessage(a arguments) (map[string]any, error) {
	m := w.inChannel(a["channel"])
	if m == nil {
		return nil, refuse("channel_not_found")
	}
	old := m.find(a["ts"])
	if old == nil || old.Kind == Answer { // an ephemeral message cannot be updated
		return nil, refuse("message_not_found")
	}
	if old.Kind != Direct {
		return nil, refuse("cant_update_message")
	}
	blocks, err := readBlocks(a["blocks"])
	if err != nil {
		return nil, err
	}
	if err := checkMessage(a["text"], blocks); err != nil {
		return nil, err
	}
	w.replace(old, a["text"], blocks)
	return posted(m, *old), nil
}

func posted(m *member, message Message) map[string]any {
	return map[string]any{"channel": m.channel, "ts": message.ID, "text": message.Text, "message": wire(message)}
}

// wire is a message as Slack writes it.
func wire(m Message) map[string]any {
	return map[string]any{
		"type": "message", "ts": m.ID, "user": botUser, "bot_id": botID, "app_id": appID, "team": teamID,
		"text": m.Text, "blocks": m.Blocks,
	}
}

func readBlocks(text string) ([]Block, error) {
	if text == "" {
		return nil, nil
	}
	var blocks []Block
	if err := json.Unmarshal([]byte(text), &blocks); err != nil {
		return nil, refuse("invalid_blocks_format")
	}
	return blocks, nil
}

// checkMessage refuses what Slack would refuse to show.
func checkMessage(text string, blocks []Block) error {
	if text == "" && len(blocks) == 0 {
		return refuse("no_text")
	}
	if utf8.RuneCountInString(text) > maxMessageText {
		return refuse("msg_too_long")
	}
	var c inspection
	c.blocks("/blocks", blocks, maxMessageBlocks)
	if len(c.problems) > 0 {
		return refuse("invalid_blocks", c.problems...)
	}
	return nil
}

func readView(text string) (View, error) {
	if len(text) > maxViewBytes {
		return View{}, refuse("view_too_large")
	}
	var v View
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return View{}, refuse("invalid_arguments", "[ERROR] view is not an object [json-pointer:/view]")
	}
	return v, checkView(v)
}

func checkView(v View) error {
	var c inspection
	c.view("/view", v)
	if len(c.problems) > 0 {
		return refuse("invalid_arguments", c.problems...)
	}
	return nil
}

func (w *Workspace) openView(a arguments) (map[string]any, error) { return w.showView(a, false) }

func (w *Workspace) pushView(a arguments) (map[string]any, error) { return w.showView(a, true) }

// showView opens a modal, or puts one on top of those that are open.
func (w *Workspace) showView(a arguments, onTop bool) (map[string]any, error) {
	v, err := readView(a["view"])
	if err != nil {
		return nil, err
	}
	t, err := w.byTrigger(a["trigger_id"])
	if err != nil {
		return nil, err
	}
	m := w.member(t.who)
	if !onTop {
		m.views = nil
	}
	if len(m.views) >= maxViews {
		return nil, refuse("push_limit_reached")
	}
	v = w.put(m, v)
	t.opened, t.view = true, &v
	t.hear()
	return map[string]any{"view": v}, nil
}

// put names a view and puts it on top.
func (w *Workspace) put(m *member, v View) View {
	v.ID, v.Hash = w.nextID("V"), w.stamp()
	nameBlocks(v.Blocks)
	m.views = append(m.views, v)
	w.news.tell()
	return v
}

func (w *Workspace) updateView(a arguments) (map[string]any, error) {
	v, err := readView(a["view"])
	if err != nil {
		return nil, err
	}
	for _, m := range w.members {
		for i, old := range m.views {
			if old.ID != a["view_id"] && (old.External == "" || old.External != a["external_id"]) {
				continue
			}
			if a["hash"] != "" && a["hash"] != old.Hash {
				return nil, refuse("hash_conflict")
			}
			m.views[i] = w.renew(old, v)
			w.hearView(m.views[i])
			return map[string]any{"view": m.views[i]}, nil
		}
	}
	return nil, refuse("not_found")
}

// hearView notes that the app turned the view with a pressed button into
// another. It wants the lock.
func (w *Workspace) hearView(v View) {
	for _, t := range w.turns {
		if t.pressed == v.ID {
			t.view = &v
			t.hear()
		}
	}
}

// renew gives the next content of a view its identity.
func (w *Workspace) renew(old, next View) View {
	next.ID, next.Hash = old.ID, w.stamp()
	nameBlocks(next.Blocks)
	w.news.tell()
	return next
}
