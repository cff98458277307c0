//! `registrar store copy`: an installation in another store, of the same kind of database or of the other.

use super::{docket, wait};
use crate::outcome::{Format, Outcome, print};
use crate::scratch::Scratch;
use crate::server::wiring::Place;
use registrar_casework::ports::StoreKind;
use registrar_store::{Address, SqlStore};

/// What to do with stores.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Copy all that is in a store into an empty one, and replay every docket there. No server may run on either.
    Copy {
        /// The store to read: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`.
        #[arg(long)]
        from: String,
        /// The store to write, which is made where it is missing.
        #[arg(long)]
        to: String,
    },
}

/// Runs it.
pub fn run(command: &Command) -> Outcome {
    let Command::Copy { from, to } = command;
    wait(copy(from, to))
}

async fn copy(from: &str, to: &str) -> Result<Outcome, String> {
    let read = |text: &str| text.parse::<Address>().map_err(|e| e.to_string());
    let (from, target) = (read(from)?, read(to)?);
    if let Address::Sqlite(file) = &from
        && !file.exists()
    {
        return Err(format!("there is no database `{}`", file.display()));
    }
    let told = |e: &dyn std::fmt::Display| e.to_string();
    let source = SqlStore::open(&from, StoreKind::Real).await.map_err(|e| told(&e))?;
    let target = SqlStore::open(&target, StoreKind::Real).await.map_err(|e| told(&e))?;
    for store in [&source, &target] {
        let others = store.living_nodes().await.map_err(|e| told(&e))?;
        if others > 0 {
            return Err(format!("{others} node(s) work on {}: stop them first", store.address()));
        }
    }
    // Of files: nobody else begins to work on them meanwhile.
    let charges = [
        source.take_charge().await.map_err(|e| told(&e))?,
        target.take_charge().await.map_err(|e| told(&e))?,
    ];
    let done = async {
        let copied = registrar_store::copy(&source, &target).await.map_err(|e| told(&e))?;
        let counted = registrar_store::count(&target).await.map_err(|e| told(&e))?;
        Ok::<_, String>((copied, counted))
    };
    let done = done.await;
    // Also when it failed: nobody is to wait for the end of a lease.
    for charge in charges {
        charge.release().await;
    }
    source.close().await;
    target.close().await;
    let (copied, counted) = done?;
    if copied != counted {
        return Err(format!("not all of it has arrived: {copied:?} were copied, {counted:?} are there"));
    }
    for (table, rows) in copied.iter().filter(|(_, rows)| *rows > 0) {
        print(&format!("{table:20} {rows:>10} row(s)"));
    }
    // Replaying reads no documents; the folder is there because casework wants one.
    let folder = Scratch::new()?;
    let place = Place { data: folder.path().to_owned(), store: Some(to.to_owned()) };
    docket::verify(None, Format::Text, &place).await
}
