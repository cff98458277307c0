//! Whether an installation can serve now: the store answers, and the writer takes commands.

use crate::office::Casework;
use std::time::Duration;

/// How long store and writer have for a sign of life. A commit of a full batch takes far less.
const PATIENCE: Duration = Duration::from_secs(2);

/// What keeps an installation from serving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// No answer, or a fault.
    #[error("the store doesn't answer")]
    Store,
    /// The queue is full.
    #[error("so many commands wait that no more are taken")]
    Full,
    /// The writer has something in hand and doesn't come to an end of it.
    #[error("the writer takes no commands")]
    Writer,
    /// The door is closed.
    #[error("it is stopping")]
    Stopping,
}

impl Casework {
    /// Asks the store and the writer for a sign of life. It takes a place in the queue: one such question at a time
    /// is enough.
    pub async fn unready(&self) -> Vec<Unready> {
        let store = async {
            // What the loop for timers asks all the time: it is read from the store, and costs next to nothing.
            let answer = tokio::time::timeout(PATIENCE, self.ports.store.next_due()).await;
            if matches!(answer, Ok(Ok(_))) { Ok(()) } else { Err(Unready::Store) }
        };
        let writer =
            async { tokio::time::timeout(PATIENCE, self.door.knock()).await.unwrap_or(Err(Unready::Writer)) };
        let (store, writer) = tokio::join!(store, writer);
        [store, writer].into_iter().filter_map(Result::err).collect()
    }
}
