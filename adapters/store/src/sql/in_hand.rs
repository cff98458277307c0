//! A connection to a server while somebody asks it something: nobody waits for an answer for ever.
//!
//! Where packets vanish, a server that went away looks like one that thinks. The server is not told how long it may
//! think (`statement_timeout`): that would also cut off a commit that waits for its standby, which PostgreSQL then
//! answers as if it were done there.

use super::database::Pool;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{Executor as _, Postgres};
use std::future::Future;
use std::time::Duration;

/// How long a node waits for an answer. Longer than the server lets anybody wait for a lock, who then hears of it in
/// order; shorter than people and their proxies wait for a page.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// A connection in hand. One that is let go in the middle of a question or of a transaction is closed: nobody knows
/// what it would say next.
#[derive(Debug)]
pub struct InHand {
    connection: PoolConnection<Postgres>,
    /// None: whoever asks waits for as long as it takes, as an operator's command does.
    patience: Option<Duration>,
    asked: bool,
    in_transaction: bool,
}

impl InHand {
    /// Takes a free one.
    pub async fn of(pool: &Pool) -> Result<Self, sqlx::Error> {
        let connection = pool.get().acquire().await?;
        let patience = pool.serves().then_some(ANSWERS_WITHIN);
        Ok(Self { connection, patience, asked: false, in_transaction: false })
    }

    pub async fn rows(
        &mut self,
        question: Query<'_, Postgres, PgArguments>,
    ) -> Result<Vec<PgRow>, sqlx::Error> {
        self.asked = true;
        let answer = answer(self.patience, question.fetch_all(&mut *self.connection)).await?;
        self.asked = false;
        answer
    }

    /// How many rows were concerned.
    pub async fn run(&mut self, statement: Query<'_, Postgres, PgArguments>) -> Result<u64, sqlx::Error> {
        self.asked = true;
        let answer = answer(self.patience, statement.execute(&mut *self.connection)).await?;
        self.asked = false;
        answer.map(|done| done.rows_affected())
    }

    pub async fn begin(mut self) -> Result<Self, sqlx::Error> {
        self.in_transaction = true;
        self.say("BEGIN").await?;
        Ok(self)
    }

    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.end("COMMIT").await
    }

    pub async fn undo(mut self) -> Result<(), sqlx::Error> {
        self.end("ROLLBACK").await
    }

    async fn end(&mut self, how: &'static str) -> Result<(), sqlx::Error> {
        self.say(how).await?;
        self.in_transaction = false;
        Ok(())
    }

    async fn say(&mut self, sentence: &'static str) -> Result<(), sqlx::Error> {
        self.asked = true;
        let answer = answer(self.patience, self.connection.execute(sqlx::raw_sql(sentence))).await?;
        self.asked = false;
        answer.map(|_| ())
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        if self.asked || self.in_transaction {
            self.connection.close_on_drop();
        }
    }
}

/// The answer, whatever it is, or that there was none.
async fn answer<T>(
    patience: Option<Duration>,
    question: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<Result<T, sqlx::Error>, sqlx::Error> {
    let Some(patience) = patience else { return Ok(question.await) };
    let none = |_| {
        let said = format!("the server gave no answer within {} seconds", patience.as_secs());
        sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, said))
    };
    tokio::time::timeout(patience, question).await.map_err(none)
}
