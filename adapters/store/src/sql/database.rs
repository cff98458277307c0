//! Connections of either database, and what is asked of them.

use super::fault::{is_deadlock, unavailable};
use super::in_file::{InFile, Writer};
use super::in_hand::InHand;
use super::row::{Row, integer};
use super::shard::Spread;
use super::statement::{Kind, List, Statement, Value};
use registrar_casework::ports::StoreFault;
use sqlx::postgres::{PgArguments, PgPool};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqlitePool};
use sqlx::{Arguments as _, AssertSqlSafe, Postgres, Sqlite};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A database, opened.
#[derive(Debug, Clone)]
pub enum Database {
    /// One file.
    Sqlite {
        /// The one connection that writes.
        writer: Writer,
        /// Read-only connections.
        readers: SqlitePool,
    },
    /// A server.
    Postgres(Pool),
}

/// Connections to a server: to another one of its hosts, once that takes the writes.
#[derive(Debug, Clone)]
pub struct Pool {
    pool: Arc<RwLock<PgPool>>,
    serves: Arc<AtomicBool>,
}

impl Pool {
    pub fn of(pool: PgPool) -> Self {
        Self { pool: Arc::new(RwLock::new(pool)), serves: Arc::default() }
    }

    /// The connections as they are now.
    pub fn get(&self) -> PgPool {
        self.pool.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// These from now on; those before are given back.
    pub fn set(&self, pool: PgPool) -> PgPool {
        std::mem::replace(&mut *self.pool.write().unwrap_or_else(PoisonError::into_inner), pool)
    }

    /// From now on people wait for what is asked, and are told when there is no answer.
    pub fn begin_to_serve(&self) {
        self.serves.store(true, Ordering::Relaxed);
    }

    /// Whether people wait for what is asked.
    pub fn serves(&self) -> bool {
        self.serves.load(Ordering::Relaxed)
    }
}

/// How writing several statements went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// All of them, as meant.
    All,
    /// One concerned other rows than it had to: this must be undone.
    Fewer,
    /// The server gave this up so that another transaction can go on; it may be tried again.
    Deadlock,
}

