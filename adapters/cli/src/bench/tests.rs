//! That the bench is honest: by hand the same rows are written as W writes, as durably, and cases that are made
//! beforehand are such as were really worked.

use super::ground::Ground;
use super::preload::Filler;
use super::{timers, work};
use crate::scratch::Scratch;
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
    let learnt = work::learn(&running.casework(), &store, || ()).await.unwrap();
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

/// That the floor of the timers is what the timers write.
async fn fired_by_hand_is_the_same(store: Option<String>) {
    let folder = Scratch::new().unwrap();
    let ground = Ground::on(&Place { data: folder.path().to_owned(), store }, folder).await.unwrap();
    let casework = ground.casework();
    let template = timers::prepare(&ground).await.unwrap();
    let contents = async || ground.store.contents().await.unwrap();
    let grown = |before: &[(String, i64, i64)], after: &[(String, i64, i64)]| {
        let more = |((_, rows, bytes), (_, now, bytes_now)): (&(_, i64, i64), &(_, i64, i64))| {
            (now - rows, bytes_now - bytes)
        };
        before.iter().zip(after).map(more).collect::<Vec<_>>()
    };
    let cases = timers::open(&ground, &template, 10).await.unwrap();
    let before = contents().await;
    assert_eq!(casework.fire_due().await.unwrap(), 10);
    assert_eq!(casework.fire_due().await.unwrap(), 0);
    let fired = grown(&before, &contents().await);
    for case in &cases {
        let check = casework.verify_docket(case).await.unwrap().expect("it was made");
        assert_eq!((check.entries, check.problems), (2, vec![]), "{case}");
    }

    let cases = timers::open(&ground, &template, 10).await.unwrap();
    let before = contents().await;
    timers::by_hand(&ground, &template, &cases).await.unwrap();
    let by_hand = grown(&before, &contents().await);
    for ((rows, bytes), (same, about)) in fired.iter().zip(&by_hand) {
        assert_eq!(rows, same);
        // A moment is shorter by the noughts at its end.
        assert!((bytes - about).abs() <= 10 * 20, "{fired:?} {by_hand:?}");
    }
    assert_eq!(fired.iter().map(|(rows, _)| *rows).collect::<Vec<_>>(), [0, 10, 0, 0, 10, 0]);
    ground.stop().await;
}

#[tokio::test]
async fn by_hand_the_same_is_written_as_by_timers_on_sqlite() {
    fired_by_hand_is_the_same(None).await;
}

#[tokio::test]
async fn by_hand_the_same_is_written_as_by_timers_on_postgres() {
    let Some(server) = Postgres::start() else { return };
    fired_by_hand_is_the_same(Some(server.database())).await;
}

async fn made_beforehand_is_as_worked(store: Option<String>) {
    let folder = Scratch::new().unwrap();
    let place = Place { data: folder.path().to_owned(), store };
    let ground = Ground::on(&place, folder).await.unwrap();
    let casework = ground.casework();
    work::prepare(&casework, 1).await.unwrap();
    let filler = Arc::new(Filler::new(&ground, 588).await.unwrap());
    let worked = ground.store.contents().await.unwrap();
    // The templates have gone to the end; so have as many of these, which are as long.
    let (templates, commands) = (filler.templates(), u64::from(work::COMMANDS));
    let ended: Vec<u64> =
        (0..588).filter(|number| number % commands == commands - 1).take(templates).collect();
    for number in &ended {
        filler.fill(&ground, *number..*number + 1).await.unwrap();
    }
    for ((table, rows, bytes), (_, rows_now, bytes_now)) in
        worked.iter().zip(ground.store.contents().await.unwrap())
    {
        assert_eq!((rows_now, bytes_now), (rows * 2, bytes * 2), "{table}");
    }
    filler.fill(&ground, 0..7).await.unwrap_err();
    filler.fill(&ground, 0..6).await.unwrap();
    for number in (0..6).chain(ended) {
        let case = filler.id(number).unwrap();
        let check = casework.verify_docket(&case).await.unwrap().expect("it was made");
        assert_eq!((check.entries, check.problems), (number % commands + 1, vec![]), "case {number}");
        let person = filler.whose(number).unwrap();
        work::account(&casework, &person, "Applicant").await.unwrap();
        let view = casework.case(&person, &case, "en").await.unwrap();
        assert_eq!(view.tasks.len(), usize::from(number < 6), "case {number}");
        assert_eq!(view.ended.is_some(), number >= 6, "case {number}");
    }
    assert_eq!(casework.fire_due().await.unwrap(), 0, "no timer has come");
    ground.stop().await;
}

#[tokio::test]
async fn cases_made_beforehand_are_as_if_worked_on_sqlite() {
    made_beforehand_is_as_worked(None).await;
}

#[tokio::test]
async fn cases_made_beforehand_are_as_if_worked_on_postgres() {
    let Some(server) = Postgres::start() else { return };
    made_beforehand_is_as_worked(Some(server.database())).await;
}
