//! Tells the loops that there may be something to do before the moment they sleep until.

use registrar_engine::moment::Moment;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// How long a loop waits after the store failed.
pub const AFTER_FAULT: Duration = Duration::from_secs(2);
/// Another node may have written something to do, or left its own behind: a loop looks for it at least so often, as
/// often as nodes say that they live.
pub const AT_LEAST_EVERY: Duration = Duration::from_secs(3);

/// One bell for each loop.
#[derive(Debug)]
pub struct Wake {
    timers: Notify,
    /// Microseconds of the moment until which the loop of timers sleeps. While it is awake: the end of time.
    sleeps_until: AtomicI64,
    /// A commit has written outbox rows.
    pub outbox: Notify,
}

impl Default for Wake {
    fn default() -> Self {
        Self { timers: Notify::new(), sleeps_until: AtomicI64::new(i64::MAX), outbox: Notify::new() }
    }
}

impl Wake {
    /// A commit has made something due: whoever would sleep beyond that moment is woken. Nearly every commit makes
    /// something due some day, and most of it long after the next moment that is known.
    pub fn due(&self, at: Moment) {
        if at.as_micros() < self.sleeps_until.load(Ordering::SeqCst) {
            self.timers.notify_one();
        }
    }

    /// The loop of timers is about to look: what becomes due from now on it has perhaps not seen.
    pub fn looks(&self) {
        self.sleeps_until.store(i64::MAX, Ordering::SeqCst);
    }

    /// It has looked, and sleeps until a moment, or until it is woken.
    pub async fn sleeps(&self, until: Option<Moment>) {
        self.sleeps_until.store(until.map_or(i64::MAX, Moment::as_micros), Ordering::SeqCst);
        self.timers.notified().await;
    }
}
