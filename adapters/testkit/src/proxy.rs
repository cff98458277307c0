//! A line to a server on loopback that can be cut or fall silent.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Bytes carried at once.
const PIECE: usize = 16 << 10;

/// How the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Everything goes through.
    Whole,
    /// Nothing goes through, and nobody hears of it: a black hole. What was under way arrives when it is whole again,
    /// as after packets were lost.
    Silent,
    /// Connections are closed, and new ones too.
    Cut,
}

/// Stands before a server.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    line: Mutex<(Line, Vec<TcpStream>)>,
    changed: Condvar,
}

impl Proxy {
    /// Before the server on a port of loopback.
    ///
    /// # Panics
    /// If no port is free.
    pub fn before(server: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it listens").port();
        let state = Arc::new(State { line: Mutex::new((Line::Whole, Vec::new())), changed: Condvar::new() });
        let there = SocketAddr::from((Ipv4Addr::LOCALHOST, server));
        let known = Arc::clone(&state);
        thread::spawn(move || {
            for from in listener.incoming().flatten() {
                let state = Arc::clone(&known);
                // A connection that breaks is what this is for.
                thread::spawn(move || drop(connect(from, there, &state)));
            }
        });
        Self { port, state }
    }

    /// The port on 127.0.0.1 behind which the server is.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on the line is like this.
    pub fn is(&self, line: Line) {
        let mut state = self.state.lock();
        state.0 = line;
        if line == Line::Cut {
            for stream in state.1.drain(..) {
                // It may be gone already.
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
        self.state.changed.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.is(Line::Cut);
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, (Line, Vec<TcpStream>)> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits as long as the line is silent. Whether something goes through then.
    fn goes_through(&self) -> bool {
        let silent = |state: &mut (Line, Vec<TcpStream>)| state.0 == Line::Silent;
        let state = self.changed.wait_while(self.lock(), silent).unwrap_or_else(PoisonError::into_inner);
        state.0 == Line::Whole
    }
}

fn connect(from: TcpStream, there: SocketAddr, state: &Arc<State>) -> std::io::Result<()> {
    if !state.goes_through() {
        return Ok(());
    }
    let to = TcpStream::connect(there)?;
    from.set_nodelay(true)?;
    to.set_nodelay(true)?;
    state.lock().1.extend([from.try_clone()?, to.try_clone()?]);
    let (from_too, to_too) = (from.try_clone()?, to.try_clone()?);
    let known = Arc::clone(state);
    thread::spawn(move || drop(carry(to_too, from_too, &known)));
    carry(from, to, state)
}

/// Carries what comes until the end, which is carried too.
fn carry(mut from: TcpStream, mut to: TcpStream, state: &State) -> std::io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece).unwrap_or(0);
        if !state.goes_through() || read == 0 {
            return to.shutdown(Shutdown::Write);
        }
        to.write_all(&piece[..read])?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;
    use std::time::Duration;

    /// A server that says everything again.
    fn echo() -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut back = stream.try_clone().unwrap();
                thread::spawn(move || std::io::copy(&mut stream, &mut back));
            }
        });
        port
    }

    #[test]
    fn a_silent_line_holds_back_what_arrives_when_it_is_whole_and_a_cut_one_ends_connections() {
        let proxy = Proxy::before(echo());
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).unwrap();
        let mut heard = [0; 3];
        stream.write_all(b"one").unwrap();
        stream.read_exact(&mut heard).unwrap();
        proxy.is(Line::Silent);
        stream.write_all(b"two").unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let silence = stream.read(&mut heard).unwrap_err().kind();
        assert!(matches!(silence, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{silence}");
        proxy.is(Line::Whole);
        stream.set_read_timeout(None).unwrap();
        stream.read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"two");
        proxy.is(Line::Cut);
        assert!(matches!(stream.read(&mut heard), Ok(0) | Err(_)));
        let mut late = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).unwrap();
        assert!(matches!(late.read(&mut heard), Ok(0) | Err(_)));
    }
}
