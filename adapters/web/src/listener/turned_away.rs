//! Tells a connection that is one too many that it is, without reading what it wants.

use crate::problem;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// Connections that are being told at once; beyond them the answer is written and the connection closed under it.
const AT_ONCE: usize = 128;
/// How long one may take to read the answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// What is read of a request that nobody looks at: closing over unread bytes would take the answer away again.
const UNREAD: u64 = 64 << 10;

/// The answer, and the places of those who are being told.
pub struct TurnedAway {
    answer: Arc<str>,
    places: Arc<Semaphore>,
}

impl Default for TurnedAway {
    fn default() -> Self {
        Self { answer: problem::too_many_connections().into(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl TurnedAway {
    /// Tells it; never waits.
    pub fn tell(&self, mut stream: TcpStream) {
        let answer = Arc::clone(&self.answer);
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            // A new connection takes these few bytes at once. If not, it gets none.
            let _ = stream.try_write(answer.as_bytes());
            return;
        };
        tokio::spawn(async move {
            let _place = place;
            let told = async {
                stream.write_all(answer.as_bytes()).await?;
                stream.shutdown().await?;
                tokio::io::copy(&mut (&mut stream).take(UNREAD), &mut tokio::io::sink()).await
            };
            // It has gone, or doesn't come to an end: it was told all the same.
            let _ = tokio::time::timeout(PATIENCE, told).await;
        });
    }
}
