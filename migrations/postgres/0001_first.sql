-- One installation: cases, their docket, and what is derived from them or travels with them.
--
-- Instants are BIGINT microseconds since 1970-01-01T00:00:00Z: texts would sort `07.4Z` before `07Z`.
-- Every per-case table starts its key with `shard`, a small number computed from the case id (0 to 255),
-- so that a distributed database keeps what belongs to a case in one place.
-- Texts sort by their bytes (COLLATE "C"), whatever the database was made with: pages go by it.
-- Names are alike on SQLite and PostgreSQL.

-- What this store is for. One row; written when it is made, never changed.
CREATE TABLE store_marker (
    store_marker_id BIGINT NOT NULL PRIMARY KEY CHECK (store_marker_id = 1),
    kind            TEXT COLLATE "C" NOT NULL CHECK (kind IN ('real', 'sandbox'))
);

-- Deployed definitions, never changed: cases are pinned to them by digest.
CREATE TABLE definition (
    digest      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    workflow    TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    deployed_at BIGINT NOT NULL,
    text        TEXT COLLATE "C" NOT NULL,
    -- JSON objects: file name to text.
    resources   TEXT COLLATE "C" NOT NULL,
    calendars   TEXT COLLATE "C" NOT NULL,
    CONSTRAINT definition_workflow_version UNIQUE (workflow, version)
);

-- `case` is a word of SQL. `body` is the canonical JSON whose SHA-256 stands in the last docket entry.
CREATE TABLE case_file (
    shard      BIGINT NOT NULL,
    case_id    TEXT COLLATE "C" NOT NULL,
    workflow   TEXT COLLATE "C" NOT NULL,
    version    BIGINT NOT NULL,
    digest     TEXT COLLATE "C" NOT NULL,
    revision   BIGINT NOT NULL,
    opened_at  BIGINT NOT NULL,
    latest_at  BIGINT NOT NULL,
    ended_at   BIGINT,
    outcome    TEXT COLLATE "C",
    -- The earliest timer of the case that isn't held by an incident; none: nothing is due ever.
    next_due   BIGINT,
    head_hash  TEXT COLLATE "C" NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, case_id)
);

-- The timers loop reads cases in due order; ended and timeless cases aren't in the index.
CREATE INDEX case_file_due ON case_file (next_due, case_id) WHERE next_due IS NOT NULL;
-- The operator's list goes by id alone.
CREATE INDEX case_file_id ON case_file (case_id);

CREATE TABLE docket_entry (
    shard   BIGINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    number  BIGINT NOT NULL,
    -- Canonical JSON: what was hashed.
    body    TEXT COLLATE "C" NOT NULL,
    hash    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, case_id, number)
);

-- Derived: one row for each audience of an open task.
CREATE TABLE open_task (
    shard     BIGINT NOT NULL,
    case_id   TEXT COLLATE "C" NOT NULL,
    number    BIGINT NOT NULL,
    -- `person:…` or `pool:…`
    audience  TEXT COLLATE "C" NOT NULL,
    task      TEXT COLLATE "C" NOT NULL,
    assignee  TEXT COLLATE "C",
    opened_at BIGINT NOT NULL,
    due_at    BIGINT,
    -- 9223372036854775807 where nothing is due: an inbox sorts by it.
    due_order BIGINT NOT NULL,
    workflow  TEXT COLLATE "C" NOT NULL,
    digest    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, case_id, number, audience)
);

-- An inbox is read in the order of what is due, page by page.
CREATE INDEX open_task_inbox ON open_task (audience, due_order, opened_at, case_id, number);
-- The lot among the least loaded counts a person's tasks.
CREATE INDEX open_task_assignee ON open_task (assignee) WHERE assignee IS NOT NULL;

-- Derived: who may see a case at all.
CREATE TABLE case_access (
    shard     BIGINT NOT NULL,
    case_id   TEXT COLLATE "C" NOT NULL,
    audience  TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (shard, case_id, audience)
);

