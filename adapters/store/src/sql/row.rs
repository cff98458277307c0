//! From rows to the domain's types and back: one place for each way.

use registrar_casework::ports::StoreFault;
use registrar_engine::moment::Moment;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

/// A row of either database.
#[derive(Debug)]
pub enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    pub fn int(&self, column: &str) -> Result<Option<i64>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }

    pub fn text(&self, column: &str) -> Result<Option<String>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }
}

/// A row that can be read as something, or the fault that names it.
pub struct Reader<'r> {
    /// What kind of row.
    pub what: &'static str,
    /// Its id.
    pub id: String,
    /// The row.
    pub row: &'r Row,
}

impl<'r> Reader<'r> {
    /// Reads a row whose id stands in a text column.
    pub fn new(what: &'static str, id_column: &str, row: &'r Row) -> Self {
        let id = row.text(id_column).ok().flatten().unwrap_or_default();
        Self { what, id, row }
    }

    fn unreadable(&self, reason: impl std::fmt::Display) -> StoreFault {
        StoreFault::Unreadable { what: self.what, id: self.id.clone(), reason: reason.to_string() }
    }

    /// A text that may be null.
    pub fn optional(&self, column: &str) -> Result<Option<String>, StoreFault> {
        self.row.text(column).map_err(|e| self.unreadable(e))
    }

    /// A text.
    pub fn text(&self, column: &str) -> Result<String, StoreFault> {
        self.optional(column)?.ok_or_else(|| self.unreadable(format!("`{column}` is empty")))
    }

    /// A whole number that may be null.
    pub fn optional_int(&self, column: &str) -> Result<Option<i64>, StoreFault> {
        self.row.int(column).map_err(|e| self.unreadable(e))
    }

    fn int(&self, column: &str) -> Result<i64, StoreFault> {
        self.optional_int(column)?.ok_or_else(|| self.unreadable(format!("`{column}` is empty")))
    }

    /// A number that isn't negative.
    pub fn number<T: TryFrom<i64>>(&self, column: &str) -> Result<T, StoreFault> {
        let number = self.int(column)?;
        T::try_from(number).map_err(|_| self.unreadable(format!("`{column}` is {number}")))
    }

    /// An instant.
    pub fn moment(&self, column: &str) -> Result<Moment, StoreFault> {
        let micros = self.int(column)?;
        Moment::from_micros(micros).ok_or_else(|| self.unreadable(format!("`{column}` is no instant")))
    }

    /// An instant that may be null.
    pub fn optional_moment(&self, column: &str) -> Result<Option<Moment>, StoreFault> {
        match self.optional_int(column)? {
            None => Ok(None),
            Some(_) => self.moment(column).map(Some),
        }
    }

    /// A text that parses.
    pub fn parse<T>(&self, column: &str) -> Result<T, StoreFault>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.text(column)?.parse().map_err(|e| self.unreadable(e))
    }

    /// A text that parses, or null.
    pub fn optional_parse<T>(&self, column: &str) -> Result<Option<T>, StoreFault>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        match self.optional(column)? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|e| self.unreadable(e)),
        }
    }

    /// A column of JSON.
    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreFault> {
        serde_json::from_str(&self.text(column)?).map_err(|e| self.unreadable(e))
    }
}

/// Anything as JSON, for a column.
pub fn json(value: &impl serde::Serialize) -> Result<String, StoreFault> {
    serde_json::to_string(value).map_err(|e| StoreFault::Conflict(format!("not JSON: {e}")))
}

/// A count as databases keep it.
pub fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
