//! What is said when a database can't be used.

use registrar_casework::ports::StoreKind;
use registrar_store::{OpenFault, SqliteStore};
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

#[tokio::test]
async fn a_sandbox_is_never_taken_for_real_cases_nor_the_reverse() {
    let folder = tempfile::tempdir().unwrap();
    for (made, opened) in [(StoreKind::Sandbox, StoreKind::Real), (StoreKind::Real, StoreKind::Sandbox)] {
        let file = folder.path().join(format!("{made:?}.db"));
        SqliteStore::open(&file, made).await.unwrap().close().await;
        let refused = SqliteStore::open(&file, opened).await.unwrap_err();
        assert!(matches!(refused, OpenFault::Kind { .. }), "{refused}");
        SqliteStore::open(&file, made).await.unwrap().close().await;
    }
}

#[tokio::test]
async fn a_newer_schema_and_a_file_that_is_no_database_are_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("newer.db");
    SqliteStore::open(&file, StoreKind::Real).await.unwrap().close().await;
    let mut connection = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    sqlx::query("UPDATE _sqlx_migrations SET version = 999").execute(&mut connection).await.unwrap();
    drop(connection);
    let newer = SqliteStore::open(&file, StoreKind::Real).await.unwrap_err();
    assert!(matches!(newer, OpenFault::Newer { found: 999, .. }), "{newer}");

    let other = folder.path().join("other.db");
    std::fs::write(
        &other,
        "this is a letter and no database, and it is long enough to be looked at".repeat(9),
    )
    .unwrap();
    let text = SqliteStore::open(&other, StoreKind::Real).await.unwrap_err().to_string();
    assert!(text.contains("other.db") && !text.contains('\n'), "{text}");
}
