//! One installation, from an empty folder to the last look at it.

use crate::chance::Chance;
use crate::http::Link;
use crate::machine::Machine;
use crate::mailbox::Mailbox;
use crate::people::{Clerk, Sender};
use crate::program::{self, Program};
use crate::report::Figures;
use crate::trigger::{Fall, Plan, Sight, Trigger};
use crate::verdict;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Times that the making of the database is killed.
const KILLED_MIGRATIONS: u32 = 4;
/// Making it takes less than this, mostly.
const MIGRATES_WITHIN: Duration = Duration::from_millis(60);
/// Everything that is due is done within this, once the server is left in peace.
const SETTLES_WITHIN: Duration = Duration::from_secs(60);
/// Until the next look.
const LOOKS_AGAIN: Duration = Duration::from_millis(30);

const ERRANDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kill/errands");

#[derive(Debug)]
pub struct Installation {
    pub program: Program,
    pub trigger: Arc<Trigger>,
    pub mailbox: Mailbox,
    pub machine: Machine,
    pub senders: Vec<Sender>,
    pub clerks: Vec<Clerk>,
    folder: Option<TempDir>,
}

impl Installation {
    /// An empty folder is made an installation, by commands that are killed on the way.
    pub fn found(chance: &mut Chance, figures: &mut Figures) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let trigger = Arc::new(Trigger::default());
        let (mailbox, machine) = (Mailbox::open(&trigger), Machine::open(&trigger));
        let program = Program::new(folder.path(), mailbox.address, machine.address);
        let (senders, clerks) = (Vec::new(), Vec::new());
        let mut new = Self { program, trigger, mailbox, machine, senders, clerks, folder: Some(folder) };
        for _ in 0..KILLED_MIGRATIONS {
            new.kill_migration(chance, figures);
        }
        let migrated = new.program.run(&["migrate"]);
        assert!(String::from_utf8_lossy(&migrated.stdout).contains("schema"), "{migrated:?}");
        new.look(figures);
        new.program.run(&["deploy", ERRANDS]);
        for number in 0..3_u64 {
            let token = new.token(&format!("sender-{number}"), &[]);
            new.senders.push(Sender::new(token, chance.fork(), (number + 1) * 10_000));
        }
        for number in 0..2 {
            let token = new.token(&format!("clerk-{number}"), &["--pool", "clerks"]);
            new.clerks.push(Clerk::new(token));
        }
        new
    }

    /// The first command on an empty folder makes the database, whichever it is.
    fn kill_migration(&self, chance: &mut Chance, figures: &mut Figures) {
        let commands: [&[&str]; 3] = [&["migrate"], &["serve"], &["deploy", ERRANDS]];
        let command = commands[usize::try_from(chance.below(3)).expect("it is small")];
        let later = chance.up_to(MIGRATES_WITHIN);
        let there = self.program.data.join("registrar.db").exists();
        println!(
            "{} on {} database: killed {later:?} after its start",
            command[0],
            if there { "a" } else { "no" }
        );
        let plan = Plan { on: Sight::Started, nth: 1, later };
        self.trigger.arm(self.program.start(command), Some(plan));
        match self.trigger.fall() {
            Fall::Ended(status) => assert!(status.success(), "{status}: {}", self.program.log()),
            _ => figures.killed_migrations += 1,
        }
    }

    fn token(&self, id: &str, more: &[&str]) -> String {
        let mail = format!("{id}@office.example");
        let mut add = vec!["person", "add", id, "--id", id, "--org", "office", "--mail", &mail];
        add.extend(more);
        self.program.json(&add)["token"].as_str().expect("a person has a token").to_owned()
    }

    /// Replays every docket, with no server running.
    pub fn look(&self, figures: &mut Figures) {
        let began = Instant::now();
        let verified = self.program.json(&["docket", "verify"]);
        assert_eq!(verified["wrong"], json!([]), "{verified}");
        assert_eq!(verified["database"], json!([]), "{verified}");
        figures.replayed += verified["entries"].as_u64().expect("a number of entries");
        figures.looking += began.elapsed();
    }

    /// The server is left in peace until nothing is left to do, and everything is compared.
    pub fn close(mut self, figures: &mut Figures) {
        let mut server = self.program.start(&["serve"]);
        let out = server.stdout.take().expect("it is a pipe");
        self.trigger.arm(server, None);
        let address = program::address(out);
        let address = address.unwrap_or_else(|| panic!("it didn't start:\n{}", self.program.log()));
        let trigger = Arc::clone(&self.trigger);
        let link = |token: &str| Link { address, token: token.to_owned(), trigger: &trigger };
        for sender in &mut self.senders {
            let link = link(&sender.token);
            if sender.ledger.waiting.is_some() {
                sender.ledger.send(&link).expect("nobody kills it now");
            }
        }
        let give_up = Instant::now() + SETTLES_WITHIN;
        let mut settled = BTreeSet::new();
        loop {
            let mut busy = false;
            for clerk in &mut self.clerks {
                busy |= clerk.turn(&link(&clerk.token)).expect("nobody kills it now");
            }
            if !busy && verdict::is_settled(&self, &link, &mut settled) {
                break;
            }
            assert!(Instant::now() < give_up, "{}", verdict::compare(&self, &link, figures));
            self.trigger.pause(if busy { Duration::ZERO } else { LOOKS_AGAIN });
        }
        println!("{}", verdict::compare(&self, &link, figures));
        let ledgers = self.senders.iter_mut().map(|sender| (&sender.token, &mut sender.ledger));
        let clerks = self.clerks.iter_mut().map(|clerk| (&clerk.token, &mut clerk.ledger));
        for (token, ledger) in ledgers.chain(clerks) {
            for at in 0..ledger.acknowledged.len() {
                ledger.ask_again(at, &link(token)).expect("nobody kills it now");
            }
            figures.count(ledger);
        }
        self.trigger.kill();
        self.look(figures);
        let incidents = self.program.json(&["incident", "list", "--all"]);
        assert_eq!(incidents, json!({ "incidents": [] }));
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.trigger.kill();
        if std::thread::panicking()
            && let Some(folder) = self.folder.take()
        {
            println!("{}\nthe installation stays in {}", self.program.log(), folder.keep().display());
        }
    }
}
