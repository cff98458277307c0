//! The one transaction of a batch: one statement for each table, whatever the number of cases.
//!
//! Nothing is asked first. The revision is checked in the statement that writes the case, and a key that has
//! been answered shows when its answer is kept; whoever loses is left out, and the rest is written again.

use crate::open::SqlStore;
use crate::sql::{Database, Kind, List, Reader, Spread, Statement, Transaction, Value, integer, json};
use crate::tables::{ANSWER, CASE_ACCESS, CASE_FILE, DOCKET_ENTRY, OPEN_TASK, OUTBOX, Table};
use registrar_casework::ports::{CommitResult, StoreFault, Transition};
use registrar_engine::moment::Moment;
use std::collections::BTreeSet;

/// How often a batch is written again that others got in the way of.
const TRIES: u32 = 8;

/// The numbers of transitions of a batch.
type Places = BTreeSet<usize>;

impl SqlStore {
    /// See the port.
    pub(crate) async fn commit_batch(&self, batch: Vec<Transition>) -> Result<Vec<CommitResult>, StoreFault> {
        match self.distributed {
            true => crate::groups::commit(&self.database, batch).await,
            false => write(&self.database, &batch.iter().collect::<Vec<_>>(), None).await,
        }
    }
}

/// All of it in one transaction, durable on return. On a database that is spread over servers all of it is of one
/// shard, which every statement then names.
pub async fn write(
    database: &Database,
    batch: &[&Transition],
    shard: Option<i64>,
) -> Result<Vec<CommitResult>, StoreFault> {
    let mut lost = Places::new();
    let mut orderly = false;
    for _ in 0..TRIES {
        let kept: Vec<(usize, &Transition)> =
            batch.iter().copied().enumerate().filter(|(place, _)| !lost.contains(place)).collect();
        if kept.is_empty() {
            break;
        }
        let mut writing = Writing { transaction: database.begin().await?, shard };
        match attempt(&mut writing, &kept, orderly).await? {
            Attempt::Written => {
                writing.transaction.commit().await?;
                let result = |place| match lost.contains(&place) {
                    true => CommitResult::Conflict,
                    false => CommitResult::Committed,
                };
                return Ok((0..batch.len()).map(result).collect());
            }
            Attempt::Lost(places) => lost.extend(places),
            Attempt::Deadlock => orderly = true,
        }
        writing.transaction.undo().await?;
    }
    if lost.len() == batch.len() {
        return Ok(vec![CommitResult::Conflict; batch.len()]);
    }
    Err(StoreFault::Unavailable("other nodes write the same cases all the time".to_owned()))
}

/// A transaction under way, and the one shard that it concerns, if it may concern no other.
struct Writing {
    transaction: Transaction,
    shard: Option<i64>,
}

impl Writing {
    fn spread(&self) -> Spread {
        self.transaction.spread()
    }

    /// A statement on what belongs to cases: `{only}` in it keeps it to the shard.
    fn on<'a>(&self, sql: &'static str, table: &str) -> Statement<'a> {
        match self.shard {
            None => Statement::new(sql.replace("{only}", "")),
            Some(shard) => {
                Statement::new(sql.replace("{only}", &format!(" AND {table}.shard = $1"))).bind(shard)
            }
        }
    }

    /// New rows of a table: on one server as they are, so that it is seen where they belong.
    fn insert<'a>(&self, table: &Table, cells: Vec<Value<'a>>, behind: &str) -> Statement<'a> {
        let insert = table.insert_and(cells, behind);
        if self.shard.is_some() { insert.row_by_row() } else { insert }
    }
}

/// How writing went, before it is committed.
enum Attempt {
    /// All of it.
    Written,
    /// These must be left out.
    Lost(Places),
    /// Another transaction went first: all of it again.
    Deadlock,
}

