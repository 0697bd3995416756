// Command parbot keeps the dates of a Peer Assistance and Review program, and
// its confidences. This page is the tour of the house, from the ground up; each
// package's own comment says more.
//
// # The rules: values in, values out
//
// [parbot/internal/fault] is the one vocabulary of errors: a kind for the edge
// and a sentence for a person, kept apart from what a log reads.
//
// [parbot/internal/schoolday] counts days on a school calendar and can show its
// working. A deadline is a day of the district, not an instant.
//
// [parbot/internal/program] is a district's contract as data: its words, forms,
// meetings, deadlines, and who may read what. It is loaded strictly from a YAML
// file; no Go code knows a district.
//
// [parbot/internal/casefile] is one case with its parties, records and meetings,
// and says what has happened and what followed: rounds, stages, lists that are
// complete. Records are never changed.
//
// [parbot/internal/deadline] plans: from program, file, calendar and now it works
// out what is owed by whom and when, and each notice with its reason and key.
// The same input gives the same plan, so planning again changes nothing.
//
// [parbot/internal/access] decides, alone, who may see or do what. What renders
// words takes its View, never a case, so forgetting to ask does not compile.
//
// [parbot/internal/message] holds every word that people read.
// [parbot/internal/roster] reads the lists that a district brings.
// [parbot/internal/rehearsal] walks a sample case through a program, so that a
// district sees a year of its contract before anybody is told anything.
//
// None of these does any I/O or knows what time it is: now is an argument.
//
// # The file
//
// [parbot/internal/postgres] keeps everything in Postgres, with SQL by hand; its
// schema is in [parbot/migrations]. Below it, local runs a private cluster for
// the playground, and pgtest gives each test a database of its own.
//
// [parbot/internal/casework] holds the things people do, one function each: load
// the file, ask access, append, plan again, save the difference, and say what
// was understood, in one transaction or not at all.
//
// # The two wings
//
// [parbot/bot] is the conversation without a transport: a table of commands, a
// parser, forms. A Request goes in and a Reply comes out, whichever edge it came
// by; [parbot/bot/slackbot] is the edge to Slack.
//
// [parbot/scheduler] speaks first. It ticks, and asks the database what is due;
// nothing that matters is kept in memory. What is due becomes a delivery in the
// same transaction that marks it handed over; [parbot/scheduler/delivery] asks
// again just before each leaves (still owed? still allowed? quiet hours?) and
// records what became of it. [parbot/scheduler/invite] writes calendar objects
// and reads school calendars, [parbot/scheduler/mailer] sends mail.
//
// # The edges
//
// [parbot/internal/web] answers machines: health, readiness, metrics.
// [parbot/internal/play] is the playground: a Slack workspace and a mailbox that
// stand in for the real ones over their real protocols, and one page.
//
// # This program
//
// main turns signals into a context; run reads the command line by the table in
// commands.go and the settings by the one in config.go; serve.go puts the rooms
// together, and play.go puts the stand-ins around them. Only here are the
// environment, the exit code and the standard streams known.
//
// Which room may import which is a table too: internal/imports_test.go.
package main
