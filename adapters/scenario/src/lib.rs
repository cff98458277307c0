//! Acceptance tests in Gherkin, played on virtual time against the one door.
//!
//! The vocabulary is fixed (`docs/scenarios.md`) and names no workflow, role, task or state: every
//! argument of a step is looked up in the definition under test. What a scenario does goes through
//! [`registrar_casework`], as a person's command, a timer or a message would.

mod coverage;
mod failure;
mod feature;
mod finding_pages;
mod form;
mod language;
mod library;
mod mutation;
mod names;
mod pattern;
mod play;
mod reason;
mod report;
mod run;
pub mod script;
mod stage;
mod steps;
mod storage;
mod understand;
mod value;
mod vocabulary;
mod who;
mod words;

pub use coverage::{Coverage, Reached};
pub use finding_pages::explain_code;
pub use mutation::{Floor, Found, Judged, Kind, Mutation, Plan, Score, Tally, mutate};
pub use report::{Outcome, Played, Report, Steps, Told};
pub use run::{MOST_FILES, Options, RunError, files, run};
pub use storage::{Making, Storage, Stores};
pub use vocabulary::{Said, Use, reasons, uses, vocabulary};
