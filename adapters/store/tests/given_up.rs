//! A commit that nobody waits for any more, on a file: it was done or it wasn't, and the file is free for the next.

use futures::poll;
use registrar_casework::ports::{CommitResult, Store as _, StoreKind, Transition};
use registrar_store::SqlStore;
use registrar_testkit::contract::sample::at;
use registrar_testkit::contract::sample::{answered, case_id, outgoing, transition};
use sqlx::{Connection as _, SqliteConnection};
use std::path::Path;
use std::pin::pin;

/// So many steps of the future are taken before it is given up: the most that a commit takes, and more.
const STEPS: usize = 12;

fn batch(number: usize) -> Vec<Transition> {
    let of = |id: String| Transition {
        outbox: vec![outgoing(&format!("{id}.1"), &id, None, at(0))],
        answers: vec![answered("person:p-1", &id)],
        ..transition(&id, 0)
    };
    (0..50).map(|place| of(format!("c-{number}-{place}"))).collect()
}

async fn store_and_another_process(folder: &Path) -> (SqlStore, SqliteConnection) {
    let file = folder.join("registrar.db");
    let store = SqlStore::open_file(&file, StoreKind::Real).await.unwrap();
    (store, SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap())
}

#[tokio::test]
async fn a_commit_that_is_given_up_keeps_nobody_from_writing() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut other) = store_and_another_process(folder.path()).await;
    for steps in 0..STEPS {
        {
            let mut commit = pin!(store.commit(batch(steps)));
            let mut step = 0;
            while step < steps && poll!(&mut commit).is_pending() {
                step += 1;
                tokio::task::yield_now().await;
            }
        }
        // All of it or nothing, seen from here and by another process, which can write as well.
        let loaded =
            store.load(&[case_id(&format!("c-{steps}-0")), case_id(&format!("c-{steps}-49"))]).await.unwrap();
        assert!(loaded.is_empty() || loaded.len() == 2, "{steps}: {}", loaded.len());
        sqlx::query("UPDATE store_marker SET kind = kind").execute(&mut other).await.unwrap();
        let again = store.commit(batch(steps)).await.unwrap();
        let expected = |result| vec![result; 50];
        assert!(
            again == expected(CommitResult::Committed) || again == expected(CommitResult::Conflict),
            "{steps}: {again:?}"
        );
        assert_eq!(store.docket(&case_id(&format!("c-{steps}-49")), 1, 9).await.unwrap().len(), 1);
    }
    assert_eq!(store.check_file().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_fails_in_the_middle_is_undone_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut other) = store_and_another_process(folder.path()).await;
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON outbox WHEN NEW.case_id = 'c-1-49' BEGIN SELECT RAISE(ABORT, 'no'); END";
    sqlx::query(broken).execute(&mut other).await.unwrap();
    assert!(store.commit(batch(1)).await.unwrap_err().to_string().contains("no"));
    assert_eq!(store.load(&[case_id("c-1-0")]).await.unwrap().len(), 0);
    assert_eq!(store.commit(batch(2)).await.unwrap(), vec![CommitResult::Committed; 50]);
    // A number that isn't there is no row too few.
    assert_eq!(store.commit(batch(2)).await.unwrap(), vec![CommitResult::Conflict; 50]);
}
