//! Connections: how many there may be, and how long each may keep us waiting. Whoever is one too many is told so at
//! once and in few bytes.

mod entrance;
mod stream;
mod turned_away;

pub use entrance::serve_apart;

use crate::traffic::Traffic;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use entrance::{Arrival, Arrivals, Entrance};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use stream::Moving;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;
use tower::ServiceExt as _;
use tower_http::timeout::TimeoutBody;

/// Connections at once. Each has one request under way at most.
pub const CONNECTIONS: usize = 2_048;
/// Bytes that a connection may hold unread or unsent: the head of a request fits, and so many times the number of
/// connections is what strangers can have us keep.
const BUFFER: usize = 64 << 10;

/// How much the listener puts up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// From the opening of a connection, or the answer before, to the end of a request's head.
    pub head: Duration,
    /// From one piece of a request's body to the next.
    pub body: Duration,
    /// How long an answer may lie unread.
    pub answer: Duration,
    /// From being asked to stop to ending what is still under way.
    pub stop: Duration,
}

impl Default for Limits {
    /// What a slow telephone line needs, and not more: a person's browser sends a head at once.
    fn default() -> Self {
        Self {
            connections: CONNECTIONS,
            head: Duration::from_secs(15),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(60),
            stop: Duration::from_secs(30),
        }
    }
}

/// Serves HTTP/1.1 until it is asked to stop; then nobody new comes in, and what is under way is finished.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    traffic: Arc<Traffic>,
    stop: impl Future<Output = ()>,
) {
    let (entrance, arrivals) = Entrance::new(listener, limits, &traffic);
    tokio::join!(entrance.open(), attend(arrivals, router, limits, traffic, stop));
}

/// Serves those who come in until it is time to stop, or nobody can come in any more.
async fn attend(
    mut arrivals: Arrivals,
    router: Router,
    limits: Limits,
    traffic: Arc<Traffic>,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let arrival = tokio::select! {
            () = &mut stop => break,
            arrival = arrivals.waiting.recv() => arrival,
            Some(_) = connections.join_next() => continue,
        };
        let Some(Arrival { stream, peer, place }) = arrival else { break };
        // It has gone meanwhile.
        let Ok(stream) = TcpStream::from_std(stream) else { continue };
        let service = Served { router: router.clone(), limits, peer, traffic: Arc::clone(&traffic) };
        connections.spawn(service.connection(stream, place, graceful.watcher()));
    }
    drop(arrivals);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(limits.stop) => {
            tracing::warn!("connections that came to no end were cut off");
        }
    }
    connections.shutdown().await;
}

/// What one connection is served with.
struct Served {
    router: Router,
    limits: Limits,
    peer: SocketAddr,
    traffic: Arc<Traffic>,
}

impl Served {
    async fn connection(self, stream: TcpStream, _place: OwnedSemaphorePermit, watcher: Watcher) {
        let Self { router, limits, peer, traffic } = self;
        let _present = traffic.connected();
        // An answer is written whole: nothing would be won by waiting for more. If it can't be set, it is slower.
        let _ = stream.set_nodelay(true);
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(|body| Body::new(TimeoutBody::new(limits.body, body)));
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(Moving::new(stream, limits.answer)), service);
        if let Err(error) = watcher.watch(connection).await {
            // People go away in the middle of a page all the time.
            tracing::trace!(%error, "a connection ended early");
        }
    }
}
