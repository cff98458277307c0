//! Commits on a database that is spread over several servers: a transaction for each shard of a batch, so that what
//! belongs to a case is written on one server.

use crate::commit;
use crate::sql::{Database, Spread, Statement};
use registrar_casework::ports::{CommitResult, StoreFault, Transition};
use std::collections::{BTreeMap, VecDeque};
use tokio::task::JoinSet;

/// Transactions at once: fewer than the connections of a node, so that reading goes on.
const AT_ONCE: usize = 8;

/// Transitions of one shard, with their numbers in the batch.
type Group = Vec<(usize, Transition)>;

/// Commits each group by itself. One that can't be written while others are is a conflict: its commands are worked
/// through again, and what became of them shows by revision and key. If no group is written, it is a fault.
pub async fn commit(database: &Database, batch: Vec<Transition>) -> Result<Vec<CommitResult>, StoreFault> {
    let mut results = vec![CommitResult::Conflict; batch.len()];
    let mut groups: BTreeMap<i64, Group> = BTreeMap::new();
    for (place, transition) in batch.into_iter().enumerate() {
        groups.entry(Spread::Many.shard(&transition.case.case)).or_default().push((place, transition));
    }
    let mut waiting: VecDeque<(i64, Group)> = groups.into_iter().collect();
    let (mut at_work, mut written, mut fault) = (JoinSet::new(), false, None);
    loop {
        while at_work.len() < AT_ONCE
            && let Some((shard, group)) = waiting.pop_front()
        {
            let database = database.clone();
            at_work.spawn(async move { one(&database, shard, group).await });
        }
        match at_work.join_next().await {
            None => break,
            Some(Ok(Ok(done))) => {
                written = true;
                for (place, result) in done {
                    if let Some(there) = results.get_mut(place) {
                        *there = result;
                    }
                }
            }
            Some(Ok(Err(failed))) => {
                tracing::warn!(%failed, "the cases of a shard could not be written");
                fault = Some(failed);
            }
            Some(Err(panicked)) => fault = Some(StoreFault::Unavailable(panicked.to_string())),
        }
    }
    match fault {
        Some(fault) if !written => Err(fault),
        _ => Ok(results),
    }
}

async fn one(
    database: &Database,
    shard: i64,
    group: Group,
) -> Result<Vec<(usize, CommitResult)>, StoreFault> {
    let batch: Vec<&Transition> = group.iter().map(|(_, transition)| transition).collect();
    let results = commit::write(database, &batch, Some(shard)).await?;
    let done = batch.iter().zip(&results).filter(|(_, result)| **result == CommitResult::Committed);
    // Desks lie elsewhere. What has been filed and lies there all the same is offered again and does no harm.
    if let Err(fault) = clear(database, done.map(|(transition, _)| *transition)).await {
        tracing::warn!(%fault, "desks could not be cleared of what has been filed");
    }
    Ok(group.iter().map(|(place, _)| *place).zip(results).collect())
}

async fn clear(database: &Database, done: impl Iterator<Item = &Transition>) -> Result<(), StoreFault> {
    let cleared: Vec<_> = done.flat_map(|transition| &transition.cleared).collect();
    // One statement for each person: it goes to one server.
    for (slot, person) in cleared {
        for table in ["draft", "lodged_upload"] {
            let delete = format!("DELETE FROM {table} WHERE slot = $1 AND person = $2");
            database.run(Statement::new(delete).bind(slot.to_string()).bind(person.as_str())).await?;
        }
    }
    Ok(())
}
