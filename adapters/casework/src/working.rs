//! A case while a batch works on it: steps applied in memory, and all that is to be committed with them.
//!
//! A chain is one event, and the draws that it asks for: it is applied as a whole or not at all.

use crate::audience;
use crate::effects::{self, Performed, World};
use crate::ports::{
    AccessRow, Answered, DocketRow, Incident, IncidentSource, Loaded, OutboxRow, Slot, StoreFault, TaskRow,
    Transition,
};
use registrar_engine::Timer;
use registrar_engine::case::{Case, Member};
use registrar_engine::chart::Chart;
use registrar_engine::docket::{self, Entry, FIRST_HASH, Hash};
use registrar_engine::effect::Effect;
use registrar_engine::event::Event;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use registrar_engine::step::Step;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// Most draws of one event: draws ask for draws at most once for each role.
const MOST_DRAWS: usize = 100;

/// Why a chain wasn't applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The engine says no.
    Refused(Refusal),
    /// A fault in the definition or in Registrar: for the operator.
    Incident(String),
    /// The world failed.
    Fault(StoreFault),
}

impl From<StoreFault> for Trouble {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault)
    }
}

/// A case under work. It is handed about in a box: it is large, and goes through many hands.
#[derive(Debug, Clone)]
pub struct Working {
    /// Its chart.
    pub chart: Arc<Chart>,
    /// As it is now.
    pub case: Case,
    /// Its canonical JSON.
    text: String,
    /// Hash of its last entry.
    pub head_hash: Hash,
    /// Timers that wait for the operator.
    pub held: Vec<Event>,
    /// How late each timer was that fired since it was loaded.
    pub fired: Vec<Duration>,
    /// Read from the store for this batch, not remembered from an earlier one.
    pub fresh: bool,
    expected: u64,
    docket: Vec<DocketRow>,
    outbox: Vec<OutboxRow>,
    answers: Vec<Answered>,
    incidents: Vec<Incident>,
    resolved: Vec<(String, Moment)>,
    /// Desks whose papers have been filed.
    pub cleared: Vec<(Slot, PersonId)>,
    touched: bool,
    /// The derived rows, as this process wrote them last; none: it hasn't, and an older program may have.
    written: Option<(Vec<TaskRow>, Vec<AccessRow>)>,
    /// What was handed over to be committed: how many steps, and where incidents came from.
    handed: (u64, Vec<IncidentSource>),
    /// The case before the event that is being applied, with its text and hash.
    before: Option<(Case, String, Hash)>,
}

impl Working {
    /// A case from the store.
    ///
    /// # Errors
    /// When it can't be written as JSON.
    pub fn of(chart: Arc<Chart>, loaded: Loaded, fresh: bool) -> Result<Box<Self>, StoreFault> {
        let text = canonical(&loaded.case)?;
        let expected = loaded.case.revision;
        Ok(Box::new(Self {
            head_hash: loaded.head_hash,
            held: loaded.held,
            fresh,
            ..Self::bare(chart, loaded.case, text, expected)
        }))
    }

    fn bare(chart: Arc<Chart>, case: Case, text: String, expected: u64) -> Self {
        Self {
            chart,
            case,
            text,
            head_hash: FIRST_HASH.to_owned(),
            held: Vec::new(),
            fired: Vec::new(),
            fresh: true,
            expected,
            docket: Vec::new(),
            outbox: Vec::new(),
            answers: Vec::new(),
            incidents: Vec::new(),
            resolved: Vec::new(),
            cleared: Vec::new(),
            touched: false,
            written: None,
            handed: (0, Vec::new()),
            before: None,
        }
    }

    /// Opens a case.
    ///
    /// # Errors
    /// When the engine refuses, or the draws can't be made.
    pub async fn open(chart: Arc<Chart>, opening: Opening, world: &World<'_>) -> Result<Box<Self>, Trouble> {
        let Opening { case, event, at } = opening;
        let Event::Opened { by, people, data } = &event else {
            return Err(Trouble::Incident("a case is opened by nothing but an opening".to_owned()));
        };
        let opened = guarded(|| registrar_engine::open(&chart, case, by, people, data, at))?;
        let mut new = Box::new(Self::bare(Arc::clone(&chart), opened.case.clone(), String::new(), 0));
        let asked = new.record(event, opened, at, world.now)?;
        new.follow(asked, at, world).await?;
        new.touched = true;
        Ok(new)
    }

