//! A client that keeps its connection and does no more than it must, since it shares the machine with the server:
//! HTTP/1.1, one request after another, answers whose length is told.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Most bytes of an answer.
const LARGEST: usize = 1 << 20;
/// Most headers of an answer.
const MOST_HEADERS: usize = 32;

/// One connection of one person.
pub struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    token: String,
    /// What was read.
    read: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr, token: String) -> Result<Self, String> {
        let stream = TcpStream::connect(address).await.map_err(|e| format!("{address}: {e}"))?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Self { stream, address, token, read: Vec::with_capacity(8 << 10) })
    }

    /// Sends JSON under a key. The answer's body, if the answer is good.
    pub async fn post(&mut self, path: &str, key: &str, body: &str) -> Result<&[u8], String> {
        let Self { address, token, .. } = self;
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\nidempotency-key: {key}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await.map_err(|e| e.to_string())?;
        self.read.clear();
        let (status, body) = loop {
            if let Some((status, from, length)) = head(&self.read)?
                && self.read.len() >= from + length
            {
                break (status, from..from + length);
            }
            if self.read.len() > LARGEST {
                return Err("the answer is too long".to_owned());
            }
            if self.stream.read_buf(&mut self.read).await.map_err(|e| e.to_string())? == 0 {
                return Err("the server has hung up".to_owned());
            }
        };
        let body = self.read.get(body).unwrap_or_default();
        match status {
            200..300 => Ok(body),
            _ => Err(format!("{path}: {status} {}", String::from_utf8_lossy(body))),
        }
    }
}

/// Of an answer whose head is there: its status, where its body begins, how long that is.
fn head(read: &[u8]) -> Result<Option<(u16, usize, usize)>, String> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let parsed = answer.parse(read).map_err(|e| format!("an answer that isn't HTTP: {e}"))?;
    let httparse::Status::Complete(end) = parsed else { return Ok(None) };
    let length = answer.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|length| std::str::from_utf8(length.value).ok()?.trim().parse().ok());
    match (answer.code, length) {
        (Some(status), Some(length)) => Ok(Some((status, end, length))),
        _ => Err(format!("an answer without status or length: {answer:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_once_its_head_is_there() {
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nx: y\r\n\r\n{}";
        assert_eq!(head(answer), Ok(Some((201, answer.len() - 2, 2))));
        assert_eq!(head(&answer[..40]), Ok(None));
        assert!(head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }
}
