//! The outbox: claimed once, settled once, tried again when due.

use super::commits::commit;
use super::sample::{at, case_id, outgoing, transition};
use registrar_casework::ports::{CommitResult, OutboxRow, OutboxStanding, Settled, Store, Transition};

async fn with_rows(store: &impl Store, rows: Vec<OutboxRow>) {
    let transition = Transition { outbox: rows, ..transition("c-1", 0) };
    commit(store, vec![transition], &[CommitResult::Committed]).await;
}

fn ids(rows: &[OutboxRow]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

/// In the order of due, then id; not before they are due; not twice while the lease runs.
pub async fn rows_are_claimed_once_until_their_lease_ends(store: &impl Store) {
    let rows = vec![
        outgoing("r-3", "c-1", None, at(0)),
        outgoing("r-1", "c-1", None, at(5)),
        outgoing("r-2", "c-1", Some("g"), at(0)),
        outgoing("r-9", "c-1", None, at(60)),
    ];
    with_rows(store, rows).await;
    assert_eq!(store.next_outgoing().await.expect("the store answers"), Some(at(0)));
    let first = store.claim(at(10), at(30), 2).await.expect("the store answers");
    assert_eq!(ids(&first), ["r-2", "r-3"]);
    assert_eq!(first[0], OutboxRow { attempts: 1, ..outgoing("r-2", "c-1", Some("g"), at(0)) });
    let second = store.claim(at(10), at(40), 9).await.expect("the store answers");
    assert_eq!(ids(&second), ["r-1"]);
    assert!(store.claim(at(29), at(50), 9).await.expect("the store answers").is_empty());
    assert_eq!(store.next_outgoing().await.expect("the store answers"), Some(at(30)));
    let again = store.claim(at(30), at(70), 9).await.expect("the store answers");
    assert_eq!(ids(&again), ["r-2", "r-3"]);
    assert_eq!(again[0].attempts, 2);
}

/// By the moment until which they were claimed; the attempt isn't counted.
pub async fn rows_that_are_given_back_are_free_and_nobody_elses_are(store: &impl Store) {
    let rows = ["r-1", "r-2", "r-3"].map(|id| outgoing(id, "c-1", None, at(0)));
    with_rows(store, rows.to_vec()).await;
    let mine = store.claim(at(10), at(30), 2).await.expect("the store answers");
    let others = store.claim(at(10), at(31), 9).await.expect("the store answers");
    assert_eq!((ids(&mine), ids(&others)), (vec!["r-1", "r-2"], vec!["r-3"]));
    let done = Settled::Done { at: at(11) };
    store.settle(&[(case_id("c-1"), "r-1".to_owned(), done)]).await.expect("the store answers");
    store.release(at(30)).await.expect("the store answers");
    let again = store.claim(at(12), at(40), 9).await.expect("the store answers");
    assert_eq!(ids(&again), ["r-2"]);
    assert_eq!(again[0].attempts, 1);
}

/// Done is done: no later word changes it.
pub async fn a_settled_row_stays_settled(store: &impl Store) {
    with_rows(store, vec![outgoing("r-1", "c-1", Some("g"), at(0))]).await;
    assert_eq!(store.claim(at(0), at(10), 9).await.expect("the store answers").len(), 1);
    let settled = |settled: Settled| vec![(case_id("c-1"), "r-1".to_owned(), settled)];
    store.settle(&settled(Settled::Done { at: at(1) })).await.expect("the store answers");
    let late = Settled::Again { due: at(2), reason: "no".to_owned() };
    store.settle(&settled(late)).await.expect("the store answers");
    assert!(store.claim(at(99), at(100), 9).await.expect("the store answers").is_empty());
    assert_eq!(store.next_outgoing().await.expect("the store answers"), None);
    let stands = store.group(&case_id("c-1"), "g").await.expect("the store answers");
    assert_eq!(stands, [("r-1".to_owned(), OutboxStanding::Done)]);
}

/// Not before the moment it was put off to, and then whatever is left of the lease.
pub async fn a_row_tried_again_waits_for_its_moment(store: &impl Store) {
    with_rows(store, vec![outgoing("r-1", "c-1", None, at(0))]).await;
    assert_eq!(store.claim(at(0), at(1_000), 9).await.expect("the store answers").len(), 1);
    let again = Settled::Again { due: at(60), reason: "later".to_owned() };
    store.settle(&[(case_id("c-1"), "r-1".to_owned(), again)]).await.expect("the store answers");
    assert!(store.claim(at(59), at(1_000), 9).await.expect("the store answers").is_empty());
    assert_eq!(store.next_outgoing().await.expect("the store answers"), Some(at(60)));
    let claimed = store.claim(at(60), at(1_000), 9).await.expect("the store answers");
    assert_eq!((ids(&claimed), claimed[0].attempts), (vec!["r-1"], 2));
}

/// By an operator, once it has failed, and as if for the first time.
pub async fn a_failed_row_can_be_sent_again(store: &impl Store) {
    with_rows(store, vec![outgoing("r-1", "c-1", None, at(0))]).await;
    assert!(!store.resend(&case_id("c-1"), "r-1", at(5)).await.expect("the store answers"));
    assert_eq!(store.claim(at(0), at(10), 9).await.expect("the store answers").len(), 1);
    let failed = Settled::Failed { at: at(1), reason: "never".to_owned() };
    store.settle(&[(case_id("c-1"), "r-1".to_owned(), failed)]).await.expect("the store answers");
    assert!(store.claim(at(99), at(100), 9).await.expect("the store answers").is_empty());
    assert!(store.resend(&case_id("c-1"), "r-1", at(100)).await.expect("the store answers"));
    assert!(!store.resend(&case_id("c-1"), "r-2", at(100)).await.expect("the store answers"));
    let claimed = store.claim(at(100), at(110), 9).await.expect("the store answers");
    assert_eq!((ids(&claimed), claimed[0].attempts), (vec!["r-1"], 1));
}

/// All rows of a group by id, and none of another.
pub async fn a_group_tells_how_its_rows_stand(store: &impl Store) {
    let rows = vec![
        outgoing("r-2", "c-1", Some("g"), at(0)),
        outgoing("r-1", "c-1", Some("g"), at(0)),
        outgoing("r-3", "c-1", Some("h"), at(0)),
        outgoing("r-4", "c-1", None, at(0)),
    ];
    with_rows(store, rows).await;
    assert_eq!(store.claim(at(0), at(10), 9).await.expect("the store answers").len(), 4);
    let failed = Settled::Failed { at: at(1), reason: "no address".to_owned() };
    store.settle(&[(case_id("c-1"), "r-2".to_owned(), failed)]).await.expect("the store answers");
    let stands = store.group(&case_id("c-1"), "g").await.expect("the store answers");
    let expected = [("r-1", OutboxStanding::Waiting), ("r-2", OutboxStanding::Failed)];
    assert_eq!(stands, expected.map(|(id, standing)| (id.to_owned(), standing)));
    assert!(store.group(&case_id("c-1"), "nothing").await.expect("the store answers").is_empty());
}
