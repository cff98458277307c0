//! The outbox: claimed with a lease, settled by id.

use crate::open::SqlStore;
use crate::sql::{Kind, List, Reader, Row, Statement, Value};
use registrar_casework::ports::{OutboxRow, OutboxStanding, Settled, StoreFault};
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use std::collections::BTreeMap;

/// A settled row: its key, how it stands, when it was settled or is due again, and why.
const SETTLED: &[Kind; 7] =
    &[Kind::Int, Kind::Text, Kind::Text, Kind::Text, Kind::Int, Kind::Int, Kind::Text];

impl SqlStore {
    pub(crate) async fn claim_rows(
        &self,
        now: Moment,
        lease: Moment,
        limit: u32,
    ) -> Result<Vec<OutboxRow>, StoreFault> {
        if self.has_no_share() {
            return Ok(Vec::new());
        }
        let (mine, shards) = self.mine();
        let values = |claim: Statement<'static>, limit: u32| {
            claim.bind(now.as_micros()).bind(lease.as_micros()).bind(limit)
        };
        let mut rows: Vec<OutboxRow> = Vec::new();
        if self.distributed {
            // Rows are locked on one server at a time: the shards that have some, those that wait longest first.
            let room = |rows: &[OutboxRow]| limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(limit));
            for shard in self.shards_with_rows(now, mine, shards).await? {
                if room(&rows) == 0 {
                    break;
                }
                let claim = values(claim(" AND shard = $4", " AND o.shard = $4"), room(&rows)).bind(shard);
                let claimed = self.database.written(claim).await?;
                rows.extend(claimed.iter().filter_map(readable));
            }
        } else {
            let claim = values(claim(mine, ""), limit).lists(shards);
            let claimed = self.database.written(claim).await?;
            rows.extend(claimed.iter().filter_map(readable));
        }
        // RETURNING comes in any order.
        rows.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
        Ok(rows)
    }

    /// The shards in which something may be claimed.
    async fn shards_with_rows(
        &self,
        now: Moment,
        mine: &str,
        shards: Option<List<'static>>,
    ) -> Result<Vec<i64>, StoreFault> {
        let question = Statement::new(format!(
            "SELECT 'shard' AS what, shard, min(due_at) AS first FROM outbox WHERE {FREE}{mine}
             GROUP BY shard ORDER BY 3, 2"
        ));
        let rows = self.database.rows(question.bind(now.as_micros()).lists(shards)).await?;
        rows.iter().map(|row| Reader::new("outbox", "what", row).number("shard")).collect()
    }

    pub(crate) async fn release_rows(&self, lease: Moment) -> Result<(), StoreFault> {
        let mine = given_back(" AND due_at <= $1 AND lease_at = $1");
        self.database.run(mine.bind(lease.as_micros())).await.map(|_| ())
    }

    pub(crate) async fn settle_rows(&self, settled: &[(CaseId, String, Settled)]) -> Result<(), StoreFault> {
        let rows = settled.iter().map(|(case, id, how)| {
            let (standing, at, due, reason) = match how {
                Settled::Done { at } => ("done", Some(at), None, None),
                Settled::Again { due, reason } => ("waiting", None, Some(due), Some(reason)),
                Settled::Failed { at, reason } => ("failed", Some(at), None, Some(reason)),
            };
            let micros = |moment: Option<&Moment>| moment.map(|moment| moment.as_micros());
            let reason = reason.map(String::as_str);
            let shard = self.database.spread().shard(case);
            let row: [Value<'_>; 7] = [
                shard.into(),
                case.as_str().into(),
                id.into(),
                standing.into(),
                micros(at).into(),
                micros(due).into(),
                reason.into(),
            ];
            (shard, row)
        });
        if !self.distributed {
            return self.settle_some(List::of(SETTLED, rows.map(|(_, row)| row)), None).await;
        }
        let mut by_shard: BTreeMap<i64, Vec<[Value<'_>; 7]>> = BTreeMap::new();
        for (shard, row) in rows {
            by_shard.entry(shard).or_default().push(row);
        }
        for (shard, rows) in by_shard {
            self.settle_some(List::of(SETTLED, rows), Some(shard)).await?;
        }
        Ok(())
    }

    /// Settles rows, of this shard alone if it is named.
    async fn settle_some(&self, rows: List<'_>, shard: Option<i64>) -> Result<(), StoreFault> {
        if rows.is_empty() {
            return Ok(());
        }
        let only = if shard.is_some() { " AND outbox.shard = $1" } else { "" };
        let mut settle = Statement::new(format!(
            "WITH s (shard, case_id, outbox_id, standing, settled_at, due_at, reason) AS ({{list}})
             UPDATE outbox SET standing = s.standing, settled_at = s.settled_at,
                               due_at = coalesce(s.due_at, outbox.due_at), reason = s.reason, lease_at = NULL
             FROM s WHERE outbox.shard = s.shard AND outbox.case_id = s.case_id AND outbox.outbox_id = s.outbox_id
                 AND outbox.standing = 'waiting'{only}"
        ));
        if let Some(shard) = shard {
            settle = settle.bind(shard);
        }
        self.database.run(settle.list(rows)).await.map(|_| ())
    }

    pub(crate) async fn read_group(
        &self,
        case: &CaseId,
        group: &str,
    ) -> Result<Vec<(String, OutboxStanding)>, StoreFault> {
        let question = Statement::new(
            "SELECT outbox_id, standing FROM outbox WHERE shard = $1 AND case_id = $2 AND group_id = $3
             ORDER BY outbox_id",
        );
        let question = question.bind(self.database.spread().shard(case)).bind(case.as_str()).bind(group);
        let rows = self.database.rows(question).await?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("outbox row", "outbox_id", row);
                let standing = match reader.text("standing")?.as_str() {
                    "waiting" => OutboxStanding::Waiting,
                    "done" => OutboxStanding::Done,
                    _ => OutboxStanding::Failed,
                };
                Ok((reader.id, standing))
            })
            .collect()
    }

    pub(crate) async fn send_again(&self, case: &CaseId, id: &str, due: Moment) -> Result<bool, StoreFault> {
        let again = Statement::new(
            "UPDATE outbox SET standing = 'waiting', due_at = $4, attempts = 0, lease_at = NULL,
                               settled_at = NULL, reason = NULL
             WHERE shard = $1 AND case_id = $2 AND outbox_id = $3 AND standing = 'failed'",
        );
        let again =
            again.bind(self.database.spread().shard(case)).bind(case.as_str()).bind(id).bind(due.as_micros());
        Ok(self.database.run(again).await? > 0)
    }

    pub(crate) async fn earliest_outgoing(&self) -> Result<Option<Moment>, StoreFault> {
        if self.has_no_share() {
            return Ok(None);
        }
        let (mine, shards) = self.mine();
        let question = Statement::new(format!(
            "SELECT 'next' AS id, min(CASE WHEN lease_at > due_at THEN lease_at ELSE due_at END) AS due
             FROM outbox WHERE standing = 'waiting'{mine}"
        ));
        let row = self.database.only_row(question.lists(shards)).await?;
        Reader::new("outbox row", "id", &row).optional_moment("due")
    }
}

