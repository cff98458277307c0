//! Calls everybody in.

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

/// Until the next look at something that doesn't tell of itself.
const LOOKS_AGAIN: Duration = Duration::from_millis(200);

#[derive(Debug, Default)]
pub struct Whistle {
    blown: Mutex<bool>,
    heard: Condvar,
}

impl Whistle {
    pub fn blow(&self) {
        *self.blown.lock().expect("nobody panics while it is held") = true;
        self.heard.notify_all();
    }

    /// Waits a while, not beyond the whistle. Whether it was blown.
    pub fn wait(&self, most: Duration) -> bool {
        let blown = self.blown.lock().expect("nobody panics while it is held");
        let waited = self.heard.wait_timeout_while(blown, most, |blown| !*blown);
        *waited.expect("nobody panics while it is held").0
    }

    /// Waits for something that is so before long.
    pub fn until(&self, what: &str, within: Duration, mut is_so: impl FnMut() -> bool) {
        let give_up = Instant::now() + within;
        while !is_so() {
            assert!(Instant::now() < give_up, "{what}: not within {within:?}");
            self.wait(LOOKS_AGAIN);
        }
    }
}
