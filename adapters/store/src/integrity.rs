//! Whether the file itself is whole, as SQLite sees it.

use crate::open::{SqliteStore, unavailable};
use registrar_casework::ports::StoreFault;
use sqlx::Row;

/// Most references told; SQLite tells at most as many of the rest.
const MOST: usize = 100;

impl SqliteStore {
    /// What is wrong with the file: pages, indexes, constraints, references. Empty: nothing.
    ///
    /// # Errors
    /// It can't be read.
    pub async fn check_file(&self) -> Result<Vec<String>, StoreFault> {
        let mut found = Vec::new();
        for row in self.rows(sqlx::query("PRAGMA integrity_check")).await? {
            let told: String = row.try_get(0).map_err(unavailable)?;
            if told != "ok" {
                found.push(told);
            }
        }
        for row in self.rows(sqlx::query("PRAGMA foreign_key_check")).await?.iter().take(MOST) {
            let table: String = row.try_get(0).map_err(unavailable)?;
            found.push(format!("a row of `{table}` refers to nothing"));
        }
        Ok(found)
    }
}