/// What may be claimed at `$1`.
const FREE: &str = "standing = 'waiting' AND due_at <= $1 AND (lease_at IS NULL OR lease_at <= $1)";

/// Makes claimed rows free at once, the attempt not counted: all, or those of a condition behind ` AND `.
pub fn given_back(those: &str) -> Statement<'static> {
    Statement::new(format!(
        "UPDATE outbox SET lease_at = NULL, attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END
         WHERE standing = 'waiting' AND lease_at IS NOT NULL{those}"
    ))
}

/// Claims rows. On a server two nodes claim at once: neither waits for what the other is taking.
fn claim(mine: &str, only: &str) -> Statement<'static> {
    Statement::by(
        format!(
            "UPDATE outbox SET attempts = attempts + 1, lease_at = $2
             WHERE standing = 'waiting' AND (shard, case_id, outbox_id) IN (
                 SELECT shard, case_id, outbox_id FROM outbox WHERE {FREE}
                 ORDER BY due_at, outbox_id LIMIT $3)
             RETURNING outbox_id, case_id, entry, group_id, due_at, attempts, body"
        ),
        format!(
            "WITH free AS (
                 SELECT shard, case_id, outbox_id FROM outbox WHERE {FREE}{mine}
                 ORDER BY due_at, outbox_id LIMIT $3 FOR UPDATE SKIP LOCKED)
             UPDATE outbox o SET attempts = o.attempts + 1, lease_at = $2 FROM free
             WHERE o.shard = free.shard AND o.case_id = free.case_id AND o.outbox_id = free.outbox_id{only}
             RETURNING o.outbox_id, o.case_id, o.entry, o.group_id, o.due_at, o.attempts, o.body"
        ),
    )
}

/// One that can't be read is kept away by its lease for a while; the others have nothing to do with it.
fn readable(row: &Row) -> Option<OutboxRow> {
    from_row(row).inspect_err(|fault| tracing::error!(%fault, "a row of the outbox can't be sent")).ok()
}

fn from_row(row: &Row) -> Result<OutboxRow, StoreFault> {
    let reader = Reader::new("outbox row", "outbox_id", row);
    Ok(OutboxRow {
        id: reader.text("outbox_id")?,
        case: reader.parse("case_id")?,
        entry: reader.number("entry")?,
        group: reader.optional("group_id")?,
        due: reader.moment("due_at")?,
        attempts: reader.number("attempts")?,
        what: reader.json("body")?,
    })
}
