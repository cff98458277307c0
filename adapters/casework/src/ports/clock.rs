//! The time is a port, so that a test and a sandbox can move it.

use async_trait::async_trait;
use registrar_engine::moment::Moment;

/// The time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now. Never earlier than an answer given before.
    fn now(&self) -> Moment;

    /// Returns when [`now`](Clock::now) has reached `at`; at once if it has. A clock that is moved wakes
    /// those who wait.
    async fn until(&self, at: Moment);
}
