//! A place to listen: the port asked for, or the next free one.

use tokio::net::{TcpListener, TcpSocket};

/// Ports tried after a busy default.
const TRIES: u16 = 50;

/// Connections that the system keeps until they are accepted: it turns away silently, and who is turned away so tries
/// again only after a second.
const KNOCKING: u32 = 4_096;

/// Listens on loopback: on this port alone if it was asked for, else on the first free one from the default.
///
/// # Errors
/// No port is free, or the one asked for isn't.
pub async fn on_loopback(asked: Option<u16>, default: u16) -> Result<TcpListener, String> {
    if let Some(port) = asked {
        return listen("127.0.0.1", port).await;
    }
    for port in (default..).take(usize::from(TRIES)) {
        if let Ok(listener) = bound("127.0.0.1", port).await {
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
    bound(host, port)
        .await
        .map_err(|e| format!("can't listen on {host}:{port}: {e}; name another with --port"))
}

async fn bound(host: &str, port: u16) -> std::io::Result<TcpListener> {
    let mut wrong = std::io::Error::other("the name has no address");
    for address in tokio::net::lookup_host((host, port)).await? {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // The port of a server that has just stopped can be had again.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        match socket.bind(address).and_then(|()| socket.listen(KNOCKING)) {
            Ok(listener) => return Ok(listener),
            Err(error) => wrong = error,
        }
    }
    Err(wrong)
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
