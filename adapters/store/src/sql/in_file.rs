//! The one connection that writes a file, and who has it in hand. SQLite has one writer, and waiting for it is fair.

use futures::TryStreamExt as _;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Sqlite};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long somebody waits for a connection. If another process keeps the file locked, those before him have waited
/// for it in turn: after both he is told.
pub const WAIT: Duration = Duration::from_secs(5);

/// The connection that writes. A pool of one would do, but it asks the file's thread whether all is well each time that
/// it gets the connection back, while the next one waits for it.
#[derive(Debug, Clone)]
pub struct Writer {
    held: Arc<Mutex<Held>>,
}

#[derive(Debug)]
struct Held {
    /// None: its thread is gone, and whoever comes next opens it anew.
    connection: Option<SqliteConnection>,
    options: SqliteConnectOptions,
    /// Somebody may have let it go in the middle of a transaction.
    in_transaction: bool,
    closed: bool,
}

/// The connection in hand. What isn't committed when it is let go is undone.
#[derive(Debug)]
pub struct InFile {
    /// None: it was handed over to be undone.
    held: Option<OwnedMutexGuard<Held>>,
}

impl Writer {
    /// This one; another one by these options where its thread breaks down.
    pub fn of(connection: SqliteConnection, options: SqliteConnectOptions) -> Self {
        let held = Held { connection: Some(connection), options, in_transaction: false, closed: false };
        Self { held: Arc::new(Mutex::new(held)) }
    }

    /// Waits for it.
    pub async fn take(&self) -> Result<InFile, sqlx::Error> {
        let held = tokio::time::timeout(WAIT, Arc::clone(&self.held).lock_owned()).await;
        let mut held = held.map_err(|_| sqlx::Error::PoolTimedOut)?;
        if held.closed {
            return Err(sqlx::Error::PoolClosed);
        }
        if held.connection.is_none() {
            held.connection = Some(held.options.connect().await?);
            held.in_transaction = false;
        }
        held.undo().await;
        Ok(InFile { held: Some(held) })
    }

    /// Folds the write-ahead log into the file, and closes it.
    pub async fn close(&self) {
        let Ok(mut hand) = self.take().await else { return };
        // A failure leaves the log beside the file, which the next start reads.
        let _ = hand.run(sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")).await;
        if let Some(mut held) = hand.held.take() {
            held.closed = true;
            if let Some(connection) = held.connection.take() {
                // The same.
                let _ = connection.close().await;
            }
        }
    }
}

impl Held {
    fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed)
    }

    async fn undo(&mut self) {
        if !self.in_transaction {
            return;
        }
        if let Ok(connection) = self.connection() {
            // There may be none: what failed was its beginning.
            let _ = connection.execute(sqlx::raw_sql("ROLLBACK")).await;
        }
        self.in_transaction = false;
    }

    /// A connection whose thread is gone is of no use to whoever comes next.
    fn noted<T>(&mut self, answer: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if let Err(sqlx::Error::WorkerCrashed) = &answer {
            self.connection = None;
        }
        answer
    }
}

impl InFile {
    fn held(&mut self) -> Result<&mut Held, sqlx::Error> {
        self.held.as_deref_mut().ok_or(sqlx::Error::WorkerCrashed)
    }

    /// Rows, read or written.
    pub async fn rows(
        &mut self,
        question: Query<'_, Sqlite, SqliteArguments>,
    ) -> Result<Vec<SqliteRow>, sqlx::Error> {
        let held = self.held()?;
        let answer = question.fetch_all(held.connection()?).await;
        held.noted(answer)
    }

    /// How many rows were concerned.
    pub async fn run(&mut self, statement: Query<'_, Sqlite, SqliteArguments>) -> Result<u64, sqlx::Error> {
        let held = self.held()?;
        let answer = statement.execute(held.connection()?).await;
        held.noted(answer).map(|done| done.rows_affected())
    }

    /// Several statements in one text, a transaction from its beginning to its end.
    ///
    /// # Errors
    /// How many were done before one failed, and why it did. All is undone.
    pub async fn whole(
        &mut self,
        text: Query<'_, Sqlite, SqliteArguments>,
    ) -> Result<(), (usize, sqlx::Error)> {
        let before = |error| (0, error);
        let held = self.held().map_err(before)?;
        held.in_transaction = true;
        let mut done = 0;
        let ended = {
            let mut results = held.connection().map_err(before)?.fetch_many(text);
            loop {
                match results.try_next().await {
                    Ok(Some(result)) => done += usize::from(result.is_left()),
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            }
        };
        match ended {
            Ok(()) => held.in_transaction = false,
            Err(_) => held.undo().await,
        }
        held.noted(ended).map_err(|error| (done, error))
    }

    /// Begins a transaction. IMMEDIATE: one that reads first and writes then fails when somebody wrote between.
    pub async fn begin(mut self) -> Result<Self, sqlx::Error> {
        self.held()?.in_transaction = true;
        self.run(sqlx::query("BEGIN IMMEDIATE")).await?;
        Ok(self)
    }

    /// Makes it durable.
    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.run(sqlx::query("COMMIT")).await?;
        self.held()?.in_transaction = false;
        Ok(())
    }
}

impl Drop for InFile {
    fn drop(&mut self) {
        let Some(mut held) = self.held.take().filter(|held| held.in_transaction) else { return };
        // At once, before anybody else has it: it keeps other processes from writing. Without a runtime whoever takes it
        // next undoes it.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { held.undo().await });
        }
    }
}
