-- Why: what follows from a case file: who owes what by when, what is to be said
-- to whom when, and what became of saying it.
-- +goose Up
CREATE TABLE deadlines (
    district text    NOT NULL,
    case_id  uuid    NOT NULL,
    key      text    NOT NULL, -- rule/occurrence
    rule     text    NOT NULL,
    is_right boolean NOT NULL,
    starts   date    NOT NULL,
    opens    date    NOT NULL,
    due      date, -- null: not known yet
    met      date,
    state    text    NOT NULL CHECK (state IN ('open', 'met', 'over', 'void')),
    owners   uuid[]  NOT NULL,
    PRIMARY KEY (district, case_id, key),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id)
);

CREATE TABLE notices (
    district  text        NOT NULL,
    id        uuid        NOT NULL,
    case_id   uuid        NOT NULL,
    key       text        NOT NULL, -- rule/occurrence/step/person: said once, however often it is planned
    topic     text        NOT NULL,
    kind      text        NOT NULL CHECK (kind IN ('notice', 'reminder', 'nudge')),
    rule      text        NOT NULL,
    step      text        NOT NULL,
    person    uuid        NOT NULL,
    role      text        NOT NULL,
    at        timestamptz NOT NULL,
    deadline  text        NOT NULL DEFAULT '',
    record    uuid,
    meeting   uuid,
    sequence  int         NOT NULL DEFAULT 0,
    state     text        NOT NULL CHECK (state IN ('pending', 'handed', 'sent', 'failed', 'dropped', 'withdrawn', 'past')),
    why       text        NOT NULL DEFAULT '', -- it was dropped
    planned_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (district, id),
    UNIQUE (district, case_id, key),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id),
    FOREIGN KEY (district, person) REFERENCES people (district, id)
);
CREATE INDEX notices_pending ON notices (district, at) WHERE state = 'pending';

CREATE TABLE deliveries (
    district   text        NOT NULL,
    id         uuid        NOT NULL,
    person     uuid        NOT NULL,
    channel    text        NOT NULL CHECK (channel IN ('slack', 'mail')),
    urgent     boolean     NOT NULL,
    state      text        NOT NULL CHECK (state IN ('waiting', 'sending', 'retry', 'sent', 'failed', 'dropped', 'unknown', 'returned')),
    created_at timestamptz NOT NULL,
    attempts   int         NOT NULL DEFAULT 0,
    leased_until timestamptz,
    provider   text        NOT NULL DEFAULT '', -- the provider's own id of what was sent
    detail     text        NOT NULL DEFAULT '',
    settled_at timestamptz,
    PRIMARY KEY (district, id),
    FOREIGN KEY (district, person) REFERENCES people (district, id)
);
CREATE INDEX deliveries_waiting ON deliveries (district, person) WHERE state IN ('waiting', 'retry');

CREATE TABLE delivery_notices (
    district text NOT NULL,
    delivery uuid NOT NULL,
    notice   uuid NOT NULL,
    PRIMARY KEY (district, delivery, notice),
    FOREIGN KEY (district, delivery) REFERENCES deliveries (district, id),
    FOREIGN KEY (district, notice) REFERENCES notices (district, id)
);
CREATE INDEX delivery_notices_notice ON delivery_notices (district, notice);

CREATE TABLE snoozes (
    district text        NOT NULL,
    case_id  uuid        NOT NULL,
    person   uuid        NOT NULL,
    deadline text        NOT NULL,
    until    timestamptz NOT NULL,
    PRIMARY KEY (district, case_id, person, deadline),
    FOREIGN KEY (district, case_id) REFERENCES cases (district, id),
    FOREIGN KEY (district, person) REFERENCES people (district, id)
);
