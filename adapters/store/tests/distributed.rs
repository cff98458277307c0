//! A database that is spread over several servers, as far as that can be shown on one: the extension is a double that
//! writes down what it is asked for, keys are held against its rules, and a trigger refuses what it would refuse.

use registrar_casework::ports::{
    CommitResult, Desk as _, Draft, Settled, Slot, Store as _, StoreKind, Transition,
};
use registrar_store::{Address, PLACES, Place, SqlStore};
use registrar_testkit::contract::sample::{
    access, answered, at, case_id, outgoing, person, task, transition,
};
use registrar_testkit::{Postgres, contract};
use sqlx::{Connection as _, PgConnection, Row as _};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The functions and the catalogue of Citus that are used. A table that is spread by a column may be changed in one
/// transaction for one value of that column alone, where several tables lie side by side.
const DOUBLE: &str = r#"
CREATE TABLE pg_dist_partition (number SERIAL, logicalrelid regclass, partmethod "char", partkey text, beside text);
CREATE FUNCTION one_shard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here text := coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> 'shard';
    before text := current_setting('double.shard', true);
BEGIN
    IF coalesce(before, '') NOT IN ('', here) THEN
        RAISE EXCEPTION 'shard % and shard % in one transaction', before, here;
    END IF;
    PERFORM set_config('double.shard', here, true);
    RETURN coalesce(NEW, OLD);
