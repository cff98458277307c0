//! One transaction for a batch; revisions and keys are checked in it.

use super::sample::{access, answered, at, case_id, task, to_person, transition};
use registrar_casework::ports::{CommitResult, Loaded, Store, Transition};

/// Commits, and expects these results.
///
/// # Panics
/// When they differ.
pub async fn commit(store: &impl Store, batch: Vec<Transition>, expected: &[CommitResult]) {
    let results = store.commit(batch).await.expect("the commit works");
    assert_eq!(results, expected);
}

/// What was committed comes back as it was.
pub async fn what_is_committed_can_be_loaded(store: &impl Store) {
    commit(store, vec![transition("c-1", 0), transition("c-2", 0)], &[CommitResult::Committed; 2]).await;
    commit(store, vec![transition("c-1", 1)], &[CommitResult::Committed]).await;
    let ids = [case_id("c-1"), case_id("c-2"), case_id("c-3")];
    let loaded = store.load(&ids).await.expect("the store answers");
    let as_after = |id, revision| {
        let Transition { case, head_hash, .. } = transition(id, revision);
        (case_id(id), Ok(Loaded { case, head_hash, held: Vec::new() }))
    };
    assert_eq!(loaded, [as_after("c-1", 1), as_after("c-2", 0)].into());
}

/// A transition that expects another revision leaves no trace: not its case, rows, or answers.
pub async fn a_wrong_revision_writes_nothing_of_its_transition(store: &impl Store) {
    commit(store, vec![transition("c-1", 0)], &[CommitResult::Committed]).await;
    for wrong in [0, 2] {
        let late = Transition {
            tasks: Some(vec![task("c-1", 1, to_person("p-1"), None)]),
            access: Some(vec![access("c-1", to_person("p-1"))]),
            outbox: vec![super::sample::outgoing("c-1.9.1.1", "c-1", None, at(0))],
            answers: vec![answered("person:p-1", "k")],
            next_due: Some(at(5)),
            ..transition("c-1", wrong)
        };
        commit(store, vec![late], &[CommitResult::Conflict]).await;
    }
    let loaded = store.load_one(&case_id("c-1")).await.expect("the store answers");
    assert_eq!(loaded.map(|loaded| loaded.case.revision), Some(1));
    assert_eq!(store.docket(&case_id("c-1"), 1, 10).await.expect("the store answers").len(), 1);
    let mine = [to_person("p-1")];
    assert!(store.inbox(&mine, None, 10).await.expect("the store answers").is_empty());
    assert!(store.cases_of(&mine, None, 10).await.expect("the store answers").is_empty());
    assert!(store.claim(at(9), at(10), 10).await.expect("the store answers").is_empty());
    let keys = [("person:p-1".to_owned(), "k".to_owned())];
    assert!(store.answers(&keys).await.expect("the store answers").is_empty());
    assert_eq!(store.next_due().await.expect("the store answers"), None);
    let absent = transition("c-2", 3);
    commit(store, vec![absent], &[CommitResult::Conflict]).await;
    assert!(store.load(&[case_id("c-2")]).await.expect("the store answers").is_empty());
}

/// One conflict in a batch doesn't touch the others.
pub async fn a_conflict_concerns_its_own_case_alone(store: &impl Store) {
    commit(store, vec![transition("c-1", 0)], &[CommitResult::Committed]).await;
    let batch = vec![transition("c-0", 0), transition("c-1", 7), transition("c-2", 0)];
    let expected = [CommitResult::Committed, CommitResult::Conflict, CommitResult::Committed];
    commit(store, batch, &expected).await;
    let all = store.cases(None, 10).await.expect("the store answers");
    let found: Vec<(&str, u64)> = all.iter().map(|row| (row.case.as_str(), row.revision)).collect();
    assert_eq!(found, [("c-0", 1), ("c-1", 1), ("c-2", 1)]);
    let beyond = store.cases(Some(&case_id("c-0")), 1).await.expect("the store answers");
    assert_eq!(beyond.len(), 1);
    assert_eq!(beyond[0].case, case_id("c-1"));
}

/// The same key can't be answered twice, whatever the case.
pub async fn a_key_that_is_answered_already_is_a_conflict(store: &impl Store) {
    let with_key = |id: &str, expected, key: &str| Transition {
        answers: vec![answered("person:p-1", key)],
        ..transition(id, expected)
    };
    commit(store, vec![with_key("c-1", 0, "k")], &[CommitResult::Committed]).await;
    commit(store, vec![with_key("c-1", 1, "k")], &[CommitResult::Conflict]).await;
    commit(store, vec![with_key("c-2", 0, "k")], &[CommitResult::Conflict]).await;
    commit(store, vec![with_key("c-1", 1, "k2")], &[CommitResult::Committed]).await;
    let other = Transition { answers: vec![answered("person:p-2", "k")], ..transition("c-3", 0) };
    commit(store, vec![other], &[CommitResult::Committed]).await;
}

