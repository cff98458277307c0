-- Several nodes on one database share its timers and its outbox by shard. On SQLite there is one process, and both
-- tables stay empty.

-- A node that lives says so every few seconds.
CREATE TABLE node (
    node_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- The schema that its program knows.
    schema  BIGINT NOT NULL,
    -- By the database's clock, as all times here.
    seen_at BIGINT NOT NULL
);

-- Who works on the timers and the outbox of a shard, and until when unless it says so again.
CREATE TABLE shard_lease (
    shard   BIGINT NOT NULL PRIMARY KEY,
    node_id TEXT COLLATE "C" NOT NULL,
    ends_at BIGINT NOT NULL
);

INSERT INTO shard_lease (shard, node_id, ends_at) SELECT shard, '', 0 FROM generate_series(0, 255) AS shard;
