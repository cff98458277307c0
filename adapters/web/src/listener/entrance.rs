//! Where connections come in. On a thread of its own: whoever is one too many is told so there, and doesn't wait behind
//! everybody whose request is worked on.

use super::turned_away::TurnedAway;
use super::{Limits, attend};
use crate::traffic::Traffic;
use axum::Router;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long to wait when the system has no descriptors left.
const NO_DESCRIPTORS: Duration = Duration::from_secs(1);

/// A connection that found a place. As many wait to be served as there are places.
pub struct Arrival {
    pub stream: std::net::TcpStream,
    pub peer: SocketAddr,
    pub place: OwnedSemaphorePermit,
}

/// Lets connections in as long as there are places.
pub struct Entrance {
    listener: TcpListener,
    places: Arc<Semaphore>,
    traffic: Arc<Traffic>,
    inside: UnboundedSender<Arrival>,
    closing: CancellationToken,
}

/// Those who came in. The entrance closes with it.
pub struct Arrivals {
    pub waiting: UnboundedReceiver<Arrival>,
    _closing: DropGuard,
}

impl Entrance {
    pub fn new(listener: TcpListener, limits: Limits, traffic: &Arc<Traffic>) -> (Self, Arrivals) {
        let (inside, waiting) = mpsc::unbounded_channel();
        let places = Arc::new(Semaphore::new(limits.connections));
        let (traffic, closing) = (Arc::clone(traffic), CancellationToken::new());
        let arrivals = Arrivals { waiting, _closing: closing.clone().drop_guard() };
        (Self { listener, places, traffic, inside, closing }, arrivals)
    }

    /// Until it is closed, or nobody is inside any more.
    pub async fn open(self) {
        let turned_away = TurnedAway::default();
        while let Some((stream, peer)) = self.closing.run_until_cancelled(accept(&self.listener)).await {
            let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
                self.traffic.connection_turned_away();
                turned_away.tell(stream);
                continue;
            };
            // It has gone already.
            let Ok(stream) = stream.into_std() else { continue };
            if self.inside.send(Arrival { stream, peer, place }).is_err() {
                return;
            }
        }
    }
}

/// [`serve`](super::serve) with an entrance on a thread of its own, which is open from this call on; those inside are served by
/// whoever waits for what this gives.
///
/// # Errors
/// The system gives no thread, or the listener can't be taken there.
pub fn serve_apart(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    traffic: Arc<Traffic>,
    stop: impl Future<Output = ()>,
) -> io::Result<impl Future<Output = io::Result<()>>> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = listener.into_std()?;
    let listener = {
        let _there = runtime.enter();
        TcpListener::from_std(listener)?
    };
    let (entrance, arrivals) = Entrance::new(listener, limits, &traffic);
    let (closed, is_closed) = oneshot::channel();
    thread::Builder::new().name("entrance".to_owned()).spawn(move || {
        runtime.block_on(entrance.open());
        // Nobody listens only if nobody is served any more.
        let _ = closed.send(());
    })?;
    Ok(async move {
        attend(arrivals, router, limits, traffic, stop).await;
        is_closed.await.map_err(|_| io::Error::other("the thread that lets connections in has panicked"))
    })
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // It has gone before it was let in.
            Err(error) if gone(error.kind()) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(NO_DESCRIPTORS).await;
            }
        }
    }
}

fn gone(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused)
}
