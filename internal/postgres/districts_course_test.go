package postgres_test

import (
	"context"
	"maps"

	"parbot/internal/casefile"
	"parbot/internal/postgres"
)

// circle are programs of which nobody is in two at once (BOS-51).
var circle = []string{"boston-pa", "boston-par"}

// course gives a case something of all that happens to it as a whole.
func (d *district) course(c *casefile.Case) {
	c.Turns = []casefile.Turn{{State: casefile.Paused, Day: on("2025-09-15"), At: at("2025-09-15 16:00"), By: d.people["Dora"].ID}}
	c.Shifts = []casefile.Shift{{
		Deadline: "respond/1", From: on("2025-10-15"), To: on("2025-10-16"), Why: "calendar", Closed: "Snow day", At: at("2025-10-07 12:00"),
	}}
	c.Waived = []casefile.Waiver{{Deadline: "respond/1", Person: d.people["Maria"].ID, At: at("2025-10-08 12:00")}}
	c.Grants = []casefile.Grant{{Record: id(2), To: d.people["Ada"].ID, At: at("2025-10-08 13:00")}}
}

// counted stores by which contract the case is counted, and its circle.
func (f *full) counted(ctx context.Context, tx *postgres.Tx) error {
	for _, version := range []string{"v1", "v2"} {
		if err := tx.SaveProgram(ctx, "clovis", version, []byte("key: clovis"), f.now); err != nil {
			return err
		}
	}
	return tx.SaveExclusive(ctx, postgres.Exclusion{Case: f.of, Teacher: f.teacher, Circle: circle, First: on("2025-08-27")})
}

// asking stores a case that has closed and still asks its people something.
func (f *full) asking(ctx context.Context, tx *postgres.Tx) error {
	c := f.paired(9)
	c.Records = []casefile.Record{{
		ID: id(8), Form: "survey", Day: on("2025-10-01"), At: at("2025-10-01 08:00"), MadeFor: "survey/9",
		Steps: []casefile.Step{{State: casefile.Draft, Day: on("2025-10-01"), At: at("2025-10-01 08:00")}},
	}}
	if err := tx.CreateCase(ctx, c); err != nil {
		return err
	}
	return tx.CloseCase(ctx, c.ID, on("2025-10-02"), at("2025-10-02 08:00"))
}

func merged(one, two map[string]call) map[string]call {
	maps.Copy(one, two)
	return one
}

// courseReads are the methods that tell by which contract a case is counted.
func (f *full) courseReads() map[string]call {
	return map[string]call{
		"ProgramSource": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			source, err := tx.ProgramSource(ctx, "clovis", "v1")
			return all(source), err
		},
		"ClosedAsking": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			ids, err := tx.ClosedAsking(ctx, f.teacher)
			return all(ids), err
		},
		"PinnedCases": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			ids, err := tx.PinnedCases(ctx, "clovis", "v2")
			return all(ids), err
		},
	}
}

// courseWrites are those that change what holds for a case as a whole.
func (f *full) courseWrites() map[string]call {
	return map[string]call{
		"AddTurn": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.AddTurn(ctx, f.of, casefile.Turn{State: casefile.Transferred, Day: on("2025-10-10"), At: f.now, School: "Grant Elementary"})
		},
		"AddShifts": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.AddShifts(ctx, f.of, []casefile.Shift{{Deadline: "due", From: on("2025-10-10"), To: on("2025-10-13"), Why: "program", At: f.now}})
		},
		"SaveProgram": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SaveProgram(ctx, "clovis", "v3", []byte("key: clovis"), f.now)
		},
		"PinCase": func(ctx context.Context, tx *postgres.Tx) ([]any, error) { return nil, tx.PinCase(ctx, f.of, "v2") },
		"SaveExclusive": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SaveExclusive(ctx, postgres.Exclusion{Case: f.of, Teacher: f.teacher, Circle: circle, First: on("2025-08-27"), Last: on("2025-10-10")})
		},
		"AddWaiver": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.AddWaiver(ctx, f.of, casefile.Waiver{Deadline: "respond/2", Person: f.teacher, At: f.now})
		},
		"AddGrant": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.AddGrant(ctx, f.of, casefile.Grant{To: f.people["Ada"].ID, At: f.now})
		},
		"EndGrant": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.EndGrant(ctx, f.of, f.record, f.people["Ada"].ID, f.now)
		},
	}
}
