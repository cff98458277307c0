//! A clock that only the test moves.

use async_trait::async_trait;
use registrar_casework::ports::{Clock, Doubt};
use registrar_engine::moment::Moment;
use std::sync::{Mutex, PoisonError};
use tokio::sync::watch;

/// A clock that stands still until it is moved; who waits for a moment wakes when it is reached.
#[derive(Debug)]
pub struct ManualClock {
    now: watch::Sender<Moment>,
    doubt: Mutex<Option<Doubt>>,
}

impl ManualClock {
    /// A clock that shows this moment.
    pub fn at(now: Moment) -> Self {
        Self { now: watch::Sender::new(now), doubt: Mutex::default() }
    }

    /// It is in doubt, or no longer.
    pub fn doubted(&self, doubt: Option<Doubt>) {
        *self.doubt.lock().unwrap_or_else(PoisonError::into_inner) = doubt;
    }

    /// Moves it to a moment; one that is past changes nothing.
    pub fn move_to(&self, at: Moment) {
        self.now.send_modify(|now| *now = (*now).max(at));
    }

    /// Moves it by so much.
    pub fn move_by(&self, by: jiff::SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        let now = self.now().as_micros().saturating_add(micros);
        if let Some(at) = Moment::from_micros(now) {
            self.move_to(at);
        }
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Moment {
        *self.now.borrow()
    }

    fn doubt(&self) -> Option<Doubt> {
        *self.doubt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn until(&self, at: Moment) {
        let mut shown = self.now.subscribe();
        // The sender lives as long as the clock does.
        let _ = shown.wait_for(|now| *now >= at).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment;

    #[tokio::test]
    async fn who_waits_wakes_when_the_moment_is_reached_and_not_before() {
        let clock = std::sync::Arc::new(ManualClock::at(moment("2026-03-02T01:00:00Z")));
        let waiting = {
            let clock = clock.clone();
            tokio::spawn(async move { clock.until(moment("2026-03-02T02:00:00Z")).await })
        };
        clock.move_by(jiff::SignedDuration::from_mins(59));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.move_to(moment("2026-03-02T02:00:00Z"));
        waiting.await.unwrap();
        clock.move_to(moment("2026-03-01T00:00:00Z"));
        assert_eq!(clock.now(), moment("2026-03-02T02:00:00Z"));
    }
}
