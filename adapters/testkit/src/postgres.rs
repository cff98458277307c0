//! A PostgreSQL server of a test's own: made in a temporary folder, gone with it, also when the test is killed.

use crate::required::{not_run, on_path};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A standby on the same machine has caught up within this.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(30);

/// A server on loopback, for the time of a test.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    watched: Option<(Child, ChildStdin)>,
    made: AtomicU32,
    log: Arc<Mutex<String>>,
}

impl Postgres {
    /// Starts a server; none where the machine has no PostgreSQL, which is said in one line, or is a failure
    /// where `REGISTRAR_REQUIRE` has it.
    ///
    /// # Panics
    /// When it is there and doesn't start.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            not_run("postgres", "there is no `initdb` on this machine");
            return None;
        };
        let mut server = Self::in_a_folder(programs);
        let data = server.data();
        let mut initdb = server.by_its_user("initdb");
        initdb.args([
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ]);
        done(initdb.arg(&data).stdout(Stdio::null()));
        server.run();
        Some(server)
    }

    fn in_a_folder(programs: PathBuf) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        if is_root() {
            // PostgreSQL won't run as root.
            done(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        let (made, log) = (AtomicU32::new(0), Arc::default());
        Self { programs, folder, port: free_port(), watched: None, made, log }
    }

    /// A standby of this server. From then on nothing is committed here before the standby has it.
    ///
    /// # Panics
    /// When it doesn't come up, or doesn't follow.
    pub fn standby(&self) -> Self {
        let mut standby = Self::in_a_folder(self.programs.clone());
        let port = self.port.to_string();
        let mut copy = standby.by_its_user("pg_basebackup");
        copy.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "--checkpoint=fast", "--no-sync"]);
        done(copy.args(["--write-recovery-conf", "-D"]).arg(standby.data()));
        standby.run();
        self.says("ALTER SYSTEM SET synchronous_standby_names = '*'");
        // The reload comes round by itself, and the standby with it: asked until both are there.
        let follows = "SELECT pg_reload_conf() AND EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync')";
        let give_up = Instant::now() + FOLLOWS_WITHIN;
        while self.says(follows) != "t" {
            assert!(Instant::now() < give_up, "the standby doesn't follow within {FOLLOWS_WITHIN:?}");
        }
        standby
    }

    /// Makes the server of a standby: it takes writes from now on.
    ///
    /// # Panics
    /// When it doesn't.
    pub fn promote(&self) {
        assert_eq!(self.says("SELECT pg_promote()"), "t");
    }

    /// What the server says to one sentence of SQL, as text.
    ///
    /// # Panics
    /// When it doesn't answer.
    pub fn says(&self, sentence: &str) -> String {
        let mut psql = Command::new(self.programs.join("psql"));
        let port = self.port.to_string();
        psql.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "--no-psqlrc", "-At", "-c", sentence]);
        let output = psql.output().unwrap_or_else(|error| panic!("{psql:?}: {error}"));
        assert!(output.status.success(), "{sentence}: {output:?}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Whether a server can be started here; says so where not, or fails where it is required.
    pub fn is_here() -> bool {
        let here = programs().is_some();
        if !here {
            not_run("postgres", "there is no `initdb` on this machine");
        }
        here
    }

    /// Starts it, or starts it again.
    ///
    /// # Panics
    /// When it doesn't come up.
    pub fn run(&mut self) {
        // What a test loses with its folder needs no disk. The shell ends the server when this process is gone
        // and with it the other end of the pipe.
        let settings = "-c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB";
        let script = format!(
            "'{programs}/postgres' -D '{data}' -p {port} -k '{folder}' -c listen_addresses=127.0.0.1 {settings} \
             2>&1 </dev/null & server=$!; read -r how; \
             if [ \"$how\" = crash ]; then kill -9 $server; else kill -QUIT $server; fi; wait $server",
            programs = self.programs.display(),
            data = self.data().display(),
            folder = self.folder.path().display(),
            port = self.port,
        );
        let mut shell = self.as_its_user("sh");
        let shell = shell.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = shell.spawn().expect("a shell");
        let pipe = shell.stdin.take().expect("it was asked for");
        let said = BufReader::new(shell.stdout.take().expect("it was asked for"));
        self.watched = Some((shell, pipe));
        let (ready, waiting) = mpsc::channel();
        // To its end, so that the server never waits for somebody who reads what it says.
        let log = Arc::clone(&self.log);
        std::thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(&line);
                log.push('\n');
                if line.contains("ready to accept") {
                    // Nobody waits for a second time.
                    let _ = ready.send(None);
                }
            }
            let _ = ready.send(Some(log.lock().unwrap_or_else(PoisonError::into_inner).clone()));
        });
        if let Some(log) = waiting.recv().expect("the reader tells how it went") {
            panic!("PostgreSQL doesn't come up: {log}");
        }
    }

    /// Ends it at once, as a crash would.
    pub fn crash(&mut self) {
        self.end("crash\n");
    }

    /// Ends it at once and starts it again: it finds its way by its log, as after a crash, and none of its processes
    /// is left over.
    ///
    /// # Panics
    /// When it doesn't come up.
    pub fn restart(&mut self) {
        self.end("stop\n");
        self.run();
    }

    fn end(&mut self, how: &str) {
        if let Some((mut shell, mut pipe)) = self.watched.take() {
            let _ = pipe.write_all(how.as_bytes());
            drop(pipe);
            let _ = shell.wait();
        }
        // After a crash its children may hold the port and the folder for a moment.
        let _ = std::fs::remove_file(self.data().join("postmaster.pid"));
    }

    /// What it has said so far, once it has said this.
    ///
    /// # Panics
    /// When it doesn't say it in time.
    pub fn log_with(&self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let log = self.log.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if log.contains(text) {
                return log;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "PostgreSQL doesn't say `{text}`");
            std::thread::yield_now();
        }
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of a new, empty database.
    ///
    /// # Panics
    /// When it can't be made.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.does("createdb", &[&name]);
        self.address(&name)
    }

    /// The address of a new copy of a database that [`Postgres::database`] has made, in place of the copy before:
    /// for many tests in turn. Nobody may be connected to the original.
    ///
    /// # Panics
    /// When it can't be made.
    pub fn copy_of(&self, original: &str) -> String {
        let name = "a_copy";
        let template = original.rsplit('/').next().unwrap_or_default();
        self.does("dropdb", &["--force", "--if-exists", name]);
        self.does("createdb", &["--template", template, "--strategy", "file_copy", name]);
        self.address(name)
    }

    /// The address of a database of that name.
    pub fn address(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn does(&self, program: &str, arguments: &[&str]) {
        let port = self.port.to_string();
        let mut command = Command::new(self.programs.join(program));
        done(
            command
                .args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres"])
                .args(arguments)
                .stderr(Stdio::null()),
        );
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn by_its_user(&self, program: &str) -> Command {
        self.as_its_user(&self.programs.join(program).display().to_string())
    }

    #[expect(clippy::unused_self, reason = "the user is the server's")]
    fn as_its_user(&self, program: &str) -> Command {
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", program]);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.end("stop\n");
    }
}

/// Where the server's programs are: Debian keeps them beside the path, by version.
fn programs() -> Option<PathBuf> {
    let folder = |file: PathBuf| file.canonicalize().ok().and_then(|file| file.parent().map(Path::to_owned));
    if let Some(found) = on_path("initdb").and_then(folder) {
        return Some(found);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    found.retain(|folder| folder.join("initdb").is_file());
    found.sort();
    found.pop()
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

fn done(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}
