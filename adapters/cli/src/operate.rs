//! Commands for the operator of an installation.

pub mod backup;
pub mod deploy;
pub mod docket;
pub mod incident;
pub mod migrate;
pub mod person;
pub mod statistics;
pub mod store;

use crate::outcome::Outcome;
use crate::server::wiring;
use std::future::Future;

/// Runs an operator's command to its end.
pub fn wait(work: impl Future<Output = Result<Outcome, String>>) -> Outcome {
    wait_on(wiring::runtime(), work)
}

/// The same on these threads.
pub fn wait_on(
    runtime: Result<tokio::runtime::Runtime, String>,
    work: impl Future<Output = Result<Outcome, String>>,
) -> Outcome {
    match runtime.map(|runtime| runtime.block_on(work)) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(reason)) | Err(reason) => Outcome::Failed(reason),
    }
}
