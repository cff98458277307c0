//! Both databases have the same schema, and what an older program has left is brought to it with all that is in it.

use registrar_casework::ports::{People as _, Store as _, StoreKind};
use registrar_store::{Address, SCHEMA, SqlStore};
use registrar_testkit::Postgres;
use registrar_testkit::contract::sample::{at, case_id, person, to_person, transition};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, Row as _, SqlSafeStr as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn folder(database: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(database)
}

/// The steps of a folder, oldest first: file name and text.
fn steps(database: &str) -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder(database)).unwrap().map(|entry| entry.unwrap());
    let mut steps: Vec<(String, String)> = files
        .map(|file| {
            let text = std::fs::read_to_string(file.path()).unwrap();
            (file.file_name().into_string().unwrap(), text)
        })
        .collect();
    steps.sort();
    steps
}

fn migrator(database: &str, until: usize) -> Migrator {
    let steps = steps(database).into_iter().take(until).map(|(file, text)| {
        let (number, name) = file.trim_end_matches(".sql").split_once('_').unwrap();
        // What is built beside those who write is built outside of a transaction.
        let alone = text.contains("CONCURRENTLY");
        let sql = AssertSqlSafe(text).into_sql_str();
        Migration::new(number.parse().unwrap(), name.to_owned().into(), MigrationType::Simple, sql, alone)
    });
    Migrator::with_migrations(steps.collect())
}

#[test]
fn both_folders_have_the_same_steps_with_the_same_comments() {
    let names = |database| steps(database).into_iter().map(|(file, _)| file).collect::<Vec<_>>();
    assert_eq!(names("sqlite"), names("postgres"));
    assert_eq!(names("sqlite").len(), usize::try_from(SCHEMA).unwrap());
}

type Columns = BTreeMap<String, BTreeSet<(String, bool)>>;

/// Columns by table, each with whether it may be empty.
async fn on_sqlite(file: &Path) -> Columns {
    let mut connection = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    let rows = sqlx::query(
        "SELECT t.name AS tab, c.name AS col, c.\"notnull\" = 0 AS empty FROM sqlite_schema t
         JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'",
    );
    let mut columns = Columns::new();
    for row in rows.fetch_all(&mut connection).await.unwrap() {
        columns.entry(row.get("tab")).or_default().insert((row.get("col"), row.get("empty")));
    }
    columns
}

async fn on_postgres(address: &str) -> Columns {
    let mut connection = PgConnection::connect(address).await.unwrap();
    let rows = sqlx::query(
        "SELECT table_name::text AS tab, column_name::text AS col, is_nullable = 'YES' AS empty
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
    );
    let mut columns = Columns::new();
    for row in rows.fetch_all(&mut connection).await.unwrap() {
        columns.entry(row.get("tab")).or_default().insert((row.get("col"), row.get("empty")));
    }
    columns
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let Some(server) = Postgres::start() else { return };
    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("registrar.db");
    SqlStore::open_file(&file, StoreKind::Real).await.unwrap().close().await;
    let address = server.database();
    SqlStore::open(&address.parse().unwrap(), StoreKind::Real).await.unwrap().close().await;
    let (sqlite, postgres) = (on_sqlite(&file).await, on_postgres(&address).await);
    assert!(sqlite.contains_key("case_file") && sqlite.len() > 15, "{sqlite:?}");
    assert_eq!(sqlite, postgres);
}

/// Rows that each schema since the first can hold: a definition, a case in hand with its docket, task and outbox, a
/// person in a pool.
fn contents(schema: usize, shard: i64) -> Vec<String> {
    let next = transition("c-1", 0);
    let (case, hash) = (&next.text, &next.head_hash);
    let entry = &next.docket[0].text;
    let calendars = if schema < 3 { ", '{\"cn.yaml\": \"calendar: cn\"}'" } else { "" };
    let now = at(0).as_micros();
    let mut rows = vec![
        "INSERT INTO store_marker (store_marker_id, kind) VALUES (1, 'real')".to_owned(),
        format!("INSERT INTO definition VALUES ('d1', 'sample', 1, {now}, 'workflow: sample', '{{}}'{calendars})"),
        format!(
            "INSERT INTO case_file (shard, case_id, workflow, version, digest, revision, opened_at, latest_at,
                                    next_due, head_hash, body)
             VALUES ({shard}, 'c-1', 'sample', 1, 'd1', 1, {now}, {now}, {now}, '{hash}', '{case}')"
        ),
        format!("INSERT INTO docket_entry VALUES ({shard}, 'c-1', 1, '{entry}', '{hash}')"),
        format!(
            "INSERT INTO open_task VALUES ({shard}, 'c-1', 1, 'person:p-1', 'review', NULL, {now}, NULL,
                                           9223372036854775807, 'sample', 'd1')"
        ),
        "INSERT INTO person (person_id, name, organisation, contact, language) VALUES ('p-1', 'Zhang', NULL, '{}', 'zh')"
            .to_owned(),
        "INSERT INTO person_pool VALUES ('judges', 'p-1')".to_owned(),
        format!("INSERT INTO answer VALUES ('person:p-1', 'k', 'digest', '{{}}', {now})"),
    ];
    if schema >= 3 {
        rows.push(format!("INSERT INTO definition_edition VALUES ('d1', 1, 'e1', {now}, '{{}}')"));
    }
    rows
}

