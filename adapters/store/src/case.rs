//! Reading cases, dockets, inboxes.

use crate::audience;
use crate::open::SqlStore;
use crate::sql::{Kind, List, Reader, Row, Statement, integer};
use registrar_casework::ports::{
    Answered, Audience, CaseRow, DocketRow, Due, InboxPosition, Incident, IncidentSource, Loaded,
    LoadedCases, StoreFault, TaskRow,
};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of a list of cases: not the case itself, which may be large.
const CASE: &str =
    "c.case_id, c.workflow, c.version, c.digest, c.revision, c.opened_at, c.latest_at, c.ended_at, c.outcome";
/// The columns of a list of tasks.
const TASK: &str = "case_id, number, audience, task, assignee, opened_at, due_at, workflow, digest";
/// A case's key.
const KEYS: &[Kind; 2] = &[Kind::Int, Kind::Text];

impl SqlStore {
    pub(crate) async fn load_cases(&self, cases: &[CaseId]) -> Result<LoadedCases, StoreFault> {
        if cases.is_empty() {
            return Ok(LoadedCases::new());
        }
        let keys = List::of(
            KEYS,
            cases.iter().map(|case| [self.database.spread().shard(case).into(), case.as_str().into()]),
        );
        let question = "SELECT case_id, head_hash, body FROM case_file WHERE (shard, case_id) IN ({list})";
        let rows = self.database.rows(self.about(cases, question).list(keys)).await?;
        let question = Statement::new(
            "SELECT incident_id, case_id, body, resolved_at FROM incident
             WHERE resolved_at IS NULL AND case_id IN ({list}) ORDER BY opened_at, incident_id",
        );
        let ids = List::texts(cases.iter().map(CaseId::as_str));
        let held = self.database.rows(question.list(ids)).await?;
        let mut incidents: BTreeMap<String, Vec<Result<Incident, StoreFault>>> = BTreeMap::new();
        for row in &held {
            let case = Reader::new("incident", "case_id", row).id;
            incidents.entry(case).or_default().push(crate::incident::from_row(row));
        }
        rows.iter()
            .map(|row| {
                let id: CaseId = Reader::new("case", "case_id", row).parse("case_id")?;
                let incidents = incidents.remove(id.as_str()).unwrap_or_default();
                Ok((id, loaded(row, incidents)))
            })
            .collect()
    }

