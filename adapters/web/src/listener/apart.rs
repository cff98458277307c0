//! Connections on a thread of their own: whoever is one too many, by connection or by request, is told so there, and not
//! behind everybody who waits for the work itself.

use super::{Limits, serve};
use crate::traffic::Traffic;
use axum::Router;
use std::io;
use std::sync::Arc;
use std::thread;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;

/// [`serve`] on a thread of its own. Requests that are let in are worked on where the
/// router's [`Site`](crate::Site) says.
///
/// # Errors
/// The system gives no thread, or the listener can't be taken there.
pub async fn serve_apart(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    traffic: Arc<Traffic>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let listener = listener.into_std()?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let (stopping, stopped) = oneshot::channel::<()>();
    let (ended, mut end) = oneshot::channel();
    let serving = async move {
        let listener = TcpListener::from_std(listener)?;
        // Whoever could have asked for it has gone: the same.
        serve(listener, router, limits, traffic, async { drop(stopped.await) }).await;
        Ok(())
    };
    thread::Builder::new().name("connections".to_owned()).spawn(move || {
        // Nobody listens only if nobody waits for the end any more.
        let _ = ended.send(runtime.block_on(serving));
    })?;
    let early = tokio::select! {
        () = stop => None,
        ended = &mut end => Some(ended),
    };
    drop(stopping);
    let ended = match early {
        Some(ended) => ended,
        None => end.await,
    };
    ended.unwrap_or_else(|_| Err(io::Error::other("the thread of the connections has panicked")))
}
