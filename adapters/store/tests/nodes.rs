//! Several nodes on one PostgreSQL database.

use registrar_casework::ports::{CommitResult, Store as _, StoreFault, StoreKind, Transition};
use registrar_store::{Address, SqlStore};
use registrar_testkit::contract::sample::{at, outgoing, transition};
use registrar_testkit::{Line, Postgres, Proxy};
use sqlx::{Connection as _, PgConnection};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

const CASES: usize = 60;

async fn node(address: &str) -> SqlStore {
    SqlStore::open(&address.parse::<Address>().unwrap(), StoreKind::Real).await.unwrap()
}

/// Cases whose timers are due, each with a row in the outbox.
async fn with_work(store: &SqlStore) {
    let batch = (0..CASES).map(|number| {
        let id = format!("c-{number}");
        let row = outgoing(&format!("{id}.1"), &id, None, at(0));
        Transition { next_due: Some(at(0)), outbox: vec![row], ..transition(&id, 0) }
    });
    let results = store.commit(batch.collect()).await.unwrap();
    assert!(results.iter().all(|result| *result == CommitResult::Committed));
}

async fn due(store: &SqlStore) -> BTreeSet<String> {
    store.due(at(1), None, 1_000).await.unwrap().into_iter().map(|due| due.case.to_string()).collect()
}

/// All leases end now, as after a silence.
async fn leases_end(address: &str) {
    let mut connection = PgConnection::connect(address).await.unwrap();
    sqlx::query("UPDATE shard_lease SET ends_at = 1").execute(&mut connection).await.unwrap();
    sqlx::query("UPDATE node SET seen_at = 0").execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn nodes_share_the_work_and_a_dead_ones_share_is_taken_over() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let (one, two) = (node(&address).await, node(&address).await);
    with_work(&one).await;
    assert_eq!(due(&one).await.len(), CASES, "who doesn't take part sees all");

    let first = one.take_charge().await.unwrap();
    assert_eq!(due(&one).await.len(), CASES, "the only node has all");
    let second = two.take_charge().await.unwrap();
    assert!(due(&two).await.is_empty(), "nothing is taken from who has it");
    // The first hears of the second when it says again that it lives, and gives up half.
    drop(first);
    let first = one.take_charge().await.unwrap();
    drop(second);
    let second = two.take_charge().await.unwrap();
    let (ones, twos) = (due(&one).await, due(&two).await);
    assert!(!ones.is_empty() && !twos.is_empty() && ones.is_disjoint(&twos), "{ones:?} {twos:?}");
    assert_eq!(ones.len() + twos.len(), CASES);
    let claimed = one.claim(at(1), at(9), 1_000).await.unwrap();
    let claimed: BTreeSet<String> = claimed.iter().map(|row| row.case.to_string()).collect();
    assert_eq!(claimed, ones, "the outbox goes with the shards");

    // One that leaves gives its share back at once; one that dies doesn't, and it is free when its lease ends.
    second.release().await;
    drop(first);
    leases_end(&address).await;
    let _second = two.take_charge().await.unwrap();
    assert_eq!(due(&two).await.len(), CASES);
}

#[tokio::test]
async fn what_a_silent_node_had_in_hand_is_free_for_whoever_takes_its_shards() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let (one, two) = (node(&address).await, node(&address).await);
    with_work(&one).await;
    let first = one.take_charge().await.unwrap();
    assert_eq!(one.claim(at(1), at(600), 1_000).await.unwrap().len(), CASES);
    drop(first);
    leases_end(&address).await;
    let _second = two.take_charge().await.unwrap();
    let claimed = two.claim(at(1), at(600), 1_000).await.unwrap();
    assert_eq!(claimed.len(), CASES, "nobody waits for the end of the rows' own leases");
    assert!(claimed.iter().all(|row| row.attempts == 1), "the attempt that was cut off isn't counted");
}

#[tokio::test]
async fn what_a_living_node_has_in_hand_stays_its_own_when_it_gives_the_shard_back() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let (one, two) = (node(&address).await, node(&address).await);
    with_work(&one).await;
    let first = one.take_charge().await.unwrap();
    assert_eq!(one.claim(at(1), at(600), 1_000).await.unwrap().len(), CASES);
    first.release().await;
    let _second = two.take_charge().await.unwrap();
    assert_eq!(two.claim(at(1), at(600), 1_000).await.unwrap(), []);
}

#[tokio::test]
async fn who_serves_is_told_in_time_that_a_server_says_nothing_and_goes_on_when_it_speaks() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let proxy = Proxy::before(server.port());
    let through = address.replace(&server.port().to_string(), &proxy.port().to_string());
    let store = node(&through).await;
    with_work(&store).await;
    let charge = store.take_charge().await.unwrap();
    proxy.is(Line::Silent);
    let asked = Instant::now();
    let (read, written) = tokio::join!(store.due(at(1), None, 1), store.commit(vec![transition("late", 0)]));
    let waited = asked.elapsed();
    assert!(matches!(read, Err(StoreFault::Unavailable(_))), "{read:?}");
    assert!(matches!(written, Err(StoreFault::Unavailable(_))), "{written:?}");
    assert!(waited < Duration::from_secs(25), "{waited:?}");
    proxy.is(Line::Whole);
    // The connections of before are given up one by one, or all together by the next beat.
    let again = async { while store.living_nodes().await.is_err() {} };
    tokio::time::timeout(Duration::from_secs(60), again).await.unwrap();
    charge.release().await;
}

#[tokio::test]
async fn of_two_that_write_the_same_revision_one_wins_whatever_the_order_in_their_batches() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let (one, two) = (Arc::new(node(&address).await), Arc::new(node(&address).await));
    with_work(&one).await;
    let ids: Vec<String> = (0..CASES).map(|number| format!("c-{number}")).collect();
    for revision in 1..20 {
        let forward: Vec<Transition> = ids.iter().map(|id| transition(id, revision)).collect();
        let backward: Vec<Transition> = ids.iter().rev().map(|id| transition(id, revision)).collect();
        let (left, right) = tokio::join!(one.commit(forward), two.commit(backward));
        let (left, mut right) = (left.unwrap(), right.unwrap());
        right.reverse();
        for (left, right) in left.iter().zip(&right) {
            assert_ne!(left, right, "exactly one of them has written the case");
        }
    }
}

#[tokio::test]
async fn now_is_the_databases_and_alike_on_all_nodes() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let (one, two) = (node(&address).await, node(&address).await);
    let mut connection = PgConnection::connect(&address).await.unwrap();
    let said = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
    let before: i64 = sqlx::query_scalar(said).fetch_one(&mut connection).await.unwrap();
    let told = [one.clock().now().as_micros(), two.clock().now().as_micros()];
    let after: i64 = sqlx::query_scalar(said).fetch_one(&mut connection).await.unwrap();
    // The stopwatch and the question's way may differ by a little: far less than between two machines' clocks.
    let room = 1_000_000;
    assert!(told.iter().all(|now| (before - room..=after + room).contains(now)), "{before} {told:?} {after}");
}
