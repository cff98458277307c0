//! What authors write: every finding code with its place, every short form, and texts gone wrong.

#[path = "definition/examples.rs"]
mod examples;
#[path = "definition/mangled.rs"]
mod mangled;

const TRIAL: &str = include_str!("definition/async-trial.yaml");
const LICENCE: &str = include_str!("definition/business-licence.yaml");
