//! Brings a PostgreSQL database to a program's schema while nodes work on it: what only adds at once, what takes
//! something away once nobody needs it. Nobody is made to wait for a step that waits for somebody else.

use super::OpenFault;
use super::migrations::{Program, Step};
use super::postgres::{oldest_program, schema};
use crate::node::lease;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use std::time::{Duration, Instant};

/// Held by whoever brings a database to a schema: any number, the same in every program.
const LOCK: i64 = 0x7265_6769_7374;
/// How long another program may take that does the same.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How long a step waits for a table: whoever comes after it waits behind it for as long.
const WAIT_FOR_TABLE: &str = "3s";

/// Applies what is to be applied. What is left for later, and why, in a sentence.
pub async fn bring(
    connection: &mut PgConnection,
    program: &Program,
    shown: &str,
) -> Result<Option<String>, OpenFault> {
    let told = |reason: String| OpenFault::Migration { path: shown.to_owned(), reason };
    let database = |e: sqlx::Error| told(e.to_string());
    alone(connection).await.map_err(told)?;
    let found = schema(connection).await.map_err(database)?;
    program.suits(found, oldest_program(connection).await.map_err(database)?, shown)?;
    let migrator = program.for_postgres();
    let mut left = None;
    for step in program.beyond(found) {
        match left {
            // Nothing goes before a step that waits.
            Some(_) if step.contracts.is_some() => {}
            Some(reason) => return Err(told(reason)),
            None => left = apply(connection, &migrator, step).await.map_err(told)?,
        }
    }
    if program.beyond(found).next().is_none() {
        // It looks whether the steps that it has seen are these.
        migrator.run_direct(None, connection, false).await.map_err(|e| told(e.to_string()))?;
    }
    let unlock = sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK);
    unlock.execute(connection).await.map_err(database)?;
    Ok(left)
}

/// Waits until no other program does the same. It asks again and again: whoever waits inside a statement would hold up
/// an index that is built beside the others.
async fn alone(connection: &mut PgConnection) -> Result<(), String> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let mine: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(LOCK)
            .fetch_one(&mut *connection)
            .await
            .map_err(|e| e.to_string())?;
        if mine {
            return Ok(());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Err(format!("another program has been migrating it for {} seconds", PATIENCE.as_secs()))
}

/// Applies a step in a transaction of its own; or why it has to wait.
async fn apply(
    connection: &mut PgConnection,
    migrator: &Migrator,
    step: &Step,
) -> Result<Option<String>, String> {
    let until = Some(i64::from(step.number));
    if let Some(index) = &step.builds {
        // What is left of one that wasn't finished.
        let drop = format!("DROP INDEX CONCURRENTLY IF EXISTS {index}");
        sqlx::query(AssertSqlSafe(drop)).execute(&mut *connection).await.map_err(|e| e.to_string())?;
        // An index takes nothing away. One statement can't say so itself.
        let says = "INSERT INTO schema_step (schema, oldest_program)
                    SELECT $1, max(oldest_program) FROM schema_step ON CONFLICT DO NOTHING";
        let says = sqlx::query(says).bind(i64::from(step.number)).execute(&mut *connection).await;
        says.map_err(|e| e.to_string())?;
        return match migrator.run_direct(until, connection, false).await {
            Ok(()) => Ok(None),
            Err(error) => Err(speak(step, &error)),
        };
    }
    let mut transaction = connection.begin().await.map_err(|e| e.to_string())?;
    let wait = format!("SET LOCAL lock_timeout = '{WAIT_FOR_TABLE}'");
    sqlx::query(AssertSqlSafe(wait)).execute(&mut *transaction).await.map_err(|e| e.to_string())?;
    if let Some(oldest) = step.contracts {
        // Until this is done no node says that it lives: whoever comes meanwhile sees the step when it does.
        let lock = sqlx::query("LOCK TABLE node IN SHARE MODE").execute(&mut *transaction).await;
        lock.map_err(|e| speak(step, &e))?;
        let nodes = older(&mut transaction, oldest).await.map_err(|e| e.to_string())?;
        if !nodes.is_empty() {
            return Ok(Some(format!(
                "step {} takes away what programs before schema {oldest} need, and these nodes still run one: {}; \
                 stop them, then run `registrar migrate`",
                step.number,
                nodes.join(", ")
            )));
        }
    }
    migrator.run_direct(until, &mut *transaction, false).await.map_err(|e| speak(step, &e))?;
    transaction.commit().await.map_err(|e| e.to_string())?;
    Ok(None)
}

/// The living nodes whose program is older.
async fn older(connection: &mut PgConnection, oldest: u32) -> Result<Vec<String>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT node_id, schema FROM node
         WHERE schema < $1 AND seen_at > (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - $2
         ORDER BY node_id",
    );
    let rows = rows.bind(i64::from(oldest)).bind(lease()).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let (node, schema): (String, i64) = (row.try_get("node_id")?, row.try_get("schema")?);
            Ok(format!("{node} (schema {schema})"))
        })
        .collect()
}

/// What went wrong with a step.
fn speak(step: &Step, error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let database = error.downcast_ref::<sqlx::Error>().and_then(|e| e.as_database_error());
        if database.and_then(|e| e.code()).as_deref() == Some("55P03") {
            return format!(
                "step {} waited {WAIT_FOR_TABLE} for a table that somebody else holds: a long query, a backup; run \
                 `registrar migrate` when that is over",
                step.number
            );
        }
        cause = error.source();
    }
    format!("step {}: {error}", step.number)
}
