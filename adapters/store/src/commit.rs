//! The one transaction of a batch: one statement for each table, whatever the number of cases.
//!
//! Nothing is asked first. The revision is checked in the statement that writes the case, and a key that has
//! been answered shows when its answer is kept: fewer rows are written then than were meant, all of it is undone, and
//! the store is asked who loses. Who does is left out, and the rest is written again.

use crate::open::SqlStore;
use crate::sql::{Database, Kind, List, Ran, Reader, Spread, Statement, Value, integer, json};
use crate::tables::{ANSWER, CASE_ACCESS, CASE_FILE, DOCKET_ENTRY, OPEN_TASK, OUTBOX, Table};
use registrar_casework::ports::{CommitResult, StoreFault, Transition};
use registrar_engine::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// How often a batch is written again that others got in the way of.
const TRIES: u32 = 8;

/// The numbers of transitions of a batch.
type Places = BTreeSet<usize>;

/// Statements, each with how many rows it has to write where that tells whether the batch may be written.
type Writes<'b> = Vec<(Statement<'b>, Option<u64>)>;

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
    let ground = Ground { spread: database.spread(), shard };
    let mut lost = Places::new();
    let mut orderly = false;
    for _ in 0..TRIES {
        let kept: Vec<(usize, &Transition)> =
            batch.iter().copied().enumerate().filter(|(place, _)| !lost.contains(place)).collect();
        if kept.is_empty() {
            break;
        }
        let ready = database.ready(writes(ground, &kept, orderly)?)?;
        let fault = match ready.write().await {
            Ok(Ran::All) => {
                let result = |place| match lost.contains(&place) {
                    true => CommitResult::Conflict,
                    false => CommitResult::Committed,
                };
                return Ok((0..batch.len()).map(result).collect());
            }
            Ok(Ran::Fewer) => None,
            Ok(Ran::Deadlock) => {
                orderly = true;
                continue;
            }
            Err(fault @ StoreFault::Conflict(_)) => Some(fault),
            Err(fault) => return Err(fault),
        };
        let more = who_loses(database, ground, &kept).await?;
        match fault {
            Some(fault) if more.is_empty() => return Err(fault),
            _ => lost.extend(more),
        }
    }
    if lost.len() == batch.len() {
        return Ok(vec![CommitResult::Conflict; batch.len()]);
    }
    Err(StoreFault::Unavailable("other nodes write the same cases all the time".to_owned()))
}

/// Where a batch is written: how its cases are spread, and the one shard that it concerns, if it may concern no other.
#[derive(Debug, Clone, Copy)]
struct Ground {
    spread: Spread,
    shard: Option<i64>,
}

impl Ground {
    fn key<'b>(self, t: &'b Transition) -> [Value<'b>; 2] {
        [self.spread.shard(&t.case.case).into(), t.case.case.as_str().into()]
    }

    fn keys<'b>(self, of: impl IntoIterator<Item = &'b Transition>) -> List<'b> {
        List::of(&[Kind::Int, Kind::Text], of.into_iter().map(|t| self.key(t)))
    }

    /// A statement on what belongs to cases: `{only}` in it keeps it to the shard.
    fn on<'a>(self, sql: &'static str, table: &str) -> Statement<'a> {
        match self.shard {
            None => Statement::new(sql.replace("{only}", "")),
            Some(shard) => {
                Statement::new(sql.replace("{only}", &format!(" AND {table}.shard = $1"))).bind(shard)
            }
        }
    }

    /// New rows of a table: on one server as they are, so that it is seen where they belong.
    fn insert<'a>(self, table: &Table, cells: Vec<Value<'a>>, behind: &str) -> Statement<'a> {
        let insert = table.insert_and(cells, behind);
        if self.shard.is_some() { insert.row_by_row() } else { insert }
    }
}

