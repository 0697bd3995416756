-- Why: the case file: who takes part from when to when, what was written and
-- signed, who met whom. What was written is never changed, only added to.
-- +goose Up
CREATE TABLE programs (
    district   text        NOT NULL,
    key        text        NOT NULL,
    version    text        NOT NULL,
    first_used timestamptz NOT NULL,
    PRIMARY KEY (district, key, version)
);

CREATE TABLE cases (
    district   text        NOT NULL,
    id         uuid        NOT NULL,
    program    text        NOT NULL,
    version    text        NOT NULL,
    track      text        NOT NULL,
    school     text        NOT NULL,
    opened     date        NOT NULL,
    opened_at  timestamptz NOT NULL,
    closed     date,
    closed_at  timestamptz,
    plan_again timestamptz, -- when time alone may change what is owed
    PRIMARY KEY (district, id),
    FOREIGN KEY (district, program, version) REFERENCES programs (district, key, version),
    CHECK ((closed IS NULL) = (closed_at IS NULL))
);
CREATE INDEX cases_plan_again ON cases (district, plan_again) WHERE plan_again IS NOT NULL;
CREATE INDEX cases_open ON cases (district, opened_at) WHERE closed IS NULL;

-- A visit is a case of a track that is none; its number is what people call it.
CREATE TABLE visits (
    district text NOT NULL,
    number   int  NOT NULL CHECK (number > 0),
    case_id  uuid NOT NULL,
    PRIMARY KEY (district, number),
    UNIQUE (district, case_id),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id)
);

CREATE TABLE parties (
    district text        NOT NULL,
    case_id  uuid        NOT NULL,
    person   uuid        NOT NULL,
    role     text        NOT NULL,
    from_at  timestamptz NOT NULL,
    to_at    timestamptz,
    label    text        NOT NULL DEFAULT '',
    PRIMARY KEY (district, case_id, person, role, from_at),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id),
    FOREIGN KEY (district, person) REFERENCES people (district, id),
    CHECK (to_at IS NULL OR to_at >= from_at)
);
CREATE INDEX parties_person ON parties (district, person);
-- One holder of a role at a time.
CREATE UNIQUE INDEX parties_holder ON parties (district, case_id, role) WHERE to_at IS NULL AND role IN ('teacher', 'consultant');

CREATE TABLE meetings (
    district text NOT NULL,
    id       uuid NOT NULL,
    case_id  uuid NOT NULL,
    kind     text NOT NULL,
    uid      text NOT NULL,
    sequence int  NOT NULL CHECK (sequence >= 0),
    moves    int  NOT NULL DEFAULT 0,
    state    text NOT NULL CHECK (state IN ('asked', 'planned', 'held', 'missed', 'cancelled')),
    starts   timestamptz,
    ends     timestamptz,
    zone     text NOT NULL,
    place    text NOT NULL DEFAULT '',
    convener uuid,
    PRIMARY KEY (district, id),
    UNIQUE (district, uid),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id),
    CHECK (state = 'asked' OR starts IS NOT NULL),
    CHECK (ends >= starts)
);
CREATE INDEX meetings_case ON meetings (district, case_id);

CREATE TABLE meeting_steps (
    district text        NOT NULL,
    meeting  uuid        NOT NULL,
    nth      int         NOT NULL,
    state    text        NOT NULL,
    day      date        NOT NULL,
    at       timestamptz NOT NULL,
    by       uuid,
    PRIMARY KEY (district, meeting, nth),
    FOREIGN KEY (district, meeting) REFERENCES meetings (district, id)
);

CREATE TABLE attendees (
    district    text    NOT NULL,
    meeting     uuid    NOT NULL,
    person      uuid    NOT NULL,
    nth         int     NOT NULL,
    role        text    NOT NULL,
    answer      text    NOT NULL DEFAULT '' CHECK (answer IN ('', 'yes', 'no', 'other')),
    answered_at timestamptz,
    present     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (district, meeting, person),
    FOREIGN KEY (district, meeting) REFERENCES meetings (district, id),
    FOREIGN KEY (district, person) REFERENCES people (district, id)
);

CREATE TABLE records (
    district     text        NOT NULL,
    id           uuid        NOT NULL,
    case_id      uuid        NOT NULL,
    form         text        NOT NULL,
    author       uuid, -- null: the system
    day          date        NOT NULL,
    at           timestamptz NOT NULL,
    fields       jsonb       NOT NULL DEFAULT '{}',
    on_id        uuid, -- the record or meeting it is attached to
    outcome      text        NOT NULL DEFAULT '',
    shared       text[]      NOT NULL DEFAULT '{}',
    presented    uuid[]      NOT NULL DEFAULT '{}',
    withdrawn_at timestamptz,
    PRIMARY KEY (district, id),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id),
    FOREIGN KEY (district, author) REFERENCES people (district, id)
);
CREATE INDEX records_case ON records (district, case_id);

CREATE TABLE record_steps (
    district text        NOT NULL,
    record   uuid        NOT NULL,
    nth      int         NOT NULL,
    state    text        NOT NULL,
    day      date        NOT NULL,
    at       timestamptz NOT NULL,
    by       uuid,
    PRIMARY KEY (district, record, nth),
    FOREIGN KEY (district, record) REFERENCES records (district, id)
);

CREATE TABLE signatures (
    district text        NOT NULL,
    record   uuid        NOT NULL,
    person   uuid        NOT NULL,
    meaning  text        NOT NULL,
    declined boolean     NOT NULL,
    day      date        NOT NULL,
    at       timestamptz NOT NULL,
    hash     text        NOT NULL,
    PRIMARY KEY (district, record, person),
    FOREIGN KEY (district, record) REFERENCES records (district, id),
    FOREIGN KEY (district, person) REFERENCES people (district, id)
);

-- What its author has not let go of; nobody else's, and no part of the file.
CREATE TABLE drafts (
    district text        NOT NULL,
    person   uuid        NOT NULL,
    case_id  uuid        NOT NULL,
    form     text        NOT NULL,
    fields   jsonb       NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (district, person, case_id, form),
    FOREIGN KEY (district, person) REFERENCES people (district, id),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id)
);

-- +goose StatementBegin
CREATE FUNCTION keep_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'withdrawn_at' = to_jsonb(OLD) - 'withdrawn_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was written in % is kept as it is', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER keep_as_written BEFORE UPDATE OR DELETE ON records FOR EACH ROW EXECUTE FUNCTION keep_as_written();
CREATE TRIGGER keep_as_written BEFORE UPDATE OR DELETE ON record_steps FOR EACH ROW EXECUTE FUNCTION keep_as_written();
CREATE TRIGGER keep_as_written BEFORE UPDATE OR DELETE ON signatures FOR EACH ROW EXECUTE FUNCTION keep_as_written();
