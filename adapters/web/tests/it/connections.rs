//! Connections that are too many or too slow, over sockets. Time is the test's: it passes when everybody waits.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use registrar_web::{Limits, Traffic, serve, serve_apart};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Bytes of an answer that no buffer of the system takes in.
const LARGE: usize = 64 << 20;

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Server {
    async fn with(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let whose = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
        let router = Router::new()
            .route("/whose", get(whose))
            .route("/large", get(|| async { vec![b'x'; LARGE] }))
            .route("/read", post(|body: String| async move { body }));
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async { drop(stopped.await) };
        let ended = tokio::spawn(serve(listener, router, limits, Arc::new(Traffic::default()), stopped));
        Self { address, stop, ended }
    }

    async fn connected(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// All that comes back on a new connection for this.
    async fn answer(&self, request: &str) -> String {
        let mut stream = self.connected().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        rest(&mut stream).await
    }
}

/// Everything until the server closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that is reset has closed too.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).unwrap()
}

/// So much time passes, as soon as everybody waits.
async fn passes(time: Duration) {
    let _ = tokio::time::timeout(time, std::future::pending::<()>()).await;
}

const WHOSE: &str = "GET /whose HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_connection_too_many_is_told_so_in_both_languages_and_closed() {
    let server = Server::with(Limits { connections: 2, ..Limits::default() }).await;
    let mut inside = [server.connected().await, server.connected().await];
    let answer = server.answer(WHOSE).await;
    assert!(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"), "{answer}");
    assert!(answer.contains("Please try again in a few seconds.\n当前访问人数较多"), "{answer}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("Content-Length: {}", body.len())), "{head}");

    for stream in &mut inside {
        stream.write_all(WHOSE.as_bytes()).await.unwrap();
        assert!(rest(stream).await.ends_with("127.0.0.1"), "those inside are served");
    }
    let answer = server.answer(WHOSE).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "their places are free again: {answer}");
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_to_its_end_closes_the_connection() {
    let server = Server::with(Limits::default()).await;
    let begun = Instant::now();
    server.answer("GET /whose HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    assert!(begun.elapsed() >= Limits::default().head && begun.elapsed() < Limits::default().body);
    let begun = Instant::now();
    assert_eq!(server.answer("").await, "", "nor does one wait for a head that never begins");
    assert!(begun.elapsed() < Limits::default().body);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stands_still_is_given_up() {
    let server = Server::with(Limits::default()).await;
    let begun = Instant::now();
    let answer = server.answer("POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(begun.elapsed() >= Limits::default().body && begun.elapsed() < 2 * Limits::default().body);
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_the_answer_is_cut_off() {
    let server = Server::with(Limits::default()).await;
    let mut stream = server.connected().await;
    stream.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    passes(2 * Limits::default().answer).await;
    let read = rest(&mut stream).await.len();
    assert!(read > 0 && read < LARGE, "{read} bytes");
}

#[tokio::test(start_paused = true)]
async fn asked_to_stop_it_ends_though_somebody_goes_on_sending_slowly() {
    let limits = Limits { stop: Duration::from_secs(20), ..Limits::default() };
    let server = Server::with(limits).await;
    let mut idle = server.connected().await;
    let mut slow = server.connected().await;
    let head = "POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n";
    slow.write_all(head.as_bytes()).await.unwrap();
    let mut told = [0; 12];
    slow.read_exact(&mut told).await.unwrap();
    assert_eq!(&told, b"HTTP/1.1 100", "it is being read");
    let asked = Instant::now();
    server.stop.send(()).unwrap();
    assert_eq!(rest(&mut idle).await, "");
    assert!(asked.elapsed() < Duration::from_secs(1), "who says nothing holds up nobody");
    server.ended.await.unwrap();
    assert!(asked.elapsed() >= limits.stop && asked.elapsed() < 2 * limits.stop);
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody new comes in");
}

#[tokio::test]
async fn whoever_is_one_too_many_is_told_so_though_nobody_is_served() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/here", get(async || "here"));
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async { drop(stopped.await) };
    let limits = Limits { connections: 2, ..Limits::default() };
    // Nobody waits for this: those inside aren't served.
    let serving = serve_apart(listener, router, limits, Arc::default(), stopped).unwrap();

    let mut inside = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
    for _ in 0..3 {
        let mut one_more = TcpStream::connect(address).await.unwrap();
        assert!(
            rest(&mut one_more).await.starts_with("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n")
        );
    }

    let ended = tokio::spawn(serving);
    for stream in &mut inside {
        stream.write_all(b"GET /here HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        assert!(rest(stream).await.ends_with("here"), "they had their places");
    }
    stop.send(()).unwrap();
    ended.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody new comes in");
}
