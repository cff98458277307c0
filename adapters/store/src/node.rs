//! Several nodes on one PostgreSQL database: each says that it lives, and takes its share of the shards, whose
//! timers and outbox it works on until its lease ends. Nothing is wrong if two hold the same shard for a moment:
//! a case is written by whoever finds the revision it expected. The lease keeps them out of each other's way.

use crate::address::Address;
use crate::clock::ServerClock;
use crate::open::look_again;
use crate::outbox::given_back;
use crate::sql::{Database, Kind, List, Reader, Row, Statement, Transaction};
use registrar_casework::ports::{Clock as _, StoreFault};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long a node that says nothing keeps its shards: what a dead one costs.
const LEASE: Duration = Duration::from_secs(10);
/// Who was seen after this moment lives.
const LIVING: &str = "SELECT 'nodes' AS what, count(*) AS living FROM node WHERE seen_at > $1";
/// How often a node says that it lives.
const BEAT: Duration = Duration::from_secs(3);
/// A beat takes less, or the database is out of reach: then there is time left in the lease to look for it elsewhere.
const BEATS_WITHIN: Duration = Duration::from_secs(4);
/// How many shards there are.
const SHARDS: usize = 256;

/// One process among those that work on a database.
#[derive(Debug)]
pub struct Node {
    id: String,
    /// The schema that its program knows.
    schema: u32,
    held: Mutex<Held>,
    /// The database's clock; none on a file.
    pub clock: Option<Arc<ServerClock>>,
}

/// What a node may work on.
#[derive(Debug, Clone)]
enum Held {
    /// It doesn't share: a command beside the servers, or a test.
    All,
    /// These shards, until the lease ends; since when it was never silent for longer than a lease.
    Some { shards: Arc<[i64]>, until: Instant, since: Instant },
}

impl Held {
    /// Since when a node hasn't been silent that says at this moment that it lives.
    fn since(&self, now: Instant) -> Instant {
        match self {
            Self::Some { until, since, .. } if *until > now => *since,
            _ => now,
        }
    }

    /// Whether what was claimed then is its own still.
    fn keeps(&self, claimed: Instant, now: Instant) -> bool {
        match self {
            Self::All => true,
            Self::Some { until, since, .. } => *until > now && *since <= claimed,
        }
    }
}

impl Node {
    /// A node that doesn't share the work yet.
    pub fn new(clock: Option<Arc<ServerClock>>, schema: u32) -> Self {
        Self { id: Uuid::now_v7().to_string(), schema, held: Mutex::new(Held::All), clock }
    }

    /// The shards to work on now; none named: all of them.
    pub fn shards(&self) -> Option<Arc<[i64]>> {
        match &*self.held() {
            Held::All => None,
            // A node that was frozen, or cut off, finds its lease ended before it does anything else.
            Held::Some { until, .. } if *until <= Instant::now() => Some(Arc::from([])),
            Held::Some { shards, .. } => Some(Arc::clone(shards)),
        }
    }

    /// Whether rows that were claimed at a moment are its own still.
    pub fn keeps_claims_of(&self, claimed: Instant) -> bool {
        self.held().keeps(claimed, Instant::now())
    }

    /// Takes part: says that it lives and takes its share, now and every few seconds until it is dropped.
    pub async fn take_part(
        self: &Arc<Self>,
        database: &Database,
        address: &Address,
    ) -> Result<Taking, StoreFault> {
        if let Database::Postgres(pool) = database {
            pool.begin_to_serve();
        }
        self.beat_in_time(database).await?;
        let (node, database) = (Arc::clone(self), database.clone());
        let beating = tokio::spawn({
            let (node, database, address) = (Arc::clone(&node), database.clone(), address.clone());
            async move {
                loop {
                    tokio::time::sleep(BEAT).await;
                    if let Err(fault) = node.beat_in_time(&database).await {
                        tracing::warn!(%fault, "this node can't say that it lives; others take over its work");
                        if let (Address::Postgres(server), Database::Postgres(pool)) = (&address, &database)
                            && let Err(reason) = look_again(server, pool).await
                        {
                            tracing::warn!(reason, "no host of the database can be written to");
                        }
                    }
                }
            }
        });
        Ok(Taking { beating, node, database })
    }