    /// Applies an event and the draws that it asks for. On trouble nothing of it remains.
    ///
    /// # Errors
    /// Why not.
    pub async fn apply(&mut self, event: Event, at: Moment, world: &World<'_>) -> Result<(), Trouble> {
        // A refusal, the usual trouble, comes before anything is copied.
        let step = guarded(|| registrar_engine::step(&self.chart, &self.case, &event, at))?;
        let (entries, rows) = (self.docket.len(), self.outbox.len());
        self.before = None;
        match self.chain(event, step, at, world).await {
            Ok(()) => {
                self.touched = true;
                Ok(())
            }
            Err(trouble) => {
                if let Some(before) = self.before.take() {
                    (self.case, self.text, self.head_hash) = before;
                }
                self.docket.truncate(entries);
                self.outbox.truncate(rows);
                Err(trouble)
            }
        }
    }

    /// Counts the case anew with a newer edition of its calendars.
    ///
    /// # Errors
    /// Why not; nothing has changed then.
    pub async fn recount(&mut self, chart: Arc<Chart>, at: Moment, world: &World<'_>) -> Result<(), Trouble> {
        let event = Event::Recounted { edition: chart.edition.clone() };
        let before = std::mem::replace(&mut self.chart, chart);
        let done = self.apply(event, at, world).await;
        if done.is_err() {
            self.chart = before;
        }
        done
    }

    async fn chain(
        &mut self,
        event: Event,
        step: Step,
        at: Moment,
        world: &World<'_>,
    ) -> Result<(), Trouble> {
        let asked = self.record(event, step, at, world.now)?;
        self.follow(asked, at, world).await
    }

    /// Performs what steps ask of the commit itself, until they ask no more.
    async fn follow(&mut self, asked: Vec<Asked>, at: Moment, world: &World<'_>) -> Result<(), Trouble> {
        let mut asked = VecDeque::from(asked);
        let mut later = Vec::new();
        let mut draws = 0;
        while let Some(next) = asked.pop_front() {
            if !effects::comes_first(&next.effect) {
                later.push(next);
                continue;
            }
            draws += 1;
            if draws > MOST_DRAWS {
                return Err(Trouble::Incident(format!("one event asks for more than {MOST_DRAWS} draws")));
            }
            if let Performed::Now(event) =
                effects::perform(&next.effect, &self.chart, &self.case, world).await?
            {
                let step = guarded(|| registrar_engine::step(&self.chart, &self.case, &event, at))?;
                asked.extend(self.record(*event, step, at, world.now)?);
            }
        }
        let written_to: Vec<Member> =
            later.iter().filter_map(|one| effects::written_to(&one.effect)).collect();
        for Asked { entry, number, effect } in later {
            // The notice carries the invitation.
            if matches!(&effect, Effect::Invite { member } if written_to.contains(member)) {
                continue;
            }
            if let Performed::Later(outgoing) =
                effects::perform(&effect, &self.chart, &self.case, world).await?
            {
                self.outbox.extend(effects::rows(&self.case, &effect, outgoing, entry, number, at));
            }
        }
        Ok(())
    }

    /// Writes one step into the docket; gives back what it asks for.
    fn record(&mut self, event: Event, step: Step, at: Moment, now: Moment) -> Result<Vec<Asked>, Trouble> {
        let Step { case, effects, marks } = step;
        let text = canonical(&case)?;
        let entry = Entry {
            format: docket::FORMAT,
            number: case.revision,
            effective: at,
            recorded: now,
            event,
            marks,
            case_digest: docket::digest(text.as_bytes()),
        };
        if entry.number != self.expected + self.docket.len() as u64 + 1 {
            return Err(Trouble::Incident(format!("a step led to revision {}", entry.number)));
        }
        let said = entry.canonical();
        let hash = docket::chained(&self.head_hash, &said);
        let number = entry.number;
        let effects = effects::with_welcome(&self.chart, &case, &entry.event, effects);
        self.docket.push(DocketRow { number, text: said, hash: hash.clone() });
        let old = (
            std::mem::replace(&mut self.case, case),
            std::mem::replace(&mut self.text, text),
            std::mem::replace(&mut self.head_hash, hash),
        );
        // Of a chain the first.
        self.before.get_or_insert(old);
        Ok(effects
            .into_iter()
            .zip(1..)
            .map(|(effect, n)| Asked { entry: number, number: n, effect })
            .collect())
    }

