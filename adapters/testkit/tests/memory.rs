//! The store in memory keeps the promises of every store.

use registrar_testkit::{MemoryStore, contract};
use std::sync::Arc;

#[tokio::test]
async fn the_store_in_memory_keeps_the_promises_of_every_store() {
    contract::all(|| async { Arc::new(MemoryStore::default()) }).await;
}

#[tokio::test]
async fn documents_in_memory_keep_the_promises_of_every_document_store() {
    contract::documents(&MemoryStore::default()).await;
}
