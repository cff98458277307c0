//! A row that can't be read is the trouble of its case, and of no other.

use registrar_casework::ports::{Incident, IncidentSource, Store as _, StoreFault, StoreKind, Transition};
use registrar_store::{Address, SqlStore};
use registrar_testkit::Postgres;
use registrar_testkit::contract::sample::{at, case_id, transition};
use sqlx::{Connection as _, PgConnection, SqliteConnection};

/// How many rows a statement changes behind the store's back.
async fn written(address: &str, statement: &'static str) -> u64 {
    if address.starts_with("sqlite:") {
        let mut raw = SqliteConnection::connect(address).await.unwrap();
        return sqlx::query(statement).execute(&mut raw).await.unwrap().rows_affected();
    }
    let mut raw = PgConnection::connect(address).await.unwrap();
    sqlx::query(statement).execute(&mut raw).await.unwrap().rows_affected()
}

/// Two cases: one with a body that isn't one, one with an incident whose body isn't one; beside them a third.
async fn holds_up_nobody(address: &str) {
    let parsed: Address = address.parse().unwrap();
    let store = SqlStore::open(&parsed, StoreKind::Real).await.unwrap();
    let incident = Incident {
        id: "i-1".to_owned(),
        case: Some(case_id("c-2")),
        opened: at(1),
        source: IncidentSource::Timer,
        event: None,
        effective: None,
        reason: "a condition has no value".to_owned(),
        resolved: None,
    };
    let with_incident = Transition { incidents: vec![incident], ..transition("c-2", 0) };
    store.commit(vec![transition("c-1", 0), with_incident, transition("c-3", 0)]).await.unwrap();

    for harm in [
        "UPDATE case_file SET body = 'torn' WHERE case_id = 'c-1'",
        "UPDATE incident SET body = 'torn' WHERE incident_id = 'i-1'",
    ] {
        assert_eq!(written(address, harm).await, 1, "{harm}");
    }
    let ids = ["c-1", "c-2", "c-3", "c-4"].map(case_id);
    let loaded = store.load(&ids).await.unwrap();
    assert_eq!(loaded.len(), 3, "{loaded:?}");
    let fault = |id: &str| {
        loaded[&case_id(id)].as_ref().err().map(|fault| match fault {
            StoreFault::Unreadable { what, id, .. } => (*what, id.as_str()),
            other => panic!("{other}"),
        })
    };
    assert_eq!(
        (fault("c-1"), fault("c-2"), fault("c-3")),
        (Some(("case", "c-1")), Some(("incident", "i-1")), None)
    );
    assert_eq!(store.load_one(&ids[2]).await.unwrap().unwrap().case, transition("c-3", 0).case);
    assert!(store.load_one(&ids[0]).await.is_err());
    assert_eq!(store.load_one(&ids[3]).await.unwrap(), None);
    store.close().await;
}

#[tokio::test]
async fn on_sqlite_it_holds_up_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    holds_up_nobody(&format!("sqlite://{}", folder.path().join("r.db").display())).await;
}

#[tokio::test]
async fn on_postgres_it_holds_up_nobody_else() {
    let Some(server) = Postgres::start() else { return };
    holds_up_nobody(&server.database()).await;
}
