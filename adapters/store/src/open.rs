//! Opening a database file: pragmas, migrations, what the file is for.

use registrar_casework::ports::{StoreFault, StoreKind};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Row, SqlSafeStr, Sqlite, SqliteConnection};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::Mutex;

/// The migrations, oldest first: number, name, SQL.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../../../migrations/sqlite/0001_first.sql")),
    (2, "feed", include_str!("../../../migrations/sqlite/0002_feed.sql")),
    (3, "editions", include_str!("../../../migrations/sqlite/0003_editions.sql")),
    (4, "zone", include_str!("../../../migrations/sqlite/0004_zone.sql")),
];

/// The schema this program works with.
pub const SCHEMA: u32 = 4;

/// Readers beside the one writer. More don't help two cores.
const READERS: u32 = 4;
/// How long a connection waits for another process that writes, such as a backup.
const BUSY: Duration = Duration::from_secs(10);

/// A statement with its values.
type Question<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

/// Why a store can't be opened: one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// The file can't be read or made.
    #[error(
        "the database `{path}` can't be opened: {reason}; check the folder, its owner and the free space"
    )]
    Unopenable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A newer program has been here.
    #[error(
        "the database `{path}` has schema {found}, this program knows {known}: start a newer registrar, \
         or restore the backup made before the upgrade"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its schema.
        found: i64,
        /// Ours.
        known: u32,
    },
    /// A migration failed; the schema is as it was before.
    #[error(
        "the database `{path}` can't be migrated: {reason}; nothing was changed: restore or repair it, then start again"
    )]
    Migration {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A sandbox's file for real cases, or the reverse.
    #[error("the database `{path}` belongs to {found}, not to {wanted}: name another folder")]
    Kind {
        /// The file.
        path: String,
        /// What it is for.
        found: &'static str,
        /// What it was opened for.
        wanted: &'static str,
    },
    /// Another process works on its timers and outbox.
    #[error("another registrar is running on the database `{path}`: stop it, or name another folder")]
    InUse {
        /// The file.
        path: String,
    },
}

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    /// The one connection that writes: SQLite has one writer, and waiting here is fair.
    pub(crate) writer: Mutex<SqliteConnection>,
    /// Read-only connections.
    pub(crate) readers: SqlitePool,
    pub(crate) kind: StoreKind,
    path: PathBuf,
}

impl SqliteStore {
    /// Opens a file, makes and migrates it where needed, and checks that it is for this kind of cases.
    ///
    /// # Errors
    /// [`OpenFault`].
    pub async fn open(path: &Path, kind: StoreKind) -> Result<Self, OpenFault> {
        let shown = path.display().to_string();
        let unopenable = |reason: String| OpenFault::Unopenable { path: shown.clone(), reason };
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // No answer before the commit is durable, power failure included.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .pragma("trusted_schema", "OFF");
        let writing = options.clone().create_if_missing(true);
        let mut writer = writing.connect().await.map_err(|e| unopenable(e.to_string()))?;
        migrate(&mut writer, &shown).await?;
        mark(&mut writer, &shown, kind).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await
            .map_err(|e| unopenable(e.to_string()))?;
        Ok(Self { writer: Mutex::new(writer), readers, kind, path: path.to_owned() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows of a question to a reader.
    pub(crate) async fn rows(&self, query: Question<'_>) -> Result<Vec<SqliteRow>, StoreFault> {
        query.fetch_all(&self.readers).await.map_err(unavailable)
    }

    /// The row of a question to a reader, if there is one.
    pub(crate) async fn row(&self, query: Question<'_>) -> Result<Option<SqliteRow>, StoreFault> {
        query.fetch_optional(&self.readers).await.map_err(unavailable)
    }

    /// The row of a question to a reader that always has one.
    pub(crate) async fn only_row(&self, query: Question<'_>) -> Result<SqliteRow, StoreFault> {
        query.fetch_one(&self.readers).await.map_err(unavailable)
    }

    /// Closes all connections; the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.readers.close().await;
        let mut writer = self.writer.lock().await;
        // A failure leaves the log beside the file, which the next start reads.
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *writer).await;
    }
}

async fn migrate(connection: &mut SqliteConnection, path: &str) -> Result<(), OpenFault> {
    let failed =
        |e: &dyn std::fmt::Display| OpenFault::Migration { path: path.to_owned(), reason: e.to_string() };
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        .fetch_one(&mut *connection)
        .await
        .map_err(|e| OpenFault::Unopenable { path: path.to_owned(), reason: e.to_string() })?;
    if there > 0 {
        let found: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
            .fetch_one(&mut *connection)
            .await
            .map_err(|e| failed(&e))?;
        if let Some(found) = found.filter(|found| *found > i64::from(SCHEMA)) {
            return Err(OpenFault::Newer { path: path.to_owned(), found, known: SCHEMA });
        }
    }
    let migrations = MIGRATIONS
        .iter()
        .map(|(version, name, sql)| {
            let name = std::borrow::Cow::Borrowed(*name);
            Migration::new(*version, name, MigrationType::Simple, (*sql).into_sql_str(), false)
        })
        .collect();
    let migrator = Migrator::with_migrations(migrations);
    migrator.run(connection).await.map_err(|e| failed(&e))
}

async fn mark(connection: &mut SqliteConnection, path: &str, kind: StoreKind) -> Result<(), OpenFault> {
    let unopenable = |e: sqlx::Error| OpenFault::Unopenable { path: path.to_owned(), reason: e.to_string() };
    sqlx::query("INSERT INTO store_marker (store_marker_id, kind) VALUES (1, $1) ON CONFLICT DO NOTHING")
        .bind(word(kind))
        .execute(&mut *connection)
        .await
        .map_err(unopenable)?;
    let row = sqlx::query("SELECT kind FROM store_marker").fetch_one(connection).await.map_err(unopenable)?;
    let found: String = row.try_get("kind").map_err(unopenable)?;
    if found == word(kind) {
        return Ok(());
    }
    let speak = |kind: &str| if kind == "sandbox" { "a sandbox" } else { "real cases" };
    Err(OpenFault::Kind { path: path.to_owned(), found: speak(&found), wanted: speak(word(kind)) })
}

fn word(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Real => "real",
        StoreKind::Sandbox => "sandbox",
    }
}

/// What SQLite says, as a fault.
pub(crate) fn unavailable(error: sqlx::Error) -> StoreFault {
    match &error {
        sqlx::Error::Database(database)
            if matches!(
                database.kind(),
                sqlx::error::ErrorKind::UniqueViolation
                    | sqlx::error::ErrorKind::ForeignKeyViolation
                    | sqlx::error::ErrorKind::CheckViolation
            ) =>
        {
            StoreFault::Conflict(error.to_string())
        }
        _ => StoreFault::Unavailable(error.to_string()),
    }
}
