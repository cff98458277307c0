//! A place to listen: the port asked for, or the next free one.

use tokio::net::TcpListener;

/// Ports tried after a busy default.
const TRIES: u16 = 50;

/// Listens on loopback: on this port alone if it was asked for, else on the first free one from the default.
///
/// # Errors
/// No port is free, or the one asked for isn't.
pub async fn on_loopback(asked: Option<u16>, default: u16) -> Result<TcpListener, String> {
    if let Some(port) = asked {
        return listen("127.0.0.1", port).await;
    }
    for port in (default..).take(usize::from(TRIES)) {
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)).await {
            if port != default {
                eprintln!("registrar: port {default} is busy, so this is port {port}");
            }
            return Ok(listener);
        }
    }
    Err(format!("no port from {default} to {} is free: name one with --port", default + TRIES - 1))
}

/// Listens on an address.
///
/// # Errors
/// It can't be had.
pub async fn listen(host: &str, port: u16) -> Result<TcpListener, String> {
    TcpListener::bind((host, port))
        .await
        .map_err(|e| format!("can't listen on {host}:{port}: {e}; name another with --port"))
}

/// Listens for being asked to stop from now on, and returns what is done when it happens.
///
/// The signals are taken over by the call, not when its answer is first waited for: a server that has said where it
/// is may be asked to stop at once, and would be killed by the signal it hasn't taken over yet.
pub fn asked_to_stop() -> impl Future<Output = ()> + Send + 'static {
    #[cfg(unix)]
    let signals = {
        use tokio::signal::unix::{SignalKind, signal};
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    };
    async move {
        #[cfg(unix)]
        if let (Ok(mut terminate), Ok(mut interrupt)) = signals {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
        // Without a signal handler the process ends at once, which loses nothing that was answered.
        let _ = tokio::signal::ctrl_c().await;
    }
}