/// Which of a batch can't be written: the case has another revision than expected, or the key an answer.
async fn who_loses(
    database: &Database,
    ground: Ground,
    batch: &[(usize, &Transition)],
) -> Result<Places, StoreFault> {
    let question = ground
        .on("SELECT case_id, revision FROM case_file WHERE (shard, case_id) IN ({list}){only}", "case_file");
    let rows = database.rows(question.list(ground.keys(batch.iter().map(|(_, t)| *t)))).await?;
    let mut revisions = BTreeMap::new();
    for row in &rows {
        let row = Reader::new("case", "case_id", row);
        revisions.insert(row.id.clone(), row.number::<u64>("revision")?);
    }
    let pairs = batch.iter().flat_map(|(_, t)| &t.answers);
    let pairs = List::of(&[Kind::Text, Kind::Text], pairs.map(|a| [(&a.scope).into(), (&a.key).into()]));
    let mut answered: BTreeSet<(String, String)> = BTreeSet::new();
    if !pairs.is_empty() {
        let question = "SELECT scope, key FROM answer WHERE (scope, key) IN ({list})";
        for row in &database.rows(Statement::new(question).list(pairs)).await? {
            answered.insert((Reader::new("answer", "scope", row).id, Reader::new("answer", "key", row).id));
        }
    }
    let mut lost = Places::new();
    for (place, t) in batch {
        let there = revisions.get(t.case.case.as_str()).copied().unwrap_or(0);
        // Each key once: of two in one batch the first has it.
        let mut keys = t.answers.iter().map(|a| (a.scope.clone(), a.key.clone()));
        if there != t.expected || !keys.all(|key| answered.insert(key)) {
            lost.insert(*place);
        }
    }
    Ok(lost)
}

/// All that is written of a batch, in order: first what tells whether the rest may be.
fn writes<'b>(
    ground: Ground,
    batch: &'b [(usize, &'b Transition)],
    orderly: bool,
) -> Result<Writes<'b>, StoreFault> {
    let mut writes = Writes::new();
    if orderly {
        // Two batches that each wait for a case of the other, which SQLite doesn't have: in one order neither does.
        let lock = ground.on(
            "SELECT case_id FROM case_file WHERE (shard, case_id) IN ({list}){only}
             ORDER BY shard, case_id FOR UPDATE",
            "case_file",
        );
        writes.push((lock.list(ground.keys(batch.iter().map(|(_, t)| *t))), None));
    }
    cases(&mut writes, ground, batch);
    answers(&mut writes, ground, batch);
    docket(&mut writes, ground, batch);
    derived(&mut writes, ground, batch);
    outgoing(&mut writes, ground, batch)?;
    if ground.shard.is_none() {
        // Where servers share the tables, desks lie by their owners, elsewhere: they are cleared after it.
        desks(&mut writes, batch);
    }
    for incident in batch.iter().flat_map(|(_, t)| &t.incidents) {
        writes.push((crate::incident::insert(incident)?, None));
    }
    for (id, at) in batch.iter().flat_map(|(_, t)| &t.resolved) {
        writes.push((crate::incident::resolve(id, *at), None));
    }
    Ok(writes)
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

/// The cases: new ones that mustn't be there, and others as they were expected.
fn cases<'b>(writes: &mut Writes<'b>, ground: Ground, batch: &'b [(usize, &'b Transition)]) {
    let (new, changed): (Vec<_>, Vec<_>) = batch.iter().partition(|(_, t)| t.expected == 0);
    if !new.is_empty() {
        let cells = new.iter().flat_map(|(_, t)| {
            let case = &t.case;
            [
                ground.spread.shard(&case.case).into(),
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
        let insert = ground.insert(&CASE_FILE, cells.collect(), "ON CONFLICT (shard, case_id) DO NOTHING");
        writes.push((insert, Some(new.len() as u64)));
    }
    if !changed.is_empty() {
        let rows = changed.iter().map(|(_, t)| -> [Value<'_>; 11] {
            let case = &t.case;
            [
                ground.spread.shard(&case.case).into(),
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
        let update = ground.on(
            "WITH n (shard, case_id, expected, edition, revision, latest_at, ended_at, outcome, next_due,
                     head_hash, body) AS ({list})
             UPDATE case_file SET edition = n.edition, revision = n.revision, latest_at = n.latest_at,
                 ended_at = n.ended_at, outcome = n.outcome, next_due = n.next_due,
                 head_hash = n.head_hash, body = n.body
             FROM n WHERE case_file.shard = n.shard AND case_file.case_id = n.case_id
                 AND case_file.revision = n.expected{only}",
            "case_file",
        );
        writes.push((update.list(List::of(CHANGED_CASE, rows)), Some(changed.len() as u64)));
    }
}

/// The first answers, none of which may be there.
fn answers<'b>(writes: &mut Writes<'b>, ground: Ground, batch: &'b [(usize, &'b Transition)]) {
    let answers = || batch.iter().flat_map(|(_, t)| &t.answers);
    let cells = answers().flat_map(|a| -> [Value<'_>; 5] {
        [(&a.scope).into(), (&a.key).into(), (&a.request).into(), (&a.answer).into(), a.at.as_micros().into()]
    });
    let cells: Vec<Value<'_>> = cells.collect();
    if !cells.is_empty() {
        let insert = ground.insert(&ANSWER, cells, "ON CONFLICT DO NOTHING");
        writes.push((insert, Some(answers().count() as u64)));
    }
}

fn docket<'b>(writes: &mut Writes<'b>, ground: Ground, batch: &'b [(usize, &'b Transition)]) {
    let cells = batch.iter().flat_map(|(_, t)| {
        t.docket.iter().flat_map(move |row| -> [Value<'_>; 5] {
            let case = &t.case.case;
            [
                ground.spread.shard(case).into(),
                case.as_str().into(),
                integer(row.number).into(),
                (&row.text).into(),
                (&row.hash).into(),
            ]
        })
    });
    add(writes, ground, &DOCKET_ENTRY, cells.collect());
}