END $$;
CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash',
    colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pg_dist_partition (logicalrelid, partmethod, partkey, beside)
    VALUES (table_name, 'h', distribution_column, colocate_with);
    IF distribution_column = 'shard' THEN
        EXECUTE format('CREATE TRIGGER one_shard BEFORE INSERT OR UPDATE OR DELETE ON %s
                        FOR EACH ROW EXECUTE FUNCTION one_shard()', table_name);
    END IF;
END $$;
CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE sql AS $$
    INSERT INTO pg_dist_partition (logicalrelid, partmethod) VALUES (table_name, 'n')
$$;
"#;

async fn raw(address: &str) -> PgConnection {
    PgConnection::connect(address).await.unwrap()
}

async fn open(address: &str) -> Arc<SqlStore> {
    Arc::new(SqlStore::open(&address.parse::<Address>().unwrap(), StoreKind::Real).await.unwrap())
}

async fn with_double(server: &Postgres) -> String {
    let address = server.database();
    sqlx::raw_sql(DOUBLE).execute(&mut raw(&address).await).await.unwrap();
    address
}

/// A store that is spread.
async fn spread(server: &Postgres) -> (String, Arc<SqlStore>) {
    let address = with_double(server).await;
    let store = open(&address).await;
    assert_eq!(store.distribute().await.unwrap(), PLACES.len());
    store.close().await;
    let store = open(&address).await;
    (address, store)
}

#[tokio::test]
async fn each_table_is_spread_once_beside_those_that_it_belongs_to() {
    let Some(server) = Postgres::start() else { return };
    let plain = server.database();
    let refused = open(&plain).await.distribute().await.unwrap_err().to_string();
    assert!(refused.contains("CREATE EXTENSION citus"), "{refused}");

    let (address, store) = spread(&server).await;
    assert_eq!(store.distribute().await.unwrap(), 0, "what is spread stays as it is");
    let question =
        "SELECT logicalrelid::text, partmethod::text, partkey, beside FROM pg_dist_partition ORDER BY number";
    let rows = sqlx::query(question).fetch_all(&mut raw(&address).await).await.unwrap();
    let told: Vec<(String, Option<String>, Option<String>)> =
        rows.iter().map(|row| (row.get(0), row.get(2), row.get(3))).collect();
    let wanted: Vec<_> = PLACES
        .iter()
        .map(|(table, place)| match place {
            Place::By { column, beside } => {
                ((*table).to_owned(), Some((*column).to_owned()), Some(beside.unwrap_or("none").to_owned()))
            }
            Place::Everywhere => ((*table).to_owned(), None, None),
        })
        .collect();
    assert_eq!(told, wanted);

    let charge = store.take_charge().await.unwrap();
    let refused = store.distribute().await.unwrap_err().to_string();
    assert!(refused.contains("stop them first"), "{refused}");
    charge.release().await;
}

#[tokio::test]
async fn every_key_and_every_reference_keeps_the_rules_of_a_spread_table() {
    let Some(server) = Postgres::start() else { return };
    let address = server.database();
    open(&address).await.close().await;
    let mut connection = raw(&address).await;
    let places: BTreeMap<&str, Place> = PLACES.iter().copied().collect();

    // Every table has its place, or tells of the store itself.
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let stay: BTreeSet<&str> =
        ["_sqlx_migrations", "store_marker", "schema_step", "node", "shard_lease"].into();
    let told: BTreeSet<&str> = places.keys().copied().chain(stay).collect();
    assert_eq!(tables.iter().map(String::as_str).collect::<BTreeSet<_>>(), told);

    // Whatever is unique has the column by which its table is spread; a case's own begin with shard and case.
    let rows = sqlx::query(
        "SELECT c.relname::text, i.indisprimary, array(
             SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY k.place) AS columns
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE i.indisunique AND i.indpred IS NULL AND n.nspname = 'public'",
    );
    let mut keyed = BTreeSet::new();
    for row in rows.fetch_all(&mut connection).await.unwrap() {
        let (table, columns): (String, Vec<String>) = (row.get(0), row.get(2));
        let Some(Place::By { column, .. }) = places.get(table.as_str()) else { continue };
        assert!(columns.iter().any(|there| there == column), "{table}: {columns:?} lacks {column}");
        if row.get::<bool, _>(1) && *column == "shard" {
            assert_eq!(columns[..2], ["shard", "case_id"], "{table}");
        }
        keyed.insert(table);
    }
    let spread = PLACES.iter().filter(|(_, place)| *place != Place::Everywhere).count();
    assert_eq!(keyed.len(), spread, "each has a key: {keyed:?}");

    // A reference goes to a table beside it, by the column by which both are spread, or to one that is everywhere.
    let rows = sqlx::query(
        "SELECT f.conrelid::regclass::text, f.confrelid::regclass::text, array(
             SELECT a.attname::text FROM unnest(f.conkey) AS k (attnum)
             JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum) AS columns
         FROM pg_constraint f WHERE f.contype = 'f'",
    );
    let references = rows.fetch_all(&mut connection).await.unwrap();
    assert!(!references.is_empty());
    for row in references {
        let (from, to, columns): (String, String, Vec<String>) = (row.get(0), row.get(1), row.get(2));
        match (places[from.as_str()], places[to.as_str()]) {
            (_, Place::Everywhere) => {}
            (Place::By { column, beside }, Place::By { .. }) => {
                assert!(columns.iter().any(|there| there == column), "{from}: {columns:?} lacks {column}");
                assert_eq!(beside, Some(to.as_str()), "{from} refers to {to}");
            }
            (Place::Everywhere, Place::By { .. }) => panic!("{from} is everywhere and refers to {to}"),
        }
    }

    // No number comes from one place.
    let sequences: i64 =
        sqlx::query_scalar("SELECT count(*) FROM pg_sequences").fetch_one(&mut connection).await.unwrap();
    assert_eq!(sequences, 0);
}

#[tokio::test]
async fn a_spread_store_keeps_the_promises_of_every_store_with_one_shard_a_transaction() {
    let Some(server) = Postgres::start() else { return };
    contract::all(|| async { spread(&server).await.1 }).await;
}

fn opening(id: &str, key: &str) -> Transition {
    Transition {
        answers: vec![answered("person:p-1", key)],
        outbox: vec![outgoing(id, id, None, at(0))],
        ..transition(id, 0)
    }
}

