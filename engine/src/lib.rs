//! The engine of Registrar decides what happens in a case. It never waits: no async, clock,
//! randomness, file system, environment, network, thread or log is used here. What it needs of the
//! world is an argument; what it wants of the world is a value.

pub mod case;
pub mod chart;
mod copy_path;
pub mod deadline;
pub mod definition;
pub mod docket;
pub mod draw;
pub mod effect;
pub mod event;
pub mod finding;
mod finding_pages;
pub mod form;
pub mod guard;
pub mod id;
pub mod moment;
pub mod refusal;
mod shared;
pub mod step;
pub mod value;
pub mod verify;
pub mod yaml;

pub use chart::{Sources, compile, compile_to_try};
pub use definition::parse;
pub use finding_pages::{explain_code, explained_codes};
pub use verify::{verify, verify_by};

pub use step::{Step, Timer, offers, open, step, timers};