/// Stored for good, so it is a number here and no call of the code under test.
const SHARD_OF_C_1: i64 = 100;

async fn everything_is_there_and_goes_on(store: &SqlStore, schema: usize) {
    let loaded = store.load_one(&case_id("c-1")).await.unwrap();
    assert_eq!(loaded.map(|loaded| loaded.case), Some(transition("c-1", 0).case), "schema {schema}");
    assert_eq!(store.docket(&case_id("c-1"), 1, 9).await.unwrap(), transition("c-1", 0).docket);
    assert_eq!(store.inbox(&[to_person("p-1")], None, 9).await.unwrap().len(), 1);
    assert_eq!(store.next_due().await.unwrap(), Some(at(0)));
    let key = ("person:p-1".to_owned(), "k".to_owned());
    assert_eq!(store.answers(&[key]).await.unwrap().len(), 1, "schema {schema}");
    assert_eq!(store.person(&person("p-1")).await.unwrap().unwrap().pools, ["judges"]);
    let results = store.commit(vec![transition("c-1", 1)]).await.unwrap();
    assert_eq!(results, [registrar_casework::ports::CommitResult::Committed], "schema {schema}");
    store.close().await;
}

#[tokio::test]
async fn every_schema_since_the_first_is_brought_to_the_present_one_on_sqlite() {
    let files = tempfile::tempdir().unwrap();
    for schema in 1..=usize::try_from(SCHEMA).unwrap() {
        let file = files.path().join(format!("{schema}.db"));
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        migrator("sqlite", schema).run(&mut connection).await.unwrap();
        // From the sixth on a file has one shard.
        let shard = if schema < 6 { SHARD_OF_C_1 } else { 0 };
        for row in contents(schema, shard) {
            sqlx::query(AssertSqlSafe(row)).execute(&mut connection).await.unwrap();
        }
        drop(connection);
        let store = SqlStore::open_file(&file, StoreKind::Real).await.unwrap();
        everything_is_there_and_goes_on(&store, schema).await;
    }
}

#[tokio::test]
async fn every_schema_since_the_first_is_brought_to_the_present_one_on_postgres() {
    let Some(server) = Postgres::start() else { return };
    for schema in 1..=usize::try_from(SCHEMA).unwrap() {
        let address = server.database();
        let mut connection = PgConnection::connect(&address).await.unwrap();
        migrator("postgres", schema).run(&mut connection).await.unwrap();
        for row in contents(schema, SHARD_OF_C_1) {
            sqlx::query(AssertSqlSafe(row)).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
        let store = SqlStore::open(&address.parse::<Address>().unwrap(), StoreKind::Real).await.unwrap();
        everything_is_there_and_goes_on(&store, schema).await;
    }
}

/// What a file has seen by itself and by what it says.
async fn said(file: &Path) -> (Columns, Vec<i64>) {
    let columns = on_sqlite(file).await;
    let mut steps = Vec::new();
    if columns.contains_key("schema_step") {
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        let asked = sqlx::query_scalar("SELECT schema FROM schema_step ORDER BY schema");
        steps = asked.fetch_all(&mut connection).await.unwrap();
    }
    (columns, steps)
}

#[tokio::test]
async fn a_step_of_a_file_is_done_whole_or_not_at_all() {
    for schema in 1..SCHEMA {
        let files = tempfile::tempdir().unwrap();
        let file = files.path().join("registrar.db");
        let by_hand = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut by_hand = by_hand.connect().await.unwrap();
        let until = usize::try_from(schema).unwrap();
        migrator("sqlite", until).run_direct(None, &mut by_hand, false).await.unwrap();
        let before = said(&file).await;
        // As if the program died when all is done but the last: to note that the step is done.
        let dies =
            "CREATE TRIGGER dies BEFORE INSERT ON _sqlx_migrations BEGIN SELECT RAISE(ABORT, 'dead'); END";
        sqlx::query(dies).execute(&mut by_hand).await.unwrap();
        let broken = SqlStore::open_file(&file, StoreKind::Real).await.unwrap_err().to_string();
        assert!(broken.contains("dead; nothing of this step was done"), "{broken}");
        assert_eq!(said(&file).await, before, "step {}", schema + 1);
        sqlx::query("DROP TRIGGER dies").execute(&mut by_hand).await.unwrap();
        SqlStore::open_file(&file, StoreKind::Real).await.unwrap().close().await;
        assert_eq!(said(&file).await.1.last(), Some(&i64::from(SCHEMA)));
    }
}