#[tokio::test]
async fn a_batch_over_many_shards_is_written_shard_by_shard_and_read_as_a_whole() {
    let Some(server) = Postgres::start() else { return };
    let (_, store) = spread(&server).await;
    let ids: Vec<String> = (0..200).map(|number| format!("c-{number}")).collect();
    let batch: Vec<Transition> = ids.iter().map(|id| opening(id, id)).collect();
    assert_eq!(store.commit(batch).await.unwrap(), vec![CommitResult::Committed; 200]);
    let cases: Vec<_> = ids.iter().map(|id| case_id(id)).collect();
    assert_eq!(store.load(&cases).await.unwrap().len(), 200);
    assert_eq!(store.load(&cases[..1]).await.unwrap().len(), 1);
    let claimed = store.claim(at(5), at(9), 150).await.unwrap();
    assert_eq!(claimed.len(), 150);
    let rest = store.claim(at(5), at(9), 150).await.unwrap();
    let all: BTreeSet<_> = claimed.iter().chain(&rest).map(|row| row.id.clone()).collect();
    assert_eq!(all.len(), 200, "each once");
    let settled: Vec<_> =
        claimed.into_iter().chain(rest).map(|row| (row.case, row.id, Settled::Done { at: at(6) })).collect();
    store.settle(&settled).await.unwrap();
    assert_eq!(store.next_outgoing().await.unwrap(), None);
}

/// Tables that are spread by shard.
const OF_CASES: [&str; 5] = ["case_file", "docket_entry", "open_task", "case_access", "outbox"];

/// The statements in a server's log that concern what belongs to cases, each on one line.
fn statements(log: &str) -> Vec<String> {
    let said = log.split("LOG:  execute ").skip(1).filter_map(|said| said.split_once(": "));
    let lines = said.map(|(_, text)| {
        let own = text.lines().enumerate().take_while(|(at, line)| *at == 0 || line.starts_with('\t'));
        own.flat_map(|(_, line)| line.split_whitespace()).collect::<Vec<_>>().join(" ")
    });
    lines.filter(|text| OF_CASES.iter().any(|table| text.contains(table))).collect()
}

#[tokio::test]
async fn what_is_written_and_locked_names_its_shard_in_each_statement() {
    let Some(server) = Postgres::start() else { return };
    let (address, store) = spread(&server).await;
    store.close().await;
    let name = address.rsplit('/').next().unwrap();
    let log = format!("ALTER DATABASE {name} SET log_statement = 'all'");
    sqlx::raw_sql(sqlx::AssertSqlSafe(log)).execute(&mut raw(&address).await).await.unwrap();
    let store = open(&address).await;
    let to = registrar_testkit::contract::sample::to_person("p-1");
    for (expected, seconds) in [(0, 1), (1, 2)] {
        let of = |id: &String| Transition {
            next_due: Some(at(seconds)),
            tasks: Some(vec![task(id, 1, to.clone(), None)]),
            access: Some(vec![access(id, to.clone())]),
            outbox: vec![outgoing(&format!("{id}-{expected}"), id, None, at(0))],
            answers: vec![answered("person:p-1", &format!("{id}-{expected}"))],
            ..transition(id, expected)
        };
        let batch: Vec<Transition> = (0..20).map(|number| of(&format!("c-{number}"))).collect();
        assert_eq!(store.commit(batch).await.unwrap(), vec![CommitResult::Committed; 20]);
    }
    let claimed = store.claim(at(5), at(9), 99).await.unwrap();
    assert_eq!(claimed.len(), 40);
    let settled: Vec<_> =
        claimed.into_iter().map(|row| (row.case, row.id, Settled::Done { at: at(6) })).collect();
    store.settle(&settled).await.unwrap();
    store.load(&[case_id("c-1")]).await.unwrap();
    store.docket(&case_id("c-1"), 1, 9).await.unwrap();
    store.resend(&case_id("c-1"), "none", at(7)).await.unwrap();
    sqlx::query("SELECT 'the end', $1::text").bind("x").execute(&mut raw(&address).await).await.unwrap();

    let said = statements(&server.log_with("the end"));
    let (mut written, mut read) = (BTreeSet::new(), 0);
    for text in &said {
        let by_case = text.contains("shard = $");
        if text.starts_with("INSERT") {
            // The rows stand in it, and the trigger has seen that they are of one shard.
            assert!(text.contains(") VALUES ($"), "{text}");
        } else if text.contains("UPDATE") || text.starts_with("DELETE") {
            assert!(by_case, "{text}");
        }
        // Once for what is locked, once for what is written.
        assert!(!text.contains("FOR UPDATE") || text.matches("shard = $").count() == 2, "{text}");
        let table = OF_CASES.iter().find(|table| text.contains(**table)).unwrap();
        if text.starts_with("SELECT") {
            read += usize::from(by_case);
        } else {
            written.insert((*table, text.split(' ').next().unwrap().to_owned()));
        }
    }
    assert!(read >= 2, "one case, or its docket, is asked of one server: {said:#?}");
    for table in OF_CASES {
        assert!(written.contains(&(table, "INSERT".to_owned())), "{table}: {written:?}");
    }
    assert!(
        written.contains(&("outbox", "WITH".to_owned()))
            && written.contains(&("case_file", "WITH".to_owned()))
    );
}

