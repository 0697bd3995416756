package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/schoolday"
)

// Calendar returns the calendar of a school, of the district for school "", in
// a zone, with all its school years, and whether there is one.
func (t *Tx) Calendar(ctx context.Context, school string, zone *time.Location) (cal schoolday.Calendar, ok bool, err error) {
	rows, err := t.Query(ctx, `
		SELECT y.starts, NULL::date, y.ends, NULL::text, y.second
		FROM calendars c LEFT JOIN school_years y ON y.district = c.district AND y.school = c.school
		WHERE c.district = $1 AND c.school = $2
		UNION ALL SELECT NULL, day, NULL, why, NULL FROM calendar_days WHERE district = $1 AND school = $2`, t.District, school)
	if err != nil {
		return cal, false, fmt.Errorf("calendar: %w", err)
	}
	var years []schoolday.Year
	var closed []schoolday.Closed
	var starts, ends, second, day *time.Time
	var why *string
	_, err = pgx.ForEachRow(rows, []any{&starts, &day, &ends, &why, &second}, func() error {
		switch {
		case starts != nil:
			years = append(years, schoolday.Year{Start: dayOf(starts), End: dayOf(ends), Second: dayOf(second)})
		case day != nil:
			closed = append(closed, schoolday.Closed{Day: dayOf(day), Why: *why})
		}
		ok = true
		return nil
	})
	if err != nil {
		return cal, false, fmt.Errorf("calendar: %w", err)
	}
	return schoolday.New(zone, closed, years...), ok, nil
}

// SaveCalendar stores the calendar of a school, of the district for school "".
// Each of its years takes the place of those it shares a day with, and of their
// closed days up to the day before the next year; all others stay. A calendar
// without a school year takes the place of the whole one before it.
func (t *Tx) SaveCalendar(ctx context.Context, school string, cal schoolday.Calendar) error {
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO calendars (district, school) VALUES ($1, $2) ON CONFLICT DO NOTHING`, t.District, school)
	if len(cal.Years) == 0 {
		b.Queue(`DELETE FROM school_years WHERE district = $1 AND school = $2`, t.District, school)
		b.Queue(`DELETE FROM calendar_days WHERE district = $1 AND school = $2`, t.District, school)
	}
	for _, y := range cal.Years {
		b.Queue(`
			DELETE FROM calendar_days WHERE district = $1 AND school = $2
			AND day >= least($3::date, (SELECT min(starts) FROM school_years WHERE district = $1 AND school = $2 AND starts <= $4 AND ends >= $3))
			AND day < coalesce((SELECT min(starts) FROM school_years WHERE district = $1 AND school = $2 AND starts > $4), 'infinity')`,
			t.District, school, date(y.Start), date(y.End))
		b.Queue(`DELETE FROM school_years WHERE district = $1 AND school = $2 AND starts <= $4 AND ends >= $3`, t.District, school, date(y.Start), date(y.End))
		b.Queue(`INSERT INTO school_years (district, school, starts, ends, second) VALUES ($1, $2, $3, $4, $5)`,
			t.District, school, date(y.Start), date(y.End), date(y.Second))
	}
	for _, d := range cal.ClosedDays() {
		b.Queue(`
			INSERT INTO calendar_days (district, school, day, why) VALUES ($1, $2, $3, $4)
			ON CONFLICT (district, school, day) DO UPDATE SET why = excluded.why`, t.District, school, date(d.Day), d.Why)
	}
	return t.send(ctx, b, "save calendar")
}
