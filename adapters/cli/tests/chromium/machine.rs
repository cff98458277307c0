//! What has to run for a path: the program's sandbox in a folder of its own, the driver, and a browser with an
//! empty profile. All of it ends with the path, however that ends.

use crate::driver::Session;
use registrar_testkit::required;
use serde_json::json;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Nothing is fetched, reported or kept; what a container can't give isn't asked for.
const QUIET: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--lang=en-US", // how a date is typed
];
/// The browser's two programs, where the machine has them.
pub struct Programs {
    browser: PathBuf,
    driver: PathBuf,
}

impl Programs {
    /// Finds them; says that the test isn't run where one is missing.
    pub fn found() -> Option<Self> {
        let Some(browser) = required::CHROMIUM.into_iter().find_map(required::on_path) else {
            required::not_run("chromium", "no chromium on the PATH");
            return None;
        };
        let Some(driver) = required::on_path("chromedriver") else {
            required::not_run("chromium", "no chromedriver on the PATH");
            return None;
        };
        Some(Self { browser, driver })
    }
}

/// A program that was started here and ends with this value.
pub struct Started {
    child: Child,
    /// What the line that was waited for had behind its beginning.
    pub said: String,
}

impl Started {
    /// Starts a program and reads its output until a line has a text; what stands behind it is kept.
    /// Its complaints go to a file of the target's folder for tests.
    fn and_said(mut command: Command, complaints: &str, mark: &str) -> Self {
        let complaints = Path::new(env!("CARGO_TARGET_TMPDIR")).join(complaints);
        let complaints = std::fs::File::create(complaints).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(complaints).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut heard = Vec::new();
        let said = loop {
            match lines.next() {
                Some(Ok(line)) => match line.split_once(mark) {
                    Some((_, rest)) => break rest.trim().to_owned(),
                    None => heard.push(line),
                },
                _ => {
                    let _ = child.kill();
                    panic!("`{command:?}` ended before it said `{mark}`:\n{}", heard.join("\n"));
                }
            }
        };
        // Read on, so that the program never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, said }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All of it, running.
pub struct Machine {
    /// The browser.
    pub session: Session,
    /// The address of the sandbox.
    pub sandbox: String,
    /// A folder for files of the path, removed afterwards.
    pub folder: tempfile::TempDir,
    _running: [Started; 2],
}

impl Machine {
    /// Starts everything, with a page of so many pixels.
    pub async fn start(programs: &Programs, path: &str, language: &str, (width, height): (u32, u32)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = sandbox(path, &folder.path().join("data"), language);
        let mut command = Command::new(&programs.driver);
        command.arg("--port=0");
        let driver =
            Started::and_said(command, &format!("{path}-driver.log"), "started successfully on port ");
        let port = driver.said.trim_end_matches('.');
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let arguments: Vec<&str> = QUIET.into_iter().chain([profile.as_str()]).collect();
        // The page's own measures: a window has a least width, which a telephone is below.
        let screen = json!({ "width": width, "height": height, "pixelRatio": 1.0, "touch": false });
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": programs.browser, "args": arguments, "mobileEmulation": { "deviceMetrics": screen } },
        });
        let session = Session::begin(&format!("http://127.0.0.1:{port}"), capabilities).await.unwrap();
        let address = sandbox.said.clone();
        Self { session, sandbox: address, folder, _running: [sandbox, driver] }
    }
}

fn sandbox(path: &str, data: &Path, language: &str) -> Started {
    let mut command = Command::new(env!("CARGO_BIN_EXE_registrar"));
    command.args(["sandbox", "--port", "0", "--language", language, "--data"]).arg(data);
    command.env("REGISTRAR_LOG", "error");
    let mut started = Started::and_said(command, &format!("{path}-sandbox.log"), "http://");
    started.said = format!("http://{}", started.said);
    started
}