    async fn beat_in_time(&self, database: &Database) -> Result<(), StoreFault> {
        let late = |_| StoreFault::Unavailable("the server gave no answer in time".to_owned());
        tokio::time::timeout(BEATS_WITHIN, self.beat(database)).await.map_err(late)?
    }

    /// Says that it lives, and takes or gives back shards so that each node has its share.
    async fn beat(&self, database: &Database) -> Result<(), StoreFault> {
        let begun = Instant::now();
        let since = self.held().since(begun);
        let mut transaction = database.begin().await?;
        let seen = "INSERT INTO node (node_id, schema, seen_at)
             VALUES ($1, $2, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
             ON CONFLICT (node_id) DO UPDATE SET seen_at = excluded.seen_at RETURNING node_id, seen_at";
        let asked = Instant::now();
        let rows = transaction.rows(Statement::new(seen).bind(&self.id).bind(self.schema)).await?;
        let now = match rows.first() {
            Some(row) => Reader::new("node", "node_id", row).moment("seen_at")?.as_micros(),
            None => return Err(StoreFault::Unavailable("the node isn't in its table".to_owned())),
        };
        if let Some(clock) = &self.clock {
            clock.read(now, asked);
        }
        self.is_up_to_date(&mut transaction).await?;
        // Who hasn't been seen for a day is forgotten: the table stays small.
        let forget = Statement::new("DELETE FROM node WHERE seen_at < $1").bind(now - 86_400_000_000);
        transaction.run(forget).await?;
        let rows = transaction.rows(Statement::new(LIVING).bind(now - lease())).await?;
        let living: usize = match rows.first() {
            Some(row) => Reader::new("nodes", "what", row).number("living")?,
            None => 1,
        };
        let share = SHARDS.div_ceil(living.max(1));
        let renew = "UPDATE shard_lease SET ends_at = $2 WHERE node_id = $1 AND ends_at > $3 RETURNING shard";
        let renew = Statement::new(renew).bind(&self.id).bind(now + lease()).bind(now);
        let mut mine = shards(&transaction.rows(renew).await?)?;
        mine.sort_unstable();
        if since == begun {
            // It was silent, and nobody took them: it begins anew with them, as with those of another.
            free_rows(&mut transaction, &mine, now).await?;
        }
        if mine.len() > share {
            let surplus = mine.split_off(share);
            let release = "UPDATE shard_lease SET ends_at = 0 WHERE node_id = $1 AND shard IN ({list})";
            let surplus = List::of(&[Kind::Int], surplus.into_iter().map(|shard| [shard.into()]));
            transaction.run(Statement::new(release).bind(&self.id).list(surplus)).await?;
        } else if mine.len() < share {
            let take = "WITH free AS (
                    SELECT shard, ends_at FROM shard_lease WHERE ends_at <= $3 ORDER BY shard LIMIT $4
                    FOR UPDATE SKIP LOCKED)
                UPDATE shard_lease l SET node_id = $1, ends_at = $2 FROM free WHERE l.shard = free.shard
                RETURNING l.shard, free.ends_at AS ended_at";
            let room = i64::try_from(share - mine.len()).unwrap_or(0);
            let take = Statement::new(take).bind(&self.id).bind(now + lease()).bind(now).bind(room);
            let taken = transaction.rows(take).await?;
            mine.extend(shards(&taken)?);
            free_rows(&mut transaction, &silent(&taken)?, now).await?;
        }
        transaction.commit().await?;
        mine.sort_unstable();
        // From before the question: whatever it took, the lease here ends no later than in the database.
        self.hold(Held::Some { shards: mine.into(), until: begun + LEASE, since });
        Ok(())
    }

