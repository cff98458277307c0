//! Who works on the timers and the outbox of a file: one process at a time, which therefore knows that what
//! its predecessor had in hand is nobody's any more.

use crate::open::{OpenFault, SqliteStore};
use std::fs::{File, TryLockError};

/// Held by the one process that works on a file's timers and outbox; let go when it ends, however it ends.
#[derive(Debug)]
pub struct Charge {
    _locked: File,
}

impl SqliteStore {
    /// Takes charge of the file's timers and outbox. Outbox rows that a process had claimed when it was
    /// killed are free again at once, and the attempt that was cut off isn't counted: without this a
    /// notice would wait until the lease of a dead process runs out.
    ///
    /// # Errors
    /// Another process has it, or the file can't be written.
    pub async fn take_charge(&self) -> Result<Charge, OpenFault> {
        let shown = self.path().display().to_string();
        let unopenable = |reason: String| OpenFault::Unopenable { path: shown.clone(), reason };
        // A file of its own: closing a second handle of the database would end SQLite's own locks.
        let beside = self.path().with_extension("lock");
        let locked = File::options().create(true).truncate(false).write(true).open(&beside);
        let locked = locked.map_err(|e| unopenable(format!("{}: {e}", beside.display())))?;
        match locked.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenFault::InUse { path: shown }),
            Err(TryLockError::Error(e)) => return Err(unopenable(format!("{}: {e}", beside.display()))),
        }
        let mut writer = self.writer.lock().await;
        sqlx::query(
            "UPDATE outbox SET lease_at = NULL, attempts = max(attempts - 1, 0)
             WHERE standing = 'waiting' AND lease_at IS NOT NULL",
        )
        .execute(&mut *writer)
        .await
        .map_err(|e| unopenable(e.to_string()))?;
        Ok(Charge { _locked: locked })
    }
}
