-- The zone a person lives in, as an IANA name; empty: the organisation's.
ALTER TABLE person ADD COLUMN zone TEXT COLLATE "C" NOT NULL DEFAULT '';
