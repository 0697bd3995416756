-- Why: a request that comes twice is answered twice and done once; and who did
-- or looked at what can be told to the teacher.
-- +goose Up
CREATE TABLE requests (
    district  text        NOT NULL,
    key       text        NOT NULL,
    person    uuid        NOT NULL,
    text_hash text        NOT NULL,
    at        timestamptz NOT NULL,
    answer    jsonb, -- null: not answered yet
    PRIMARY KEY (district, key),
    FOREIGN KEY (district, person) REFERENCES people (district, id)
);
CREATE INDEX requests_echo ON requests (district, person, text_hash, at);
CREATE INDEX requests_at ON requests (district, at);

CREATE TABLE audit (
    district text        NOT NULL,
    id       bigint      GENERATED ALWAYS AS IDENTITY,
    at       timestamptz NOT NULL,
    person   uuid,
    case_id  uuid,
    record   uuid,
    what     text        NOT NULL,
    PRIMARY KEY (district, id)
);
CREATE INDEX audit_case ON audit (district, case_id, at);
