//! From rows to the domain's types and back: one place for each way.

use registrar_casework::ports::{Audience, StoreFault};
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// The shard of a case: FNV-1a over its id, folded to 0..=255. Stored; never to be changed.
pub fn shard(case: &CaseId) -> i64 {
    let hash = case
        .as_str()
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    i64::from((hash ^ (hash >> 16)) & 0xff)
}

/// A row that can be read as something, or the fault that names it.
pub struct Reader<'r> {
    /// What kind of row.
    pub what: &'static str,
    /// Its id.
    pub id: String,
    /// The row.
    pub row: &'r SqliteRow,
}

impl<'r> Reader<'r> {
    /// Reads a row whose id stands in a text column.
    pub fn new(what: &'static str, id_column: &str, row: &'r SqliteRow) -> Self {
        let id = row.try_get::<String, _>(id_column).unwrap_or_default();
        Self { what, id, row }
    }

    fn unreadable(&self, reason: impl std::fmt::Display) -> StoreFault {
        StoreFault::Unreadable { what: self.what, id: self.id.clone(), reason: reason.to_string() }
    }

    /// A column that may be null.
    pub fn optional<T>(&self, column: &str) -> Result<Option<T>, StoreFault>
    where
        T: for<'d> sqlx::Decode<'d, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    {
        self.row.try_get(column).map_err(|e| self.unreadable(e))
    }

    /// A text.
    pub fn text(&self, column: &str) -> Result<String, StoreFault> {
        self.row.try_get(column).map_err(|e| self.unreadable(e))
    }

    /// A number that isn't negative.
    pub fn number<T: TryFrom<i64>>(&self, column: &str) -> Result<T, StoreFault> {
        let number: i64 = self.row.try_get(column).map_err(|e| self.unreadable(e))?;
        T::try_from(number).map_err(|_| self.unreadable(format!("`{column}` is {number}")))
    }

    /// An instant.
    pub fn moment(&self, column: &str) -> Result<Moment, StoreFault> {
        let micros: i64 = self.row.try_get(column).map_err(|e| self.unreadable(e))?;
        Moment::from_micros(micros).ok_or_else(|| self.unreadable(format!("`{column}` is no instant")))
    }

    /// An instant that may be null.
    pub fn optional_moment(&self, column: &str) -> Result<Option<Moment>, StoreFault> {
        match self.optional::<i64>(column)? {
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
        match self.optional::<String>(column)? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|e| self.unreadable(e)),
        }
    }

    /// A column of JSON.
    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreFault> {
        serde_json::from_str(&self.text(column)?).map_err(|e| self.unreadable(e))
    }
}

/// Anything as JSON, for `json_each` or a column.
pub fn json(value: &impl serde::Serialize) -> Result<String, StoreFault> {
    serde_json::to_string(value).map_err(|e| StoreFault::Conflict(format!("not JSON: {e}")))
}

/// Audiences for `IN (SELECT value FROM json_each(…))`.
pub fn audiences(audiences: &[Audience]) -> Result<String, StoreFault> {
    json(&audiences.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// A count as SQLite keeps it.
pub fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