    /// The earliest timer that isn't held.
    pub fn next_timer(&self) -> Option<Timer> {
        registrar_engine::timers(&self.chart, &self.case)
            .into_iter()
            .find(|timer| !self.held.contains(&timer.event))
    }

    /// Whether an event is that of a timer of the case as it is now.
    pub fn has_timer(&self, event: &Event) -> bool {
        registrar_engine::timers(&self.chart, &self.case).iter().any(|timer| timer.event == *event)
    }

    /// Keeps a first answer.
    pub fn answer(&mut self, answered: Answered) {
        self.touched = true;
        self.answers.push(answered);
    }

    /// Keeps an incident; an event of a timer is held from now on.
    pub fn open_incident(&mut self, incident: Incident) {
        self.touched = true;
        if let (IncidentSource::Timer, Some(event)) = (&incident.source, &incident.event) {
            self.held.push(event.clone());
        }
        self.incidents.push(incident);
    }

    /// Marks an incident as resolved.
    pub fn resolve(&mut self, incident: &Incident, at: Moment) {
        self.touched = true;
        if let Some(event) = &incident.event {
            self.held.retain(|held| held != event);
        }
        self.resolved.push((incident.id.clone(), at));
    }

    /// Has the case written anew, though nothing happened: its derived columns are out of date.
    pub fn refresh(&mut self) {
        self.touched = true;
        self.written = None;
    }

    /// How many steps have been handed over to be committed.
    pub fn steps(&self) -> u64 {
        self.handed.0
    }

    /// Where the incidents came from that have been handed over.
    pub fn sources(&self) -> impl Iterator<Item = &IncidentSource> {
        self.handed.1.iter()
    }

    /// What is to be committed, if anything. It is handed over: what remains is the case.
    pub fn transition(&mut self) -> Option<Transition> {
        use std::mem::take;
        if !self.touched {
            return None;
        }
        let tasks = audience::task_rows(&self.chart, &self.case);
        let access = audience::access_rows(&self.chart, &self.case);
        let (old_tasks, old_access) = self.written.take().unzip();
        let new_tasks = (old_tasks.as_ref() != Some(&tasks)).then(|| tasks.clone());
        let new_access = (old_access.as_ref() != Some(&access)).then(|| access.clone());
        self.written = Some((tasks, access));
        let sources = self.incidents.iter().map(|incident| incident.source.clone());
        self.handed = (self.docket.len() as u64, sources.collect());
        Some(Transition {
            expected: self.expected,
            case: self.case.clone(),
            text: self.text.clone(),
            docket: take(&mut self.docket),
            head_hash: self.head_hash.clone(),
            next_due: self.next_timer().map(|timer| timer.due),
            tasks: new_tasks,
            access: new_access,
            outbox: take(&mut self.outbox),
            answers: take(&mut self.answers),
            incidents: take(&mut self.incidents),
            resolved: take(&mut self.resolved),
            cleared: take(&mut self.cleared),
        })
    }

    /// The case as it is after the commit, for the next batch.
    pub fn committed(mut self: Box<Self>) -> Box<Self> {
        self.expected = self.case.revision;
        self.fresh = false;
        self.touched = false;
        self.fired.clear();
        self.handed = (0, Vec::new());
        self.before = None;
        self
    }
}

/// How a case is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Its id.
    pub case: registrar_engine::id::CaseId,
    /// `Event::Opened`.
    pub event: Event,
    /// When.
    pub at: Moment,
}

/// An effect, the entry that asks for it, and its number there.
struct Asked {
    entry: u64,
    number: u32,
    effect: Effect,
}

/// A step, caught if it panics: a fault in Registrar concerns one command and not the others.
fn guarded(step: impl FnOnce() -> Result<Step, Refusal>) -> Result<Step, Trouble> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(Ok(step)) => Ok(step),
        Ok(Err(Refusal::Incident { reason })) => Err(Trouble::Incident(reason)),
        Ok(Err(refusal)) => Err(Trouble::Refused(refusal)),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
            Err(Trouble::Incident(format!("a fault in the engine: {said}")))
        }
    }
}

/// The canonical text of a case: what is stored, and what the docket's digest is over.
///
/// # Errors
/// Never in practice: a case is plain data with text keys.
pub fn canonical(case: &Case) -> Result<String, StoreFault> {
    serde_json::to_string(case).map_err(|error| StoreFault::Unreadable {
        what: "case",
        id: case.case.to_string(),
        reason: error.to_string(),
    })
}
