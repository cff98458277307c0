-- What a program must know to work with the tables as they are. A step that only adds keeps the number of the step
-- before it: programs that were made before go on working. A step that takes something away says which program is the
-- oldest that does without it. Every step from here on adds its own row: a program meets steps that it doesn't know.
CREATE TABLE schema_step (
    schema         INTEGER NOT NULL PRIMARY KEY,
    oldest_program INTEGER NOT NULL
) STRICT;

-- Programs before this one don't look here; they refuse whatever they don't know.
INSERT INTO schema_step (schema, oldest_program) VALUES (8, 8);