    pub(crate) async fn read_answers(&self, keys: &[(String, String)]) -> Result<Vec<Answered>, StoreFault> {
        let keys = List::of(&[Kind::Text, Kind::Text], keys.iter().map(|(s, k)| [s.into(), k.into()]));
        let question =
            "SELECT scope, key, request, body, answered_at FROM answer WHERE (scope, key) IN ({list})";
        let rows = self.database.rows(Statement::new(question).list(keys)).await?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("answer", "key", row);
                Ok(Answered {
                    scope: reader.text("scope")?,
                    key: reader.text("key")?,
                    request: reader.text("request")?,
                    answer: reader.text("body")?,
                    at: reader.moment("answered_at")?,
                })
            })
            .collect()
    }

    /// A question about cases that names their shard, if it is one and that spares servers that have nothing of them.
    fn about<'a, 'b>(&self, cases: impl IntoIterator<Item = &'b CaseId>, question: &str) -> Statement<'a> {
        let mut shards =
            cases.into_iter().filter(|_| self.distributed).map(|case| self.database.spread().shard(case));
        match shards.next() {
            Some(first) if shards.all(|shard| shard == first) => {
                Statement::new(format!("{question} AND shard = $1")).bind(first)
            }
            _ => Statement::new(question.to_owned()),
        }
    }

    pub(crate) async fn due_cases(
        &self,
        now: Moment,
        after: Option<&Due>,
        limit: u32,
    ) -> Result<Vec<Due>, StoreFault> {
        if self.has_no_share() {
            return Ok(Vec::new());
        }
        let (mine, shards) = self.mine();
        let question = Statement::new(format!(
            "SELECT case_id, next_due FROM case_file
             WHERE next_due <= $1 AND (next_due, case_id) > ($2, $3){mine}{}
             ORDER BY next_due, case_id LIMIT $4",
            not_set_aside()
        ));
        let (at, case) = after.map_or((i64::MIN, ""), |last| (last.at.as_micros(), last.case.as_str()));
        let question = question.bind(now.as_micros()).bind(at).bind(case).bind(limit).lists(shards);
        let rows = self.database.rows(question).await?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("case", "case_id", row);
                Ok(Due { case: reader.parse("case_id")?, at: reader.moment("next_due")? })
            })
            .collect()
    }

    pub(crate) async fn earliest_due(&self) -> Result<Option<Moment>, StoreFault> {
        if self.has_no_share() {
            // Whether the store answers is what this is asked for, too.
            self.database.row(Statement::new("SELECT kind FROM store_marker")).await?;
            return Ok(None);
        }
        let (mine, shards) = self.mine();
        let question = Statement::new(format!(
            "SELECT case_id, next_due FROM case_file WHERE next_due IS NOT NULL{mine}{}
             ORDER BY next_due, case_id LIMIT 1",
            not_set_aside()
        ));
        let row = self.database.row(question.lists(shards)).await?;
        row.map(|row| Reader::new("case", "case_id", &row).moment("next_due")).transpose()
    }

    /// Whether there is nothing to work on now: the database needn't be asked what of it is due.
    pub(crate) fn has_no_share(&self) -> bool {
        self.node.shards().is_some_and(|shards| shards.is_empty())
    }

    /// The condition that keeps a node to its share of the work, and its value; nothing where it has all of it.
    pub(crate) fn mine(&self) -> (&'static str, Option<List<'static>>) {
        match self.node.shards() {
            None => ("", None),
            Some(shards) => {
                let shards = List::of(&[Kind::Int], shards.iter().map(|shard| [(*shard).into()]));
                (" AND shard IN ({list})", Some(shards))
            }
        }
    }

    pub(crate) async fn read_docket(
        &self,
        case: &CaseId,
        from: u64,
        limit: u32,
    ) -> Result<Vec<DocketRow>, StoreFault> {
        let question = Statement::new(
            "SELECT case_id, number, body, hash FROM docket_entry
             WHERE shard = $1 AND case_id = $2 AND number >= $3 ORDER BY number LIMIT $4",
        );
        let question = question
            .bind(self.database.spread().shard(case))
            .bind(case.as_str())
            .bind(integer(from))
            .bind(limit);
        let rows = self.database.rows(question).await?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("docket entry", "case_id", row);
                Ok(DocketRow {
                    number: reader.number("number")?,
                    text: reader.text("body")?,
                    hash: reader.text("hash")?,
                })
            })
            .collect()
    }

    pub(crate) async fn all_cases(
        &self,
        after: Option<&CaseId>,
        limit: u32,
    ) -> Result<Vec<CaseRow>, StoreFault> {
        let question = Statement::new(format!(
            "SELECT {CASE} FROM case_file c WHERE case_id > $1 ORDER BY case_id LIMIT $2"
        ));
        let after = after.map_or("", CaseId::as_str);
        let rows = self.database.rows(question.bind(after).bind(limit)).await?;
        rows.iter().map(case_row).collect()
    }

    pub(crate) async fn outdated_cases(
        &self,
        digest: &str,
        edition: &str,
        after: Option<&CaseId>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreFault> {
        let question = Statement::new(
            "SELECT case_id FROM case_file
             WHERE digest = $1 AND edition <> $2 AND ended_at IS NULL AND case_id > $3
             ORDER BY case_id LIMIT $4",
        );
        let after = after.map_or("", CaseId::as_str);
        let rows = self.database.rows(question.bind(digest).bind(edition).bind(after).bind(limit)).await?;
        rows.iter().map(|row| Reader::new("case", "case_id", row).parse("case_id")).collect()
    }

    pub(crate) async fn cases_for(
        &self,
        who: &[Audience],
        after: Option<(Moment, CaseId)>,
        limit: u32,
    ) -> Result<Vec<CaseRow>, StoreFault> {
        let (at, id) = match &after {
            Some((at, id)) => (at.as_micros(), id.as_str()),
            None => (i64::MAX, ""),
        };
        let of_one = "SELECT shard, case_id, opened_at FROM case_access
             WHERE audience = {audience} AND (opened_at, case_id) < ($1, $2)
             ORDER BY opened_at DESC, case_id DESC LIMIT $3";
        let values = [at.into(), id.into(), limit.into()];
        let found = audience::pages(&self.database, who, of_one, &values).await?;
        let mut keys = BTreeSet::new();
        for row in &found {
            let reader = Reader::new("access", "case_id", row);
            keys.insert((Reverse(reader.moment("opened_at")?), Reverse(reader.id)));
        }
        let keys: Vec<CaseId> = keys
            .into_iter()
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .map(|(_, Reverse(id))| CaseId::parse(&id))
            .collect::<Result<_, _>>()
            .map_err(|e| StoreFault::Unreadable {
                what: "access",
                id: String::new(),
                reason: e.to_string(),
            })?;
        let keys = List::of(
            KEYS,
            keys.iter().map(|case| [self.database.spread().shard(case).into(), case.as_str().into()]),
        );
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let question = Statement::new(format!(
            "SELECT {CASE} FROM case_file c WHERE (shard, case_id) IN ({{list}})
             ORDER BY opened_at DESC, case_id DESC"
        ));
        let rows = self.database.rows(question.list(keys)).await?;
        rows.iter().map(case_row).collect()
    }

    pub(crate) async fn read_inbox(
        &self,
        who: &[Audience],
        after: Option<&InboxPosition>,
        limit: u32,
    ) -> Result<Vec<TaskRow>, StoreFault> {
        let (due, opened, case, number) = after.map_or((i64::MIN, i64::MIN, "", 0), InboxPosition::order);
        let of_one = format!(
            "SELECT {TASK} FROM open_task
             WHERE audience = {{audience}} AND (due_order, opened_at, case_id, number) > ($1, $2, $3, $4)
             ORDER BY due_order, opened_at, case_id, number LIMIT $5"
        );
        let values = [due.into(), opened.into(), case.into(), integer(number).into(), limit.into()];
        let rows = audience::pages(&self.database, who, &of_one, &values).await?;
        let mut tasks: Vec<TaskRow> = rows.iter().map(task_row).collect::<Result<_, _>>()?;
        let order = |task: &TaskRow| {
            let due = task.due.map_or(i64::MAX, Moment::as_micros);
            (due, task.opened, task.case.clone(), task.number, task.audience.to_string())
        };
        tasks.sort_by_cached_key(order);
        tasks.dedup_by(|later, first| (&later.case, later.number) == (&first.case, first.number));
        tasks.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(tasks)
    }

    pub(crate) async fn count_loads(&self, persons: &[PersonId]) -> Result<Vec<u32>, StoreFault> {
        if persons.is_empty() {
            return Ok(Vec::new());
        }
        // A task has a row for each audience.
        let question = Statement::new(
            "SELECT assignee, count(*) AS load
             FROM (SELECT DISTINCT assignee, case_id, number FROM open_task WHERE assignee IN ({list})) AS t
             GROUP BY assignee",
        );
        let list = List::texts(persons.iter().map(PersonId::as_str));
        let mut loads = BTreeMap::new();
        for row in self.database.rows(question.list(list)).await? {
            let reader = Reader::new("load", "assignee", &row);
            let load: u32 = reader.number("load")?;
            loads.insert(reader.id, load);
        }
        Ok(persons.iter().map(|person| loads.get(person.as_str()).copied().unwrap_or(0)).collect())
    }
}

