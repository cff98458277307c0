//! That the floor is honest: by hand the same rows are written as W writes, as durably.

use super::work;
use crate::server::wiring::{self, Place, Ways};
use registrar_casework::ports::StoreKind;
use registrar_engine::id::CaseId;
use registrar_store::ByHand;
use registrar_testkit::Postgres;
use std::sync::Arc;
use uuid::Uuid;

async fn by_hand_the_same_is_written(worked: Option<String>, hand: Option<String>) {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let place = |folder: &tempfile::TempDir, store| Place { data: folder.path().to_owned(), store };
    let store = wiring::open_store(&place(&one, worked.clone()), StoreKind::Sandbox).await.unwrap();
    let outside = Ways::default().outside().unwrap();
    let running = wiring::start(&place(&one, worked), store.clone(), outside).await.unwrap();
    work::prepare(&running.casework(), 1).await.unwrap();
    let learnt = work::learn(&running.casework(), &store).await.unwrap();
    running.stop().await;
    assert_eq!(learnt.rows.steps.len(), work::COMMANDS as usize);

    let floor = wiring::open_store(&place(&other, hand), StoreKind::Sandbox).await.unwrap();
    let case = CaseId::parse(&Uuid::now_v7().to_string()).unwrap();
    for step in &learnt.rows.steps {
        let batch = [ByHand { written: Arc::clone(step), case: case.clone() }];
        floor.write_by_hand(&learnt.rows, &batch).await.unwrap();
    }
    let (worked, written) = (store.contents().await.unwrap(), floor.contents().await.unwrap());
    assert_eq!(worked, written, "table, rows, bytes");
    let of = |table: &str| worked.iter().find(|(name, ..)| name == table).map(|(_, rows, _)| *rows);
    let told = ["case_file", "docket_entry", "outbox", "answer", "case_access"].map(of);
    assert_eq!(told, [Some(1), Some(7), Some(5), Some(7), Some(1)]);
    assert_eq!(store.durability().await.unwrap(), floor.durability().await.unwrap());
    store.close().await;
    floor.close().await;
}

#[tokio::test]
async fn by_hand_the_same_rows_are_written_as_durably_on_sqlite() {
    by_hand_the_same_is_written(None, None).await;
}

#[tokio::test]
async fn by_hand_the_same_rows_are_written_as_durably_on_postgres() {
    let Some(server) = Postgres::start() else { return };
    let address = || Some(server.database());
    by_hand_the_same_is_written(address(), address()).await;
}
