-- Why: who there is in a district, and when its schools are open.
-- +goose Up
CREATE TABLE people (
    district   text        NOT NULL,
    id         uuid        NOT NULL,
    name       text        NOT NULL CHECK (name <> ''),
    email      text        NOT NULL CHECK (email = lower(email) AND email LIKE '%_@_%'),
    roles      text[]      NOT NULL DEFAULT '{}',
    school     text        NOT NULL DEFAULT '',
    zone       text        NOT NULL DEFAULT '',
    slack      text        NOT NULL DEFAULT '',
    bounced_at timestamptz,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (district, id),
    UNIQUE (district, email)
);
CREATE UNIQUE INDEX people_slack ON people (district, slack) WHERE slack <> '';

CREATE TABLE schools (
    district text NOT NULL,
    name     text NOT NULL CHECK (name <> ''),
    PRIMARY KEY (district, name)
);

-- One calendar for the district (school '') and one for each school that differs.
CREATE TABLE calendars (
    district text NOT NULL,
    school   text NOT NULL,
    starts   date,
    ends     date,
    PRIMARY KEY (district, school),
    CHECK (ends IS NULL OR starts IS NULL OR ends > starts)
);

CREATE TABLE calendar_days (
    district text NOT NULL,
    school   text NOT NULL,
    day      date NOT NULL,
    why      text NOT NULL,
    PRIMARY KEY (district, school, day),
    FOREIGN KEY (district, school) REFERENCES calendars (district, school)
);
