//! What a disk, another program or an operator's mistake may do to a database, done by hand.

use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tokio::runtime::Runtime;

/// Somebody at a database who isn't Registrar.
#[derive(Debug)]
pub struct ByHand {
    runtime: Runtime,
    connection: Option<Connection>,
}

#[derive(Debug)]
enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl ByHand {
    /// At the database of an address as an operator writes it.
    pub fn at(address: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("the system gives a thread");
        let connection = runtime.block_on(async {
            match address.strip_prefix("sqlite://") {
                Some(file) => {
                    let options = SqliteConnectOptions::new().filename(file);
                    Connection::Sqlite(SqliteConnection::connect_with(&options).await.expect("a file"))
                }
                None => Connection::Postgres(PgConnection::connect(address).await.expect("a server")),
            }
        });
        Self { runtime, connection: Some(connection) }
    }

    /// Says something in SQL. How many rows it concerned.
    pub fn says(&mut self, sentence: &str) -> u64 {
        let sentence = sqlx::raw_sql(AssertSqlSafe(sentence.to_owned()));
        self.runtime.block_on(async {
            match self.connection.as_mut().expect("it is there until the end") {
                Connection::Sqlite(file) => file.execute(sentence).await.expect("it is done").rows_affected(),
                Connection::Postgres(server) => {
                    server.execute(sentence).await.expect("it is done").rows_affected()
                }
            }
        })
    }

    /// A number that is asked for.
    pub fn number(&mut self, question: &str) -> i64 {
        let question = AssertSqlSafe(question.to_owned());
        self.runtime.block_on(async {
            match self.connection.as_mut().expect("it is there until the end") {
                Connection::Sqlite(file) => sqlx::query_scalar(question).fetch_one(file).await,
                Connection::Postgres(server) => sqlx::query_scalar(question).fetch_one(server).await,
            }
            .expect("it has an answer")
        })
    }

    /// Takes all writing to cases for itself, until it is gone.
    pub fn locks_cases(&mut self) {
        match self.connection {
            Some(Connection::Sqlite(_)) => self.says("BEGIN IMMEDIATE"),
            _ => self.says("BEGIN; LOCK TABLE case_file IN EXCLUSIVE MODE"),
        };
    }

    /// The leases of all nodes end now, as if time had passed: no round waits for it.
    pub fn ends_leases(&mut self) {
        if let Some(Connection::Postgres(_)) = self.connection {
            self.says("UPDATE shard_lease SET ends_at = 1 WHERE ends_at > 1; UPDATE node SET seen_at = 0");
        }
    }
}

impl Drop for ByHand {
    fn drop(&mut self) {
        // A connection is let go where it can tell the other side.
        let connection = self.connection.take();
        self.runtime.block_on(async {
            match connection {
                Some(Connection::Sqlite(file)) => drop(file.close().await),
                Some(Connection::Postgres(server)) => drop(server.close().await),
                None => {}
            }
        });
    }
}
