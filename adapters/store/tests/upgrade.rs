//! Upgrades of a PostgreSQL database on which nodes work. The programs of these tests differ by the steps that they
//! know; their statements are this one's.

use registrar_casework::ports::{
    CommitResult, Definitions as _, Desk as _, People as _, Person, Slot, Store as _, StoreKind, Transition,
};
use registrar_store::{Address, OpenFault, Program, SCHEMA, SqlStore, Step};
use registrar_testkit::Postgres;
use registrar_testkit::contract::sample::{
    access, answered, at, case_id, outgoing, person, task, to_person, transition,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

const FIRST: u32 = SCHEMA + 1;

fn step(number: u32, oldest: u32, sql: &str) -> Step {
    let text =
        format!("{sql};\nINSERT INTO schema_step (schema, oldest_program) VALUES ({number}, {oldest});");
    Step {
        number,
        name: format!("{number:04}_later").into(),
        sqlite: text.replace("BIGINT", "INTEGER").into(),
        postgres: text.into(),
        contracts: None,
        builds: None,
    }
}

/// Adds a table, and to another one a column with a value for all rows. One table a step: a transaction that changes
/// the form of several waits for one of them while it holds another.
fn expanding(number: u32, table: &str) -> Step {
    let sql = format!(
        "CREATE TABLE later_{number} (later_id BIGINT NOT NULL PRIMARY KEY);
         ALTER TABLE {table} ADD COLUMN later_{number} BIGINT NOT NULL DEFAULT 7"
    );
    step(number, SCHEMA, &sql)
}

/// The tables that a node reads and writes.
const TABLES: [&str; 16] = [
    "case_file",
    "docket_entry",
    "open_task",
    "case_access",
    "outbox",
    "answer",
    "incident",
    "draft",
    "lodged_upload",
    "portal_message",
    "person",
    "person_pool",
    "token",
    "feed",
    "invitation",
    "definition",
];

fn someone(id: &str) -> Person {
    Person {
        id: person(id),
        name: id.to_owned(),
        organisation: None,
        pools: vec!["judges".to_owned()],
        contact: Default::default(),
        language: "en".to_owned(),
        zone: String::new(),
    }
}

/// The next revision of a case, with a row for each table that a commit writes.
fn rich(id: &str, expected: u64) -> Transition {
    let name = format!("{id}-{expected}");
    Transition {
        tasks: Some(vec![task(id, 1, to_person("p-1"), None)]),
        access: Some(vec![access(id, to_person("p-1"))]),
        outbox: vec![outgoing(&name, id, None, at(0))],
        answers: vec![answered("person:p-1", &name)],
        ..transition(id, expected)
    }
}

/// Asks what a node asks of its store, on the same few connections again and again.
async fn asks(store: &SqlStore, id: &str) {
    let (now, who, audience) = (at(1), person("p-1"), to_person("p-1"));
    let slot = Slot::Case(case_id(id));
    store.put_person(&someone("p-1")).await.unwrap();
    assert_eq!(store.known(std::slice::from_ref(&who)).await.unwrap().len(), 1);
    assert!(store.load_one(&case_id(id)).await.unwrap().unwrap().held.is_empty());
    assert_eq!(store.docket(&case_id(id), 1, 9).await.unwrap().len(), 2);
    store.due(now, None, 9).await.unwrap();
    store.claim(now, now, 1).await.unwrap();
    store.inbox(std::slice::from_ref(&audience), None, 9).await.unwrap();
    store.cases_of(std::slice::from_ref(&audience), None, 9).await.unwrap();
    store.incident("none").await.unwrap();
    store.incidents(true, None, 9).await.unwrap();
    store.draft(&slot, &who).await.unwrap();
    store.lodged_in(&[(slot, who.clone())]).await.unwrap();
    store.messages(&[audience], None, None, 9).await.unwrap();
    store.message("none").await.unwrap();
    store.bearers(&["none".to_owned()], now).await.unwrap();
    store.feed("none").await.unwrap();
    store.invitation("none").await.unwrap();
    store.deployed().await.unwrap();
}

/// Takes a column of the step before away.
fn contracting(number: u32) -> Step {
    let sql = format!("ALTER TABLE case_file DROP COLUMN later_{}", number - 1);
    Step { contracts: Some(number - 1), ..step(number, number - 1, &sql) }
}

async fn open(address: &str, program: &Program) -> Result<SqlStore, OpenFault> {
    SqlStore::open_as(&address.parse::<Address>().unwrap(), StoreKind::Real, program).await
}

async fn schema(address: &str) -> i64 {
    let mut connection = PgConnection::connect(address).await.unwrap();
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut connection).await.unwrap()
}