async fn attempt(
    writing: &mut Writing,
    batch: &[(usize, &Transition)],
    orderly: bool,
) -> Result<Attempt, StoreFault> {
    let spread = writing.spread();
    if orderly {
        // Two batches that each wait for a case of the other, which SQLite doesn't have: in one order neither does.
        let keys =
            batch.iter().map(|(_, t)| [spread.shard(&t.case.case).into(), t.case.case.as_str().into()]);
        let lock = writing.on(
            "SELECT case_id FROM case_file WHERE (shard, case_id) IN ({list}){only}
             ORDER BY shard, case_id FOR UPDATE",
            "case_file",
        );
        writing.transaction.rows(lock.list(List::of(&[Kind::Int, Kind::Text], keys))).await?;
    }
    let Some(lost) = cases(writing, batch).await? else { return Ok(Attempt::Deadlock) };
    if !lost.is_empty() {
        return Ok(Attempt::Lost(lost));
    }
    let Some(lost) = answers(writing, batch).await? else { return Ok(Attempt::Deadlock) };
    if !lost.is_empty() {
        return Ok(Attempt::Lost(lost));
    }
    rest(writing, batch).await?;
    Ok(Attempt::Written)
}

/// What is written of a case that is there: its key, the revision that it must have, and what may change.
const CHANGED_CASE: &[Kind; 11] = &[
    Kind::Int,
    Kind::Text,
    Kind::Int,
    Kind::Text,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Text,
    Kind::Int,
    Kind::Text,
    Kind::Text,
];

fn micros<'a>(moment: Option<Moment>) -> Value<'a> {
    moment.map(Moment::as_micros).into()
}

/// Writes the cases; tells which weren't as expected. None: a deadlock.
async fn cases(writing: &mut Writing, batch: &[(usize, &Transition)]) -> Result<Option<Places>, StoreFault> {
    let spread = writing.spread();
    let (new, changed): (Vec<_>, Vec<_>) = batch.iter().partition(|(_, t)| t.expected == 0);
    let mut written = BTreeSet::new();
    if !new.is_empty() {
        let cells = new.iter().flat_map(|(_, t)| {
            let case = &t.case;
            [
                spread.shard(&case.case).into(),
                case.case.as_str().into(),
                (&*case.workflow).into(),
                case.version.into(),
                (&*case.digest).into(),
                case.edition().into(),
                integer(case.revision).into(),
                case.opened.as_micros().into(),
                case.latest.as_micros().into(),
                micros(case.ended.as_ref().map(|ended| ended.at)),
                case.ended.as_ref().and_then(|ended| ended.outcome.as_deref()).into(),
                micros(t.next_due),
                (&t.head_hash).into(),
                (&t.text).into(),
            ]
        });
        let behind = "ON CONFLICT (shard, case_id) DO NOTHING RETURNING case_id";
        let insert = writing.insert(&CASE_FILE, cells.collect(), behind);
        let Some(rows) = writing.transaction.rows_or_deadlock(insert).await? else { return Ok(None) };
        written.extend(rows.iter().map(|row| Reader::new("case", "case_id", row).id));
    }
    if !changed.is_empty() {
        let rows = changed.iter().map(|(_, t)| -> [Value<'_>; 11] {
            let case = &t.case;
            [
                spread.shard(&case.case).into(),
                case.case.as_str().into(),
                integer(t.expected).into(),
                case.edition().into(),
                integer(case.revision).into(),
                case.latest.as_micros().into(),
                micros(case.ended.as_ref().map(|ended| ended.at)),
                case.ended.as_ref().and_then(|ended| ended.outcome.as_deref()).into(),
                micros(t.next_due),
                (&t.head_hash).into(),
                (&t.text).into(),
            ]
        });
        let update = writing.on(
            "WITH n (shard, case_id, expected, edition, revision, latest_at, ended_at, outcome, next_due,
                     head_hash, body) AS ({list})
             UPDATE case_file SET edition = n.edition, revision = n.revision, latest_at = n.latest_at,
                 ended_at = n.ended_at, outcome = n.outcome, next_due = n.next_due,
                 head_hash = n.head_hash, body = n.body
             FROM n WHERE case_file.shard = n.shard AND case_file.case_id = n.case_id
                 AND case_file.revision = n.expected{only}
             RETURNING case_file.case_id",
            "case_file",
        );
        let update = update.list(List::of(CHANGED_CASE, rows));
        let Some(rows) = writing.transaction.rows_or_deadlock(update).await? else { return Ok(None) };
        written.extend(rows.iter().map(|row| Reader::new("case", "case_id", row).id));
    }
    let lost = batch.iter().filter(|(_, t)| !written.contains(t.case.case.as_str()));
    Ok(Some(lost.map(|(place, _)| *place).collect()))
}

