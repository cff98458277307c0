//! A server that runs until it is killed, and may be frozen meanwhile.

use crate::program::{self, Program};
use rustix::process::{Pid, Signal, kill_process};
use std::net::SocketAddr;
use std::process::Child;

#[derive(Debug)]
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Of the program, on its store.
    pub fn start(program: &Program) -> Self {
        Self::start_on(program, &program.store)
    }

    /// The same, with the store at another address.
    pub fn start_on(program: &Program, store: &str) -> Self {
        let mut child = program.start_on(&["serve"], store);
        let out = child.stdout.take().expect("it is a pipe");
        let address = program::address(out);
        let address = address.unwrap_or_else(|| panic!("it didn't start:\n{}", program.log()));
        Self { child, address }
    }

    /// SIGSTOP: it does nothing, and doesn't know.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// SIGCONT: it goes on as if nothing had been.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("it is a process");
        kill_process(pid, signal).expect("it is our child");
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
