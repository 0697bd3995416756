package bot

import (
	"context"

	"parbot/internal/fault"
	"parbot/internal/message"
)

// sent are the forms that can be submitted, by their key.
var sent = map[string]func(*turn, context.Context, sheet) (Reply, error){
	"log":     (*turn).sentLog,
	"contact": (*turn).sentContact,
	"missed":  (*turn).sentMissed,
	"visit":   (*turn).sentVisit,
	"meet":    (*turn).sentMeet,
	"assign":  (*turn).sentAssign,
	"note":    (*turn).sentNote,
	"report":  (*turn).sentReport,
	"sign":    (*turn).sentSign,
	"respond": (*turn).sentRespond,
}

// fieldOf is the field at which a mistake stands.
var fieldOf = map[string]string{
	"err.person": "with", "err.future": "date", "err.past": "date", "err.date": "date", "err.time": "time", "err.long": "minutes",
	"err.standard": "standards", "err.private": "private",
}

// firstFields are where other mistakes stand: what was typed stays in the form.
var firstFields = map[string]string{
	"log": "text", "contact": "text", "missed": "date", "visit": "topic", "meet": "date", "assign": "who", "note": "text", "report": "text",
	"sign": "choice", "respond": "text",
}

// submitted takes a form that was sent. What is wrong with it stands at the
// field, and the form stays open with all that was typed.
func (t *turn) submitted(ctx context.Context) Reply {
	take, ok := sent[t.r.Form]
	if !ok {
		return Reply{Message: message.Stale()}
	}
	reply, err := take(t, ctx, sheet{fields: t.r.Fields, meta: metaOf(t.r.Meta)})
	if err == nil {
		return reply
	}
	return t.keepOpen(ctx, err)
}

// keepOpen says what is wrong with a form at the field it is wrong with.
func (t *turn) keepOpen(ctx context.Context, err error) Reply {
	text := fault.TextOf(err)
	if text == "" {
		t.logger.ErrorContext(ctx, "a form could not be taken", "form", t.r.Form, "cause", err)
		text = "parbot cannot save right now. Nothing was stored. Your text is safe here; press the button again in a few minutes."
	}
	field, ok := fieldOf[fault.KeyOf(err)]
	if !ok || t.r.Form == "assign" {
		field = firstFields[t.r.Form]
	}
	return Reply{Errors: map[string]string{field: text}}
}
