//! What a run came to, in figures: what is said of 500 rounds is what the test itself has printed.

use crate::ledger::Ledger;
use crate::trigger::{Fall, Sight};
use crate::trouble::Trouble;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What Linux says of it.
fn processor() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = told.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or(std::env::consts::ARCH, |(_, model)| model).to_owned()
}

/// Everything counted.
#[derive(Debug, Default)]
pub struct Figures {
    seed: u64,
    pub rounds_played: u32,
    on: &'static str,
    kills: BTreeMap<Sight, u32>,
    troubles: BTreeMap<Trouble, u32>,
    unseen: u32,
    pub killed_migrations: u32,
    acknowledged: u64,
    found_done: u64,
    found_undone: u64,
    asked_again: u64,
    pub refused: u64,
    pub cases: u64,
    pub entries: u64,
    pub replayed: u64,
    pub expiries: u64,
    pub late_expiries: u64,
    pub notices: u64,
    pub mail: u64,
    pub mail_twice: u64,
    pub questions: u64,
    pub questions_twice: u64,
    pub documents: u64,
    pub looking: Duration,
    pub took: Duration,
}

impl Figures {
    pub fn new(on: &'static str, seed: u64) -> Self {
        Self { on, seed, ..Self::default() }
    }

    pub fn troubled(&mut self, trouble: Trouble) {
        self.rounds_played += 1;
        *self.troubles.entry(trouble).or_default() += 1;
    }

    pub fn killed(&mut self, on: Sight, fall: Fall) {
        self.rounds_played += 1;
        *self.kills.entry(on).or_default() += 1;
        self.unseen += u32::from(fall == Fall::Unseen);
    }

    pub fn count(&mut self, ledger: &Ledger) {
        self.acknowledged += ledger.acknowledged.len() as u64;
        self.found_done += ledger.found_done;
        self.found_undone += ledger.found_undone;
        self.asked_again += ledger.asked_again;
    }

    fn kills(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kills: u32 = self.kills.values().sum();
        writeln!(f, "| – one SIGKILL of `registrar serve` | {kills} |")?;
        for (sight, kills) in &self.kills {
            writeln!(f, "| – – {} | {kills} |", said(*sight))?;
        }
        writeln!(
            f,
            "| – – of these killed 5 s later, since what was waited for didn't come | {} |",
            self.unseen
        )
    }
}

fn said(sight: Sight) -> &'static str {
    match sight {
        Sight::Started => "while it started, with work left over",
        Sight::Ready => "at a random moment of its work",
        Sight::Sent => "while a command was under way",
        Sight::Acknowledged => "after it acknowledged a command",
        Sight::Lodged => "after it took in a document",
        Sight::MailIn => "when a mail was handed over and not yet confirmed",
        Sight::MailTaken => "after a mail was confirmed",
        Sight::Asked => "while another system was being asked",
        Sight::Answered => "after another system answered",
        Sight::Due => "when a deadline fell due",
        Sight::Refused => "when it said that it couldn't serve",
    }
}

fn went_wrong(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Restart => "the database server ended at once and started again",
        Trouble::Lock => "the cases locked by somebody else until people were told so",
        Trouble::Guard => "a deadline's end that can't be done",
        Trouble::Definition => "a definition whose text can't be read",
        Trouble::Case => "a case that can't be read",
        Trouble::Document => "a document whose file is gone",
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let build = if cfg!(debug_assertions) { "debug" } else { "release" };
        writeln!(f, "\n| what | how many |\n|---|---|")?;
        writeln!(f, "| rounds on {} | {} |", self.on, self.rounds_played)?;
        for (trouble, rounds) in &self.troubles {
            writeln!(f, "| – {} | {rounds} |", went_wrong(*trouble))?;
        }
        if !self.kills.is_empty() {
            self.kills(f)?;
        }
        writeln!(f, "| SIGKILL while the database was being made | {} |", self.killed_migrations)?;
        writeln!(f, "| commands acknowledged, each found once | {} |", self.acknowledged)?;
        writeln!(
            f,
            "| commands whose answer was lost: found done at the next start | {} |",
            self.found_done
        )?;
        writeln!(
            f,
            "| commands whose answer was lost: found not done, and done then | {} |",
            self.found_undone
        )?;
        writeln!(
            f,
            "| acknowledged commands sent again, each with its first answer | {} |",
            self.asked_again
        )?;
        writeln!(f, "| requests told in time that it doesn't go on (503) | {} |", self.refused)?;
        writeln!(f, "| cases | {} |", self.cases)?;
        writeln!(f, "| docket entries | {} |", self.entries)?;
        writeln!(f, "| docket entries replayed and compared, over all looks | {} |", self.replayed)?;
        writeln!(f, "| deadlines expired, each once and on its instant | {} |", self.expiries)?;
        writeln!(
            f,
            "| – of these recorded 100 ms later or more: due when brought, or while no server ran | {} |",
            self.late_expiries
        )?;
        writeln!(f, "| messages in the portal, each once | {} |", self.notices)?;
        writeln!(f, "| mails, each arrived | {} |", self.mail)?;
        writeln!(f, "| – of these more than once, under the same Message-ID | {} |", self.mail_twice)?;
        writeln!(
            f,
            "| questions to another system, each answered once into its case | {} |",
            self.questions
        )?;
        writeln!(f, "| – of these asked more than once, under the same key | {} |", self.questions_twice)?;
        writeln!(f, "| documents uploaded and issued, each whole | {} |", self.documents)?;
        writeln!(f, "| incidents left open | 0 |")?;
        writeln!(
            f,
            "\n{}, {} on {} cores ({}), {build} build, seed {}: {} s, {} s of them replaying dockets.",
            jiff::Timestamp::now().strftime("%Y-%m-%d"),
            std::env::consts::OS,
            cores,
            processor(),
            self.seed,
            self.took.as_secs(),
            self.looking.as_secs()
        )
    }
}
