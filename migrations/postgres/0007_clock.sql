-- On a file the process that works on the timers goes by the machine's clock, which somebody may set. It compares that
-- clock with the time since the machine was started, which nobody can set, and keeps here what it went by: so that
-- the process after it knows what the clock ought to show. On PostgreSQL these columns stay empty.

-- Which start of the machine `boot_at` counts from.
ALTER TABLE store_marker ADD COLUMN boot_id TEXT COLLATE "C";
-- Microseconds since that start, and what the time was then.
ALTER TABLE store_marker ADD COLUMN boot_at BIGINT;
ALTER TABLE store_marker ADD COLUMN trusted_at BIGINT;
-- The incident that holds the expiries. Once it is resolved, the clock is right as it stands.
ALTER TABLE store_marker ADD COLUMN held_by TEXT COLLATE "C";