/// A node that writes cases one after another until it is told to stop.
struct Busy {
    written: watch::Sender<u64>,
    stop: Arc<AtomicBool>,
    working: tokio::task::JoinHandle<()>,
}

impl Busy {
    fn on(store: &Arc<SqlStore>, name: &'static str) -> Self {
        let (written, stop) = (watch::Sender::new(0), Arc::new(AtomicBool::new(false)));
        let working = tokio::spawn({
            let (store, written, stop) = (Arc::clone(store), written.clone(), Arc::clone(&stop));
            async move {
                for number in 0.. {
                    let id = format!("{name}-{number}");
                    let results = store.commit(vec![rich(&id, 0)]).await.unwrap();
                    assert_eq!(results, [CommitResult::Committed]);
                    let results = store.commit(vec![rich(&id, 1)]).await.unwrap();
                    assert_eq!(results, [CommitResult::Committed]);
                    asks(&store, &id).await;
                    written.send_modify(|written| *written += 1);
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                }
            }
        });
        Self { written, stop, working }
    }

    /// Waits until it has written some more.
    async fn goes_on(&self) {
        let mut written = self.written.subscribe();
        let before = *written.borrow();
        let more = written.wait_for(|written| *written >= before + 3);
        let more = tokio::time::timeout(Duration::from_secs(60), more).await;
        assert!(more.is_ok_and(|more| more.is_ok()), "it goes on");
    }

    async fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.working.await.expect("every command was answered");
    }
}

#[tokio::test]
async fn a_step_that_adds_is_made_while_nodes_of_before_answer_and_they_go_on_and_may_start_again() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let old = Program::this();
    let node = Arc::new(open(&address, &old).await.unwrap());
    let charge = node.take_charge().await.unwrap();
    let busy = Busy::on(&node, "old");
    busy.goes_on().await;
    let steps = (FIRST..).zip(TABLES).map(|(number, table)| expanding(number, table));
    let new = steps.fold(old.clone(), Program::with);
    // Two that start together: one makes it, the other one finds it made.
    let (one, other) = tokio::join!(open(&address, &new), open(&address, &new));
    let (one, other) = (Arc::new(one.unwrap()), other.unwrap());
    assert_eq!((one.left(), other.left(), schema(&address).await), (None, None, i64::from(new.schema)));
    busy.goes_on().await;
    let beside = Busy::on(&one, "new");
    beside.goes_on().await;
    busy.goes_on().await;
    let again = open(&address, &old).await.unwrap();
    assert_eq!(again.load(&[case_id("new-0")]).await.unwrap().len(), 1);
    assert_eq!(again.marker().await.unwrap().schema, new.schema);
    again.take_charge().await.unwrap().release().await;
    busy.end().await;
    beside.end().await;
    charge.release().await;
}

#[tokio::test]
async fn a_step_that_takes_away_waits_for_the_nodes_that_need_it_and_names_them() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let old = Program::this();
    let node = Arc::new(open(&address, &old).await.unwrap());
    let charge = node.take_charge().await.unwrap();
    let busy = Busy::on(&node, "old");
    let newest = old.clone().with(expanding(FIRST, "case_file")).with(contracting(FIRST + 1));
    let serving = open(&address, &newest).await.unwrap();
    let left = serving.left().expect("it waits").to_owned();
    assert!(left.contains(&format!("(schema {SCHEMA})")) && left.contains("stop them"), "{left}");
    assert_eq!(schema(&address).await, i64::from(FIRST), "what adds is there, what takes away isn't");
    busy.goes_on().await;
    serving.take_charge().await.unwrap().release().await;

    // What comes after it can't be made before it: a program that needs that can't begin, and changes nothing.
    let beyond = newest.clone().with(expanding(FIRST + 2, "outbox"));
    let refused = open(&address, &beyond).await.unwrap_err().to_string();
    assert!(refused.contains("stop them") && refused.contains("nothing of this step"), "{refused}");
    assert_eq!(schema(&address).await, i64::from(FIRST));
    busy.goes_on().await;
    busy.end().await;

    charge.release().await;
    let made = open(&address, &newest).await.unwrap();
    assert_eq!((made.left(), schema(&address).await), (None, i64::from(FIRST) + 1));
    made.commit(vec![transition("later", 0)]).await.unwrap();
    // The program of before is refused from now on: where it starts, and where it comes back to life.
    let refused = open(&address, &old).await.unwrap_err();
    assert!(matches!(refused, OpenFault::Newer { known: SCHEMA, .. }), "{refused}");
    let refused = node.take_charge().await.unwrap_err().to_string();
    assert!(refused.contains("upgrade this node"), "{refused}");
    // The one between the two does without what was taken away.
    let between = old.with(expanding(FIRST, "case_file"));
    let store = open(&address, &between).await.unwrap();
    store.take_charge().await.unwrap().release().await;
}

