package main

// commands is the command table: what can be typed after parbot, its words of
// help and an example each. The Run method of a row does the work.
type commands struct {
	Help helpFlag `short:"h" help:"Show an example, and what can be said."`

	Play     playCommand     `cmd:"" example:"parbot play" help:"Open a demo district in the browser. It needs nothing, and nothing leaves this machine."`
	Serve    serveCommand    `cmd:"" example:"DATABASE_URL=postgres://… SLACK_BOT_TOKEN=xoxb-… SLACK_SIGNING_SECRET=… parbot serve" help:"Run parbot. Settings come from the environment."`
	Migrate  migrateCommand  `cmd:"" example:"DATABASE_URL=postgres://… parbot migrate" help:"Bring the database to the newest schema."`
	People   peopleGroup     `cmd:"" help:"The roster."`
	Case     caseGroup       `cmd:"" help:"The cases."`
	Calendar calendarGroup   `cmd:"" help:"The school calendars."`
	Program  programGroup    `cmd:"" help:"The program files."`
	Rehearse rehearseCommand `cmd:"" example:"parbot rehearse clovis --from 2025-08-18 --calendar 2025-26.yaml" help:"Walk a sample case through a year: every date, meeting and message, to whom, how and why. Nothing is sent."`
	Date     dateCommand     `cmd:"" example:"parbot date \"10 working days\" --from 2025-10-06 --calendar 2025-26.yaml" help:"Print a date and how it is counted."`
	Slack    slackGroup      `cmd:"" help:"The Slack app."`
	Version  versionCommand  `cmd:"" example:"parbot version" help:"Print the version."`
}

type peopleGroup struct {
	Import peopleImport `cmd:"" example:"parbot people import staff.csv" help:"Add the people of a CSV file to the roster, or change them. All of the file or nothing."`
}

type caseGroup struct {
	Import caseImport `cmd:"" example:"parbot case import cases.csv" help:"Open the cases of a CSV file. All of the file or nothing."`
}

type calendarGroup struct {
	Import calendarImport `cmd:"" example:"parbot calendar import 2025-26.yaml" help:"Store school years: first and last days, semesters and the days without school."`
}

type programGroup struct {
	List    programList    `cmd:"" example:"parbot program list" help:"List the programs this parbot knows."`
	Check   programCheck   `cmd:"" example:"parbot program check toledo.yaml" help:"Check a program file and name the line of every problem. Changes nothing."`
	Explain programExplain `cmd:"" example:"parbot program explain clovis" help:"Print a program in plain words."`
	Apply   programApply   `cmd:"" example:"parbot program apply clovis" help:"Show which dates move when open cases are counted by the file of today, and with --yes do it."`
	Schema  programSchema  `cmd:"" example:"parbot program schema" help:"Print the JSON Schema of program files, with which editors complete and explain keys."`
	Diff    programDiff    `cmd:"" example:"parbot program diff clovis clovis-2026.yaml" help:"Print what one program file says differently from another, a line for each change."`
	New     programNew     `cmd:"" example:"parbot program new toledo.yaml" help:"Ask what a district decides when it designs its program, and write a file that checks."`
	Access  programAccess  `cmd:"" example:"parbot program access clovis --format csv" help:"Print who may write, sign and read what, a row for each cell."`
}

type slackGroup struct {
	Manifest slackManifest `cmd:"" example:"parbot slack manifest --url https://parbot.district.example" help:"Print the manifest from which Slack makes the app."`
}