/// First answers come back by scope and key, and no others.
pub async fn first_answers_are_found_by_scope_and_key(store: &impl Store) {
    let first = Transition {
        answers: vec![answered("person:p-1", "a"), answered("person:p-2", "a"), answered("person:p-1", "b")],
        ..transition("c-1", 0)
    };
    commit(store, vec![first], &[CommitResult::Committed]).await;
    let keys = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(scope, key)| ((*scope).to_owned(), (*key).to_owned())).collect()
    };
    let wanted = keys(&[("person:p-1", "a"), ("person:p-2", "b"), ("person:p-3", "a")]);
    let found = store.answers(&wanted).await.expect("the store answers");
    assert_eq!(found, [answered("person:p-1", "a")]);
}

/// Entries come in order, from a number on, bounded.
pub async fn a_docket_is_read_in_pages(store: &impl Store) {
    let three = Transition {
        case: super::sample::case("c-1", 3),
        docket: (0..3).flat_map(|revision| transition("c-1", revision).docket).collect(),
        ..transition("c-1", 0)
    };
    commit(store, vec![three], &[CommitResult::Committed]).await;
    let page = store.docket(&case_id("c-1"), 2, 1).await.expect("the store answers");
    assert_eq!(page, transition("c-1", 1).docket);
    let rest = store.docket(&case_id("c-1"), 2, 9).await.expect("the store answers");
    assert_eq!(rest.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3]);
    assert!(store.docket(&case_id("c-2"), 1, 9).await.expect("the store answers").is_empty());
}

/// Tasks and access are those of the last commit; a commit without entries may put them right.
pub async fn rewriting_a_case_replaces_its_derived_rows(store: &impl Store) {
    let (one, other) = (to_person("p-1"), to_person("p-2"));
    let first = Transition {
        tasks: Some(vec![task("c-1", 1, one.clone(), None)]),
        access: Some(vec![access("c-1", one.clone())]),
        next_due: Some(at(5)),
        ..transition("c-1", 0)
    };
    commit(store, vec![first], &[CommitResult::Committed]).await;
    let refreshed = Transition {
        expected: 1,
        docket: Vec::new(),
        tasks: Some(vec![task("c-1", 2, other.clone(), None)]),
        access: Some(vec![access("c-1", other.clone())]),
        ..transition("c-1", 0)
    };
    commit(store, vec![refreshed], &[CommitResult::Committed]).await;
    assert!(store.inbox(std::slice::from_ref(&one), None, 9).await.expect("the store answers").is_empty());
    assert!(store.cases_of(&[one], None, 9).await.expect("the store answers").is_empty());
    let inbox = store.inbox(std::slice::from_ref(&other), None, 9).await.expect("the store answers");
    assert_eq!(inbox, [task("c-1", 2, other.clone(), None)]);
    assert_eq!(store.cases_of(&[other], None, 9).await.expect("the store answers").len(), 1);
    assert_eq!(store.next_due().await.expect("the store answers"), None);
    assert_eq!(store.docket(&case_id("c-1"), 1, 9).await.expect("the store answers").len(), 1);
}

/// Derived rows that a commit doesn't tell are as they were.
pub async fn derived_rows_that_are_not_told_stay(store: &impl Store) {
    let one = to_person("p-1");
    let first = Transition {
        tasks: Some(vec![task("c-1", 1, one.clone(), None)]),
        access: Some(vec![access("c-1", one.clone())]),
        ..transition("c-1", 0)
    };
    commit(store, vec![first], &[CommitResult::Committed]).await;
    commit(store, vec![transition("c-1", 1)], &[CommitResult::Committed]).await;
    let mine = [one];
    assert_eq!(store.inbox(&mine, None, 9).await.expect("the store answers").len(), 1);
    assert_eq!(store.cases_of(&mine, None, 9).await.expect("the store answers").len(), 1);
    let ended = Transition { tasks: Some(Vec::new()), ..transition("c-1", 2) };
    commit(store, vec![ended], &[CommitResult::Committed]).await;
    assert!(store.inbox(&mine, None, 9).await.expect("the store answers").is_empty());
    assert_eq!(store.cases_of(&mine, None, 9).await.expect("the store answers").len(), 1);
}
