//! Cases, docket, outbox, incidents and definitions in memory.

use super::{Kept, MemoryStore, Outgoing, State, at_most};
use async_trait::async_trait;
use registrar_casework::ports::{
    Added, Answered, Audience, CaseRow, CommitResult, Definitions, Deployed, DocketRow, Due, InboxPosition,
    Incident, IncidentSource, Loaded, LoadedCases, Marker, OutboxRow, OutboxStanding, Settled, Store,
    StoreFault, Stored, TaskRow, Transition,
};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use std::collections::BTreeMap;

#[async_trait]
impl Store for MemoryStore {
    async fn marker(&self) -> Result<Marker, StoreFault> {
        Ok(Marker { kind: self.kind, schema: 1 })
    }

    async fn load(&self, cases: &[CaseId]) -> Result<LoadedCases, StoreFault> {
        let state = self.read()?;
        let there = cases.iter().filter_map(|case| state.cases.get_key_value(case));
        Ok(there.map(|(case, kept)| (case.clone(), loaded(&state, kept))).collect())
    }

    async fn commit(&self, batch: Vec<Transition>) -> Result<Vec<CommitResult>, StoreFault> {
        // The sender lives as long as the store does.
        let _ = self.held.subscribe().wait_for(|held| !held).await;
        let mut state = self.lock();
        let panicking = std::mem::take(&mut state.panicking);
        assert!(!panicking, "the test wants a panic here");
        if let Some(fault) = &state.failing {
            return Err(fault.clone());
        }
        let results: Vec<_> = batch.into_iter().map(|transition| state.take_over(transition)).collect();
        state.commits += u64::from(results.contains(&CommitResult::Committed));
        Ok(results)
    }

    async fn answers(&self, keys: &[(String, String)]) -> Result<Vec<Answered>, StoreFault> {
        let state = self.lock();
        Ok(keys.iter().filter_map(|key| state.answers.get(key)).cloned().collect())
    }

    async fn due(&self, now: Moment, after: Option<&Due>, limit: u32) -> Result<Vec<Due>, StoreFault> {
        let state = self.read()?;
        let due = |(case, kept): (&CaseId, &Kept)| {
            kept.next_due.filter(|at| *at <= now).map(|at| Due { case: case.clone(), at })
        };
        let worked_on = |(case, _): &(&CaseId, &Kept)| !state.is_set_aside(case);
        let mut due: Vec<Due> = state.cases.iter().filter(worked_on).filter_map(due).collect();
        due.sort_by(|left, right| (left.at, &left.case).cmp(&(right.at, &right.case)));
        let behind = |due: &Due| after.is_none_or(|last| (due.at, &due.case) > (last.at, &last.case));
        Ok(at_most(due.into_iter().filter(behind), limit))
    }

    async fn next_due(&self) -> Result<Option<Moment>, StoreFault> {
        let state = self.read()?;
        let worked_on = state.cases.iter().filter(|(case, _)| !state.is_set_aside(case));
        Ok(worked_on.filter_map(|(_, kept)| kept.next_due).min())
    }

    async fn docket(&self, case: &CaseId, from: u64, limit: u32) -> Result<Vec<DocketRow>, StoreFault> {
        let state = self.lock();
        let rows = state.cases.get(case).into_iter().flat_map(|kept| &kept.docket);
        Ok(at_most(rows.filter(|row| row.number >= from).cloned(), limit))
    }

    async fn cases(&self, after: Option<&CaseId>, limit: u32) -> Result<Vec<CaseRow>, StoreFault> {
        let state = self.lock();
        let rows = state.cases.iter().filter(|(case, _)| after.is_none_or(|after| *case > after));
        Ok(at_most(rows.map(|(_, kept)| kept.row.clone()), limit))
    }

