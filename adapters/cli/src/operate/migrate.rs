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
    /// Spread the tables of a PostgreSQL database over the servers of this extension. No node may run.
    #[arg(long, value_enum)]
    distribute: Option<Distribution>,
}

/// By what a database is spread over servers.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Distribution {
    Citus,
}

/// Makes the database where it is missing and brings it to this program's schema.
pub fn run(arguments: &Arguments) -> Outcome {
    wait(async {
        let store = wiring::open_store(&arguments.place, StoreKind::Real).await?;
        if let Some(Distribution::Citus) = arguments.distribute {
            let tables = store.distribute().await.map_err(|e| e.to_string())?;
            print(&format!("{tables} table(s) were spread"));
        }
        let left = store.left().map(str::to_owned);
        let schema = store.schema().await.map_err(|e| e.to_string());
        store.close().await;
        print(&format!("{}: schema {}", store.address(), schema?));
        match left {
            None => Ok(Outcome::Fine),
            Some(left) => {
                eprintln!("registrar: {left}");
                Ok(Outcome::Findings)
            }
        }
    })
}