#[tokio::test]
async fn of_a_batch_each_shard_is_answered_by_itself() {
    let Some(server) = Postgres::start() else { return };
    let (address, store) = spread(&server).await;
    store.commit(vec![opening("c-1", "k-1")]).await.unwrap();
    // One comes too late, one has a key that is used up, whatever the case; the others are written.
    let batch = ["c-1", "c-2", "c-3", "c-4"].map(|id| opening(id, if id == "c-2" { "k-1" } else { id }));
    use CommitResult::{Committed, Conflict};
    let results = store.commit(batch.to_vec()).await.unwrap();
    assert_eq!(results, [Conflict, Conflict, Committed, Committed]);
    assert!(store.load(&[case_id("c-2")]).await.unwrap().is_empty());

    // A server that fails takes those of its shard with it, and nobody else; alone it is a fault.
    let broken = "ALTER TABLE docket_entry ADD CONSTRAINT broken CHECK (case_id <> 'c-5')";
    sqlx::raw_sql(broken).execute(&mut raw(&address).await).await.unwrap();
    let results = store.commit(vec![opening("c-5", "k-5"), opening("c-6", "k-6")]).await.unwrap();
    assert_eq!(results, [Conflict, Committed]);
    assert!(store.load(&[case_id("c-5")]).await.unwrap().is_empty());
    assert!(store.answers(&[("person:p-1".to_owned(), "k-5".to_owned())]).await.unwrap().is_empty());
    assert!(store.commit(vec![opening("c-5", "k-5")]).await.is_err());
}

#[tokio::test]
async fn a_desk_is_cleared_after_its_command() {
    let Some(server) = Postgres::start() else { return };
    let (_, store) = spread(&server).await;
    let slot = Slot::Case(case_id("c-1"));
    let draft = Draft { slot: slot.clone(), person: person("p-1"), form: "{}".to_owned(), saved: at(0) };
    store.save_draft(&draft).await.unwrap();
    let filed = Transition { cleared: vec![(slot.clone(), person("p-1"))], ..transition("c-1", 0) };
    store.commit(vec![filed]).await.unwrap();
    assert_eq!(store.draft(&slot, &person("p-1")).await.unwrap(), None);
}

#[tokio::test]
async fn a_store_that_is_not_spread_would_be_refused_by_the_trigger() {
    let Some(server) = Postgres::start() else { return };
    let address = with_double(&server).await;
    let unaware = open(&address).await;
    open(&address).await.distribute().await.unwrap();
    // Opened before it was spread: it writes a batch in one transaction, and the double refuses that.
    let batch: Vec<Transition> = (0..9).map(|number| transition(&format!("c-{number}"), 0)).collect();
    let refused = unaware.commit(batch).await.unwrap_err().to_string();
    assert!(refused.contains("in one transaction"), "{refused}");
}