/// Keeps the first answers; tells whose keys have been answered before. None: a deadlock.
async fn answers(
    writing: &mut Writing,
    batch: &[(usize, &Transition)],
) -> Result<Option<Places>, StoreFault> {
    let answers = || batch.iter().flat_map(|(_, t)| &t.answers);
    let count = answers().count();
    if count == 0 {
        return Ok(Some(Places::new()));
    }
    let cells = answers().flat_map(|a| -> [Value<'_>; 5] {
        [(&a.scope).into(), (&a.key).into(), (&a.request).into(), (&a.answer).into(), a.at.as_micros().into()]
    });
    let insert = writing.insert(&ANSWER, cells.collect(), "ON CONFLICT DO NOTHING RETURNING scope, key");
    let Some(kept) = writing.transaction.rows_or_deadlock(insert).await? else { return Ok(None) };
    if kept.len() == count {
        return Ok(Some(Places::new()));
    }
    let mut free: BTreeSet<(String, String)> = BTreeSet::new();
    for row in &kept {
        free.insert((Reader::new("answer", "scope", row).id, Reader::new("answer", "key", row).id));
    }
    // Each key once: of two in one batch the first has it.
    let taken = |t: &Transition, free: &mut BTreeSet<_>| {
        let gone = t.answers.iter().filter(|a| !free.remove(&(a.scope.clone(), a.key.clone())));
        gone.count() > 0
    };
    Ok(Some(batch.iter().filter(|(_, t)| taken(t, &mut free)).map(|(place, _)| *place).collect()))
}

/// What is written once it is known that all of it may be.
async fn rest(writing: &mut Writing, batch: &[(usize, &Transition)]) -> Result<(), StoreFault> {
    let spread = writing.spread();
    let docket = batch.iter().flat_map(|(_, t)| {
        t.docket.iter().flat_map(|row| -> [Value<'_>; 5] {
            let case = &t.case.case;
            [
                spread.shard(case).into(),
                case.as_str().into(),
                integer(row.number).into(),
                (&row.text).into(),
                (&row.hash).into(),
            ]
        })
    });
    add(writing, &DOCKET_ENTRY, docket.collect()).await?;
    derived(writing, batch).await?;
    outgoing(writing, batch).await?;
    if writing.shard.is_some() {
        // Desks lie by their owners, elsewhere: they are cleared after it.
        return incidents(writing, batch).await;
    }
    let desks = batch
        .iter()
        .flat_map(|(_, t)| &t.cleared)
        .map(|(slot, person)| [slot.to_string().into(), person.as_str().into()]);
    let desks = List::of(&[Kind::Text, Kind::Text], desks);
    run(writing, "DELETE FROM draft WHERE (slot, person) IN ({list})", "draft", desks.clone()).await?;
    run(writing, "DELETE FROM lodged_upload WHERE (slot, person) IN ({list})", "lodged_upload", desks)
        .await?;
    incidents(writing, batch).await
}

