//! The least that a client of the API needs: one request, one connection, and no repeating behind one's back.

use crate::trigger::{Sight, Trigger};
use serde_json::Value;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A living server answers within this, however busy.
const PATIENCE: Duration = Duration::from_secs(30);
/// Whoever stands before several servers goes to the next one after this.
const IMPATIENCE: Duration = Duration::from_secs(3);

/// What a server may do that isn't dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grace {
    /// It answers, and never that it can't.
    None,
    /// It may say that it can't serve now (503), and says so in time.
    Refusals,
    /// It may say nothing.
    Silence,
}

/// There is no answer: the server is gone, or can't serve. What was asked may have been done or not.
#[derive(Debug)]
pub struct Lost;

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

/// A server, who speaks to it, and who watches.
#[derive(Debug, Clone)]
pub struct Link<'a> {
    pub address: SocketAddr,
    pub token: String,
    pub trigger: &'a Trigger,
    pub grace: Grace,
}

impl Link<'_> {
    pub fn get(&self, path: &str) -> Result<Value, Lost> {
        let reply = self.send("GET", path, &[], b"")?;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        Ok(reply.json())
    }

    pub fn post(&self, path: &str, key: &str, body: &Value) -> Result<Reply, Lost> {
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", key)];
        self.send("POST", path, &headers, body.to_string().as_bytes())
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, Lost> {
        let patience = if self.grace == Grace::Silence { IMPATIENCE } else { PATIENCE };
        let lost = |error| self.lost(error);
        let mut stream = TcpStream::connect_timeout(&self.address, patience).map_err(lost)?;
        stream.set_read_timeout(Some(patience)).map_err(lost)?;
        stream.set_nodelay(true).map_err(lost)?;
        // HTTP/1.0: the answer ends with the connection.
        let mut request = format!("{method} {path} HTTP/1.0\r\nHost: {}\r\n", self.address);
        request += &format!("Authorization: Bearer {}\r\nContent-Length: {}\r\n", self.token, body.len());
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += "\r\n";
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        stream.write_all(&bytes).map_err(lost)?;
        if method != "GET" {
            self.trigger.saw(Sight::Sent);
        }
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map_err(lost)?;
        let reply = parsed(&answer)?;
        if reply.status == 503 && self.grace >= Grace::Refusals {
            self.trigger.saw(Sight::Refused);
            return Err(Lost);
        }
        Ok(reply)
    }

    fn lost(&self, error: std::io::Error) -> Lost {
        let hangs = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
        let may_hang = self.grace == Grace::Silence;
        assert!(may_hang || !hangs, "the server lives and doesn't answer within {PATIENCE:?}");
        Lost
    }
}

/// An answer that broke off is none.
fn parsed(answer: &[u8]) -> Result<Reply, Lost> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or(Lost)?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let body = answer[end + 4..].to_vec();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or(Lost)?;
    let length = lines.filter_map(|line| line.split_once(':')).find_map(|(name, value)| {
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    if length.is_some_and(|length| length != body.len()) {
        return Err(Lost);
    }
    Ok(Reply { status, body })
}
