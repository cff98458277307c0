//! `registrar migrate`

use super::wait;
use crate::outcome::{Outcome, print};
use crate::server::wiring::{self, Place};
use registrar_casework::ports::StoreKind;

/// Which installation.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// Makes the database where it is missing and brings it to this program's schema.
pub fn run(arguments: &Arguments) -> Outcome {
    wait(async {
        let store = wiring::open_store(&arguments.place, StoreKind::Real).await?;
        print(&format!("{}: schema {}", store.address(), registrar_store::SCHEMA));
        store.close().await;
        Ok(Outcome::Fine)
    })
}
