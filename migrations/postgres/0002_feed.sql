-- Addresses of calendar feeds: one for each person, since a new one ends the one before.
-- The token in the address is kept as SHA-256 only.
CREATE TABLE feed (
    person_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash      TEXT COLLATE "C" NOT NULL,
    made_at   BIGINT NOT NULL,
    -- A feed is read by its token alone.
    CONSTRAINT feed_hash UNIQUE (hash)
);
