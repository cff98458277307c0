-- Calendars come in editions: a definition keeps its text, and each edition of what it counts with is kept
-- beside it. Cases are pinned to one, and counted anew when there is a newer one.

CREATE TABLE definition_edition (
    digest      TEXT COLLATE "C" NOT NULL,
    -- From 1, in the order of deployment; the highest is the one for new cases.
    number      BIGINT NOT NULL,
    -- Digest of what is counted with; empty for what was deployed before editions were told apart.
    edition     TEXT COLLATE "C" NOT NULL,
    deployed_at BIGINT NOT NULL,
    -- JSON object: file name to text.
    calendars   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (digest, number),
    CONSTRAINT definition_edition_once UNIQUE (digest, edition)
);

INSERT INTO definition_edition (digest, number, edition, deployed_at, calendars)
SELECT digest, 1, '', deployed_at, calendars FROM definition;

ALTER TABLE definition DROP COLUMN calendars;

ALTER TABLE case_file ADD COLUMN edition TEXT COLLATE "C" NOT NULL DEFAULT '';
