//! Reading cases, dockets, inboxes.

use crate::open::{SqliteStore, unavailable};
use crate::row::{Reader, audiences, integer, json, shard};
use registrar_casework::ports::{
    Answered, Audience, CaseRow, DocketRow, Due, InboxPosition, Incident, Loaded, StoreFault, TaskRow,
};
use registrar_engine::case::Case;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

impl SqliteStore {
    pub(crate) async fn load_cases(&self, cases: &[CaseId]) -> Result<Vec<Loaded>, StoreFault> {
        let keys: Vec<(i64, &str)> = cases.iter().map(|case| (shard(case), case.as_str())).collect();
        let keys = json(&keys)?;
        let rows = self
            .rows(
                sqlx::query(
                    "SELECT case_id, head_hash, body FROM case_file
             WHERE (shard, case_id) IN (SELECT value->>0, value->>1 FROM json_each($1))",
                )
                .bind(&keys),
            )
            .await?;
        let held = self
            .rows(
                sqlx::query(
                    "SELECT incident_id, case_id, body, resolved_at FROM incident
             WHERE resolved_at IS NULL AND case_id IN (SELECT value->>1 FROM json_each($1))
             ORDER BY opened_at, incident_id",
                )
                .bind(&keys),
            )
            .await?;
        let incidents: Vec<Incident> =
            held.iter().map(crate::incident::from_row).collect::<Result<_, _>>()?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("case", "case_id", row);
                let case: Case = reader.json("body")?;
                let of_timer = |i: &&Incident| {
                    i.case.as_ref() == Some(&case.case)
                        && i.source == registrar_casework::ports::IncidentSource::Timer
                };
                let held = incidents.iter().filter(of_timer).filter_map(|i| i.event.clone()).collect();
                Ok(Loaded { case, head_hash: reader.text("head_hash")?, held })
            })
            .collect()
    }

    pub(crate) async fn read_answers(&self, keys: &[(String, String)]) -> Result<Vec<Answered>, StoreFault> {
        let rows = self
            .rows(
                sqlx::query(
                    "SELECT a.scope, a.key, a.request, a.body, a.answered_at FROM json_each($1) k
             JOIN answer a ON a.scope = k.value->>0 AND a.key = k.value->>1",
                )
                .bind(json(&keys)?),
            )
            .await?;
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

    pub(crate) async fn due_cases(&self, now: Moment, limit: u32) -> Result<Vec<Due>, StoreFault> {
        let rows = self.rows(sqlx::query(
            "SELECT case_id, next_due FROM case_file WHERE next_due <= $1 ORDER BY next_due, case_id LIMIT $2",
        )
        .bind(now.as_micros())
        .bind(limit)).await?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("case", "case_id", row);
                Ok(Due { case: reader.parse("case_id")?, at: reader.moment("next_due")? })
            })
            .collect()
    }

    pub(crate) async fn earliest_due(&self) -> Result<Option<Moment>, StoreFault> {
        let row = self
            .only_row(sqlx::query(
                "SELECT 'next' AS id, min(next_due) AS due FROM case_file WHERE next_due IS NOT NULL",
            ))
            .await?;
        Reader::new("case", "id", &row).optional_moment("due")
    }

    pub(crate) async fn read_docket(
        &self,
        case: &CaseId,
        from: u64,
        limit: u32,
    ) -> Result<Vec<DocketRow>, StoreFault> {
        let rows = self
            .rows(
                sqlx::query(
                    "SELECT case_id, number, body, hash FROM docket_entry
             WHERE shard = $1 AND case_id = $2 AND number >= $3 ORDER BY number LIMIT $4",
                )
                .bind(shard(case))
                .bind(case.as_str())
                .bind(integer(from))
                .bind(limit),
            )
            .await?;
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
        let rows = self
            .rows(
                sqlx::query("SELECT * FROM case_file WHERE case_id > $1 ORDER BY case_id LIMIT $2")
                    .bind(after.map_or("", CaseId::as_str))
                    .bind(limit),
            )
            .await?;
        rows.iter().map(case_row).collect()
    }

    pub(crate) async fn outdated_cases(
        &self,
        digest: &str,
        edition: &str,
        after: Option<&CaseId>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreFault> {
        let rows = self
            .rows(
                sqlx::query(
                    "SELECT case_id FROM case_file
             WHERE digest = $1 AND edition <> $2 AND ended_at IS NULL AND case_id > $3
             ORDER BY case_id LIMIT $4",
                )
                .bind(digest)
                .bind(edition)
                .bind(after.map_or("", CaseId::as_str))
                .bind(limit),
            )
            .await?;
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
        let rows = self
            .rows(
                sqlx::query(
                    "SELECT c.* FROM case_file c JOIN (
                 SELECT DISTINCT shard, case_id, opened_at FROM case_access
                 WHERE audience IN (SELECT value FROM json_each($1)) AND (opened_at, case_id) < ($2, $3)
                 ORDER BY opened_at DESC, case_id DESC LIMIT $4
             ) a ON a.shard = c.shard AND a.case_id = c.case_id
             ORDER BY c.opened_at DESC, c.case_id DESC",
                )
                .bind(audiences(who)?)
                .bind(at)
                .bind(id)
                .bind(limit),
            )
            .await?;
        rows.iter().map(case_row).collect()
    }

    pub(crate) async fn read_inbox(
        &self,
        who: &[Audience],
        after: Option<&InboxPosition>,
        limit: u32,
    ) -> Result<Vec<TaskRow>, StoreFault> {
        let (due, opened, case, number) = after.map_or((i64::MIN, i64::MIN, "", 0), InboxPosition::order);
        let rows = self
            .rows(
                sqlx::query(
                    "SELECT *, min(audience) AS audience FROM open_task
             WHERE audience IN (SELECT value FROM json_each($1))
               AND (due_order, opened_at, case_id, number) > ($2, $3, $4, $5)
             GROUP BY shard, case_id, number
             ORDER BY due_order, opened_at, case_id, number LIMIT $6",
                )
                .bind(audiences(who)?)
                .bind(due)
                .bind(opened)
                .bind(case)
                .bind(integer(number))
                .bind(limit),
            )
            .await?;
        rows.iter().map(task_row).collect()
    }

    pub(crate) async fn count_loads(&self, persons: &[PersonId]) -> Result<Vec<u32>, StoreFault> {
        let rows = self
            .rows(
                sqlx::query(
                    "SELECT (SELECT count(DISTINCT t.case_id || '#' || t.number) FROM open_task t
                     WHERE t.assignee = p.value) AS load
             FROM json_each($1) p ORDER BY p.key",
                )
                .bind(json(&persons)?),
            )
            .await?;
        rows.iter()
            .map(|row| {
                let load: i64 = row.try_get("load").map_err(unavailable)?;
                Ok(u32::try_from(load).unwrap_or(u32::MAX))
            })
            .collect()
    }
}

fn case_row(row: &SqliteRow) -> Result<CaseRow, StoreFault> {
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

fn task_row(row: &SqliteRow) -> Result<TaskRow, StoreFault> {
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
