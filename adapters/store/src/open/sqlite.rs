//! A store in one file.

use super::migrations::Program;
use super::{OLDEST_PROGRAM, OpenFault};
use crate::sql::{Database, WAIT, Writer};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::time::Duration;

/// Readers beside the one writer. More don't help two cores.
const READERS: u32 = 4;
/// How long a connection waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);
/// Bytes of a page: a case, or an entry of its docket, fits into one.
const PAGE: u32 = 8192;
/// Statements that a connection keeps ready: those of a batch come in several lengths.
const KEPT_READY: usize = 400;

/// Opens the file.
pub async fn open(file: &Path, program: &Program, shown: &str) -> Result<Database, OpenFault> {
    let unopenable = |e: sqlx::Error| OpenFault::Unopenable { path: shown.to_owned(), reason: e.to_string() };
    let options = SqliteConnectOptions::new()
        .filename(file)
        // Of a new file only; older ones keep theirs.
        .page_size(PAGE)
        .journal_mode(SqliteJournalMode::Wal)
        // No answer before the commit is durable, power failure included.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(KEPT_READY)
        .pragma("trusted_schema", "OFF");
    let mut connection = options.clone().create_if_missing(true).connect().await.map_err(unopenable)?;
    let found = schema(&mut connection).await.map_err(unopenable)?;
    program.suits(found, oldest_program(&mut connection).await.map_err(unopenable)?, shown)?;
    program
        .for_sqlite()
        .run_direct(None, &mut connection, false)
        .await
        .map_err(|e| OpenFault::Migration { path: shown.to_owned(), reason: e.to_string() })?;
    let writer = Writer::of(connection, options.clone());
    let pool = SqlitePoolOptions::new().acquire_timeout(WAIT).test_before_acquire(false);
    let pool = pool.idle_timeout(None).max_lifetime(None).max_connections(READERS);
    let readers = pool.connect_with(options.read_only(true)).await.map_err(unopenable)?;
    Ok(Database::Sqlite { writer, readers })
}

/// The last step that a file has seen.
async fn schema(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        .fetch_one(&mut *connection)
        .await?;
    if there == 0 {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(connection).await
}

/// The oldest program that can work with the last step, if that says so.
async fn oldest_program(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_step'")
        .fetch_one(&mut *connection)
        .await?;
    if there == 0 {
        return Ok(None);
    }
    sqlx::query_scalar(OLDEST_PROGRAM).fetch_optional(connection).await
}
