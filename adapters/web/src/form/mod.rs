//! Forms of a page: made from the JSON Schema that casework gives, filled with what was typed, and read
//! back into what the door takes. What fits a field is the engine's answer, not decided here.

mod parts;
mod posted;
mod record;

pub(crate) use parts::{Filled, Part, note, parts, rows, without_row};
pub(crate) use posted::{Item, Posting, Typed, posted};
pub(crate) use record::{flat, plain, record};
