//! A mail server of the test's own: takes every mail and remembers it, as often as it comes.

use crate::trigger::{Sight, Trigger};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A mail as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub message_id: String,
    pub to: String,
    pub subject: String,
}

/// All mail, in the order of arrival.
#[derive(Debug, Clone)]
pub struct Mailbox {
    pub address: SocketAddr,
    taken: Arc<Mutex<Vec<Mail>>>,
}

impl Mailbox {
    pub fn open(trigger: &Arc<Trigger>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (all, trigger) = (Arc::clone(&taken), Arc::clone(trigger));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (taken, trigger) = (Arc::clone(&all), Arc::clone(&trigger));
                // A conversation that breaks off is what this is about.
                std::thread::spawn(move || drop(converse(stream, &taken, &trigger)));
            }
        });
        Self { address, taken }
    }

    pub fn mail(&self) -> Vec<Mail> {
        self.taken.lock().expect("nobody panics while it is held").clone()
    }
}

/// RFC 5321, as much as a client needs that sends one mail after the other.
fn converse(stream: TcpStream, taken: &Mutex<Vec<Mail>>, trigger: &Trigger) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    let mut to = String::new();
    out.write_all(b"220 mailbox.example\r\n")?;
    while let Some(line) = lines.next() {
        let line = line?;
        let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => out.write_all(b"250-mailbox.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")?,
            "RCPT" => {
                line.clone_into(&mut to);
                out.write_all(b"250 OK\r\n")?;
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let mut text = Vec::new();
                loop {
                    match lines.next() {
                        Some(line) => match line? {
                            end if end == "." => break,
                            line => text.push(line),
                        },
                        // Not a whole mail: its sender never got a word for it.
                        None => return Ok(()),
                    }
                }
                let mail = Mail {
                    message_id: header(&text, "message-id"),
                    to: to.clone(),
                    subject: header(&text, "subject"),
                };
                taken.lock().expect("nobody panics while it is held").push(mail);
                trigger.saw(Sight::MailIn);
                out.write_all(b"250 taken\r\n")?;
                trigger.saw(Sight::MailTaken);
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => out.write_all(b"250 OK\r\n")?,
        }
    }
    Ok(())
}

fn header(text: &[String], name: &str) -> String {
    let head = text.iter().take_while(|line| !line.is_empty());
    let mut named = head.filter_map(|line| line.split_once(':'));
    let found = named.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}
