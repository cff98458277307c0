-- On PostgreSQL this step builds an index beside those who write. A file has one writer: its table is made anew by the
-- next step.
INSERT INTO schema_step (schema, oldest_program) VALUES (9, 8);
