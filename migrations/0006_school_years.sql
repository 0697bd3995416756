-- Why: a calendar holds several school years, with the day on which the second
-- semester begins; a new year comes beside the old ones, not in their place.
-- +goose Up
CREATE TABLE school_years (
    district text NOT NULL,
    school   text NOT NULL,
    starts   date NOT NULL,
    ends     date NOT NULL,
    second   date, -- first day of the second semester, if known
    PRIMARY KEY (district, school, starts),
    FOREIGN KEY (district, school) REFERENCES calendars (district, school),
    CHECK (ends > starts),
    CHECK (second > starts AND second <= ends)
);
INSERT INTO school_years (district, school, starts, ends)
SELECT district, school, starts, ends FROM calendars WHERE starts IS NOT NULL AND ends IS NOT NULL;
ALTER TABLE calendars DROP COLUMN starts, DROP COLUMN ends;
