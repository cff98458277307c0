//! One installation, from an empty folder to the last look at it.

use crate::by_hand::ByHand;
use crate::chance::Chance;
use crate::http::{Grace, Link};
use crate::machine::Machine;
use crate::mailbox::Mailbox;
use crate::patient::Patient;
use crate::people::{Clerk, Sender};
use crate::program::Program;
use crate::report::Figures;
use crate::server::Server;
use crate::trigger::{Fall, Plan, Sight, Trigger};
use crate::verdict;
use crate::whistle::Whistle;
use serde_json::json;
use std::collections::BTreeSet;
use std::net::SocketAddr;
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
const FRAIL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kill/frail");

#[derive(Debug)]
pub struct Installation {
    pub program: Program,
    pub trigger: Arc<Trigger>,
    pub mailbox: Mailbox,
    pub machine: Machine,
    pub senders: Vec<Sender>,
    pub clerks: Vec<Clerk>,
    pub patient: Patient,
    folder: Option<TempDir>,
}

impl Installation {
    /// An empty folder, and perhaps an empty database, are made an installation, by commands that are killed on the way.
    pub fn found(database: Option<String>, chance: &mut Chance, figures: &mut Figures) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let trigger = Arc::new(Trigger::default());
        let (mailbox, machine) = (Mailbox::open(&trigger), Machine::open(&trigger));
        let program = Program::new(folder.path(), database, mailbox.address, machine.address);
        let (senders, clerks, patient) = (Vec::new(), Vec::new(), Patient::new(String::new()));
        let folder = Some(folder);
        let mut new = Self { program, trigger, mailbox, machine, senders, clerks, patient, folder };
        for _ in 0..KILLED_MIGRATIONS {
            new.kill_migration(chance, figures);
        }
        let migrated = new.program.run(&["migrate"]);
        assert!(String::from_utf8_lossy(&migrated.stdout).contains("schema"), "{migrated:?}");
        new.look(figures);
        new.program.run(&["deploy", ERRANDS]);
        new.program.run(&["deploy", FRAIL]);
        new.patient = Patient::new(new.token("patient", &[]));
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
        println!("{}: killed {later:?} after its start", command[0]);
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

    /// What a dead server held on a database is free, as if its lease had run out.
    pub fn lease_ends(&self) {
        if !self.program.store.starts_with("sqlite:") {
            ByHand::at(&self.program.store).ends_leases();
        }
    }

    /// A server is left in peace until nothing is left to do.
    pub fn settle(&mut self, address: SocketAddr) {
        let trigger = Arc::clone(&self.trigger);
        let link = |token: &str| peaceful(address, token, &trigger);
        for sender in &mut self.senders {
            let link = link(&sender.token);
            if sender.ledger.waiting.is_some() {
                sender.ledger.send(&link).expect("nobody kills it now");
            }
        }
        let whistle = Whistle::default();
        let give_up = Instant::now() + SETTLES_WITHIN;
        let mut settled = BTreeSet::new();
        loop {
            let mut busy = false;
            for clerk in &mut self.clerks {
                busy |= clerk.turn(&link(&clerk.token)).expect("nobody kills it now");
            }
            if !busy && verdict::is_settled(self, &link, &mut settled) {
                return;
            }
            // What is missing is told by the comparison.
            assert!(Instant::now() < give_up, "{}", verdict::compare(self, &link, &mut Figures::default()));
            whistle.wait(if busy { Duration::ZERO } else { LOOKS_AGAIN });
        }
    }

    /// Everything that was acknowledged is compared with what is there.
    pub fn compare(&mut self, address: SocketAddr, figures: &mut Figures) {
        let trigger = Arc::clone(&self.trigger);
        let link = |token: &str| peaceful(address, token, &trigger);
        println!("{}", verdict::compare(self, &link, figures));
        figures.refused += self.trigger.seen(Sight::Refused);
        self.patient.compare(&link(&self.patient.token));
        let ledgers = self.senders.iter_mut().map(|sender| (&sender.token, &mut sender.ledger));
        let clerks = self.clerks.iter_mut().map(|clerk| (&clerk.token, &mut clerk.ledger));
        for (token, ledger) in ledgers.chain(clerks) {
            for at in 0..ledger.acknowledged.len() {
                ledger.ask_again(at, &link(token)).expect("nobody kills it now");
            }
            figures.count(ledger);
        }
    }

    /// A server brings everything to its end, and everything is compared.
    pub fn close(mut self, figures: &mut Figures) {
        self.lease_ends();
        let server = Server::start(&self.program);
        self.settle(server.address);
        self.compare(server.address, figures);
        server.kill();
        self.look(figures);
        let incidents = self.program.json(&["incident", "list"]);
        assert_eq!(incidents, json!({ "incidents": [] }), "what was harmed was seen to");
    }
}

/// To a server that nobody kills now.
fn peaceful<'a>(address: SocketAddr, token: &str, trigger: &'a Trigger) -> Link<'a> {
    Link { address, token: token.to_owned(), trigger, grace: Grace::None }
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
