//! An installation carried over to another store.

use registrar_casework::ports::{
    Desk as _, Draft, People as _, Person, Slot, Store as _, StoreKind, Transition,
};
use registrar_store::{Address, SqlStore, copy, count};
use registrar_testkit::Postgres;
use registrar_testkit::contract::sample::{
    access, answered, at, case_id, outgoing, person, task, to_person, to_pool, transition,
};
use std::collections::BTreeMap;

/// More cases than are copied at a time, each with all that goes with one.
const CASES: usize = 1_200;

async fn filled(store: &SqlStore) {
    let batch = (0..CASES).map(|number| {
        let id = format!("c-{number:04}");
        Transition {
            next_due: Some(at(i64::try_from(number).unwrap())),
            tasks: Some(vec![task(&id, 1, to_person("p-1"), None), task(&id, 1, to_pool("judges"), None)]),
            access: Some(vec![access(&id, to_person("p-1"))]),
            outbox: vec![outgoing(&format!("{id}.1"), &id, None, at(0))],
            answers: vec![answered("person:p-1", &id)],
            ..transition(&id, 0)
        }
    });
    store.commit(batch.collect()).await.unwrap();
    let zhang = Person {
        id: person("p-1"),
        name: "张三".to_owned(),
        organisation: None,
        pools: vec!["judges".to_owned()],
        contact: BTreeMap::new(),
        language: "zh".to_owned(),
        zone: String::new(),
    };
    store.put_person(&zhang).await.unwrap();
    let slot = Slot::Opening("sample".to_owned());
    let draft = Draft { slot, person: person("p-1"), form: "{\"a\": \"\\u0000\"}".to_owned(), saved: at(1) };
    store.save_draft(&draft).await.unwrap();
}

async fn same(one: &SqlStore, other: &SqlStore) {
    assert_eq!(count(one).await.unwrap(), count(other).await.unwrap());
    let who = [to_person("p-1"), to_pool("judges")];
    let ids: Vec<_> = [0, 500, CASES - 1].iter().map(|number| case_id(&format!("c-{number:04}"))).collect();
    for id in &ids {
        let alone = std::slice::from_ref(id);
        assert_eq!(one.load(alone).await.unwrap(), other.load(alone).await.unwrap());
        assert_eq!(one.docket(id, 1, 9).await.unwrap(), other.docket(id, 1, 9).await.unwrap());
    }
    assert_eq!(one.inbox(&who, None, 90).await.unwrap(), other.inbox(&who, None, 90).await.unwrap());
    assert_eq!(one.cases_of(&who, None, 90).await.unwrap(), other.cases_of(&who, None, 90).await.unwrap());
    assert_eq!(one.due(at(9_999), None, 90).await.unwrap(), other.due(at(9_999), None, 90).await.unwrap());
    assert_eq!(one.person(&person("p-1")).await.unwrap(), other.person(&person("p-1")).await.unwrap());
    let slot = Slot::Opening("sample".to_owned());
    let draft = one.draft(&slot, &person("p-1")).await.unwrap();
    assert!(draft.is_some());
    assert_eq!(draft, other.draft(&slot, &person("p-1")).await.unwrap());
}

#[tokio::test]
async fn an_installation_goes_to_postgres_and_back_and_goes_on_there() {
    let Some(server) = Postgres::start() else { return };
    let files = tempfile::tempdir().unwrap();
    let first = SqlStore::open_file(&files.path().join("first.db"), StoreKind::Real).await.unwrap();
    filled(&first).await;
    let address: Address = server.database().parse().unwrap();
    let second = SqlStore::open(&address, StoreKind::Real).await.unwrap();
    copy(&first, &second).await.unwrap();
    same(&first, &second).await;
    let third = SqlStore::open_file(&files.path().join("third.db"), StoreKind::Real).await.unwrap();
    copy(&second, &third).await.unwrap();
    same(&first, &third).await;
    for store in [&second, &third] {
        let next = Transition { tasks: Some(Vec::new()), ..transition("c-0500", 1) };
        let results = store.commit(vec![next]).await.unwrap();
        assert_eq!(results, [registrar_casework::ports::CommitResult::Committed]);
        assert_eq!(store.claim(at(1), at(9), 5_000).await.unwrap().len(), CASES);
    }
    let refused = copy(&first, &third).await.unwrap_err().to_string();
    assert!(refused.contains("name an empty store"), "{refused}");
}