#[tokio::test]
async fn a_step_that_does_not_get_its_table_gives_up_and_nobody_queues_behind_it() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let old = Program::this();
    let node = Arc::new(open(&address, &old).await.unwrap());
    let mut holder = PgConnection::connect(&address).await.unwrap();
    let mut held = holder.begin().await.unwrap();
    // A long report: it holds every change of the table's form up.
    sqlx::query("SELECT count(*) FROM case_file").execute(&mut *held).await.unwrap();
    let new = old.with(expanding(FIRST, "case_file"));
    let begun = Instant::now();
    let refused = open(&address, &new).await.unwrap_err().to_string();
    assert!(refused.contains("waited 3s for a table") && refused.contains("registrar migrate"), "{refused}");
    assert!(begun.elapsed() < Duration::from_secs(30));
    let (schema_now, results) =
        (schema(&address).await, node.commit(vec![transition("c-1", 0)]).await.unwrap());
    assert_eq!((schema_now, results), (i64::from(SCHEMA), vec![CommitResult::Committed]));
    held.commit().await.unwrap();
    assert_eq!(open(&address, &new).await.unwrap().marker().await.unwrap().schema, FIRST);
}

#[tokio::test]
async fn an_index_is_built_beside_those_who_write_and_anew_if_it_was_not_finished() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    let old = Program::this();
    let node = Arc::new(open(&address, &old).await.unwrap());
    let busy = Busy::on(&node, "old");
    busy.goes_on().await;
    let mut connection = PgConnection::connect(&address).await.unwrap();
    // What is left of an index that wasn't finished.
    sqlx::raw_sql(AssertSqlSafe("CREATE INDEX later ON case_file (opened_at)".to_owned()))
        .execute(&mut connection)
        .await
        .unwrap();
    let builds = Step {
        postgres: "CREATE INDEX CONCURRENTLY later ON case_file (workflow)".into(),
        builds: Some("later".into()),
        ..step(FIRST, SCHEMA, "")
    };
    let new = old.clone().with(builds);
    let (one, other) = tokio::join!(open(&address, &new), open(&address, &new));
    let index: String = sqlx::query_scalar(
        "SELECT indexdef FROM pg_indexes JOIN pg_index ON indexrelid = 'later'::regclass
         WHERE indexname = 'later' AND indisvalid",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert!(index.contains("(workflow)"), "{index}");
    assert!(one.unwrap().check_file().await.unwrap().is_empty());
    other.unwrap();
    assert_eq!(open(&address, &old).await.unwrap().marker().await.unwrap().schema, FIRST);
    busy.goes_on().await;
    busy.end().await;
}

#[tokio::test]
async fn on_a_file_a_program_of_before_works_on_after_a_step_that_adds_and_not_after_one_that_takes_away() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite://{}", folder.path().join("registrar.db").display());
    let old = Program::this();
    let new = old.clone().with(expanding(FIRST, "case_file"));
    open(&address, &new).await.unwrap().close().await;
    let store = open(&address, &old).await.unwrap();
    assert_eq!(store.commit(vec![transition("c-1", 0)]).await.unwrap(), [CommitResult::Committed]);
    assert!(registrar_store::copy(&store, &store).await.unwrap_err().to_string().contains("schema"));
    store.close().await;
    open(&address, &new.with(contracting(FIRST + 1))).await.unwrap().close().await;
    let refused = open(&address, &old).await.unwrap_err();
    assert!(matches!(refused, OpenFault::Newer { .. }), "{refused}");
}
