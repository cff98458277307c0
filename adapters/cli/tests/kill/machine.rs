//! The other system: stamps whatever it is asked to, and remembers under which key it was asked.

use crate::trigger::{Sight, Trigger};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A question as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub key: String,
    pub case: String,
}

/// All questions, in the order of arrival.
#[derive(Debug, Clone)]
pub struct Machine {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Question>>>,
}

impl Machine {
    pub fn open(trigger: &Arc<Trigger>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (all, trigger) = (Arc::clone(&asked), Arc::clone(trigger));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, trigger) = (Arc::clone(&all), Arc::clone(&trigger));
                // A question that breaks off is what this is about.
                std::thread::spawn(move || drop(answer(stream, &asked, &trigger)));
            }
        });
        Self { address, asked }
    }

    pub fn questions(&self) -> Vec<Question> {
        self.asked.lock().expect("nobody panics while it is held").clone()
    }
}

fn answer(stream: TcpStream, asked: &Mutex<Vec<Question>>, trigger: &Trigger) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let (mut key, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "idempotency-key" => value.trim().clone_into(&mut key),
            "content-length" => length = value.trim().parse().unwrap_or(0),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let question: Value = serde_json::from_slice(&body)?;
    let case = question["case"].as_str().unwrap_or_default().to_owned();
    asked.lock().expect("nobody panics while it is held").push(Question { key, case });
    trigger.saw(Sight::Asked);
    let answer = r#"{"outcome": "stamped"}"#;
    write!(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
        answer.len()
    )?;
    trigger.saw(Sight::Answered);
    Ok(())
}
