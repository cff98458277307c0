//! Commands that run an installation: `serve` and `sandbox`, wired in one place.

pub mod address;
pub mod cast;
pub mod files;
pub mod listening;
pub mod logs;
pub mod sandbox;
pub mod seed;
pub mod serve;
pub mod wiring;