-- "My cases", the last opened first.
CREATE INDEX case_access_audience ON case_access (audience, opened_at DESC, case_id DESC);

-- What is to be done after a commit, at least once.
CREATE TABLE outbox (
    shard      BIGINT NOT NULL,
    case_id    TEXT COLLATE "C" NOT NULL,
    outbox_id  TEXT COLLATE "C" NOT NULL,
    entry      BIGINT NOT NULL,
    group_id   TEXT COLLATE "C",
    due_at     BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    -- Taken by a sender until this moment.
    lease_at   BIGINT,
    standing   TEXT COLLATE "C" NOT NULL CHECK (standing IN ('waiting', 'done', 'failed')),
    settled_at BIGINT,
    reason     TEXT COLLATE "C",
    body       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, case_id, outbox_id)
);

CREATE INDEX outbox_waiting ON outbox (due_at, outbox_id) WHERE standing = 'waiting';
CREATE INDEX outbox_id ON outbox (outbox_id);
CREATE INDEX outbox_group ON outbox (group_id) WHERE group_id IS NOT NULL;

-- First answers to commands, by the caller's scope and key.
CREATE TABLE answer (
    scope       TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    request     TEXT COLLATE "C" NOT NULL,
    body        TEXT COLLATE "C" NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);

-- What couldn't be done and waits for an operator.
CREATE TABLE incident (
    incident_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    case_id     TEXT COLLATE "C",
    opened_at   BIGINT NOT NULL,
    resolved_at BIGINT,
    -- The whole incident as JSON, without the moment of its resolution.
    body        TEXT COLLATE "C" NOT NULL
);

CREATE INDEX incident_open ON incident (opened_at, incident_id) WHERE resolved_at IS NULL;
CREATE INDEX incident_case ON incident (case_id) WHERE case_id IS NOT NULL;

-- What somebody typed and hasn't submitted.
CREATE TABLE draft (
    slot     TEXT COLLATE "C" NOT NULL,
    person   TEXT COLLATE "C" NOT NULL,
    form     TEXT COLLATE "C" NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (slot, person)
);

-- Uploads that their owner hasn't filed yet.
CREATE TABLE lodged_upload (
    slot      TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    document  TEXT COLLATE "C" NOT NULL,
    digest    TEXT COLLATE "C" NOT NULL,
    name      TEXT COLLATE "C" NOT NULL,
    media     TEXT COLLATE "C" NOT NULL,
    size      BIGINT NOT NULL,
    lodged_at BIGINT NOT NULL,
    PRIMARY KEY (slot, person, document, digest)
);

-- The portal's inbox.
CREATE TABLE portal_message (
    portal_message_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    audience          TEXT COLLATE "C" NOT NULL,
    case_id           TEXT COLLATE "C" NOT NULL,
    sent_at           BIGINT NOT NULL,
    read_at           BIGINT,
    -- The whole message as JSON, without the moment of its opening.
    body              TEXT COLLATE "C" NOT NULL
);

CREATE INDEX portal_message_audience ON portal_message (audience, sent_at DESC, portal_message_id DESC);

CREATE TABLE person (
    person_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name         TEXT COLLATE "C" NOT NULL,
    organisation TEXT COLLATE "C",
    -- JSON object: channel to address.
    contact      TEXT COLLATE "C" NOT NULL,
    language     TEXT COLLATE "C" NOT NULL
);

CREATE TABLE person_pool (
    pool      TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES person (person_id),
    PRIMARY KEY (pool, person_id)
);

CREATE INDEX person_pool_person ON person_pool (person_id);

CREATE TABLE organisation (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    title TEXT COLLATE "C" NOT NULL
);

-- Tokens are kept as SHA-256 only.
CREATE TABLE token (
    hash       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person_id  TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX token_person ON token (person_id);

-- One-time codes to take a seat, kept as SHA-256 only.
CREATE TABLE invitation (
    hash       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    case_id    TEXT COLLATE "C" NOT NULL,
    member     TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL,
    used_by    TEXT COLLATE "C"
);
