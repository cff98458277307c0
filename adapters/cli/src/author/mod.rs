//! Commands for who writes definitions: they read files and decide nothing but through the engine.

pub mod check;
pub mod deadline;
pub mod draw;
pub mod explain;
pub mod report;
pub mod schema;
pub mod sources;
pub mod test;
