//! A running program, and single requests to it.

use crate::visiting::client;
use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::Value;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

pub struct Installation {
    pub data: PathBuf,
    /// What its programs find in their environment.
    pub around: Vec<(&'static str, OsString)>,
}

impl Installation {
    pub fn new(folder: &Path) -> Self {
        Self { data: folder.join("data"), around: Vec::new() }
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_registrar"));
        command.envs(self.around.iter().cloned());
        command.args(arguments).arg("--data").arg(&self.data).output().unwrap()
    }

    /// The status and the one sentence of a command that refuses.
    pub fn refused(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.run(arguments);
        assert!(output.stdout.is_empty(), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.trim().lines().count(), 1, "{said}");
        (output.status.code(), said)
    }

    /// What a command prints as JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        told(self.run(&[arguments, &["--format", "json"]].concat()))
    }

    /// Adds a person, or replaces one; the token.
    pub fn token(&self, id: &str) -> String {
        self.token_of("Chen", &["--id", id])
    }

    /// The same with a name, and what else is to be said of the person.
    pub fn token_of(&self, name: &str, more: &[&str]) -> String {
        let added = self.json(&[&["person", "add", name, "--org", "court"], more].concat());
        added["token"].as_str().unwrap().to_owned()
    }

    /// Starts `serve` or `sandbox` on a free port, once it says where it listens.
    pub fn start(&self, arguments: &[&str]) -> Served {
        self.start_with(arguments, "info", Stdio::inherit())
    }

    /// The same with a log of so much, there.
    pub fn start_with(&self, arguments: &[&str], level: &str, log: Stdio) -> Served {
        let mut child = Command::new(env!("CARGO_BIN_EXE_registrar"))
            .args(arguments)
            .args(["--port", "0", "--data"])
            .arg(&self.data)
            .envs(self.around.iter().cloned())
            .env("REGISTRAR_LOG", level)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut metrics = None;
        let address = said.find(|line| {
            metrics = line.strip_prefix("metrics at ").map(str::to_owned).or(metrics.take());
            line.starts_with("http://")
        });
        let address = address.expect("it says where it listens");
        Served { child, address, metrics, client: client(header::HeaderMap::new()) }
    }
}

/// What a command that went well has printed as JSON.
pub fn told(output: Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

/// What a command prints as JSON that concerns no installation.
pub fn asked(arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--format", "json"]].concat();
    told(Command::new(env!("CARGO_BIN_EXE_registrar")).args(arguments).output().unwrap())
}

/// It ends with this.
pub struct Served {
    child: Child,
    pub address: String,
    pub metrics: Option<String>,
    client: Client,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub cookie: String,
    pub text: String,
}

impl Answer {
    pub fn has(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

impl Served {
    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The status of what comes back, if anything does.
    pub async fn try_get(&self, path: &str) -> Option<u16> {
        self.ask(Method::GET, path).send().await.ok().map(|answer| answer.status().as_u16())
    }

    pub async fn get(&self, path: &str) -> Answer {
        sent(self.ask(Method::GET, path)).await
    }

    pub async fn with_bearer(&self, path: &str, token: &str) -> Answer {
        sent(self.ask(Method::GET, path).bearer_auth(token)).await
    }

    pub async fn with_cookie(&self, path: &str, token: &str) -> Answer {
        sent(self.ask(Method::GET, path).header(header::COOKIE, format!("registrar={token}"))).await
    }

    /// A form of one of its own pages.
    pub async fn post(&self, path: &str, form: &str, token: Option<&str>) -> Answer {
        let mut request = self.ask(Method::POST, path).header(header::ORIGIN, &self.address);
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(token) = token {
            request = request.header(header::COOKIE, format!("registrar={token}"));
        }
        sent(request.body(form.to_owned())).await
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.address));
        request.header(header::ACCEPT_LANGUAGE, "en")
    }

    /// Asked to stop as an operator's system does it.
    #[cfg(unix)]
    pub fn terminated(mut self) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn sent(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let cookie = answer.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
    let (status, cookie) = (answer.status().as_u16(), cookie.unwrap_or_default().to_owned());
    Answer { status, cookie, text: answer.text().await.unwrap() }
}
