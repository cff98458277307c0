//! The clock of a store in a file: what a process leaves to the next one, and the incident by which an operator
//! confirms. How the clock itself is judged is tested beside it, with dials that can be moved.

use registrar_casework::ports::{Incident, IncidentSource, Store as _, StoreKind};
use registrar_engine::moment::Moment;
use registrar_store::SqlStore;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::path::{Path, PathBuf};
use std::time::Duration;

const HOUR: i64 = 3_600_000_000;

async fn raw(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

/// Moves what the last process believed: as if the clock had been set by as much the other way.
async fn believed(file: &Path, by: i64, start: Option<&str>) {
    let mut connection = raw(file).await;
    let change = "UPDATE store_marker SET trusted_at = trusted_at + $1, boot_id = coalesce($2, boot_id)";
    sqlx::query(change).bind(by).bind(start).execute(&mut connection).await.unwrap();
}

async fn open(file: &Path) -> SqlStore {
    SqlStore::open_file(file, StoreKind::Real).await.unwrap()
}

/// A store that a process has had in charge.
async fn left() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registrar.db");
    let store = open(&file).await;
    store.take_charge().await.unwrap().release().await;
    store.close().await;
    (folder, file)
}

async fn incidents(store: &SqlStore) -> Vec<Incident> {
    store.incidents(true, None, 10).await.unwrap()
}

fn now() -> Moment {
    jiff::Timestamp::now().into()
}

fn near(a: Moment, b: i64) -> bool {
    a.as_micros().abs_diff(b) < 60_000_000
}

/// Waits until the clock is in no doubt any more.
async fn settled(store: &SqlStore) {
    let clock = store.clock();
    let waiting = async {
        while clock.doubt().is_some() {
            incidents(store).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it is settled");
}

#[tokio::test]
async fn a_clock_that_goes_evenly_is_believed() {
    let (_folder, file) = left().await;
    let store = open(&file).await;
    let charge = store.take_charge().await.unwrap();
    assert_eq!(store.clock().doubt(), None);
    assert!(near(store.clock().now(), now().as_micros()));
    assert_eq!(incidents(&store).await, []);
    charge.release().await;
    store.close().await;
}

#[tokio::test]
async fn a_clock_that_was_set_between_two_processes_is_an_incident_and_time_goes_on() {
    for by in [2 * HOUR, -2 * HOUR] {
        let (_folder, file) = left().await;
        believed(&file, by, None).await;
        let store = open(&file).await;
        let charge = store.take_charge().await.unwrap();
        let [incident] = incidents(&store).await.try_into().unwrap();
        assert_eq!((&incident.source, &incident.case), (&IncidentSource::Clock, &None));
        assert!(
            incident.reason.contains("nothing expires") && incident.reason.contains("retry"),
            "{incident:?}"
        );
        assert!(near(store.clock().now(), now().as_micros() + by), "by what has passed, not by the clock");
        charge.release().await;
        store.close().await;

        // The next process finds it as it is, and raises no second one. So does a command beside it.
        let store = open(&file).await;
        assert!(store.clock().doubt().is_some());
        let charge = store.take_charge().await.unwrap();
        assert_eq!(incidents(&store).await.len(), 1);
        // The operator says that the clock is right, while the process runs.
        store.resolve_incident(&incident.id, store.clock().now()).await.unwrap();
        settled(&store).await;
        assert!(near(store.clock().now(), now().as_micros()), "from then on it goes by the clock, {by}");
        charge.release().await;
        store.close().await;
        let store = open(&file).await;
        assert_eq!(store.clock().doubt(), None);
        store.close().await;
    }
}

#[tokio::test]
async fn a_clock_that_is_set_right_between_two_processes_settles_the_incident() {
    let (_folder, file) = left().await;
    believed(&file, 2 * HOUR, None).await;
    let store = open(&file).await;
    store.take_charge().await.unwrap().release().await;
    store.close().await;
    believed(&file, -2 * HOUR, None).await;
    let store = open(&file).await;
    let charge = store.take_charge().await.unwrap();
    assert_eq!((store.clock().doubt(), incidents(&store).await), (None, Vec::new()));
    charge.release().await;
    store.close().await;
}

#[tokio::test]
async fn what_was_confirmed_while_no_process_ran_is_believed_by_the_next() {
    let (_folder, file) = left().await;
    believed(&file, 2 * HOUR, None).await;
    let store = open(&file).await;
    store.take_charge().await.unwrap().release().await;
    let [incident] = incidents(&store).await.try_into().unwrap();
    store.resolve_incident(&incident.id, store.clock().now()).await.unwrap();
    store.close().await;
    let store = open(&file).await;
    assert_eq!(store.clock().doubt(), None);
    let charge = store.take_charge().await.unwrap();
    assert_eq!(incidents(&store).await, []);
    charge.release().await;
    store.close().await;
}

#[tokio::test]
async fn after_a_new_start_of_the_machine_a_clock_behind_the_store_is_doubted_and_one_ahead_is_not() {
    for (by, doubted) in [(2 * HOUR, true), (-2 * HOUR, false)] {
        let (_folder, file) = left().await;
        believed(&file, by, Some("another start")).await;
        let store = open(&file).await;
        let charge = store.take_charge().await.unwrap();
        assert_eq!(store.clock().doubt().is_some(), doubted);
        assert_eq!(incidents(&store).await.len(), usize::from(doubted));
        charge.release().await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_sandbox_moves_its_clock_and_nobody_watches() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registrar.db");
    let store = SqlStore::open_file(&file, StoreKind::Sandbox).await.unwrap();
    store.take_charge().await.unwrap().release().await;
    let row: Option<i64> = sqlx::query_scalar("SELECT trusted_at FROM store_marker")
        .fetch_one(&mut raw(&file).await)
        .await
        .unwrap();
    assert_eq!(row, None);
    store.close().await;
}
