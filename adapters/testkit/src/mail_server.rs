//! A mail server on loopback that keeps what it took over, and fails as it is told.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Longest line that is read (RFC 5321 4.5.3.1.6 asks for 1,000).
const MAX_LINE: usize = 4_096;

/// A mail that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    /// The envelope's receiver.
    pub to: String,
    /// Header and body as they came, dots unstuffed.
    pub message: String,
}

/// What the server does with the next mail instead of taking it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Says no to the receiver for good: 550.
    NoSuchMailbox,
    /// Asks to come again: 451.
    Busy,
    /// Takes the mail over and hangs up without saying so: the sender can't know.
    HangsUpAfterTaking,
}

/// The server; it ends with the runtime that it was started on.
#[derive(Debug, Clone)]
pub struct MailServer {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    mailed: Vec<Mailed>,
    mishaps: VecDeque<Mishap>,
}

impl MailServer {
    /// Listens on a free port of loopback.
    ///
    /// # Panics
    /// If there is none.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let server = Self { address, kept: Arc::default() };
        let kept = server.kept.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A sender that goes away in the middle has sent nothing.
                tokio::spawn(talk(stream, kept.clone()));
            }
        });
        server
    }

    /// The address as the operator gives it: `smtp://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What was taken over, in order.
    pub fn mailed(&self) -> Vec<Mailed> {
        lock(&self.kept).mailed.clone()
    }

    /// What goes wrong with the mails to come, one each.
    pub fn next(&self, mishaps: &[Mishap]) {
        lock(&self.kept).mishaps.extend(mishaps);
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One sender's dialogue (RFC 5321).
async fn talk(stream: TcpStream, kept: Arc<Mutex<Kept>>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut to = String::new();
    let mut mishap = None;
    say(&mut stream, "220 mail.example ready").await?;
    loop {
        let line = read_line(&mut stream).await?;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say(&mut stream, "250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8").await?,
            "MAIL" => {
                mishap = lock(&kept).mishaps.pop_front();
                say(&mut stream, "250 ok").await?;
            }
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let answer = match mishap {
                    Some(Mishap::NoSuchMailbox) => "550 5.1.1 no such mailbox",
                    Some(Mishap::Busy) => "451 4.7.1 greylisted, come again",
                    _ => "250 ok",
                };
                say(&mut stream, answer).await?;
            }
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                let message = read_message(&mut stream).await?;
                lock(&kept).mailed.push(Mailed { to: std::mem::take(&mut to), message });
                if mishap == Some(Mishap::HangsUpAfterTaking) {
                    return Ok(());
                }
                say(&mut stream, "250 taken over").await?;
            }
            "RSET" | "NOOP" => say(&mut stream, "250 ok").await?,
            "QUIT" => return say(&mut stream, "221 bye").await,
            _ => say(&mut stream, "502 not here").await?,
        }
    }
}

async fn read_message(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut message = String::new();
    loop {
        let line = read_line(stream).await?;
        if line == "." {
            return Ok(message);
        }
        message.push_str(line.strip_prefix('.').unwrap_or(&line));
        message.push_str("\r\n");
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 || line.len() > MAX_LINE {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
