//! Who works on the timers and the outbox. On a file one process at a time, which therefore knows that what
//! its predecessor had in hand is nobody's any more; on a server any number of nodes, which share the work.

use crate::address::Address;
use crate::open::{OpenFault, SqlStore};
use crate::sql::Statement;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Held by whoever works on a store's timers and outbox; let go when the process ends, however it ends.
#[derive(Debug)]
pub struct Charge {
    /// Of a file: nobody else has it.
    locked: Option<File>,
}

impl Charge {
    /// Whether nobody else works on the store.
    pub fn is_alone(&self) -> bool {
        self.locked.is_some()
    }
}

impl SqlStore {
    /// Takes charge of the store's timers and outbox. Of a file, outbox rows that a process had claimed when it
    /// was killed are free again at once, and the attempt that was cut off isn't counted: without this a notice
    /// would wait until the lease of a dead process runs out. On a server it waits for that: a node can't know
    /// whether another one is dead.
    ///
    /// # Errors
    /// Another process has the file, or it can't be written.
    pub async fn take_charge(&self) -> Result<Charge, OpenFault> {
        let Address::Sqlite(file) = self.address() else { return Ok(Charge { locked: None }) };
        let shown = self.address().to_string();
        let locked = lock(file, &shown)?;
        let free = Statement::new(
            "UPDATE outbox SET lease_at = NULL, attempts = max(attempts - 1, 0)
             WHERE standing = 'waiting' AND lease_at IS NOT NULL",
        );
        let freed = self.database.run(free).await;
        freed.map_err(|e| OpenFault::Unopenable { path: shown, reason: e.to_string() })?;
        Ok(Charge { locked: Some(locked) })
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
