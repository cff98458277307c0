//! One batch in memory: each command is worked through in order, and sees what those before it did.

mod editions;
mod loading;
mod timers;

use crate::access;
use crate::charts::Charts;
use crate::command::{Answer, Caller, Rejection};
use crate::effects::World;
use crate::fresh;
use crate::ports::{Answered, Incident, IncidentSource, Ports, StoreFault};
use crate::recent::Recent;
use crate::reception::{Ready, What};
use crate::working::{Opening, Trouble, Working};
use registrar_engine::chart::{Assign, Chart, RoleKind, Task, Who};
use registrar_engine::event::{Actor, Event};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A batch under work.
pub(crate) struct Batch {
    ports: Ports,
    charts: Arc<Charts>,
    cases: BTreeMap<CaseId, Box<Working>>,
    /// Cases that are there and can't be read, or whose definition can't.
    unreadable: BTreeMap<CaseId, StoreFault>,
    answers: BTreeMap<(String, String), Answered>,
    newest: BTreeMap<(String, Option<u32>), Option<Arc<Chart>>>,
    loose: Vec<(Option<String>, Incident)>,
    /// Whom lots have fallen on that the store doesn't count yet: of the batch before, and of this one.
    carried: BTreeMap<PersonId, u32>,
    given: Mutex<BTreeMap<PersonId, u32>>,
    now: Moment,
}

/// How a command came out, before the commit.
pub(crate) struct Worked {
    /// The answer.
    pub result: Result<Answer, Rejection>,
    /// The case it concerns.
    pub case: Option<CaseId>,
    /// Its workflow, where there is one.
    pub workflow: Option<String>,
    /// Whether it saw the case as the store has it.
    pub fresh: bool,
}

/// A batch that has been worked through.
pub(crate) struct Finished {
    /// The cases as they are now.
    pub cases: BTreeMap<CaseId, Box<Working>>,
    /// Incidents that come with no case, each with its workflow where that is known.
    pub loose: Vec<(Option<String>, Incident)>,
    /// Whom its lots have fallen on.
    pub given: BTreeMap<PersonId, u32>,
}

impl Batch {
    /// Loads what the batch needs: what is remembered, else from the store.
    pub(crate) async fn begin(
        ports: &Ports,
        charts: &Arc<Charts>,
        remembered: &mut Recent<CaseId, Box<Working>>,
        wanted: BTreeSet<CaseId>,
        answers: Vec<Answered>,
        carried: BTreeMap<PersonId, u32>,
    ) -> Result<Self, StoreFault> {
        let mut cases = BTreeMap::new();
        let mut missing = Vec::new();
        for case in wanted {
            match remembered.take(&case) {
                Some(working) => drop(cases.insert(case, working)),
                None => missing.push(case),
            }
        }
        let answers = answers.into_iter().map(|one| ((one.scope.clone(), one.key.clone()), one)).collect();
        let now = ports.clock.now();
        let (ports, charts) = (ports.clone(), Arc::clone(charts));
        let mut batch = Self {
            ports,
            charts,
            cases,
            unreadable: BTreeMap::new(),
            answers,
            newest: BTreeMap::new(),
            loose: Vec::new(),
            carried,
            given: Mutex::default(),
            now,
        };
        batch.load(&missing).await?;
        Ok(batch)
    }

    /// What has become of it.
    pub(crate) fn finish(self) -> Finished {
        let given = self.given.into_inner().unwrap_or_else(PoisonError::into_inner);
        Finished { cases: self.cases, loose: self.loose, given }
    }

    /// Works a command through.
    pub(crate) async fn perform(&mut self, ready: &Ready) -> Worked {
        let result = self.answered(ready).await;
        let case = result.as_ref().ok().map(|answer| answer.case.clone()).or_else(|| ready.case());
        let working = case.as_ref().and_then(|case| self.cases.get(case));
        let fresh = working.is_none_or(|working| working.fresh);
        let workflow = match (working, &ready.what, &result) {
            (Some(working), ..) => Some(working.case.workflow.to_string()),
            // It was there to be refused: the name isn't just what somebody has typed.
            (None, What::Open { workflow, .. }, Err(Rejection::Refused(_) | Rejection::Incident { .. })) => {
                Some(workflow.clone())
            }
            _ => None,
        };
        Worked { result, case, workflow, fresh }
    }

    async fn answered(&mut self, ready: &Ready) -> Result<Answer, Rejection> {
        if let Some(first) = ready.scope_and_key().and_then(|key| self.answers.get(&key).cloned()) {
            return self.repeat(ready, &first).await;
        }
        match &ready.what {
            What::Open { workflow, version, event } => self.open(ready, workflow, *version, event).await,
            What::Event { case, event } => {
                let mut working = self.take(case)?;
                let result = self.event(&mut working, ready, event).await;
                self.cases.insert(case.clone(), working);
                result
            }
            What::Retry { incident, event } => {
                let case = incident.case.clone().ok_or(Rejection::NotFound)?;
                let mut working = self.take(&case)?;
                let result = self.retry(&mut working, ready, incident, event).await;
                self.cases.insert(case, working);
                result
            }
        }
    }

