//! `registrar backup FOLDER`

use super::wait;
use crate::outcome::{Outcome, print};
use crate::server::wiring::{self, Place};
use std::path::PathBuf;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// An empty folder, or one that isn't there yet. To go back to it, name it with --data.
    into: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Copies database and documents, also while the server runs.
pub fn run(arguments: &Arguments) -> Outcome {
    wait(async {
        let place = &arguments.place;
        let store = wiring::existing_store(place).await?;
        let done = registrar_store::backup(&store, &wiring::contents(&place.data), &arguments.into).await;
        store.close().await;
        done.map_err(|e| e.to_string())?;
        print(&format!("copied to {}", arguments.into.display()));
        Ok(Outcome::Fine)
    })
}
