package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/bot"
	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/play"
	"parbot/internal/postgres"
	"parbot/internal/postgres/local"
	"parbot/internal/postgres/migrate"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// demoName is the database of the playground in the private cluster. It begins
// anew each time.
const demoName = "play"

// demoDatabase is a database for the demo district: one of the private cluster,
// or the one that was set if nobody but the demo's people is in it.
func (a *app) demoDatabase() (_ database, err error) {
	if a.config.DatabaseURL != "" {
		_, err := migrate.Up(a.ctx, a.config.DatabaseURL)
		return database{url: a.config.DatabaseURL}, err
	}
	cluster, err := local.Options{BinDir: a.config.PostgresFiles}.Start(a.ctx, a.config.Data, a.err)
	if err != nil {
		return database{}, err
	}
	d := database{url: cluster.URL(demoName), cluster: cluster}
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + demoName + " WITH (FORCE)", "CREATE DATABASE " + demoName} {
		if err == nil {
			err = tell(a.ctx, cluster.URL(local.Database), statement)
		}
	}
	if err == nil {
		_, err = migrate.Up(a.ctx, d.url)
	}
	if err != nil {
		return database{}, fmt.Errorf("demo database: %w (%w)", err, d.close())
	}
	return d, nil
}

func tell(ctx context.Context, url, statement string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // the server notices either way
	_, err = conn.Exec(ctx, statement)
	return err
}

// said is one thing that somebody of the demo did before it begins.
type said struct{ at, who, line string }

// history is the handbook's year up to the first moment of the demo: met in most
// weeks, none logged for the week of September 29, a conference on October 6.
var history = []said{
	{"2025-09-02 10:00", "Carl", "log contact called and agreed to meet on Tuesdays"},
	{"2025-09-02 16:00", "Carl", "log 45m read the appraisal together, 2.6"},
	{"2025-09-02 16:10", "Maria", "log 45m went through the appraisal with my mentor"},
	{"2025-09-09 16:00", "Carl", "log 45m observed period 2, talked about routines, 2.6"},
	{"2025-09-09 17:00", "Maria", "log 45m talked about routines at the start of class"},
	{"2025-09-16 16:00", "Carl", "log 45m planned the opening of class, 2.6, 2.7"},
	{"2025-09-16 16:20", "Maria", "log 45m planned how a lesson begins"},
	{"2025-09-23 16:00", "Carl", "log 45m watched a colleague's room together, 2.7"},
	{"2025-09-23 16:30", "Maria", "log 45m visited another classroom"},
}

// fill makes the district and its history, each act at its own moment. What was
// to be said before the day of the demo counts as said.
func (g *playground) fill(ctx context.Context) error {
	begins := g.clock.Now()
	defer g.clock.Set(begins)
	desk := g.server.desk
	if err := onlyDemo(ctx, desk.Store); err != nil {
		return err
	}
	opened, err := schoolday.Parse(play.DemoCase().Opened)
	if err != nil {
		return err
	}
	g.clock.Set(opened.At(9, 0, begins.Location()))
	if _, _, err := desk.ImportPeople(ctx, casework.HomeDistrict, demoPeople(), g.Now()); err != nil {
		return err
	}
	c := play.DemoCase()
	row := casework.CaseRow{
		Line: 2, Program: c.Program, Teacher: c.Teacher, Consultant: c.Consultant, Administrator: c.Administrator, Opened: opened,
	}
	if _, err := desk.ImportCases(ctx, casework.HomeDistrict, []casework.CaseRow{row}, g.Now()); err != nil {
		return err
	}
	for i, one := range history {
		if err := g.recall(ctx, i, one); err != nil {
			return err
		}
	}
	if err := g.confer(ctx); err != nil {
		return err
	}
	g.clock.Set(begins)
	if _, err := desk.Replan(ctx, g.Now()); err != nil {
		return err
	}
	return forget(ctx, desk.Store, schoolday.Of(begins).At(0, 0, begins.Location()))
}

// startOver empties the district and fills it anew, with the clock at its first
// moment. Sweeps are kept back meanwhile, for the clock runs through its history.
func (g *playground) startOver(ctx context.Context) error {
	if err := g.empty(ctx); err != nil {
		return fmt.Errorf("start over: %w", err)
	}
	return g.Move(ctx, g.Now(), nil)
}

