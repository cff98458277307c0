//! The transition function: what an event does to a case, as W3C SCXML's algorithm has it.

use crate::case::Case;
use crate::docket::Mark;
use crate::effect::Effect;

/// What an event did, as a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The case after it.
    pub case: Case,
    /// What it asks of the world.
    pub effects: Vec<Effect>,
    /// What it did, in order.
    pub marks: Vec<Mark>,
}
