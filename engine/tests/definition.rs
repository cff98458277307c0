//! What authors write: every finding with its place, every short form, and texts gone wrong.

#[path = "definition/actions.rs"]
mod actions;
#[path = "definition/arrows.rs"]
mod arrows;
#[path = "definition/carets.rs"]
mod carets;
#[path = "definition/data.rs"]
mod data;
#[path = "definition/deadlines.rs"]
mod deadlines;
#[path = "definition/examples.rs"]
mod examples;
#[path = "definition/guarantees.rs"]
mod guarantees;
#[path = "definition/keys.rs"]
mod keys;
#[path = "definition/limits.rs"]
mod limits;
#[path = "definition/mangled.rs"]
mod mangled;
#[path = "definition/names.rs"]
mod names;
#[path = "definition/people.rs"]
mod people;
#[path = "definition/reference.rs"]
mod reference;
#[path = "definition/schema.rs"]
mod schema;
#[path = "definition/states.rs"]
mod states;
#[path = "definition/tables.rs"]
mod tables;
#[path = "definition/tasks.rs"]
mod tasks;

const TRIAL: &str = include_str!("definition/async-trial.yaml");
const LICENCE: &str = include_str!("definition/business-licence.yaml");
