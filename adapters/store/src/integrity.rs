//! Whether the database itself is whole, as it sees itself.

use crate::open::SqlStore;
use crate::sql::{Database, Reader, Statement};
use registrar_casework::ports::StoreFault;

/// Most references told; SQLite tells at most as many of the rest.
const MOST: usize = 100;

impl SqlStore {
    /// What is wrong with the file: pages, indexes, constraints, references. Of a server: indexes that it
    /// doesn't use because they weren't finished. Empty: nothing.
    ///
    /// # Errors
    /// It can't be read.
    pub async fn check_file(&self) -> Result<Vec<String>, StoreFault> {
        let mut found = Vec::new();
        let Database::Sqlite { .. } = self.database else {
            let broken = "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid";
            for row in self.database.rows(Statement::new(broken)).await? {
                found.push(format!("the index `{}` isn't valid", Reader::new("index", "name", &row).id));
            }
            return Ok(found);
        };
        for row in self.database.rows(Statement::new("PRAGMA integrity_check")).await? {
            let told = Reader::new("check", "integrity_check", &row).id;
            if told != "ok" {
                found.push(told);
            }
        }
        let references = self.database.rows(Statement::new("PRAGMA foreign_key_check")).await?;
        for row in references.iter().take(MOST) {
            let table = Reader::new("check", "table", row).id;
            found.push(format!("a row of `{table}` refers to nothing"));
        }
        Ok(found)
    }
}
