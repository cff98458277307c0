//! The time. Of several nodes none goes by its own clock: "now" is the database's, read every few seconds, and in
//! between a stopwatch that nobody can set.

use async_trait::async_trait;
use registrar_casework::ports::Clock;
use registrar_casework::sleep_until;
use registrar_engine::moment::Moment;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The clock of a database server.
#[derive(Debug)]
pub struct ServerClock {
    /// What the server said, and when here.
    read: Mutex<(i64, Instant)>,
    latest: AtomicI64,
}

impl ServerClock {
    /// A clock that was read just now: the server said so many microseconds.
    pub fn reading(micros: i64) -> Self {
        Self { read: Mutex::new((micros, Instant::now())), latest: AtomicI64::new(micros) }
    }

    /// It was read again, by a question that began at a moment of the stopwatch.
    pub fn read(&self, micros: i64, begun: Instant) {
        // The answer is from between the question and now.
        let middle = begun + begun.elapsed() / 2;
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = (micros, middle);
    }
}

#[async_trait]
impl Clock for ServerClock {
    fn now(&self) -> Moment {
        let (micros, at) = *self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = i64::try_from(at.elapsed().as_micros()).unwrap_or(i64::MAX);
        let seen = micros.saturating_add(passed);
        // Never earlier than an answer given before, also when the server's clock is set back.
        let latest = self.latest.fetch_max(seen, Ordering::Relaxed).max(seen);
        Moment::from_micros(latest).unwrap_or_else(|| jiff::Timestamp::MAX.into())
    }

    async fn until(&self, at: Moment) {
        sleep_until(self, at).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back() {
        let clock = ServerClock::reading(1_000_000_000);
        let first = clock.now();
        clock.read(5, Instant::now());
        assert!(clock.now() >= first);
        clock.read(9_000_000_000, Instant::now());
        assert!(clock.now().as_micros() >= 9_000_000_000);
    }
}
