//! The rules of `docs/semantics.md`, each by example. A test names the rules it shows.

mod boxes;
mod clocks;
mod copies;
mod endings;
mod errors;
mod ledger;
mod play;
mod rules;
mod select;
mod service;
mod tables;
mod tasks;