/// Statements that are written together, made ready: all of them or none.
pub enum Ready<'a> {
    /// One text, from the beginning of the transaction to its end, and which of its statements look whether the one before
    /// concerned as many rows as it had to. To and fro for each with the thread that has the file takes longer than most
    /// of them.
    Sqlite(Writer, Query<'a, Sqlite, SqliteArguments>, Vec<usize>),
    /// One by one.
    Postgres(Pool, Vec<(Statement<'a>, Option<u64>)>),
}

/// What is written together. It is undone when it is dropped.
#[derive(Debug)]
pub enum Transaction {
    /// On the file.
    Sqlite(InFile),
    /// On the server.
    Postgres(InHand),
}

impl Database {
    /// How it spreads its cases.
    pub fn spread(&self) -> Spread {
        match self {
            Self::Sqlite { .. } => Spread::One,
            Self::Postgres(_) => Spread::Many,
        }
    }

    /// Makes statements ready that are written together, each with how many rows it has to concern, where that matters:
    /// what of it takes time and needs no connection.
    pub fn ready<'a>(&self, all: Vec<(Statement<'a>, Option<u64>)>) -> Result<Ready<'a>, StoreFault> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                let (text, checks) = all_on_sqlite(&all)?;
                Ready::Sqlite(writer.clone(), text, checks)
            }
            Self::Postgres(pool) => Ready::Postgres(pool.clone(), all),
        })
    }

    /// The rows of a question.
    pub async fn rows(&self, statement: Statement<'_>) -> Result<Vec<Row>, StoreFault> {
        match self {
            Self::Sqlite { readers, .. } => {
                let rows = on_sqlite(&statement)?.fetch_all(readers).await.map_err(unavailable)?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Self::Postgres(pool) => {
                let mut connection = InHand::of(pool).await.map_err(unavailable)?;
                let rows = connection.rows(on_postgres(&statement)?).await.map_err(unavailable)?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// The row of a question, if there is one.
    pub async fn row(&self, statement: Statement<'_>) -> Result<Option<Row>, StoreFault> {
        Ok(self.rows(statement).await?.pop())
    }

    /// The row of a question that always has one.
    pub async fn only_row(&self, statement: Statement<'_>) -> Result<Row, StoreFault> {
        let row = self.row(statement).await?;
        row.ok_or_else(|| StoreFault::Unavailable("the database gave no answer".to_owned()))
    }

    /// Writes by itself; how many rows were concerned.
    pub async fn run(&self, statement: Statement<'_>) -> Result<u64, StoreFault> {
        match self {
            Self::Sqlite { writer, .. } => {
                let mut hand = writer.take().await.map_err(unavailable)?;
                hand.run(on_sqlite(&statement)?).await.map_err(unavailable)
            }
            Self::Postgres(pool) => {
                let mut connection = InHand::of(pool).await.map_err(unavailable)?;
                connection.run(on_postgres(&statement)?).await.map_err(unavailable)
            }
        }
    }

    /// Writes by itself and gives the rows back that it asks for.
    pub async fn written(&self, statement: Statement<'_>) -> Result<Vec<Row>, StoreFault> {
        match self {
            Self::Sqlite { writer, .. } => {
                let mut hand = writer.take().await.map_err(unavailable)?;
                let rows = hand.rows(on_sqlite(&statement)?).await.map_err(unavailable)?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Self::Postgres(_) => self.rows(statement).await,
        }
    }

    /// Begins what is written together.
    pub async fn begin(&self) -> Result<Transaction, StoreFault> {
        match self {
            Self::Sqlite { writer, .. } => {
                let hand = writer.take().await.map_err(unavailable)?;
                hand.begin().await.map(Transaction::Sqlite).map_err(unavailable)
            }
            Self::Postgres(pool) => {
                let connection = InHand::of(pool).await.map_err(unavailable)?;
                connection.begin().await.map(Transaction::Postgres).map_err(unavailable)
            }
        }
    }
}

impl Ready<'_> {
    /// Writes them in their order, in one transaction: durable if all were written as meant, else undone.
    ///
    /// # Errors
    /// When one can't be written: none is.
    pub async fn write(self) -> Result<Ran, StoreFault> {
        match self {
            Self::Sqlite(writer, text, checks) => {
                let mut hand = writer.take().await.map_err(unavailable)?;
                match hand.whole(text).await {
                    Ok(()) => Ok(Ran::All),
                    Err((at, _)) if checks.contains(&at) => Ok(Ran::Fewer),
                    Err((_, error)) => Err(unavailable(error)),
                }
            }
            Self::Postgres(pool, all) => {
                let connection = InHand::of(&pool).await.map_err(unavailable)?;
                let mut transaction = connection.begin().await.map_err(unavailable)?;
                let mut ran = Ok(Ran::All);
                for (statement, meant) in all {
                    ran = match transaction.run(on_postgres(&statement)?).await {
                        Ok(done) if meant.is_none_or(|meant| meant == done) => continue,
                        Ok(_) => Ok(Ran::Fewer),
                        Err(error) if is_deadlock(&error) => Ok(Ran::Deadlock),
                        Err(error) => Err(unavailable(error)),
                    };
                    break;
                }
                match ran {
                    Ok(Ran::All) => transaction.commit().await.map_err(unavailable)?,
                    Ok(_) | Err(StoreFault::Conflict(_)) => transaction.undo().await.map_err(unavailable)?,
                    // Whether it hears anything is what isn't known: it is closed.
                    Err(_) => drop(transaction),
                }
                ran
            }
        }
    }
}

impl Transaction {
    /// Writes; how many rows were concerned.
    pub async fn run(&mut self, statement: Statement<'_>) -> Result<u64, StoreFault> {
        match self {
            Self::Sqlite(transaction) => transaction.run(on_sqlite(&statement)?).await.map_err(unavailable),
            Self::Postgres(transaction) => {
                transaction.run(on_postgres(&statement)?).await.map_err(unavailable)
            }
        }
    }

    /// Rows, read or written.
    pub async fn rows(&mut self, statement: Statement<'_>) -> Result<Vec<Row>, StoreFault> {
        match self {
            Self::Sqlite(transaction) => {
                let rows = transaction.rows(on_sqlite(&statement)?).await;
                rows.map(|rows| rows.into_iter().map(Row::Sqlite).collect()).map_err(unavailable)
            }
            Self::Postgres(transaction) => {
                let rows = transaction.rows(on_postgres(&statement)?).await;
                rows.map(|rows| rows.into_iter().map(Row::Postgres).collect()).map_err(unavailable)
            }
        }
    }

    /// Makes it durable.
    pub async fn commit(self) -> Result<(), StoreFault> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await.map_err(unavailable),
            Self::Postgres(transaction) => transaction.commit().await.map_err(unavailable),
        }
    }
}

fn on_sqlite<'q>(statement: &Statement<'_>) -> Result<Query<'q, Sqlite, SqliteArguments>, StoreFault> {
    let mut arguments = SqliteArguments::default();
    let (sql, values) = statement.sqlite(1);
    bind(&mut arguments, values)?;
    Ok(sqlx::query_with(AssertSqlSafe(sql), arguments))
}

