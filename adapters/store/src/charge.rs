//! Who works on the timers and the outbox. On a file one process at a time, which therefore knows that what
//! its predecessor had in hand is nobody's any more; on a server any number of nodes, which share the work.

use crate::address::Address;
use crate::node::Taking;
use crate::open::{OpenFault, SqlStore};
use crate::outbox::given_back;
use crate::watch::Watch;
use registrar_casework::ports::{StoreFault, StoreKind};
use std::fs::{File, TryLockError};
use std::path::Path;

/// Held by whoever works on a store's timers and outbox; let go when the process ends, however it ends.
#[derive(Debug)]
pub struct Charge(Kind);

#[derive(Debug)]
enum Kind {
    /// Of a file, locked: nobody else has it. Real cases have somebody who watches the machine's clock.
    Alone { watch: Option<Watch>, _locked: File },
    /// Of a server: a share.
    Share(Taking),
}

impl Charge {
    /// Whether nobody else works on the store.
    pub fn is_alone(&self) -> bool {
        matches!(self.0, Kind::Alone { .. })
    }

    /// Lets go, and tells the other nodes.
    pub async fn release(self) {
        match self.0 {
            Kind::Alone { watch: None, .. } => {}
            Kind::Alone { watch: Some(watch), .. } => watch.end().await,
            Kind::Share(taking) => taking.end().await,
        }
    }
}

impl SqlStore {
    /// How many nodes have said lately that they work on this store; of a file none does.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn living_nodes(&self) -> Result<u64, StoreFault> {
        self.node.living(&self.database).await
    }

    /// Takes charge of the store's timers and outbox. Of a file, outbox rows that a process had claimed when it
    /// was killed are free again at once, and the attempt that was cut off isn't counted: without this a notice
    /// would wait until the lease of a dead process runs out. On a server it waits for that: a node can't know
    /// whether another one is dead.
    ///
    /// # Errors
    /// Another process has the file, or it can't be written.
    pub async fn take_charge(&self) -> Result<Charge, OpenFault> {
        let shown = self.address().to_string();
        let Address::Sqlite(file) = self.address() else {
            let taking = self.node.take_part(&self.database, self.address()).await;
            return match taking {
                Ok(taking) => Ok(Charge(Kind::Share(taking))),
                Err(fault) => Err(OpenFault::Unreachable { path: shown, reason: fault.to_string() }),
            };
        };
        let locked = lock(file, &shown)?;
        let freed = self.database.run(given_back("")).await;
        let told = |e: StoreFault| OpenFault::Unopenable { path: shown.clone(), reason: e.to_string() };
        freed.map_err(told)?;
        let watch = match self.kind {
            StoreKind::Real => Some(Watch::begin(&self.database, &self.machine).await.map_err(told)?),
            // Its clock is moved on purpose.
            StoreKind::Sandbox => None,
        };
        Ok(Charge(Kind::Alone { watch, _locked: locked }))
    }
}

fn lock(database: &Path, shown: &str) -> Result<File, OpenFault> {
    let unopenable = |reason: String| OpenFault::Unopenable { path: shown.to_owned(), reason };
    // A file of its own: closing a second handle of the database would end SQLite's own locks.
    let beside = database.with_extension("lock");
    let locked = File::options().create(true).truncate(false).write(true).open(&beside);
    let locked = locked.map_err(|e| unopenable(format!("{}: {e}", beside.display())))?;
    match locked.try_lock() {
        Ok(()) => Ok(locked),
        Err(TryLockError::WouldBlock) => Err(OpenFault::InUse { path: shown.to_owned() }),
        Err(TryLockError::Error(e)) => Err(unopenable(format!("{}: {e}", beside.display()))),
    }
}