    async fn cases_of(
        &self,
        audiences: &[Audience],
        after: Option<(Moment, CaseId)>,
        limit: u32,
    ) -> Result<Vec<CaseRow>, StoreFault> {
        let state = self.lock();
        let mine = |kept: &&Kept| audiences.iter().any(|audience| kept.access.contains(audience));
        let mut rows: Vec<CaseRow> = state.cases.values().filter(mine).map(|kept| kept.row.clone()).collect();
        rows.sort_by(|left, right| (right.opened, &right.case).cmp(&(left.opened, &left.case)));
        let below = |row: &CaseRow| {
            after.as_ref().is_none_or(|(opened, case)| (row.opened, &row.case) < (*opened, case))
        };
        Ok(at_most(rows.into_iter().filter(below), limit))
    }

    async fn outdated(
        &self,
        digest: &str,
        edition: &str,
        after: Option<&CaseId>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreFault> {
        let state = self.lock();
        let concerns =
            |kept: &&Kept| kept.row.digest == digest && kept.edition != edition && kept.row.ended.is_none();
        let cases = state.cases.values().filter(concerns).map(|kept| kept.row.case.clone());
        Ok(at_most(cases.filter(|case| after.is_none_or(|after| case > after)), limit))
    }

    async fn inbox(
        &self,
        audiences: &[Audience],
        after: Option<&InboxPosition>,
        limit: u32,
    ) -> Result<Vec<TaskRow>, StoreFault> {
        let state = self.lock();
        let mut tasks: BTreeMap<(CaseId, u64), TaskRow> = BTreeMap::new();
        for row in state.cases.values().flat_map(|kept| &kept.tasks) {
            if audiences.contains(&row.audience) {
                tasks.entry((row.case.clone(), row.number)).or_insert_with(|| row.clone());
            }
        }
        let mut rows: Vec<TaskRow> = tasks.into_values().collect();
        rows.sort_by(|left, right| left.position().order().cmp(&right.position().order()));
        let beyond = |row: &TaskRow| after.is_none_or(|after| row.position().order() > after.order());
        Ok(at_most(rows.into_iter().filter(beyond), limit))
    }

    async fn loads(&self, persons: &[PersonId]) -> Result<Vec<u32>, StoreFault> {
        let state = self.lock();
        let load = |person: &PersonId| {
            let tasks = state.cases.values().flat_map(|kept| &kept.tasks);
            let mut held: Vec<(&CaseId, u64)> = tasks
                .filter(|row| row.assignee.as_ref() == Some(person))
                .map(|row| (&row.case, row.number))
                .collect();
            held.sort_unstable();
            held.dedup();
            u32::try_from(held.len()).unwrap_or(u32::MAX)
        };
        Ok(persons.iter().map(load).collect())
    }

    async fn claim(&self, now: Moment, lease: Moment, limit: u32) -> Result<Vec<OutboxRow>, StoreFault> {
        let mut state = self.lock();
        let mut free: Vec<&mut Outgoing> = state
            .outbox
            .values_mut()
            .filter(|kept| kept.standing == OutboxStanding::Waiting && kept.row.due <= now)
            .filter(|kept| kept.lease.is_none_or(|lease| lease <= now))
            .collect();
        free.sort_by(|left, right| (left.row.due, &left.row.id).cmp(&(right.row.due, &right.row.id)));
        let taken = free.into_iter().take(limit as usize).map(|kept| {
            kept.lease = Some(lease);
            kept.row.attempts += 1;
            kept.row.clone()
        });
        Ok(taken.collect())
    }

    async fn release(&self, lease: Moment) -> Result<(), StoreFault> {
        let mut state = self.lock();
        let claimed = |kept: &&mut Outgoing| {
            kept.standing == OutboxStanding::Waiting && kept.lease.is_some_and(|until| until == lease)
        };
        for kept in state.outbox.values_mut().filter(claimed) {
            kept.lease = None;
            kept.row.attempts = kept.row.attempts.saturating_sub(1);
        }
        Ok(())
    }

    async fn settle(&self, settled: &[(CaseId, String, Settled)]) -> Result<(), StoreFault> {
        let mut state = self.lock();
        for (case, id, settled) in settled {
            let Some(kept) = state.outbox.get_mut(id).filter(|kept| kept.row.case == *case) else { continue };
            if kept.standing != OutboxStanding::Waiting {
                continue;
            }
            kept.lease = None;
            match settled {
                Settled::Done { .. } => kept.standing = OutboxStanding::Done,
                Settled::Again { due, reason } => {
                    kept.row.due = *due;
                    kept.reason = Some(reason.clone());
                }
                Settled::Failed { reason, .. } => {
                    kept.standing = OutboxStanding::Failed;
                    kept.reason = Some(reason.clone());
                }
            }
        }
        Ok(())
    }

    async fn group(&self, case: &CaseId, group: &str) -> Result<Vec<(String, OutboxStanding)>, StoreFault> {
        let state = self.lock();
        let of_case = state.outbox.values().filter(|kept| kept.row.case == *case);
        let mine = of_case.filter(|kept| kept.row.group.as_deref() == Some(group));
        Ok(mine.map(|kept| (kept.row.id.clone(), kept.standing)).collect())
    }

    async fn resend(&self, case: &CaseId, id: &str, due: Moment) -> Result<bool, StoreFault> {
        let mut state = self.lock();
        let failed = |kept: &&mut Outgoing| kept.standing == OutboxStanding::Failed && kept.row.case == *case;
        let Some(kept) = state.outbox.get_mut(id).filter(failed) else { return Ok(false) };
        kept.standing = OutboxStanding::Waiting;
        kept.row.due = due;
        kept.row.attempts = 0;
        Ok(true)
    }

    async fn next_outgoing(&self) -> Result<Option<Moment>, StoreFault> {
        let state = self.read()?;
        let waiting = state.outbox.values().filter(|kept| kept.standing == OutboxStanding::Waiting);
        Ok(waiting.map(|kept| kept.lease.map_or(kept.row.due, |lease| lease.max(kept.row.due))).min())
    }

    async fn open_incident(&self, incident: &Incident) -> Result<(), StoreFault> {
        self.lock().keep(incident.clone());
        Ok(())
    }

    async fn incident(&self, id: &str) -> Result<Option<Incident>, StoreFault> {
        Ok(self.lock().incidents.get(id).cloned())
    }

    async fn incidents(
        &self,
        open_only: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Incident>, StoreFault> {
        let state = self.lock();
        let mut rows: Vec<&Incident> = state.incidents.values().collect();
        rows.sort_by_key(|incident| (incident.opened, incident.id.clone()));
        let start =
            after.and_then(|after| rows.iter().position(|row| row.id == after)).map_or(0, |at| at + 1);
        let wanted = rows.into_iter().skip(start).filter(|row| !open_only || row.resolved.is_none());
        Ok(at_most(wanted.cloned(), limit))
    }

    async fn resolve_incident(&self, id: &str, at: Moment) -> Result<(), StoreFault> {
        self.lock().resolve(id, at);
        Ok(())
    }
}

impl State {
    fn take_over(&mut self, transition: Transition) -> CommitResult {
        let revision = self.cases.get(&transition.case.case).map_or(0, |kept| kept.row.revision);
        let key = |answered: &Answered| (answered.scope.clone(), answered.key.clone());
        let known = transition.answers.iter().any(|answered| self.answers.contains_key(&key(answered)));
        if revision != transition.expected || known {
            return CommitResult::Conflict;
        }
        let Transition { case, text, docket, head_hash, next_due, tasks, access, .. } = transition;
        let (mut before, old_tasks, old_access) = match self.cases.remove(&case.case) {
            Some(kept) => (kept.docket, kept.tasks, kept.access),
            None => Default::default(),
        };
        before.extend(docket);
        let access = access.map_or(old_access, |rows| rows.into_iter().map(|row| row.audience).collect());
        let tasks = tasks.unwrap_or(old_tasks);
        let row = CaseRow::of(&case);
        let edition = case.edition().to_owned();
        let kept = Kept { row, edition, text, head_hash, next_due, docket: before, tasks, access };
        self.cases.insert(case.case, kept);
        for row in transition.outbox {
            let new = || Outgoing {
                row: row.clone(),
                standing: OutboxStanding::Waiting,
                lease: None,
                reason: None,
            };
            self.outbox.entry(row.id.clone()).or_insert_with(new);
        }
        self.answers.extend(transition.answers.into_iter().map(|answered| (key(&answered), answered)));
        for incident in transition.incidents {
            self.keep(incident);
        }
        for (id, at) in transition.resolved {
            self.resolve(&id, at);
        }
        for (slot, person) in transition.cleared {
            self.drafts.remove(&(slot.to_string(), person.clone()));
            self.lodged.retain(|known| known.slot != slot || known.person != person);
        }
        CommitResult::Committed
    }

    fn keep(&mut self, incident: Incident) {
        let open = |known: &Incident| known.resolved.is_none();
        if !self.incidents.get(&incident.id).is_some_and(open) {
            self.incidents.insert(incident.id.clone(), incident);
        }
    }

    fn is_set_aside(&self, case: &CaseId) -> bool {
        let incident = self.incidents.get(&Incident::of_unreadable(case));
        incident.is_some_and(|incident| incident.resolved.is_none())
    }

    fn resolve(&mut self, id: &str, at: Moment) {
        if let Some(incident) = self.incidents.get_mut(id) {
            incident.resolved.get_or_insert(at);
        }
    }
}

fn loaded(state: &State, kept: &Kept) -> Result<Loaded, StoreFault> {
    let case = serde_json::from_str(&kept.text).map_err(|error| StoreFault::Unreadable {
        what: "case",
        id: kept.row.case.to_string(),
        reason: error.to_string(),
    })?;
    let held = state
        .incidents
        .values()
        .filter(|incident| incident.case.as_ref() == Some(&kept.row.case))
        .filter(|incident| incident.source == IncidentSource::Timer && incident.resolved.is_none())
        .filter_map(|incident| incident.event.clone())
        .collect();
    Ok(Loaded { case, head_hash: kept.head_hash.clone(), held })
}

#[async_trait]
impl Definitions for MemoryStore {
    async fn deploy(&self, definition: &Stored) -> Result<Added, StoreFault> {
        let mut state = self.lock();
        let new = &definition.deployed;
        let same = |known: &&Stored| {
            known.deployed.workflow == new.workflow && known.deployed.version == new.version
        };
        let there: Vec<&Deployed> =
            state.definitions.iter().filter(same).map(|known| &known.deployed).collect();
        if there.iter().any(|known| known.digest != new.digest) {
            return Ok(Added::Refused);
        }
        if there.iter().any(|known| known.edition == new.edition) {
            return Ok(Added::Nothing);
        }
        let kept = if there.is_empty() { Added::Definition } else { Added::Edition };
        let mut definition = definition.clone();
        definition.deployed.number = u32::try_from(there.len() + 1).unwrap_or(u32::MAX);
        state.definitions.push(definition);
        Ok(kept)
    }

    async fn definition(&self, digest: &str, edition: &str) -> Result<Option<Stored>, StoreFault> {
        let state = self.lock();
        let mut known = state.definitions.iter().map(|known| (&known.deployed, known));
        let found = known.find(|(deployed, _)| deployed.digest == digest && deployed.edition == edition);
        Ok(found.map(|(_, known)| known.clone()))
    }

    async fn deployed(&self) -> Result<Vec<Deployed>, StoreFault> {
        let mut all: Vec<Deployed> =
            self.lock().definitions.iter().map(|known| known.deployed.clone()).collect();
        all.sort_by_key(|deployed| std::cmp::Reverse(deployed.number));
        // The sort is stable: of each definition the newest edition stays first.
        all.sort_by(|left, right| left.workflow.cmp(&right.workflow).then(right.version.cmp(&left.version)));
        all.dedup_by(|next, kept| next.digest == kept.digest);
        Ok(all)
    }
}
