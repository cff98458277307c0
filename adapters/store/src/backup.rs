//! A consistent copy of an installation while it runs.

use crate::open::SqlStore;
use crate::sql::{Database, Statement};
use registrar_casework::ports::StoreFault;
use std::path::Path;

/// Copies the database (a consistent moment of it) and the contents of documents into an empty folder.
/// Documents are copied after the database: what the copy speaks of is in it.
///
/// # Errors
/// The folder isn't empty, or something can't be read or written.
pub async fn backup(store: &SqlStore, documents: &Path, into: &Path) -> Result<(), StoreFault> {
    if matches!(store.database, Database::Postgres(_)) {
        return Err(StoreFault::Conflict(
            "a PostgreSQL store is copied with the server's own means (pg_dump, or its archive); \
             copy the folder of documents after it"
                .to_owned(),
        ));
    }
    let io = |e: std::io::Error| StoreFault::Unavailable(format!("backup into `{}`: {e}", into.display()));
    tokio::fs::create_dir_all(into).await.map_err(io)?;
    let mut entries = tokio::fs::read_dir(into).await.map_err(io)?;
    if entries.next_entry().await.map_err(io)?.is_some() {
        return Err(StoreFault::Conflict(format!("the folder `{}` isn't empty", into.display())));
    }
    let target = into.join("registrar.db").display().to_string();
    store.database.run(Statement::new("VACUUM INTO $1").bind(target)).await?;
    copy_tree(documents, &into.join("documents")).await.map_err(io)
}

async fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut open = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = open.pop() {
        tokio::fs::create_dir_all(&to).await?;
        let mut entries = tokio::fs::read_dir(&from).await?;
        while let Some(entry) = entries.next_entry().await? {
            let kind = entry.file_type().await?;
            let target = to.join(entry.file_name());
            if kind.is_dir() && entry.file_name() != "new" {
                open.push((entry.path(), target));
            } else if kind.is_file() {
                tokio::fs::copy(entry.path(), target).await?;
            }
        }
    }
    Ok(())
}