async fn derived<'b>(writing: &mut Writing, batch: &'b [(usize, &'b Transition)]) -> Result<(), StoreFault> {
    let spread = writing.spread();
    let keys = |told: fn(&Transition) -> bool| {
        let concerned = batch.iter().filter(move |(_, t)| t.expected > 0 && told(t));
        let key = move |(_, t): &(usize, &'b Transition)| -> [Value<'b>; 2] {
            [spread.shard(&t.case.case).into(), t.case.case.as_str().into()]
        };
        List::of(&[Kind::Int, Kind::Text], concerned.map(key))
    };
    let tasks_told = keys(|t| t.tasks.is_some());
    run(writing, "DELETE FROM open_task WHERE (shard, case_id) IN ({list}){only}", "open_task", tasks_told)
        .await?;
    let access_told = keys(|t| t.access.is_some());
    run(
        writing,
        "DELETE FROM case_access WHERE (shard, case_id) IN ({list}){only}",
        "case_access",
        access_told,
    )
    .await?;
    let tasks = batch.iter().flat_map(|(_, t)| t.tasks.iter().flatten()).flat_map(|row| -> [Value<'_>; 11] {
        [
            spread.shard(&row.case).into(),
            row.case.as_str().into(),
            integer(row.number).into(),
            row.audience.to_string().into(),
            (&row.task).into(),
            row.assignee.as_ref().map(|person| person.as_str()).into(),
            row.opened.as_micros().into(),
            micros(row.due),
            row.due.map_or(i64::MAX, Moment::as_micros).into(),
            (&row.workflow).into(),
            (&row.digest).into(),
        ]
    });
    add(writing, &OPEN_TASK, tasks.collect()).await?;
    let access = batch.iter().flat_map(|(_, t)| {
        let opened = t.case.opened.as_micros();
        t.access.iter().flatten().flat_map(move |row| -> [Value<'_>; 4] {
            [
                spread.shard(&row.case).into(),
                row.case.as_str().into(),
                row.audience.to_string().into(),
                opened.into(),
            ]
        })
    });
    let access: Vec<Value<'_>> = access.collect();
    if access.is_empty() {
        return Ok(());
    }
    let put = writing.insert(&CASE_ACCESS, access, "ON CONFLICT (shard, case_id, audience) DO NOTHING");
    writing.transaction.run(put).await.map(|_| ())
}

async fn outgoing(writing: &mut Writing, batch: &[(usize, &Transition)]) -> Result<(), StoreFault> {
    let spread = writing.spread();
    let mut cells: Vec<Value<'_>> = Vec::new();
    for row in batch.iter().flat_map(|(_, t)| &t.outbox) {
        let new: [Value<'_>; 12] = [
            spread.shard(&row.case).into(),
            row.case.as_str().into(),
            (&row.id).into(),
            integer(row.entry).into(),
            row.group.as_deref().into(),
            row.due.as_micros().into(),
            row.attempts.into(),
            Value::Int(None),
            "waiting".into(),
            Value::Int(None),
            Value::Text(None),
            json(&row.what)?.into(),
        ];
        cells.extend(new);
    }
    add(writing, &OUTBOX, cells).await
}

async fn incidents(writing: &mut Writing, batch: &[(usize, &Transition)]) -> Result<(), StoreFault> {
    for incident in batch.iter().flat_map(|(_, t)| &t.incidents) {
        writing.transaction.run(crate::incident::insert(incident)?).await?;
    }
    for (id, at) in batch.iter().flat_map(|(_, t)| &t.resolved) {
        writing.transaction.run(crate::incident::resolve(id, *at)).await?;
    }
    Ok(())
}

async fn add(writing: &mut Writing, table: &Table, cells: Vec<Value<'_>>) -> Result<(), StoreFault> {
    if cells.is_empty() {
        return Ok(());
    }
    let insert = writing.insert(table, cells, "");
    writing.transaction.run(insert).await.map(|_| ())
}

async fn run(
    writing: &mut Writing,
    sql: &'static str,
    table: &str,
    list: List<'_>,
) -> Result<(), StoreFault> {
    if list.is_empty() {
        return Ok(());
    }
    let statement = writing.on(sql, table).list(list);
    writing.transaction.run(statement).await.map(|_| ())
}
