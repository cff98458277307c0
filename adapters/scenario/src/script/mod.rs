//! Cases driven line by line on the virtual clock, by the engine alone: no store, no mail, no people. What a running
//! installation would find by itself is answered at once: each official's role has one official, and who is invited
//! comes.

mod line;
mod running;
mod told;

pub use line::{LONGEST_LINE, Line};
pub use told::{Deadline, Ended, Fired, Notice, Refused, Task, Told};

use line::CaseLine;
use registrar_engine::chart::Chart;
use registrar_engine::moment::Moment;
use running::Running;
use std::collections::BTreeMap;

/// Most cases of one script.
const CASES: usize = 1_000_000;
/// A Monday morning within the published calendars, in microseconds: 2026-03-02T01:00:00Z.
const BEGINNING: i64 = 1_772_413_200_000_000;
/// The name of the case with which a script begins.
const FIRST: &str = "1";

/// Drives the cases of one script.
pub struct Script<'c> {
    chart: &'c Chart,
    /// The cases by name, each with its own clock.
    cases: BTreeMap<String, Running<'c>>,
    current: String,
}

impl<'c> Script<'c> {
    /// Opens the first case: at the instant of the line that comes next, where that sets the clock.
    pub fn begin(chart: &'c Chart, next: Option<&Line>) -> (Self, Told) {
        let first =
            CaseLine { case: FIRST.to_owned(), at: None, people: BTreeMap::new(), data: BTreeMap::new() };
        let mut script = Self { chart, cases: BTreeMap::new(), current: FIRST.to_owned() };
        let told = script.open(&first, next);
        (script, told)
    }

    /// Does what a line asks for, and tells of the case after it. `next` is the line that follows.
    pub fn play(&mut self, line: &Line, next: Option<&Line>) -> Told {
        if let Line::Case(line) = line {
            return self.open(line, next);
        }
        match self.cases.get_mut(&self.current) {
            Some(running) => running.play(line),
            None => Told::nothing(&self.current, moment(BEGINNING)),
        }
    }

    fn open(&mut self, line: &CaseLine, next: Option<&Line>) -> Told {
        if let Some(running) = self.cases.get_mut(&line.case) {
            let told = running.again(line);
            if told.refusal.is_none() {
                self.current.clone_from(&line.case);
            }
            return told;
        }
        if self.cases.len() >= CASES {
            let told = Told::nothing(&line.case, moment(BEGINNING));
            let why = Refused::new("too_many_cases", format!("a script has at most {CASES} cases"));
            return Told { refusal: Some(why), ..told };
        }
        let at = match (line.at, next) {
            (Some(at), _) => at,
            (None, Some(Line::At(at))) => *at,
            _ => self.cases.get(&self.current).map_or(moment(BEGINNING), Running::now),
        };
        let (running, told) = Running::open(self.chart, line, at);
        self.cases.insert(line.case.clone(), running);
        self.current.clone_from(&line.case);
        told
    }
}

fn moment(micros: i64) -> Moment {
    Moment::from_micros(micros).unwrap_or_else(|| Moment::from(jiff::Timestamp::UNIX_EPOCH))
}