    /// After it has said that it lives: from then on no step takes away what this program needs.
    async fn is_up_to_date(&self, transaction: &mut Transaction) -> Result<(), StoreFault> {
        let question = "SELECT 'steps' AS what, max(oldest_program) AS oldest FROM schema_step";
        let rows = transaction.rows(Statement::new(question)).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        let oldest: u32 = Reader::new("steps", "what", row).number("oldest")?;
        if oldest <= self.schema {
            return Ok(());
        }
        let reason = format!(
            "it needs a program of schema {oldest}, this one knows {}: upgrade this node",
            self.schema
        );
        Err(StoreFault::Unavailable(reason))
    }

    /// How many nodes live, this one included if it takes part.
    pub async fn living(&self, database: &Database) -> Result<u64, StoreFault> {
        let Some(clock) = &self.clock else { return Ok(0) };
        let row = database.only_row(Statement::new(LIVING).bind(clock.now().as_micros() - lease())).await?;
        Reader::new("nodes", "what", &row).number("living")
    }

    /// Gives its shards back, so that nobody has to wait for the end of its lease.
    async fn leave(&self, database: &Database) -> Result<(), StoreFault> {
        let now = Instant::now();
        self.hold(Held::Some { shards: Arc::from([]), until: now, since: now });
        let release = Statement::new("UPDATE shard_lease SET ends_at = 0 WHERE node_id = $1");
        database.run(release.bind(&self.id)).await?;
        database.run(Statement::new("DELETE FROM node WHERE node_id = $1").bind(&self.id)).await.map(|_| ())
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hold(&self, held: Held) {
        *self.held() = held;
    }
}

/// A node's part in the work, until it is dropped.
#[derive(Debug)]
pub struct Taking {
    beating: tokio::task::JoinHandle<()>,
    node: Arc<Node>,
    database: Database,
}

impl Taking {
    /// Stops taking part, and lets the others know.
    pub async fn end(self) {
        self.beating.abort();
        if let Err(fault) = self.node.leave(&self.database).await {
            tracing::warn!(%fault, "this node could not give its work back; others take it when the lease ends");
        }
    }
}

impl Drop for Taking {
    fn drop(&mut self) {
        self.beating.abort();
    }
}

/// The lease as the database counts it.
pub fn lease() -> i64 {
    i64::try_from(LEASE.as_micros()).unwrap_or(i64::MAX)
}

/// What a node had in hand that fell silent is sent by whoever takes its shards: it would wait for ten minutes
/// otherwise. If it lives after all, the receiver hears of what it was sending twice, under one id.
async fn free_rows(transaction: &mut Transaction, shards: &[i64], now: i64) -> Result<(), StoreFault> {
    if shards.is_empty() {
        return Ok(());
    }
    let free = given_back(" AND due_at <= $1 AND shard IN ({list})");
    let shards = List::of(&[Kind::Int], shards.iter().map(|shard| [(*shard).into()]));
    transaction.run(free.bind(now).list(shards)).await.map(|_| ())
}

/// Of shards that were taken those whose node fell silent. One that was given back is in good order, and whoever gave
/// it back sends what he has.
fn silent(taken: &[Row]) -> Result<Vec<i64>, StoreFault> {
    let mut silent = Vec::new();
    for row in taken {
        let reader = Reader { what: "shard", id: String::new(), row };
        if reader.number::<i64>("ended_at")? > 0 {
            silent.push(reader.number("shard")?);
        }
    }
    Ok(silent)
}

fn shards(rows: &[Row]) -> Result<Vec<i64>, StoreFault> {
    rows.iter().map(|row| Reader { what: "shard", id: String::new(), row }.number("shard")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_was_silent_for_a_lease_has_lost_what_it_claimed() {
        let begun = Instant::now();
        let after = |seconds| begun + Duration::from_secs(seconds);
        let beat =
            |held: &Held, at| Held::Some { shards: Arc::from([1]), until: at + LEASE, since: held.since(at) };
        let first = beat(&Held::All, begun);
        let second = beat(&first, after(9));
        assert!(second.keeps(after(1), after(18)), "it spoke in time");
        assert!(!second.keeps(after(1), after(19)), "its lease has ended");
        let third = beat(&second, after(30));
        assert!(!third.keeps(after(1), after(31)), "it was silent meanwhile");
        assert!(third.keeps(after(30), after(31)));
    }
}
