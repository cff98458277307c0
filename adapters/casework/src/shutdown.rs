//! Asks loops to stop: each finishes what it has in hand.

use tokio::sync::watch;

/// What a loop holds.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// A switch and what loops hold of it.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (switch, asked) = watch::channel(false);
        (switch, Self(asked))
    }

    /// Whether it has been asked. A switch that is gone asks as well.
    pub fn is_asked(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Returns when it has been asked.
    pub async fn asked(&mut self) {
        // An error means that the switch is gone: the same.
        let _ = self.0.wait_for(|asked| *asked).await;
    }
}
