//! Tells the loops that there may be something to do before the moment they sleep until.

use tokio::sync::Notify;

/// One bell for each loop.
#[derive(Debug, Default)]
pub struct Wake {
    /// A commit may have made something due earlier.
    pub timers: Notify,
    /// A commit has written outbox rows.
    pub outbox: Notify,
}
