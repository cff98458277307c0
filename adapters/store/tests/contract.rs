//! The store keeps, on SQLite and on PostgreSQL, the promises of every store.

use registrar_casework::ports::StoreKind;
use registrar_store::{Address, FileDocuments, SqlStore};
use registrar_testkit::{Postgres, contract};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

#[tokio::test]
async fn the_store_on_sqlite_keeps_the_promises_of_every_store() {
    let folder = tempfile::tempdir().unwrap();
    let number = AtomicU32::new(0);
    contract::all(|| async {
        let file = folder.path().join(format!("{}.db", number.fetch_add(1, Ordering::Relaxed)));
        Arc::new(SqlStore::open_file(&file, StoreKind::Real).await.unwrap())
    })
    .await;
}

#[tokio::test]
async fn the_store_on_postgres_keeps_the_promises_of_every_store() {
    let Some(server) = Postgres::start() else { return };
    contract::all(|| async {
        let address: Address = server.database().parse().unwrap();
        Arc::new(SqlStore::open(&address, StoreKind::Real).await.unwrap())
    })
    .await;
}

#[tokio::test]
async fn documents_in_files_keep_the_promises_of_every_document_store() {
    let folder = tempfile::tempdir().unwrap();
    contract::documents(&FileDocuments::open(folder.path()).await.unwrap()).await;
}
