//! Clocks: the machine's, and one that can be put forward (for the sandbox).

use crate::ports::Clock;
use async_trait::async_trait;
use registrar_engine::moment::Moment;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// The longest single sleep: the clock may be set while we sleep.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// The machine's clock, which never goes back while the process lives.
#[derive(Debug, Default)]
pub struct SystemClock {
    latest: AtomicI64,
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let seen = Moment::from(jiff::Timestamp::now()).as_micros();
        let latest = self.latest.fetch_max(seen, Ordering::Relaxed).max(seen);
        Moment::from_micros(latest).unwrap_or_else(|| jiff::Timestamp::MAX.into())
    }

    async fn until(&self, at: Moment) {
        sleep_until(self, at).await;
    }
}

/// Sleeps until a clock shows a moment that goes on by itself, and may be set meanwhile.
pub async fn sleep_until(clock: &impl Clock, at: Moment) {
    loop {
        let left = at.as_micros().saturating_sub(clock.now().as_micros());
        match u64::try_from(left) {
            Ok(0) | Err(_) => return,
            Ok(left) => tokio::time::sleep(Duration::from_micros(left).min(LONGEST_SLEEP)).await,
        }
    }
}

/// The machine's clock and so much more; it can be put forward, never back.
#[derive(Debug)]
pub struct MovableClock {
    machine: SystemClock,
    ahead: watch::Sender<i64>,
}

impl MovableClock {
    /// A clock that shows the machine's time, or `earliest` if that is later: cases that have seen a later
    /// time are not to be thrown back.
    pub fn starting(earliest: Option<Moment>) -> Self {
        let clock = Self { machine: SystemClock::default(), ahead: watch::Sender::new(0) };
        if let Some(earliest) = earliest {
            clock.move_to(earliest);
        }
        clock
    }

    /// Puts the clock forward to a moment; one that is past changes nothing.
    pub fn move_to(&self, at: Moment) {
        let machine = self.machine.now().as_micros();
        self.ahead.send_modify(|ahead| *ahead = (*ahead).max(at.as_micros().saturating_sub(machine)));
    }
}

#[async_trait]
impl Clock for MovableClock {
    fn now(&self) -> Moment {
        let now = self.machine.now().as_micros().saturating_add(*self.ahead.borrow());
        Moment::from_micros(now).unwrap_or_else(|| jiff::Timestamp::MAX.into())
    }

    async fn until(&self, at: Moment) {
        let mut moved = self.ahead.subscribe();
        loop {
            let ahead = *moved.borrow_and_update();
            let on_machine = Moment::from_micros(at.as_micros().saturating_sub(ahead));
            let Some(on_machine) = on_machine else { return };
            tokio::select! {
                () = self.machine.until(on_machine) => return,
                changed = moved.changed() => if changed.is_err() { return },
            }
        }
    }
}
