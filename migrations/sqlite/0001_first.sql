-- One installation: cases, their docket, and what is derived from them or travels with them.
--
-- Instants are INTEGER microseconds since 1970-01-01T00:00:00Z: texts would sort `07.4Z` before `07Z`.
-- Every per-case table starts its key with `shard`, a small number computed from the case id (0 to 255),
-- so that a distributed database keeps what belongs to a case in one place.
-- Names are alike on SQLite and PostgreSQL.

-- What this store is for. One row; written when it is made, never changed.
CREATE TABLE store_marker (
    store_marker_id INTEGER NOT NULL PRIMARY KEY CHECK (store_marker_id = 1),
    kind            TEXT    NOT NULL CHECK (kind IN ('real', 'sandbox'))
) STRICT;

-- Deployed definitions, never changed: cases are pinned to them by digest.
CREATE TABLE definition (
    digest      TEXT    NOT NULL PRIMARY KEY,
    workflow    TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    deployed_at INTEGER NOT NULL,
    text        TEXT    NOT NULL,
    -- JSON objects: file name to text.
    resources   TEXT    NOT NULL,
    calendars   TEXT    NOT NULL,
    CONSTRAINT definition_workflow_version UNIQUE (workflow, version)
) STRICT;

-- `case` is a word of SQL. `body` is the canonical JSON whose SHA-256 stands in the last docket entry.
CREATE TABLE case_file (
    shard      INTEGER NOT NULL,
    case_id    TEXT    NOT NULL,
    workflow   TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    digest     TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    opened_at  INTEGER NOT NULL,
    latest_at  INTEGER NOT NULL,
    ended_at   INTEGER,
    outcome    TEXT,
    -- The earliest timer of the case that isn't held by an incident; none: nothing is due ever.
    next_due   INTEGER,
    head_hash  TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    PRIMARY KEY (shard, case_id)
) STRICT, WITHOUT ROWID;

-- The timers loop reads cases in due order; ended and timeless cases aren't in the index.
CREATE INDEX case_file_due ON case_file (next_due, case_id) WHERE next_due IS NOT NULL;
-- The operator's list goes by id alone.
CREATE INDEX case_file_id ON case_file (case_id);

CREATE TABLE docket_entry (
    shard   INTEGER NOT NULL,
    case_id TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    -- Canonical JSON: what was hashed.
    body    TEXT    NOT NULL,
    hash    TEXT    NOT NULL,
    PRIMARY KEY (shard, case_id, number)
) STRICT, WITHOUT ROWID;

-- Derived: one row for each audience of an open task.
CREATE TABLE open_task (
    shard     INTEGER NOT NULL,
    case_id   TEXT    NOT NULL,
    number    INTEGER NOT NULL,
    -- `person:…` or `pool:…`
    audience  TEXT    NOT NULL,
    task      TEXT    NOT NULL,
    assignee  TEXT,
    opened_at INTEGER NOT NULL,
    due_at    INTEGER,
    -- 9223372036854775807 where nothing is due: an inbox sorts by it.
    due_order INTEGER NOT NULL,
    workflow  TEXT    NOT NULL,
    digest    TEXT    NOT NULL,
    PRIMARY KEY (shard, case_id, number, audience)
) STRICT, WITHOUT ROWID;

-- An inbox is read in the order of what is due, page by page.
CREATE INDEX open_task_inbox ON open_task (audience, due_order, opened_at, case_id, number);
-- The lot among the least loaded counts a person's tasks.
CREATE INDEX open_task_assignee ON open_task (assignee) WHERE assignee IS NOT NULL;

-- Derived: who may see a case at all.
CREATE TABLE case_access (
    shard     INTEGER NOT NULL,
    case_id   TEXT    NOT NULL,
    audience  TEXT    NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (shard, case_id, audience)
) STRICT, WITHOUT ROWID;

-- "My cases", the last opened first.
CREATE INDEX case_access_audience ON case_access (audience, opened_at DESC, case_id DESC);

-- What is to be done after a commit, at least once.
CREATE TABLE outbox (
    shard      INTEGER NOT NULL,
    case_id    TEXT    NOT NULL,
    outbox_id  TEXT    NOT NULL,
    entry      INTEGER NOT NULL,
    group_id   TEXT,
    due_at     INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    -- Taken by a sender until this moment.
    lease_at   INTEGER,
    standing   TEXT    NOT NULL CHECK (standing IN ('waiting', 'done', 'failed')),
    settled_at INTEGER,
    reason     TEXT,
    body       TEXT    NOT NULL,
    PRIMARY KEY (shard, case_id, outbox_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_waiting ON outbox (due_at, outbox_id) WHERE standing = 'waiting';
CREATE INDEX outbox_id ON outbox (outbox_id);
CREATE INDEX outbox_group ON outbox (group_id) WHERE group_id IS NOT NULL;

-- First answers to commands, by the caller's scope and key.
CREATE TABLE answer (
    scope       TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    request     TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

-- What couldn't be done and waits for an operator.
CREATE TABLE incident (
    incident_id TEXT    NOT NULL PRIMARY KEY,
    case_id     TEXT,
    opened_at   INTEGER NOT NULL,
    resolved_at INTEGER,
    -- The whole incident as JSON, without the moment of its resolution.
    body        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX incident_open ON incident (opened_at, incident_id) WHERE resolved_at IS NULL;
CREATE INDEX incident_case ON incident (case_id) WHERE case_id IS NOT NULL;

-- What somebody typed and hasn't submitted.
CREATE TABLE draft (
    slot     TEXT    NOT NULL,
    person   TEXT    NOT NULL,
    form     TEXT    NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (slot, person)
) STRICT, WITHOUT ROWID;

-- Uploads that their owner hasn't filed yet.
CREATE TABLE lodged_upload (
    slot      TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    document  TEXT    NOT NULL,
    digest    TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    media     TEXT    NOT NULL,
    size      INTEGER NOT NULL,
    lodged_at INTEGER NOT NULL,
    PRIMARY KEY (slot, person, document, digest)
) STRICT, WITHOUT ROWID;

-- The portal's inbox.
CREATE TABLE portal_message (
    portal_message_id TEXT    NOT NULL PRIMARY KEY,
    audience          TEXT    NOT NULL,
    case_id           TEXT    NOT NULL,
    sent_at           INTEGER NOT NULL,
    read_at           INTEGER,
    -- The whole message as JSON, without the moment of its opening.
    body              TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX portal_message_audience ON portal_message (audience, sent_at DESC, portal_message_id DESC);

CREATE TABLE person (
    person_id    TEXT NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    organisation TEXT,
    -- JSON object: channel to address.
    contact      TEXT NOT NULL,
    language     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person_pool (
    pool      TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    PRIMARY KEY (pool, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_pool_person ON person_pool (person_id);

CREATE TABLE organisation (
    name  TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens are kept as SHA-256 only.
CREATE TABLE token (
    hash       TEXT    NOT NULL PRIMARY KEY,
    person_id  TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX token_person ON token (person_id);

-- One-time codes to take a seat, kept as SHA-256 only.
CREATE TABLE invitation (
    hash       TEXT    NOT NULL PRIMARY KEY,
    case_id    TEXT    NOT NULL,
    member     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    used_by    TEXT
) STRICT, WITHOUT ROWID;
