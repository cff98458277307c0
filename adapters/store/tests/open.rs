//! What is said when a database can't be used.

use registrar_casework::ports::{
    Added, Definitions as _, Deployed, Feed, People as _, Store as _, StoreKind, Stored, Transition,
};
use registrar_store::{FileDocuments, OpenFault, SqlStore};
use registrar_testkit::contract::sample::{at, case_id, outgoing, person, transition};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{ConnectOptions, SqlSafeStr as _, sqlite::SqliteConnectOptions};

async fn with_one_row(store: &SqlStore) {
    let rows = vec![outgoing("r-1", "c-1", None, at(0))];
    store.commit(vec![Transition { outbox: rows, ..transition("c-1", 0) }]).await.unwrap();
}

#[tokio::test]
async fn a_sandbox_is_never_taken_for_real_cases_nor_the_reverse() {
    let folder = tempfile::tempdir().unwrap();
    for (made, opened) in [(StoreKind::Sandbox, StoreKind::Real), (StoreKind::Real, StoreKind::Sandbox)] {
        let file = folder.path().join(format!("{made:?}.db"));
        SqlStore::open_file(&file, made).await.unwrap().close().await;
        let refused = SqlStore::open_file(&file, opened).await.unwrap_err();
        assert!(matches!(refused, OpenFault::Kind { .. }), "{refused}");
        SqlStore::open_file(&file, made).await.unwrap().close().await;
    }
}

#[tokio::test]
async fn a_newer_schema_and_a_file_that_is_no_database_are_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("newer.db");
    SqlStore::open_file(&file, StoreKind::Real).await.unwrap().close().await;
    let mut connection = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let newest = "UPDATE _sqlx_migrations SET version = 999 WHERE version = (SELECT max(version) FROM _sqlx_migrations)";
    sqlx::query(newest).execute(&mut connection).await.unwrap();
    drop(connection);
    let newer = SqlStore::open_file(&file, StoreKind::Real).await.unwrap_err();
    assert!(matches!(newer, OpenFault::Newer { found: 999, .. }), "{newer}");

    let other = folder.path().join("other.db");
    std::fs::write(
        &other,
        "this is a letter and no database, and it is long enough to be looked at".repeat(9),
    )
    .unwrap();
    let text = SqlStore::open_file(&other, StoreKind::Real).await.unwrap_err().to_string();
    assert!(text.contains("other.db") && !text.contains('\n'), "{text}");
}

/// A file as the first schema left it, with a definition, a case and a person in it.
async fn first_schema(file: &std::path::Path) {
    const FIRST: &str = include_str!("../../../migrations/sqlite/0001_first.sql");
    let mut connection =
        SqliteConnectOptions::new().filename(file).create_if_missing(true).connect().await.unwrap();
    let first = Migration::new(1, "first".into(), MigrationType::Simple, FIRST.into_sql_str(), false);
    Migrator::with_migrations(vec![first]).run(&mut connection).await.unwrap();
    for sql in [
        "INSERT INTO store_marker VALUES (1, 'real')",
        "INSERT INTO definition VALUES ('d1', 'lease', 1, 7, 'workflow: lease', '{}', '{\"cn.yaml\": \"calendar: cn\"}')",
        "INSERT INTO case_file VALUES (3, 'c-1', 'lease', 1, 'd1', 1, 0, 0, NULL, NULL, 5, 'h', '{}')",
        "INSERT INTO person VALUES ('p-1', 'Zhang', NULL, '{}', 'zh')",
    ] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_of_the_first_schema_is_brought_to_the_present_one_with_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registrar.db");
    first_schema(&file).await;
    let store = SqlStore::open_file(&file, StoreKind::Real).await.unwrap();
    let feed = Feed { hash: "h".to_owned(), person: person("p-1"), made: at(0) };
    store.put_feed(&feed).await.unwrap();
    assert_eq!(store.feed("h").await.unwrap(), Some(feed));
    let known = store.person(&person("p-1")).await.unwrap().unwrap();
    assert_eq!((known.name.as_str(), known.language.as_str()), ("Zhang", "zh"));

    // What was deployed has one edition without a name; the case is pinned to it until there is a newer one.
    let found = store.definition("d1", "").await.unwrap().unwrap();
    assert_eq!((found.deployed.number, found.calendars["cn.yaml"].as_str()), (1, "calendar: cn"));
    assert_eq!(store.outdated("d1", "", None, 9).await.unwrap(), Vec::new());
    let newer = Stored { deployed: Deployed { edition: "e2".to_owned(), ..found.deployed.clone() }, ..found };
    assert_eq!(store.deploy(&newer).await.unwrap(), Added::Edition);
    assert_eq!(store.outdated("d1", "e2", None, 9).await.unwrap(), [case_id("c-1")]);
}

