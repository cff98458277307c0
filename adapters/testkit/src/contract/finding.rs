//! What is found by derived rows: due cases, inboxes, lists, loads.

use super::commits::commit;
use super::sample::{access, at, case_id, person, task, to_person, to_pool, transition};
use registrar_casework::ports::{CommitResult, Due, Store, TaskRow, Transition};
use registrar_engine::case::Ended;
use registrar_engine::id::{CaseId, StateIx};

/// By due, then case; nothing that isn't due; no more than asked for.
pub async fn due_cases_come_in_due_order_and_are_bounded(store: &impl Store) {
    let due = |id: &str, seconds| Transition { next_due: Some(at(seconds)), ..transition(id, 0) };
    let batch = vec![due("c-3", 10), due("c-1", 20), due("c-2", 10), due("c-4", 99), transition("c-5", 0)];
    commit(store, batch, &[CommitResult::Committed; 5]).await;
    assert_eq!(store.next_due().await.expect("the store answers"), Some(at(10)));
    let found = store.due(at(20), None, 10).await.expect("the store answers");
    let expected = [("c-2", 10), ("c-3", 10), ("c-1", 20)]
        .map(|(id, seconds)| Due { case: case_id(id), at: at(seconds) });
    assert_eq!(found, expected);
    assert_eq!(store.due(at(20), None, 2).await.expect("the store answers"), expected[..2]);
    let behind = store.due(at(20), expected.first(), 10).await.expect("the store answers");
    assert_eq!(behind, expected[1..]);
    assert!(store.due(at(9), None, 10).await.expect("the store answers").is_empty());
    commit(store, vec![transition("c-2", 1), transition("c-3", 1)], &[CommitResult::Committed; 2]).await;
    assert_eq!(store.next_due().await.expect("the store answers"), Some(at(20)));
}

/// Due first, without due last; a task for a person and for his pool comes once; pages don't overlap.
pub async fn an_inbox_has_each_task_once_and_goes_by_due(store: &impl Store) {
    let (me, pool) = (to_person("p-1"), to_pool("judges"));
    let one = Transition {
        tasks: Some(vec![
            task("c-1", 1, me.clone(), None),
            task("c-1", 2, me.clone(), Some(at(50))),
            task("c-1", 2, pool.clone(), Some(at(50))),
            task("c-1", 3, to_person("p-2"), Some(at(1))),
        ]),
        ..transition("c-1", 0)
    };
    let other = Transition {
        tasks: Some(vec![task("c-2", 1, pool.clone(), Some(at(40))), task("c-2", 2, me.clone(), None)]),
        ..transition("c-2", 0)
    };
    commit(store, vec![one, other], &[CommitResult::Committed; 2]).await;
    let mine = [me, pool];
    let name = |row: &TaskRow| format!("{}#{}", row.case, row.number);
    let all = store.inbox(&mine, None, 10).await.expect("the store answers");
    assert_eq!(all.iter().map(name).collect::<Vec<_>>(), ["c-2#1", "c-1#2", "c-1#1", "c-2#2"]);
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let page = store.inbox(&mine, after.as_ref(), 1).await.expect("the store answers");
        let Some(last) = page.last() else { break };
        after = Some(last.position());
        paged.extend(page.iter().map(name));
    }
    assert_eq!(paged, ["c-2#1", "c-1#2", "c-1#1", "c-2#2"]);
    assert!(store.inbox(&[], None, 10).await.expect("the store answers").is_empty());
}

/// Each case once, the last opened first, in pages; none to a stranger.
pub async fn cases_are_listed_for_those_who_may_see_them(store: &impl Store) {
    let (me, pool) = (to_person("p-1"), to_pool("judges"));
    let seen = |id: &str, opened: i64, by: &[registrar_casework::ports::Audience]| {
        let mut seen = transition(id, 0);
        seen.case.opened = at(opened);
        seen.text = serde_json::to_string(&seen.case).expect("a case is plain data");
        seen.access = Some(by.iter().map(|audience| access(id, audience.clone())).collect());
        seen
    };
    let both = [me.clone(), pool.clone()];
    let batch = vec![
        seen("c-1", 1, &both),
        seen("c-2", 3, &both[1..]),
        seen("c-3", 3, &both[..1]),
        seen("c-4", 9, &[to_person("p-2")]),
    ];
    commit(store, batch, &[CommitResult::Committed; 4]).await;
    let all = store.cases_of(&both, None, 10).await.expect("the store answers");
    assert_eq!(all.iter().map(|row| row.case.as_str()).collect::<Vec<_>>(), ["c-3", "c-2", "c-1"]);
    assert_eq!((all[2].opened, all[2].workflow.as_str(), all[2].revision), (at(1), "sample", 1));
    let page = store.cases_of(&both, Some((at(3), case_id("c-3"))), 1).await.expect("the store answers");
    assert_eq!(page.iter().map(|row| row.case.as_str()).collect::<Vec<_>>(), ["c-2"]);
    assert!(store.cases_of(&[to_person("p-9")], None, 10).await.expect("the store answers").is_empty());
    assert!(store.cases_of(&[to_pool("p-1")], None, 10).await.expect("the store answers").is_empty());
}

/// How many open tasks somebody has, however many rows they have.
pub async fn loads_count_tasks_and_not_rows(store: &impl Store) {
    let held = |number, audience, assignee: &str| TaskRow {
        assignee: Some(person(assignee)),
        ..task("c-1", number, audience, None)
    };
    let one = Transition {
        tasks: Some(vec![
            held(1, to_person("p-1"), "p-1"),
            held(1, to_person("p-2"), "p-1"),
            held(2, to_person("p-1"), "p-1"),
            task("c-1", 3, to_person("p-2"), None),
        ]),
        ..transition("c-1", 0)
    };
    commit(store, vec![one], &[CommitResult::Committed]).await;
    let persons = [person("p-2"), person("p-1"), person("p-3")];
    assert_eq!(store.loads(&persons).await.expect("the store answers"), [0, 2, 0]);
}

/// Those of another edition that haven't ended, page by page.
pub async fn cases_of_an_older_edition_are_found_until_they_end(store: &impl Store) {
    let mut batch = Vec::new();
    for (id, edition, ended) in
        [("e-1", "old", false), ("e-2", "new", false), ("e-3", "old", true), ("e-4", "old", false)]
    {
        let mut transition = transition(id, 0);
        transition.case.digest = "editions".into();
        transition.case.editions = vec![edition.to_owned()].into();
        transition.case.ended = ended.then(|| Ended { at: at(9), state: StateIx(1), outcome: None });
        transition.text = serde_json::to_string(&transition.case).expect("a case is JSON");
        batch.push(transition);
    }
    store.commit(batch).await.expect("the store answers");
    let found = |edition: &'static str, after: Option<CaseId>, limit: u32| async move {
        let cases = store.outdated("editions", edition, after.as_ref(), limit).await;
        cases.expect("the store answers").iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(found("new", None, 1).await, ["e-1"]);
    assert_eq!(found("new", Some(case_id("e-1")), 9).await, ["e-4"]);
    assert_eq!(found("old", None, 9).await, ["e-2"]);
    let mut newer = transition("e-1", 1);
    newer.case.digest = "editions".into();
    newer.case.editions = vec!["old".to_owned(), "new".to_owned()].into();
    newer.text = serde_json::to_string(&newer.case).expect("a case is JSON");
    store.commit(vec![newer]).await.expect("the store answers");
    assert_eq!(found("new", None, 9).await, ["e-4"]);
}
