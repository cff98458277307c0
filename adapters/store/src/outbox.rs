//! The outbox: claimed with a lease, settled by id.

use crate::open::{SqliteStore, unavailable};
use crate::row::Reader;
use registrar_casework::ports::{OutboxRow, OutboxStanding, Settled, StoreFault};
use registrar_engine::moment::Moment;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row};

impl SqliteStore {
    pub(crate) async fn claim_rows(
        &self,
        now: Moment,
        lease: Moment,
        limit: u32,
    ) -> Result<Vec<OutboxRow>, StoreFault> {
        let mut writer = self.writer.lock().await;
        let rows = sqlx::query(
            "UPDATE outbox SET attempts = attempts + 1, lease_at = $2
             WHERE standing = 'waiting' AND outbox_id IN (
                 SELECT outbox_id FROM outbox
                 WHERE standing = 'waiting' AND due_at <= $1 AND (lease_at IS NULL OR lease_at <= $1)
                 ORDER BY due_at, outbox_id LIMIT $3)
             RETURNING outbox_id, case_id, entry, group_id, due_at, attempts, body",
        )
        .bind(now.as_micros())
        .bind(lease.as_micros())
        .bind(limit)
        .fetch_all(&mut *writer)
        .await
        .map_err(unavailable)?;
        let mut rows: Vec<OutboxRow> = rows.iter().map(from_row).collect::<Result<_, _>>()?;
        // RETURNING comes in any order.
        rows.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
        Ok(rows)
    }

    pub(crate) async fn settle_rows(&self, settled: &[(String, Settled)]) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)?;
        for (id, how) in settled {
            let (standing, at, due, reason) = match how {
                Settled::Done { at } => ("done", Some(at), None, None),
                Settled::Again { due, reason } => ("waiting", None, Some(due), Some(reason)),
                Settled::Failed { at, reason } => ("failed", Some(at), None, Some(reason)),
            };
            sqlx::query(
                "UPDATE outbox SET standing = $2, settled_at = $3, due_at = coalesce($4, due_at),
                                   reason = $5, lease_at = NULL
                 WHERE outbox_id = $1 AND standing = 'waiting'",
            )
            .bind(id)
            .bind(standing)
            .bind(at.map(|at| at.as_micros()))
            .bind(due.map(|due| due.as_micros()))
            .bind(reason)
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)
    }

    pub(crate) async fn read_group(&self, group: &str) -> Result<Vec<(String, OutboxStanding)>, StoreFault> {
        let rows = self
            .rows(
                sqlx::query("SELECT outbox_id, standing FROM outbox WHERE group_id = $1 ORDER BY outbox_id")
                    .bind(group),
            )
            .await?;
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

    pub(crate) async fn send_again(&self, id: &str, due: Moment) -> Result<bool, StoreFault> {
        let mut writer = self.writer.lock().await;
        let done = sqlx::query(
            "UPDATE outbox SET standing = 'waiting', due_at = $2, attempts = 0, lease_at = NULL,
                               settled_at = NULL, reason = NULL
             WHERE outbox_id = $1 AND standing = 'failed'",
        )
        .bind(id)
        .bind(due.as_micros())
        .execute(&mut *writer)
        .await
        .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }

    pub(crate) async fn earliest_outgoing(&self) -> Result<Option<Moment>, StoreFault> {
        let row = self.only_row(sqlx::query(
            "SELECT min(max(due_at, coalesce(lease_at, due_at))) AS due FROM outbox WHERE standing = 'waiting'",
        )).await?;
        let micros: Option<i64> = row.try_get("due").map_err(unavailable)?;
        Ok(micros.and_then(Moment::from_micros))
    }
}

fn from_row(row: &SqliteRow) -> Result<OutboxRow, StoreFault> {
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