    /// The first answer again, for whoever may still see the case.
    async fn repeat(&mut self, ready: &Ready, first: &Answered) -> Result<Answer, Rejection> {
        if first.request != ready.request {
            return Err(Rejection::KeyReused);
        }
        let answer: Answer = serde_json::from_str(&first.answer).map_err(|error| StoreFault::Unreadable {
            what: "answer",
            id: first.key.clone(),
            reason: error.to_string(),
        })?;
        if let Some(actor) = &ready.actor {
            if !self.cases.contains_key(&answer.case) {
                self.load(std::slice::from_ref(&answer.case)).await?;
            }
            if let Some(fault) = self.unreadable.get(&answer.case) {
                return Err(fault.clone().into());
            }
            let seen = self.cases.get(&answer.case);
            if seen.is_none_or(|w| access::viewpoint(&w.chart, &w.case, actor).is_none()) {
                return Err(Rejection::NotFound);
            }
        }
        Ok(Answer { repeated: true, ..answer })
    }

    async fn open(
        &mut self,
        ready: &Ready,
        workflow: &str,
        version: Option<u32>,
        event: &Result<Event, Refusal>,
    ) -> Result<Answer, Rejection> {
        let chart = self.newest(workflow, version).await?.ok_or(Rejection::NotFound)?;
        let event = event.clone()?;
        let case = fresh::case_id(self.ports.clock.as_ref(), self.ports.randomness.as_ref())?;
        let opening = Opening { case, event: event.clone(), at: ready.at };
        match Working::open(chart, opening, &self.world()).await {
            Ok(mut working) => {
                let answer = self.note_answer(&mut working, ready)?;
                self.cases.insert(answer.case.clone(), working);
                Ok(answer)
            }
            Err(Trouble::Refused(refusal)) => Err(refusal.into()),
            Err(Trouble::Fault(fault)) => Err(fault.into()),
            Err(Trouble::Incident(reason)) => {
                let incident = self.incident(None, IncidentSource::Person, &event, ready.at, reason)?;
                let id = incident.id.clone();
                self.loose.push((Some(workflow.to_owned()), incident));
                Err(Rejection::Incident { id })
            }
        }
    }

    /// The chart for a new case; asked of the store once a batch.
    async fn newest(
        &mut self,
        workflow: &str,
        version: Option<u32>,
    ) -> Result<Option<Arc<Chart>>, StoreFault> {
        let key = (workflow.to_owned(), version);
        if let Some(known) = self.newest.get(&key) {
            return Ok(known.clone());
        }
        let chart = self.charts.newest(workflow, version).await?;
        self.newest.insert(key, chart.clone());
        Ok(chart)
    }

    async fn event(
        &mut self,
        working: &mut Working,
        ready: &Ready,
        event: &Result<Event, Refusal>,
    ) -> Result<Answer, Rejection> {
        check_access(working, ready)?;
        let event = named(working, event);
        if self.is_undecided(working, ready.at) {
            let reason = "it came after something of this case may have expired, while the machine's clock was \
                          in doubt: retry it once that is settled";
            return self.keep(working, ready, &event?, reason.to_owned());
        }
        self.catch_up(working, ready.at).await?;
        check_access(working, ready)?;
        let event = event?;
        match working.apply(event.clone(), ready.at, &self.world()).await {
            Ok(()) => self.note_answer(working, ready),
            Err(Trouble::Refused(refusal)) => Err(refusal.into()),
            Err(Trouble::Fault(fault)) => Err(fault.into()),
            Err(Trouble::Incident(reason)) => self.keep(working, ready, &event, reason),
        }
    }

    /// Keeps an event of a case that can't be applied now, with its moment, for an operator to try again.
    fn keep(
        &self,
        working: &mut Working,
        ready: &Ready,
        event: &Event,
        reason: String,
    ) -> Result<Answer, Rejection> {
        let source = match &ready.by {
            Caller::Person { .. } | Caller::Bearer { .. } => IncidentSource::Person,
            Caller::Machine(_) => IncidentSource::Machine,
        };
        let case = Some(working.case.case.clone());
        let incident = self.incident(case, source, event, ready.at, reason)?;
        let id = incident.id.clone();
        working.open_incident(incident);
        Err(Rejection::Incident { id })
    }

