//! Commands for who writes definitions: they read files and decide nothing but through the engine.

pub mod check;
pub mod checks;
pub mod deadline;
pub mod draw;
pub mod explain;
pub mod import;
pub mod language;
mod page;
pub mod report;
pub mod run;
pub mod schema;
pub mod sources;
mod stories;
pub mod test;
pub mod verdicts;
mod watch;
