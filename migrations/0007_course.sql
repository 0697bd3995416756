-- Why: a case is counted by the contract it began with, also when the district's
-- file has changed since; leave and a change of school stop or move its dates; a
-- date that was moved says so; and no teacher is in two programs that exclude
-- each other.
-- +goose Up
ALTER TABLE programs ADD COLUMN source bytea; -- null: of a case from before versions were kept

CREATE TABLE case_turns (
    district text        NOT NULL,
    case_id  uuid        NOT NULL,
    nth      int         NOT NULL,
    state    text        NOT NULL CHECK (state IN ('paused', 'resumed', 'transferred', 'separated', 'reopened')),
    day      date        NOT NULL,
    at       timestamptz NOT NULL,
    by       uuid,
    school   text        NOT NULL DEFAULT '',
    PRIMARY KEY (district, case_id, nth),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id)
);

-- A date that another program or calendar moved.
CREATE TABLE case_shifts (
    district text        NOT NULL,
    case_id  uuid        NOT NULL,
    nth      int         NOT NULL,
    deadline text        NOT NULL,
    was      date        NOT NULL,
    now      date        NOT NULL,
    why      text        NOT NULL CHECK (why IN ('program', 'calendar')),
    closed   text        NOT NULL DEFAULT '', -- the new day without school, in the calendar's words
    at       timestamptz NOT NULL,
    PRIMARY KEY (district, case_id, nth),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id)
);

CREATE TRIGGER keep_as_written BEFORE UPDATE OR DELETE ON case_turns FOR EACH ROW EXECUTE FUNCTION keep_as_written();
CREATE TRIGGER keep_as_written BEFORE UPDATE OR DELETE ON case_shifts FOR EACH ROW EXECUTE FUNCTION keep_as_written();

-- Equality of texts as an overlap of ranges, so that no extension is needed.
CREATE TYPE textrange AS RANGE (subtype = text);

-- While a teacher is in a program of a circle, they are in no other of it. The
-- last day of one may be the first of the next: a switch is one transaction.
CREATE TABLE exclusive (
    district text      NOT NULL,
    case_id  uuid      NOT NULL,
    teacher  uuid      NOT NULL,
    circle   text      NOT NULL, -- the keys of the programs that exclude each other
    during   daterange NOT NULL,
    PRIMARY KEY (district, case_id),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id),
    CONSTRAINT one_of_a_circle EXCLUDE USING gist (
        textrange(district || '/' || circle || '/' || teacher::text, district || '/' || circle || '/' || teacher::text, '[]') WITH &&,
        during WITH &&
    ) DEFERRABLE INITIALLY DEFERRED
);
