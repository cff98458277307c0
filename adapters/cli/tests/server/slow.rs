//! Many connections that never come to the end of a request: how much memory they take, and how long one more waits for
//! its answer. Thousands of them take as many open files, and are tried by hand:
//!
//! ```sh
//! ulimit -n 30000
//! REGISTRAR_SLOW=10000 cargo test -p registrar --test server slow -- --nocapture
//! ```

use crate::served::Installation;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// As many as are tried where nobody says otherwise.
const MANY: usize = 300;
/// One of so many is let in.
const LET_IN: usize = 5;

#[tokio::test]
async fn a_crowd_of_slow_connections_takes_little_memory_and_those_too_many_are_told_at_once() {
    let said = std::env::var("REGISTRAR_SLOW").ok().map(|text| text.parse().expect("a number"));
    let many = said.unwrap_or(MANY);
    let folder = tempfile::tempdir().unwrap();
    let served =
        Installation::new(folder.path()).start(&["serve", "--connections", &(many / LET_IN).to_string()]);
    let address = served.address.trim_start_matches("http://").to_owned();
    let before = resident(served.id());
    let mut crowd = Vec::with_capacity(many);
    let begun = Instant::now();
    for _ in 0..many {
        let mut stream = TcpStream::connect(&address).unwrap();
        // One that is turned away at once may have closed before it has spoken.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        crowd.push(stream);
    }
    let (came, during) = (begun.elapsed(), resident(served.id()));

    let mut waits: Vec<Duration> = (0..100).map(|_| told(&address)).collect();
    waits.sort();
    let (half, longest) = (waits[waits.len() / 2], waits[waits.len() - 1]);
    println!("{many} slow connections within {came:?}");
    println!("resident before {before} KiB, with them {during} KiB, now {} KiB", resident(served.id()));
    println!("503 within {half:?} for half of 100, {longest:?} for all");
    assert!(during < before + (64 << 10), "a crowd takes less than 64 MiB");
    // By hand only: a machine that builds beside it may let anybody wait.
    assert!(said.is_none() || longest < Duration::from_millis(100), "{longest:?}");
    drop(crowd);
    while served.try_get("/health").await != Some(200) {
        tokio::task::yield_now().await;
    }
}

/// How long one more connection waits for its 503.
fn told(address: &str) -> Duration {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 503");
    begun.elapsed()
}

/// Resident memory of a process in KiB.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
