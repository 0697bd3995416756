-- Why: what the system makes by the contract is made once, however often it is
-- planned; a right can be waived; and a teacher opens things to one person.
-- +goose Up
ALTER TABLE records ADD COLUMN made_for text NOT NULL DEFAULT ''; -- the key of what was to be made, of one that the system made
CREATE UNIQUE INDEX records_made_for ON records (district, case_id, made_for) WHERE made_for <> '';

-- That a person does not use what is left of a right. Never taken back.
CREATE TABLE waivers (
    district text        NOT NULL,
    case_id  uuid        NOT NULL,
    deadline text        NOT NULL,
    person   uuid        NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (district, case_id, deadline, person),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id),
    FOREIGN KEY (district, person) REFERENCES people (district, id)
);
CREATE TRIGGER keep_as_written BEFORE UPDATE OR DELETE ON waivers FOR EACH ROW EXECUTE FUNCTION keep_as_written();

-- What the teacher opened to one person: a record, a meeting, or all of the file.
CREATE TABLE grants (
    district text        NOT NULL,
    case_id  uuid        NOT NULL,
    nth      int         NOT NULL,
    thing    uuid, -- the record or meeting; null: all of the file
    person   uuid        NOT NULL,
    at       timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (district, case_id, nth),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id),
    FOREIGN KEY (district, person) REFERENCES people (district, id),
    CHECK (ended_at >= at)
);
-- A grant is ended once, and never changed otherwise.
-- +goose StatementBegin
CREATE FUNCTION end_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL AND to_jsonb(NEW) - 'ended_at' = to_jsonb(OLD) - 'ended_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was written in % is kept as it is', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER end_once BEFORE UPDATE OR DELETE ON grants FOR EACH ROW EXECUTE FUNCTION end_once();