#[tokio::test]
async fn one_process_has_charge_of_a_file_and_what_a_dead_one_had_in_hand_is_free_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registrar.db");
    let open = || SqlStore::open_file(&file, StoreKind::Real);
    let first = open().await.unwrap();
    let charge = first.take_charge().await.unwrap();
    with_one_row(&first).await;
    let claim = |now| first.claim(at(now), at(now + 600), 9);
    assert_eq!(claim(0).await.unwrap()[0].attempts, 1);
    let second = open().await.unwrap();
    let refused = second.take_charge().await.unwrap_err();
    assert!(
        matches!(refused, OpenFault::InUse { .. }) && refused.to_string().contains("stop it"),
        "{refused}"
    );
    assert!(claim(1).await.unwrap().is_empty(), "a second process that was refused took nothing away");
    drop(charge);
    let _charge = second.take_charge().await.unwrap();
    assert_eq!(claim(2).await.unwrap()[0].attempts, 1, "the attempt that was cut off isn't counted");
}

#[tokio::test]
async fn an_upload_under_way_survives_a_command_beside_the_server_and_not_its_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqlStore::open_file(&folder.path().join("registrar.db"), StoreKind::Real).await.unwrap();
    let server = FileDocuments::open(folder.path()).await.unwrap();
    let half = folder.path().join("new").join("half");
    std::fs::write(&half, "half of it").unwrap();
    FileDocuments::open(folder.path()).await.unwrap();
    assert!(half.exists());
    server.clear_unfinished(&store.take_charge().await.unwrap()).await.unwrap();
    assert!(!half.exists());
}

#[tokio::test]
async fn a_broken_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registrar.db");
    let store = SqlStore::open_file(&file, StoreKind::Real).await.unwrap();
    assert_eq!(store.check_file().await.unwrap(), Vec::<String>::new());
    let mut connection = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    for sql in [
        "PRAGMA foreign_keys = OFF",
        "INSERT INTO person_pool (pool, person_id) VALUES ('judges', 'nobody')",
        "PRAGMA writable_schema = ON",
        "DELETE FROM sqlite_schema WHERE name = 'token_person'",
    ] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    drop(connection);
    let store = SqlStore::open_file(&file, StoreKind::Real).await.unwrap();
    let found = store.check_file().await.unwrap().join("\n");
    assert!(found.contains("never used") && found.contains("`person_pool` refers to nothing"), "{found}");
}

#[tokio::test]
async fn people_of_an_older_schema_live_where_the_organisation_is_until_they_say_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("older.db");
    first_schema(&file).await;
    let store = SqlStore::open_file(&file, StoreKind::Real).await.unwrap();
    assert_eq!(store.person(&person("p-1")).await.unwrap().unwrap().zone, "");
    assert!(store.set_zone(&person("p-1"), "Europe/Berlin").await.unwrap());
    assert_eq!(store.person(&person("p-1")).await.unwrap().unwrap().zone, "Europe/Berlin");
    store.close().await;
}