func (g *playground) empty(ctx context.Context) error {
	defer g.server.scheduler.Hold()()
	if err := g.server.queue.Idle(ctx); err != nil {
		return err
	}
	if err := clearTables(ctx, g.server.desk.Store); err != nil {
		return err
	}
	g.clock.Set(play.Start())
	return g.fill(ctx)
}

// clearTables empties all tables but those that migrations and the queue keep
// about themselves.
func clearTables(ctx context.Context, store *postgres.Store) error {
	return store.In(ctx, casework.HomeDistrict, func(tx *postgres.Tx) error {
		var names string
		err := tx.QueryRow(ctx, `
			SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = current_schema()
			AND (tablename NOT LIKE 'river%' OR tablename = 'river_job') AND tablename NOT LIKE 'goose%'`).Scan(&names)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `TRUNCATE `+names)
		return err
	})
}

// onlyDemo refuses a database in which other people are.
func onlyDemo(ctx context.Context, store *postgres.Store) error {
	var others int
	err := store.In(ctx, casework.HomeDistrict, func(tx *postgres.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM people WHERE email NOT LIKE '%@demo.example'`).Scan(&others)
	})
	if err == nil && others > 0 {
		return fault.New(fault.Conflict, "err.setting", "DATABASE_URL names a district's database; the playground needs an empty one.")
	}
	return err
}

func demoPeople() []casefile.Person {
	var people []casefile.Person
	for _, p := range play.People() {
		one := casefile.Person{Name: p.Name, Email: p.Email, School: p.School, Zone: p.Zone, Slack: p.Slack}
		for role := range strings.SplitSeq(p.Roles, ";") {
			one.Roles = append(one.Roles, program.Role(role))
		}
		people = append(people, one)
	}
	return people
}

// recall has somebody say a line at its moment, to the same conversation that
// answers Slack.
func (g *playground) recall(ctx context.Context, i int, one said) error {
	at, err := time.ParseInLocation("2006-01-02 15:04", one.at, g.clock.Now().Location())
	if err != nil {
		return err
	}
	g.clock.Set(at)
	person := demoPerson(one.who)
	talk := bot.New(g.server.desk, g.clock.Now, g.server.log, nil)
	reply := talk.Handle(ctx, bot.Request{ID: fmt.Sprintf("history:%d", i), Slack: person.Slack, Kind: bot.Typed, Text: one.line})
	if words := reply.Message.Text(); !strings.HasPrefix(words, "Logged.") && !strings.HasPrefix(words, "First contact recorded") {
		return fmt.Errorf("%s said %q on %s and was answered %q", one.who, one.line, one.at, words)
	}
	return nil
}

func demoPerson(first string) play.Person {
	for _, p := range play.People() {
		if p.First() == first {
			return p
		}
	}
	return play.Person{}
}

// confer holds the report conference of October 6 and has the report signed.
func (g *playground) confer(ctx context.Context) error {
	desk, day := g.server.desk, schoolday.Date(2025, time.October, 6)
	carl, err := g.act(ctx, "Carl", day, 15)
	if err != nil {
		return err
	}
	mine, err := desk.Mine(ctx, carl)
	if err != nil || len(mine) == 0 {
		return fmt.Errorf("the case of the demo (%d found): %w", len(mine), err)
	}
	if _, err := desk.Report(ctx, carl, mine[0].Case, "Four visits. Lessons begin on time now; the next step is the end of class."); err != nil {
		return err
	}
	carl.Request = "history:held"
	if _, err := desk.Meet(ctx, carl, casework.Meet{Case: mine[0].Case, Kind: "report-conference", Do: "held", Day: day}); err != nil {
		return err
	}
	maria, err := g.act(ctx, "Maria", day, 16)
	if err != nil {
		return err
	}
	_, err = desk.Sign(ctx, maria, "", false)
	return err
}

// act is what somebody of the demo does at an hour of a day.
func (g *playground) act(ctx context.Context, first string, day schoolday.Day, hour int) (casework.Act, error) {
	g.clock.Set(day.At(hour, 0, g.clock.Now().Location()))
	who, err := g.server.desk.Who(ctx, casework.HomeDistrict, demoPerson(first).Slack, "")
	return casework.Act{District: casework.HomeDistrict, Who: who, Request: "history:" + first, Now: g.Now()}, err
}

// forget settles the notices of a time before the demo: they count as said.
func forget(ctx context.Context, store *postgres.Store, before time.Time) error {
	return store.In(ctx, casework.HomeDistrict, func(tx *postgres.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notices SET state = 'past' WHERE district = $1 AND state = 'pending' AND at < $2`, tx.District, before)
		return err
	})
}
