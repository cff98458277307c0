//! The program, as an operator starts it.

use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Starting takes less, on any machine that tests run on.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// An installation's folder, and how its server is started.
#[derive(Debug)]
pub struct Program {
    pub data: PathBuf,
    /// Where the cases are: an address as an operator writes it.
    pub store: String,
    log: PathBuf,
    ways: Vec<String>,
}

impl Program {
    /// On a database, or on a file in the folder.
    pub fn new(folder: &Path, database: Option<String>, mail: SocketAddr, machine: SocketAddr) -> Self {
        let data = folder.join("data");
        let ways = [
            format!("--smtp=smtp://{mail}"),
            "--mail-from=Office <office@office.example>".to_owned(),
            format!("--service=stamper=http://{machine}/"),
        ];
        let store = database.unwrap_or_else(|| format!("sqlite://{}", data.join("registrar.db").display()));
        Self { data, store, log: folder.join("log"), ways: ways.into() }
    }

    fn command(&self, arguments: &[&str], store: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_registrar"));
        command.args(arguments).arg("--data").arg(&self.data).args(["--store", store]).stdin(Stdio::null());
        command
    }

    /// Starts something that may be killed.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.start_on(arguments, &self.store)
    }

    /// The same, with its store at another address.
    pub fn start_on(&self, arguments: &[&str], store: &str) -> Child {
        let mut command = self.command(arguments, store);
        if arguments == ["serve"] {
            command.args(["--port", "0"]).args(&self.ways);
        }
        let log = File::options().create(true).append(true).open(&self.log).expect("the log can be written");
        command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts")
    }

    /// Runs something to its end, which must be good.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments, &self.store).output().expect("the program starts");
        assert!(output.status.success(), "registrar {}: {output:?}\n{}", arguments.join(" "), self.log());
        output
    }

    /// What replaying all dockets finds, whatever it is.
    pub fn verified(&self) -> Value {
        let output = self.command(&["docket", "verify", "--format", "json"], &self.store).output();
        let output = output.expect("the program starts");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
    }

    /// Runs something to its end that prints an object.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
    }

    /// What servers said last.
    pub fn log(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

/// The address that a server prints once it listens; none if it ended before.
pub fn address(out: ChildStdout) -> Option<SocketAddr> {
    let (said, heard) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(out).read_line(&mut line);
        // Nobody listens any more when the test has failed.
        let _ = said.send(read.map(|_| line).unwrap_or_default());
    });
    let line = heard.recv_timeout(STARTS_WITHIN).expect("a server starts or ends");
    let address = line.trim().strip_prefix("http://")?;
    Some(address.parse().unwrap_or_else(|_| panic!("`{address}` is no address")))
}
