//! The time is a port, so that a test and a sandbox can move it.

use async_trait::async_trait;
use registrar_engine::moment::Moment;

/// A clock whose time nobody may be held to: it was set, or it stood wrong from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// What the clock that was set shows.
    pub shown: Moment,
    /// What it ought to show; [`now`](Clock::now) goes by this.
    pub reckoned: Moment,
}

impl Doubt {
    /// What is in doubt, in one sentence for the operator.
    pub fn sentence(&self) -> String {
        let Self { shown, reckoned } = self;
        format!(
            "nothing expires: the machine's clock shows {shown}, and by the time that has passed it is {reckoned}"
        )
    }
}

/// The time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now. Never earlier than an answer given before, unless an operator has confirmed meanwhile that the clock,
    /// which was in doubt, is right.
    fn now(&self) -> Moment;

    /// What is in doubt about the time, if anything. As long as something is, nothing may expire.
    fn doubt(&self) -> Option<Doubt> {
        None
    }

    /// Returns when [`now`](Clock::now) has reached `at`; at once if it has. A clock that is moved wakes
    /// those who wait.
    async fn until(&self, at: Moment);
}
