//! The one transaction of a batch: one statement for each table, whatever the number of cases.

use crate::open::{SqliteStore, unavailable};
use crate::row::{integer, json, shard};
use registrar_casework::ports::{CommitResult, StoreFault, Transition};
use registrar_engine::moment::Moment;
use serde_json::{Value, json as object};
use sqlx::{Connection, Row, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};

impl SqliteStore {
    /// See the port: all of it in one transaction, durable on return.
    pub(crate) async fn commit_batch(&self, batch: Vec<Transition>) -> Result<Vec<CommitResult>, StoreFault> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.writer.lock().await;
        // IMMEDIATE: a transaction that reads first and writes then fails when somebody wrote between.
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)?;
        let results = sort_out(&mut transaction, &batch).await?;
        let committed: Vec<&Transition> = batch
            .iter()
            .zip(&results)
            .filter(|(_, result)| **result == CommitResult::Committed)
            .map(|(transition, _)| transition)
            .collect();
        if !committed.is_empty() {
            write(&mut transaction, &committed).await?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(results)
    }
}

async fn sort_out(
    connection: &mut SqliteConnection,
    batch: &[Transition],
) -> Result<Vec<CommitResult>, StoreFault> {
    let ids: Vec<&str> = batch.iter().map(|t| t.case.case.as_str()).collect();
    let rows = sqlx::query(
        "SELECT case_id, revision FROM case_file WHERE case_id IN (SELECT value FROM json_each($1))",
    )
    .bind(json(&ids)?)
    .fetch_all(&mut *connection)
    .await
    .map_err(unavailable)?;
    let mut revisions: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows {
        let id: String = row.try_get("case_id").map_err(unavailable)?;
        revisions.insert(id, row.try_get("revision").map_err(unavailable)?);
    }
    let keys: Vec<[&str; 2]> =
        batch.iter().flat_map(|t| t.answers.iter().map(|a| [a.scope.as_str(), a.key.as_str()])).collect();
    let mut answered: BTreeSet<(String, String)> = BTreeSet::new();
    if !keys.is_empty() {
        let rows = sqlx::query(
            "SELECT a.scope, a.key FROM json_each($1) k
             JOIN answer a ON a.scope = json_extract(k.value, '$[0]') AND a.key = json_extract(k.value, '$[1]')",
        )
        .bind(json(&keys)?)
        .fetch_all(&mut *connection)
        .await
        .map_err(unavailable)?;
        for row in rows {
            let scope: String = row.try_get("scope").map_err(unavailable)?;
            answered.insert((scope, row.try_get("key").map_err(unavailable)?));
        }
    }
    let mut results = Vec::with_capacity(batch.len());
    for transition in batch {
        let there = revisions.get(transition.case.case.as_str()).copied().unwrap_or(0);
        let keys: Vec<_> = transition.answers.iter().map(|a| (a.scope.clone(), a.key.clone())).collect();
        let fresh = keys.iter().all(|key| !answered.contains(key));
        if there == integer(transition.expected) && fresh {
            // A later transition of the batch sees what this one writes.
            revisions.insert(transition.case.case.to_string(), integer(transition.case.revision));
            answered.extend(keys);
            results.push(CommitResult::Committed);
        } else {
            results.push(CommitResult::Conflict);
        }
    }
    Ok(results)
}

async fn write(connection: &mut SqliteConnection, batch: &[&Transition]) -> Result<(), StoreFault> {
    write_cases(connection, batch).await?;
    let docket: Vec<Value> = batch
        .iter()
        .flat_map(|t| {
            let key = (shard(&t.case.case), t.case.case.as_str());
            t.docket.iter().map(move |row| object!([key.0, key.1, integer(row.number), row.text, row.hash]))
        })
        .collect();
    run(
        connection,
        "INSERT INTO docket_entry (shard, case_id, number, body, hash)
         SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each($1)",
        &docket,
    )
    .await?;
    write_derived(connection, batch).await?;
    write_outgoing(connection, batch).await?;
    write_incidents(connection, batch).await
}

