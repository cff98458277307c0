//! The program as a person or another program starts it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The program with nothing said to it yet.
pub fn registrar() -> Command {
    Command::new(env!("CARGO_BIN_EXE_registrar"))
}

/// What it says and how it ends when this comes on its standard input.
pub fn answer(program: &mut Command, input: &[u8]) -> Output {
    let piped = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut started = piped.spawn().unwrap();
    // It may stop before it has read everything.
    let _ = started.stdin.take().unwrap().write_all(input);
    started.wait_with_output().unwrap()
}
