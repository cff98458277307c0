-- Several nodes on one database share its timers and its outbox by shard. On SQLite there is one process, and both
-- tables stay empty.

-- A node that lives says so every few seconds.
CREATE TABLE node (
    node_id TEXT    NOT NULL PRIMARY KEY,
    -- The schema that its program knows.
    schema  INTEGER NOT NULL,
    -- By the database's clock, as all times here.
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who works on the timers and the outbox of a shard, and until when unless it says so again.
CREATE TABLE shard_lease (
    shard   INTEGER NOT NULL PRIMARY KEY,
    node_id TEXT    NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
