-- Rows with a case, an entry or a message in them are wide, and a table WITHOUT ROWID keeps wide rows badly: each
-- change of one moves others about. Twice as many transitions a second go through tables with a rowid
-- (docs/benchmarks.md). On a file there is one process and one shard: its number is 0 from now on, so that what
-- belongs to the cases of these days lies side by side. And what is asked of the outbox is asked of a case's rows, so that two of its indexes go.

CREATE TABLE case_file_wide (
    shard      INTEGER NOT NULL,
    case_id    TEXT    NOT NULL,
    workflow   TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    digest     TEXT    NOT NULL,
    edition    TEXT    NOT NULL DEFAULT '',
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
) STRICT;
INSERT INTO case_file_wide (shard, case_id, workflow, version, digest, edition, revision, opened_at, latest_at,
                            ended_at, outcome, next_due, head_hash, body)
SELECT 0, case_id, workflow, version, digest, edition, revision, opened_at, latest_at,
       ended_at, outcome, next_due, head_hash, body FROM case_file;
DROP TABLE case_file;
ALTER TABLE case_file_wide RENAME TO case_file;
-- The timers loop reads cases in due order; ended and timeless cases aren't in the index.
CREATE INDEX case_file_due ON case_file (next_due, case_id) WHERE next_due IS NOT NULL;
-- The operator's list goes by id alone.
CREATE INDEX case_file_id ON case_file (case_id);

CREATE TABLE docket_entry_wide (
    shard   INTEGER NOT NULL,
    case_id TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    -- Canonical JSON: what was hashed.
    body    TEXT    NOT NULL,
    hash    TEXT    NOT NULL,
    PRIMARY KEY (shard, case_id, number)
) STRICT;
INSERT INTO docket_entry_wide (shard, case_id, number, body, hash)
SELECT 0, case_id, number, body, hash FROM docket_entry;
DROP TABLE docket_entry;
ALTER TABLE docket_entry_wide RENAME TO docket_entry;

CREATE TABLE open_task_wide (
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
) STRICT;
INSERT INTO open_task_wide (shard, case_id, number, audience, task, assignee, opened_at, due_at, due_order,
                            workflow, digest)
SELECT 0, case_id, number, audience, task, assignee, opened_at, due_at, due_order, workflow, digest
FROM open_task;
DROP TABLE open_task;
ALTER TABLE open_task_wide RENAME TO open_task;
-- An inbox is read in the order of what is due, page by page.
CREATE INDEX open_task_inbox ON open_task (audience, due_order, opened_at, case_id, number);
-- The lot among the least loaded counts a person's tasks.
CREATE INDEX open_task_assignee ON open_task (assignee) WHERE assignee IS NOT NULL;

CREATE TABLE outbox_wide (
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
) STRICT;
INSERT INTO outbox_wide (shard, case_id, outbox_id, entry, group_id, due_at, attempts, lease_at, standing,
                         settled_at, reason, body)
SELECT 0, case_id, outbox_id, entry, group_id, due_at, attempts, lease_at, standing, settled_at, reason, body
FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_wide RENAME TO outbox;
-- What waits is claimed in due order.
CREATE INDEX outbox_waiting ON outbox (due_at, outbox_id) WHERE standing = 'waiting';

CREATE TABLE answer_wide (
    scope       TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    request     TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT;
INSERT INTO answer_wide (scope, key, request, body, answered_at)
SELECT scope, key, request, body, answered_at FROM answer;
DROP TABLE answer;
ALTER TABLE answer_wide RENAME TO answer;
