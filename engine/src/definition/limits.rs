//! How much a definition may hold. Bytes, nesting and nodes of the text are limited by
//! [`yaml`](crate::yaml).

/// Most states. The longest shipped definition has a hundred.
pub const MAX_STATES: usize = 2_000;
/// Most regions of all `parallel` states together.
pub const MAX_REGIONS: usize = 500;
/// Most arrows.
pub const MAX_ARROWS: usize = 10_000;
/// Most entries of one table: tasks, deadlines, notices, roles and so on.
pub const MAX_ENTRIES: usize = 2_000;
/// Most rows of one decision table. Who has more has data, not rules.
pub const MAX_ROWS: usize = 500;
/// Most fields that a decision table looks at, and most that it writes.
pub const MAX_COLUMNS: usize = 12;
/// Most alternatives in one cell of a decision table.
pub const MAX_ALTERNATIVES: usize = 50;
/// Most findings that are told: nobody reads more, and each costs time.
pub const MAX_FINDINGS: usize = 1_000;
/// Most events in one key under `on`; each arrow of the key carries them all.
pub const MAX_EVENTS: usize = 50;
/// Longest expression, in characters. A longer one is a decision, not a condition.
pub const MAX_EXPRESSION: usize = 2_000;
/// Longest name, in characters.
pub const MAX_NAME: usize = 80;
/// Longest path of names, such as an event pattern, in characters.
pub const MAX_PATH: usize = 400;
