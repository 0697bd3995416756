package message

// The actions that buttons carry. An edge passes them back with the button's
// value; package bot says what each does.
const (
	ActUndo     = "undo"     // value: what to undo: a record or meeting id
	ActRedo     = "redo"     // value: as undo's
	ActWhy      = "why"      // value: case id + " " + deadline key
	ActLog      = "log"      // value: case id; opens the log form
	ActKeep     = "keep"     // "No, keep one"
	ActBoth     = "both"     // value: the typed text, to be saved a second time
	ActAnyway   = "anyway"   // value: the typed text, to be planned on a closed day
	ActFix      = "fix"      // value: the typed text; opens the form with what was understood
	ActRetry    = "retry"    // value: the typed text
	ActPick     = "pick"     // value: case id + " " + the typed text
	ActYes      = "yes"      // value: meeting id
	ActNo       = "no"       // value: meeting id
	ActOther    = "other"    // value: meeting id
	ActAssign   = "assign"   // value: number of a visit; opens the form
	ActVisit    = "visit"    // opens the visit form; value: filled-in topic
	ActShow     = "show"     // value: number of a visit
	ActSnooze   = "snooze"   // value: case id + " " + deadline key
	ActDone     = "done"     // value: case id + " " + deadline key; opens the form that meets it
	ActSign     = "sign"     // value: record id; opens the form
	ActRespond  = "respond"  // value: record id; opens the form
	ActReport   = "report"   // value: case id; opens the draft
	ActDue      = "due"      // lists what is due
	ActHelp     = "help"     // lists the commands
	ActNote     = "note"     // value: record id; opens the private note
	ActWithdraw = "withdraw" // value: number of a visit
	ActMeet     = "meet"     // value: case id; opens the meeting form
	ActCase     = "case"     // value: case id
	ActRead     = "read"     // value: record id; shows what may be read of it
)