/// What has been filed lies on its desk no longer.
fn desks<'b>(writes: &mut Writes<'b>, batch: &'b [(usize, &'b Transition)]) {
    let cleared = batch.iter().flat_map(|(_, t)| &t.cleared);
    let desks = cleared.map(|(slot, person)| [slot.to_string().into(), person.as_str().into()]);
    let desks = List::of(&[Kind::Text, Kind::Text], desks);
    for table in ["draft", "lodged_upload"] {
        let clear = Statement::new(format!("DELETE FROM {table} WHERE (slot, person) IN ({{list}})"));
        concerning(writes, clear, desks.clone());
    }
}

/// Tasks and access, in place of those before, where they have changed.
fn derived<'b>(writes: &mut Writes<'b>, ground: Ground, batch: &'b [(usize, &'b Transition)]) {
    let of = |told: fn(&Transition) -> bool| {
        ground.keys(batch.iter().map(|(_, t)| *t).filter(move |t| t.expected > 0 && told(t)))
    };
    let forget = ground.on("DELETE FROM open_task WHERE (shard, case_id) IN ({list}){only}", "open_task");
    concerning(writes, forget, of(|t| t.tasks.is_some()));
    let forget = ground.on("DELETE FROM case_access WHERE (shard, case_id) IN ({list}){only}", "case_access");
    concerning(writes, forget, of(|t| t.access.is_some()));
    let tasks = batch.iter().flat_map(|(_, t)| t.tasks.iter().flatten()).flat_map(|row| -> [Value<'_>; 11] {
        [
            ground.spread.shard(&row.case).into(),
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
    add(writes, ground, &OPEN_TASK, tasks.collect());
    let access = batch.iter().flat_map(|(_, t)| {
        let opened = t.case.opened.as_micros();
        t.access.iter().flatten().flat_map(move |row| -> [Value<'_>; 4] {
            [
                ground.spread.shard(&row.case).into(),
                row.case.as_str().into(),
                row.audience.to_string().into(),
                opened.into(),
            ]
        })
    });
    let access: Vec<Value<'_>> = access.collect();
    if !access.is_empty() {
        let put = ground.insert(&CASE_ACCESS, access, "ON CONFLICT (shard, case_id, audience) DO NOTHING");
        writes.push((put, None));
    }
}

fn outgoing<'b>(
    writes: &mut Writes<'b>,
    ground: Ground,
    batch: &'b [(usize, &'b Transition)],
) -> Result<(), StoreFault> {
    let mut cells: Vec<Value<'_>> = Vec::new();
    for row in batch.iter().flat_map(|(_, t)| &t.outbox) {
        let new: [Value<'_>; 12] = [
            ground.spread.shard(&row.case).into(),
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
    add(writes, ground, &OUTBOX, cells);
    Ok(())
}

fn add<'b>(writes: &mut Writes<'b>, ground: Ground, table: &Table, cells: Vec<Value<'b>>) {
    if !cells.is_empty() {
        writes.push((ground.insert(table, cells, ""), None));
    }
}

fn concerning<'b>(writes: &mut Writes<'b>, statement: Statement<'b>, list: List<'b>) {
    if !list.is_empty() {
        writes.push((statement.list(list), None));
    }
}