    /// Applies an incident's event again, as of its own moment. What the engine refuses now has its
    /// answer, and what no longer matters is settled: the incident is closed in both cases.
    async fn retry(
        &mut self,
        working: &mut Working,
        ready: &Ready,
        incident: &Incident,
        event: &Event,
    ) -> Result<Answer, Rejection> {
        if incident.source == IncidentSource::Timer && !working.has_timer(event) {
            working.resolve(incident, self.now);
            return self.note_answer(working, ready);
        }
        let at = incident.effective.unwrap_or(ready.at);
        if self.is_undecided(working, at) {
            return Err(Rejection::Incident { id: incident.id.clone() });
        }
        // What was kept while the clock was in doubt doesn't overtake what had expired by then.
        if matches!(incident.source, IncidentSource::Person | IncidentSource::Machine) {
            self.catch_up(working, at).await?;
        }
        let done = match event {
            Event::Recounted { .. } => match self.newer(working).await? {
                Some(chart) => working.recount(chart, self.now, &self.world()).await,
                None => Ok(()),
            },
            event => working.apply(event.clone(), at, &self.world()).await,
        };
        match done {
            Ok(()) => {
                working.resolve(incident, self.now);
                self.note_answer(working, ready)
            }
            Err(Trouble::Refused(refusal)) => {
                // Over a remembered case it is looked at once more, as the store has it, and needs the incident.
                if working.fresh {
                    working.resolve(incident, self.now);
                }
                Err(refusal.into())
            }
            Err(Trouble::Fault(fault)) => Err(fault.into()),
            Err(Trouble::Incident(_)) => Err(Rejection::Incident { id: incident.id.clone() }),
        }
    }

    fn note_answer(&mut self, working: &mut Working, ready: &Ready) -> Result<Answer, Rejection> {
        let answer = Answer {
            case: working.case.case.clone(),
            revision: working.case.revision,
            receipt: working.head_hash.clone(),
            at: ready.at,
            repeated: false,
        };
        if let Some((scope, key)) = ready.scope_and_key() {
            let text = serde_json::to_string(&answer).map_err(|e| Rejection::Malformed(e.to_string()))?;
            let request = ready.request.clone();
            let first =
                Answered { scope: scope.clone(), key: key.clone(), request, answer: text, at: self.now };
            working.answer(first.clone());
            self.answers.insert((scope, key), first);
        }
        working.cleared.extend(ready.desk.clone());
        Ok(answer)
    }

    fn incident(
        &self,
        case: Option<CaseId>,
        source: IncidentSource,
        event: &Event,
        effective: Moment,
        reason: String,
    ) -> Result<Incident, StoreFault> {
        let id = fresh::id(self.ports.clock.as_ref(), self.ports.randomness.as_ref())?;
        tracing::warn!(incident = %id, "an event could not be applied");
        let (event, effective) = (Some(event.clone()), Some(effective));
        Ok(Incident { id, case, opened: self.now, source, event, effective, reason, resolved: None })
    }

    fn world(&self) -> World<'_> {
        World { ports: &self.ports, now: self.now, carried: &self.carried, given: &self.given }
    }
}

/// The event with the name of its task, which its number tells in the case. Where there never was one the engine says so.
fn named(working: &Working, event: &Result<Event, Refusal>) -> Result<Event, Refusal> {
    let mut event = event.clone();
    if let Ok(Event::Outcome { task, name, .. }) = &mut event
        && name.is_empty()
    {
        *name = kind_of(working, *task).map_or("this task", |kind| &kind.name).to_owned();
    }
    event
}

/// What kind of task has this number in the case, open or ended.
fn kind_of(working: &Working, number: u64) -> Option<&Task> {
    let ended = working.case.acts.iter().find(|act| act.number == number).map(|act| act.task);
    let kind = ended.or_else(|| working.case.task(number).map(|open| open.task));
    kind.map(|kind| working.chart.task(kind))
}

fn check_access(working: &Working, ready: &Ready) -> Result<(), Rejection> {
    match &ready.actor {
        Some(actor) if access::viewpoint(&working.chart, &working.case, actor).is_none() => {
            if was_offered(working, ready, actor) { Ok(()) } else { Err(Rejection::NotFound) }
        }
        _ => Ok(()),
    }
}

/// Whether the command is about a task that the pool could take: who comes too late, or after a colleague,
/// is told so (by the engine), and not that there is no such case.
fn was_offered(working: &Working, ready: &Ready, actor: &Actor) -> bool {
    let What::Event { event, .. } = &ready.what else { return false };
    let Ok(Event::Outcome { task, .. } | Event::Claimed { task, .. } | Event::Released { task, .. }) =
        event.as_ref()
    else {
        return false;
    };
    let Some(kind) = kind_of(working, *task) else { return false };
    let Who::Roles(roles) = &kind.who else { return false };
    roles.iter().any(|role| match &working.chart.role(*role).kind {
        RoleKind::Pool { pool, assign, .. } => *assign == Assign::Claim && actor.pools.contains(pool),
        _ => false,
    })
}