async fn write_cases(connection: &mut SqliteConnection, batch: &[&Transition]) -> Result<(), StoreFault> {
    let micros = |moment: Option<Moment>| moment.map(Moment::as_micros);
    let cases: Vec<Value> = batch
        .iter()
        .map(|t| {
            let case = &t.case;
            object!([
                shard(&case.case),
                case.case.as_str(),
                case.workflow,
                case.version,
                case.digest,
                case.edition(),
                integer(case.revision),
                case.opened.as_micros(),
                case.latest.as_micros(),
                micros(case.ended.as_ref().map(|ended| ended.at)),
                case.ended.as_ref().and_then(|ended| ended.outcome.clone()),
                micros(t.next_due),
                t.head_hash,
                t.text,
            ])
        })
        .collect();
    run(
        connection,
        "INSERT INTO case_file (shard, case_id, workflow, version, digest, edition, revision, opened_at,
                                latest_at, ended_at, outcome, next_due, head_hash, body)
         SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7,
                value->>8, value->>9, value->>10, value->>11, value->>12, value->>13
         FROM json_each($1) WHERE true
         ON CONFLICT (shard, case_id) DO UPDATE SET
             edition = excluded.edition, revision = excluded.revision, latest_at = excluded.latest_at, ended_at = excluded.ended_at,
             outcome = excluded.outcome, next_due = excluded.next_due, head_hash = excluded.head_hash,
             body = excluded.body",
        &cases,
    )
    .await
}

async fn write_derived(connection: &mut SqliteConnection, batch: &[&Transition]) -> Result<(), StoreFault> {
    let keys: Vec<Value> =
        batch.iter().map(|t| object!([shard(&t.case.case), t.case.case.as_str()])).collect();
    run(
        connection,
        "DELETE FROM open_task WHERE (shard, case_id) IN (SELECT value->>0, value->>1 FROM json_each($1))",
        &keys,
    )
    .await?;
    run(
        connection,
        "DELETE FROM case_access WHERE (shard, case_id) IN (SELECT value->>0, value->>1 FROM json_each($1))",
        &keys,
    )
    .await?;
    let tasks: Vec<Value> = batch
        .iter()
        .flat_map(|t| &t.tasks)
        .map(|row| {
            object!([
                shard(&row.case),
                row.case.as_str(),
                integer(row.number),
                row.audience.to_string(),
                row.task,
                row.assignee,
                row.opened.as_micros(),
                row.due.map(Moment::as_micros),
                row.due.map_or(i64::MAX, Moment::as_micros),
                row.workflow,
                row.digest,
            ])
        })
        .collect();
    run(
        connection,
        "INSERT INTO open_task (shard, case_id, number, audience, task, assignee, opened_at, due_at,
                                due_order, workflow, digest)
         SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7,
                value->>8, value->>9, value->>10
         FROM json_each($1)",
        &tasks,
    )
    .await?;
    let access: Vec<Value> = batch
        .iter()
        .flat_map(|t| {
            let opened = t.case.opened.as_micros();
            t.access.iter().map(move |row| {
                object!([shard(&row.case), row.case.as_str(), row.audience.to_string(), opened])
            })
        })
        .collect();
    run(
        connection,
        "INSERT INTO case_access (shard, case_id, audience, opened_at)
         SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each($1) WHERE true
         ON CONFLICT (shard, case_id, audience) DO NOTHING",
        &access,
    )
    .await
}

async fn write_outgoing(connection: &mut SqliteConnection, batch: &[&Transition]) -> Result<(), StoreFault> {
    let mut outbox = Vec::new();
    for row in batch.iter().flat_map(|t| &t.outbox) {
        outbox.push(object!([
            shard(&row.case),
            row.case.as_str(),
            row.id,
            integer(row.entry),
            row.group,
            row.due.as_micros(),
            row.attempts,
            json(&row.what)?,
        ]));
    }
    run(
        connection,
        "INSERT INTO outbox (shard, case_id, outbox_id, entry, group_id, due_at, attempts, standing, body)
         SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, 'waiting',
                value->>7
         FROM json_each($1)",
        &outbox,
    )
    .await?;
    let answers: Vec<Value> = batch
        .iter()
        .flat_map(|t| &t.answers)
        .map(|a| object!([a.scope, a.key, a.request, a.answer, a.at.as_micros()]))
        .collect();
    run(
        connection,
        "INSERT INTO answer (scope, key, request, body, answered_at)
         SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each($1)",
        &answers,
    )
    .await
}

async fn write_incidents(connection: &mut SqliteConnection, batch: &[&Transition]) -> Result<(), StoreFault> {
    for incident in batch.iter().flat_map(|t| &t.incidents) {
        crate::incident::insert(connection, incident).await?;
    }
    let resolved: Vec<Value> =
        batch.iter().flat_map(|t| &t.resolved).map(|(id, at)| object!([id, at.as_micros()])).collect();
    run(
        connection,
        "UPDATE incident SET resolved_at = r.value->>1 FROM json_each($1) r
         WHERE incident_id = r.value->>0 AND resolved_at IS NULL",
        &resolved,
    )
    .await
}

async fn run(connection: &mut SqliteConnection, sql: &'static str, rows: &[Value]) -> Result<(), StoreFault> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(sql).bind(json(&rows)?).execute(connection).await.map_err(unavailable)?;
    Ok(())
}
