//! How a command ends, and how that is said.

use std::io::Write;
use std::process::ExitCode;

/// The end of a command.
#[derive(Debug)]
pub enum Outcome {
    /// Fine. Status 0.
    Fine,
    /// There are findings, or tests failed; they have been printed. Status 1.
    Findings,
    /// The command was used wrongly. Status 2.
    Misused(String),
    /// The world failed. Status 3.
    Failed(String),
}

impl Outcome {
    /// Says the reason on standard error and gives the status.
    pub fn exit(self) -> ExitCode {
        let (status, reason) = match self {
            Self::Fine => (0, None),
            Self::Findings => (1, None),
            Self::Misused(reason) => (2, Some(reason)),
            Self::Failed(reason) => (3, Some(reason)),
        };
        if let Some(reason) = reason {
            eprintln!("registrar: {reason}");
        }
        ExitCode::from(status)
    }
}

/// Writes to standard output. A reader that has gone (`| head`) is no failure.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    // The reader has gone: there is nobody to tell.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n"));
}

/// One object on standard output.
pub fn print_json(value: &serde_json::Value) {
    print(&serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string()));
}

/// Text for people, or one JSON object for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}
