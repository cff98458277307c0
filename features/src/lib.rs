//! Runs the Gherkin of this folder with Registrar's own vocabulary. There is no step in Rust here: what
//! a feature may say is in `docs/scenarios.md`.

use registrar_scenario::{Options, Report, run};
use std::path::{Path, PathBuf};

/// The folder with the features.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the features at or below a path of this folder.
///
/// # Errors
/// A sentence when nothing could be run.
pub fn run_below(path: impl AsRef<Path>) -> Result<Report, String> {
    run(&[folder().join(path)], &Options::default()).map_err(|error| error.to_string())
}
