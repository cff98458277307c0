//! The engine of Registrar decides what happens in a case. It never waits: no async, clock,
//! randomness, file system, environment, network, thread or log is used here. What it needs of the
//! world is an argument; what it wants of the world is a value.

pub mod case;
pub mod chart;
/// Stands in until the calculus lands.
#[expect(missing_docs, reason = "stands in until the calculus lands")]
pub mod deadline {
    use serde::{Deserialize, Serialize};
    #[derive(Debug, Clone, Default)]
    pub struct Calendars;
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Period;
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Offset;
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Suspension {
        pub from: crate::moment::Moment,
        pub until: Option<crate::moment::Moment>,
        pub reason: String,
    }
}
pub mod definition;
pub mod docket;
pub mod effect;
pub mod event;
pub mod finding;
pub mod guard;
pub mod id;
pub mod moment;
pub mod refusal;
pub mod step;
pub mod value;
pub mod yaml;
