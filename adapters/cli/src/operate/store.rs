//! `registrar store copy`: an installation in another store, of the same kind of database or of the other.

use super::wait;
use crate::outcome::{Outcome, print};
use crate::server::wiring::{self, Place, Ways};
use registrar_casework::ports::{Store as _, StoreKind};
use registrar_engine::id::CaseId;
use registrar_store::{Address, SqlStore};
use std::path::PathBuf;

/// What to do with stores.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Copy all that is in a store into an empty one, and replay every docket there. No server may run on either.
    Copy {
        /// The store to read: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`.
        #[arg(long)]
        from: Address,
        /// The store to write, which is made where it is missing.
        #[arg(long)]
        to: Address,
    },
}

/// Cases read at a time.
const PAGE: u32 = 200;

/// Runs it.
pub fn run(command: &Command) -> Outcome {
    let Command::Copy { from, to } = command;
    wait(copy(from, to))
}

async fn copy(from: &Address, to: &Address) -> Result<Outcome, String> {
    if let Address::Sqlite(file) = from
        && !file.exists()
    {
        return Err(format!("there is no database `{}`", file.display()));
    }
    let told = |e: &dyn std::fmt::Display| e.to_string();
    let source = SqlStore::open(from, StoreKind::Real).await.map_err(|e| told(&e))?;
    let target = SqlStore::open(to, StoreKind::Real).await.map_err(|e| told(&e))?;
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
    let copied = registrar_store::copy(&source, &target).await.map_err(|e| told(&e))?;
    let counted = registrar_store::count(&target).await.map_err(|e| told(&e))?;
    for charge in charges {
        charge.release().await;
    }
    source.close().await;
    target.close().await;
    if copied != counted {
        return Err(format!("not all of it has arrived: {copied:?} were copied, {counted:?} are there"));
    }
    for (table, rows) in copied.iter().filter(|(_, rows)| *rows > 0) {
        print(&format!("{table:20} {rows:>10} row(s)"));
    }
    replay(to).await
}

/// Replays every docket of the copy.
async fn replay(to: &Address) -> Result<Outcome, String> {
    // Replaying reads no documents; the folder is there because casework wants one.
    let folder: PathBuf = std::env::temp_dir().join(format!("registrar-copy-{}", uuid::Uuid::now_v7()));
    let place = Place { data: folder.clone(), store: Some(to.clone()) };
    let store = wiring::open_store(&place, StoreKind::Real).await?;
    let running = wiring::start(&place, store.clone(), Ways::default().outside()?).await?;
    let casework = running.casework();
    let (mut cases, mut wrong) = (0_u64, 0_u64);
    let mut after: Option<CaseId> = None;
    loop {
        let page = store.cases(after.as_ref(), PAGE).await.map_err(|e| e.to_string())?;
        let Some(last) = page.last() else { break };
        after = Some(last.case.clone());
        for row in &page {
            cases += 1;
            let check = casework.verify_docket(&row.case).await.map_err(|e| e.to_string())?;
            let problems = check.map(|check| check.problems).unwrap_or_default();
            if !problems.is_empty() {
                wrong += 1;
                print(&format!("{}: {}", row.case, problems.join("; ")));
            }
        }
    }
    running.stop().await;
    store.close().await;
    // What is left lies among temporary files.
    let _ = std::fs::remove_dir_all(folder);
    print(&format!("{cases} case(s) replayed in {to}: {wrong} don't agree"));
    Ok(if wrong == 0 { Outcome::Fine } else { Outcome::Findings })
}