/// Several statements as one text, a transaction, in which all lists are as long as the longest: the text is kept made
/// ready, and comes in few lengths then. Which of its statements look whether the one before did what was meant.
fn all_on_sqlite<'q>(
    all: &[(Statement<'_>, Option<u64>)],
) -> Result<(Query<'q, Sqlite, SqliteArguments>, Vec<usize>), StoreFault> {
    let longest = all.iter().flat_map(|(statement, _)| &statement.lists).map(List::rows).max().unwrap_or(1);
    let (mut text, mut arguments) = ("BEGIN IMMEDIATE;".to_owned(), SqliteArguments::default());
    let (mut statements, mut checks) = (1, Vec::new());
    for (statement, meant) in all {
        let (sql, values) = statement.sqlite(longest);
        bind(&mut arguments, values)?;
        text.push_str(&sql);
        text.push(';');
        statements += 1;
        if let Some(meant) = meant {
            bind(&mut arguments, vec![&Value::from(integer(*meant))])?;
            text.push_str(AS_MEANT);
            checks.push(statements);
            statements += 1;
        }
    }
    text.push_str("COMMIT");
    Ok((sqlx::query_with(AssertSqlSafe(text), arguments), checks))
}

/// Fails where the statement before concerned another number of rows, and has no row otherwise. Nothing else in SQL fails
/// by itself: the least number has no positive one.
const AS_MEANT: &str =
    "SELECT 1 WHERE CASE WHEN changes() = ? THEN 0 ELSE abs(-9223372036854775807 - 1) END;";

fn bind(arguments: &mut SqliteArguments, values: Vec<&Value<'_>>) -> Result<(), StoreFault> {
    for value in values {
        match value {
            Value::Int(number) => arguments.add(*number),
            Value::Text(text) => arguments.add(text.as_deref()),
        }
        .map_err(|error| StoreFault::Conflict(error.to_string()))?;
    }
    Ok(())
}

fn on_postgres<'q>(statement: &Statement<'_>) -> Result<Query<'q, Postgres, PgArguments>, StoreFault> {
    let mut arguments = PgArguments::default();
    let cells = statement.lists.iter().filter(|_| statement.row_by_row).flat_map(|list| &list.cells);
    for value in statement.scalars.iter().chain(cells) {
        match value {
            Value::Int(number) => arguments.add(*number),
            Value::Text(text) => arguments.add(text.as_deref()),
        }
        .map_err(|error| StoreFault::Conflict(error.to_string()))?;
    }
    for list in statement.lists.iter().filter(|_| !statement.row_by_row) {
        for (column, kind) in list.kinds.iter().enumerate() {
            array(&mut arguments, list, column, *kind)?;
        }
    }
    Ok(sqlx::query_with(AssertSqlSafe(statement.postgres()), arguments))
}

/// One column of a list.
fn array(arguments: &mut PgArguments, list: &List<'_>, column: usize, kind: Kind) -> Result<(), StoreFault> {
    let cells = list.cells.iter().skip(column).step_by(list.kinds.len());
    let added = match kind {
        Kind::Int => {
            let number = |cell: &Value<'_>| match cell {
                Value::Int(number) => *number,
                Value::Text(_) => None,
            };
            arguments.add(cells.map(number).collect::<Vec<Option<i64>>>())
        }
        Kind::Text => {
            let texts = cells.map(|cell| match cell {
                Value::Text(text) => text.as_deref(),
                Value::Int(_) => None,
            });
            arguments.add(texts.collect::<Vec<Option<&str>>>())
        }
    };
    added.map_err(|error| StoreFault::Conflict(error.to_string()))
}
