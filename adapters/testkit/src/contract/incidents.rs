//! Incidents: kept with a commit or alone, held until resolved.

use super::commits::commit;
use super::sample::{at, case_id, transition};
use registrar_casework::ports::{CommitResult, Due, Incident, IncidentSource, Store, Transition};
use registrar_engine::event::Event;

/// An incident of a clock's expiry.
pub fn incident(id: &str, opened: i64, source: IncidentSource) -> Incident {
    Incident {
        id: id.to_owned(),
        case: Some(case_id("c-1")),
        opened: at(opened),
        source,
        event: Some(Event::Expired { clock: 3, name: "defence".to_owned() }),
        effective: Some(at(1)),
        reason: "a condition has no value".to_owned(),
        resolved: None,
    }
}

/// The case comes with its held events as long as the incident is open.
pub async fn an_incident_of_a_timer_holds_its_event_until_it_is_resolved(store: &impl Store) {
    let timer = incident("i-1", 1, IncidentSource::Timer);
    let machine = incident("i-2", 1, IncidentSource::Machine);
    let first = Transition { incidents: vec![timer.clone(), machine], ..transition("c-1", 0) };
    commit(store, vec![first], &[CommitResult::Committed]).await;
    let held = |store| async move {
        let loaded = Store::load_one(store, &case_id("c-1")).await.expect("the store answers");
        loaded.expect("the case is there").held
    };
    assert_eq!(held(store).await, timer.event.clone().into_iter().collect::<Vec<_>>());
    assert_eq!(store.incident("i-1").await.expect("the store answers"), Some(timer.clone()));
    let resolving = Transition { resolved: vec![("i-1".to_owned(), at(7))], ..transition("c-1", 1) };
    commit(store, vec![resolving], &[CommitResult::Committed]).await;
    assert!(held(store).await.is_empty());
    let found = store.incident("i-1").await.expect("the store answers").expect("it is there");
    assert_eq!(found, Incident { resolved: Some(at(7)), ..timer });
    store.resolve_incident("i-1", at(9)).await.expect("the store answers");
    let found = store.incident("i-1").await.expect("the store answers").expect("it is there");
    assert_eq!(found.resolved, Some(at(7)));
}

/// By opening, then id; open ones alone if asked; in pages; the same id is kept once.
pub async fn incidents_are_listed_in_order_of_opening(store: &impl Store) {
    commit(store, vec![transition("c-1", 0)], &[CommitResult::Committed]).await;
    let outbox = || IncidentSource::Outbox("r-1".to_owned());
    for (id, opened) in [("i-3", 1), ("i-1", 2), ("i-2", 2)] {
        store.open_incident(&incident(id, opened, outbox())).await.expect("the store answers");
    }
    let of_no_case = Incident { case: None, ..incident("i-4", 3, IncidentSource::Person) };
    store.open_incident(&of_no_case).await.expect("the store answers");
    let again = Incident { reason: "another".to_owned(), ..incident("i-1", 2, outbox()) };
    store.open_incident(&again).await.expect("the store answers");
    store.resolve_incident("i-1", at(5)).await.expect("the store answers");
    let ids = |incidents: Vec<Incident>| incidents.into_iter().map(|i| i.id).collect::<Vec<_>>();
    let open = store.incidents(true, None, 10).await.expect("the store answers");
    assert_eq!(open[2], of_no_case);
    assert_eq!(ids(open), ["i-3", "i-2", "i-4"]);
    let all = store.incidents(false, Some("i-3"), 2).await.expect("the store answers");
    assert_eq!(all[0].reason, "a condition has no value");
    assert_eq!(ids(all), ["i-1", "i-2"]);
}

/// What fails once more after it was resolved is seen again.
pub async fn one_that_was_resolved_opens_again(store: &impl Store) {
    commit(store, vec![transition("c-1", 0)], &[CommitResult::Committed]).await;
    let outbox = || IncidentSource::Outbox("r-1".to_owned());
    store.open_incident(&incident("outbox.r-1", 1, outbox())).await.expect("the store answers");
    store.resolve_incident("outbox.r-1", at(2)).await.expect("the store answers");
    let again = Incident { reason: "another".to_owned(), ..incident("outbox.r-1", 3, outbox()) };
    store.open_incident(&again).await.expect("the store answers");
    assert_eq!(store.incidents(true, None, 10).await.expect("the store answers"), [again]);
}

/// The loop for timers would meet it first in every round.
pub async fn a_case_that_cannot_be_read_is_not_due_until_it_is_seen_to(store: &impl Store) {
    let due = |id: &str, seconds| Transition { next_due: Some(at(seconds)), ..transition(id, 0) };
    commit(store, vec![due("c-1", 10), due("c-2", 20)], &[CommitResult::Committed; 2]).await;
    let id = Incident::of_unreadable(&case_id("c-1"));
    let unreadable = Incident { event: None, ..incident(&id, 11, IncidentSource::Timer) };
    store.open_incident(&unreadable).await.expect("the store answers");
    let (first, second) =
        (Due { case: case_id("c-1"), at: at(10) }, Due { case: case_id("c-2"), at: at(20) });
    assert_eq!(store.next_due().await.expect("the store answers"), Some(at(20)));
    let found = store.due(at(20), None, 10).await.expect("the store answers");
    assert_eq!(found, std::slice::from_ref(&second));
    store.resolve_incident(&id, at(12)).await.expect("the store answers");
    assert_eq!(store.next_due().await.expect("the store answers"), Some(at(10)));
    assert_eq!(store.due(at(20), None, 10).await.expect("the store answers"), [first, second]);
}
