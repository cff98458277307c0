//! The repository checks itself: its layout, the direction of its dependencies, its sources, links and licences.
//!
//! Each check is one file and takes the repository as a value, so that it can be shown to find what it looks
//! for on a repository of three lines. `tests/tidy.rs` runs all of them on the real one.

pub mod arrows;
pub mod findings;
pub mod layout;
pub mod licences;
pub mod links;
pub mod migrations;
pub mod purity;
pub mod repository;
pub mod rust;
pub mod sources;

pub use repository::Repository;

/// What is untidy, one sentence each, with its place. Empty: nothing is.
pub type Complaints = Vec<String>;
