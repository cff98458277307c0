//! A store on a PostgreSQL server.

use super::migrations::Program;
use super::steps::bring;
use super::{OLDEST_PROGRAM, OpenFault};
use crate::address::Server;
use crate::clock::ServerClock;
use crate::sql::{Database, Pool};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection as _, Row as _};
use std::time::Duration;

/// Connections of one node: one writes, the others read.
const CONNECTIONS: u32 = 12;
/// How long somebody waits for a free one.
const WAIT: Duration = Duration::from_secs(10);
/// A connection that nobody had for so long is tried before it is given to somebody: the server may have ended it. One
/// that was just in use isn't, since that would double each question's way.
const TRIED_AFTER: Duration = Duration::from_secs(1);
/// The oldest server whose statements are used here.
const OLDEST: i32 = 150_000;

/// What each new connection says first. A commit must be durable whatever the server's default is, and the
/// revision of a case is checked in the statement that writes it, which needs this isolation.
const MANNERS: &[&str] = &[
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    "SET default_transaction_isolation = 'read committed'",
    "SET TIME ZONE 'UTC'",
    // A node that is frozen in the middle of a transaction holds up those who want the same rows for half a lease,
    // and not until somebody notices. Whoever waits for longer is told, and asks again.
    "SET idle_in_transaction_session_timeout = '5s'",
    "SET lock_timeout = '8s'",
    // A node that was cut off doesn't keep its connections on the server for two hours.
    "SET tcp_keepalives_idle = 60",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
];

/// What has been opened.
pub struct Opened {
    pub database: Database,
    pub clock: ServerClock,
    /// Which step it has waits, and for whom.
    pub left: Option<String>,
}

/// Opens the database on the first host that can be written to.
pub async fn open(server: &Server, program: &Program, shown: &str) -> Result<Opened, OpenFault> {
    let unopenable = |reason: String| OpenFault::Unreachable { path: shown.to_owned(), reason };
    let told = |e: sqlx::Error| unopenable(e.to_string());
    let (mut connection, host) = first_writable(server).await.map_err(unopenable)?;
    suits(&mut connection).await.map_err(told)?.map_err(unopenable)?;
    let left = bring(&mut connection, program, shown).await?;
    let now: i64 = sqlx::query_scalar("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
        .fetch_one(&mut connection)
        .await
        .map_err(told)?;
    let clock = ServerClock::reading(now);
    let _ = connection.close().await;
    let pool = pool(host).await.map_err(told)?;
    Ok(Opened { database: Database::Postgres(Pool::of(pool)), clock, left })
}

/// Goes over to the host that can be written to now, if there is one.
pub async fn look_again(server: &Server, pool: &Pool) -> Result<(), String> {
    let (connection, host) = first_writable(server).await?;
    let _ = connection.close().await;
    let place = format!("{}:{}", host.get_host(), host.get_port());
    let before = pool.set(self::pool(host).await.map_err(|e| e.to_string())?);
    tracing::warn!(host = place, "the database is written to on this host from now on");
    // Whoever has a connection in hand keeps it until it is done, or fails by itself.
    tokio::spawn(async move { before.close().await });
    Ok(())
}

async fn pool(host: PgConnectOptions) -> Result<PgPool, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(WAIT);
    let pool = pool.test_before_acquire(false).before_acquire(|connection, since| {
        Box::pin(async move {
            // One that doesn't answer is closed, and another one is taken.
            Ok(since.idle_for < TRIED_AFTER || connection.ping().await.is_ok())
        })
    });
    let pool = pool.after_connect(|connection, _| {
        Box::pin(async move {
            for sentence in MANNERS.iter().copied() {
                sqlx::query(sentence).execute(&mut *connection).await?;
            }
            Ok(())
        })
    });
    pool.connect_with(host).await
}

/// A connection to the first host that takes writes, or why none does.
async fn first_writable(server: &Server) -> Result<(PgConnection, PgConnectOptions), String> {
    let mut reasons = Vec::new();
    for host in &server.hosts {
        match writable(host).await {
            Ok(connection) => return Ok((connection, host.clone())),
            Err(reason) => reasons.push(format!("{}:{}: {reason}", host.get_host(), host.get_port())),
        }
    }
    Err(reasons.join("; "))
}

/// A connection to a host that takes writes, or why there is none.
async fn writable(host: &PgConnectOptions) -> Result<PgConnection, String> {
    let reach = async {
        let mut connection = PgConnection::connect_with(host).await?;
        let standby: bool =
            sqlx::query_scalar("SELECT pg_is_in_recovery()").fetch_one(&mut connection).await?;
        Ok::<_, sqlx::Error>((connection, standby))
    };
    match tokio::time::timeout(WAIT, reach).await {
        Ok(Ok((connection, false))) => Ok(connection),
        Ok(Ok((_, true))) => Err("it is a standby".to_owned()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {} seconds", WAIT.as_secs())),
    }
}

/// Whether a server is one that a store can be on.
async fn suits(connection: &mut PgConnection) -> Result<Result<(), String>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name,
                current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync",
    )
    .fetch_one(connection)
    .await?;
    let (number, name): (i32, String) = (row.try_get("number")?, row.try_get("name")?);
    let (encoding, fsync): (String, String) = (row.try_get("encoding")?, row.try_get("fsync")?);
    if number < OLDEST {
        return Ok(Err(format!("PostgreSQL 15 or newer is needed, this is {name}")));
    }
    if encoding != "UTF8" {
        return Ok(Err(format!("the database must be made with encoding UTF8, this one has {encoding}")));
    }
    if fsync != "on" {
        tracing::warn!("the PostgreSQL server runs with fsync off: after a power failure cases may be lost");
    }
    Ok(Ok(()))
}

/// The last step that a database has seen.
pub async fn schema(connection: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    let there: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    if !there {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(connection).await
}

/// The oldest program that can work with the last step, if that says so.
pub async fn oldest_program(connection: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    let there: bool = sqlx::query_scalar("SELECT to_regclass('schema_step') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    if !there {
        return Ok(None);
    }
    sqlx::query_scalar(OLDEST_PROGRAM).fetch_optional(connection).await
}