/// The loop for timers passes over cases that can't be read, until an operator has seen to them.
fn not_set_aside() -> String {
    format!(
        " AND NOT EXISTS (SELECT 1 FROM incident
             WHERE incident_id = '{}' || case_file.case_id AND resolved_at IS NULL)",
        Incident::UNREADABLE
    )
}

fn loaded(row: &Row, incidents: Vec<Result<Incident, StoreFault>>) -> Result<Loaded, StoreFault> {
    let reader = Reader::new("case", "case_id", row);
    let incidents = incidents.into_iter().collect::<Result<Vec<_>, _>>()?;
    let of_timers = incidents.into_iter().filter(|incident| incident.source == IncidentSource::Timer);
    let held = of_timers.filter_map(|incident| incident.event).collect();
    Ok(Loaded { case: reader.json("body")?, head_hash: reader.text("head_hash")?, held })
}

fn case_row(row: &Row) -> Result<CaseRow, StoreFault> {
    let reader = Reader::new("case", "case_id", row);
    Ok(CaseRow {
        case: reader.parse("case_id")?,
        workflow: reader.text("workflow")?,
        version: reader.number("version")?,
        digest: reader.text("digest")?,
        revision: reader.number("revision")?,
        opened: reader.moment("opened_at")?,
        latest: reader.moment("latest_at")?,
        ended: reader.optional_moment("ended_at")?,
        outcome: reader.optional("outcome")?,
    })
}

fn task_row(row: &Row) -> Result<TaskRow, StoreFault> {
    let reader = Reader::new("task", "case_id", row);
    Ok(TaskRow {
        case: reader.parse("case_id")?,
        number: reader.number("number")?,
        audience: reader.parse("audience")?,
        task: reader.text("task")?,
        assignee: reader.optional_parse("assignee")?,
        opened: reader.moment("opened_at")?,
        due: reader.optional_moment("due_at")?,
        workflow: reader.text("workflow")?,
        digest: reader.text("digest")?,
    })
}
