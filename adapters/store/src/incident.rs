//! Incidents.

use crate::open::{SqliteStore, unavailable};
use crate::row::{Reader, json};
use registrar_casework::ports::{Incident, StoreFault};
use registrar_engine::moment::Moment;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

/// Keeps an incident; the same id again changes nothing.
pub async fn insert(connection: &mut SqliteConnection, incident: &Incident) -> Result<(), StoreFault> {
    sqlx::query(
        "INSERT INTO incident (incident_id, case_id, opened_at, resolved_at, body)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(&incident.id)
    .bind(incident.case.as_ref().map(|case| case.as_str()))
    .bind(incident.opened.as_micros())
    .bind(incident.resolved.map(Moment::as_micros))
    .bind(json(incident)?)
    .execute(connection)
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// Reads a row of the columns `incident_id`, `body`, `resolved_at`.
pub fn from_row(row: &SqliteRow) -> Result<Incident, StoreFault> {
    let reader = Reader::new("incident", "incident_id", row);
    let incident: Incident = reader.json("body")?;
    Ok(Incident { resolved: reader.optional_moment("resolved_at")?, ..incident })
}

impl SqliteStore {
    pub(crate) async fn read_incident(&self, id: &str) -> Result<Option<Incident>, StoreFault> {
        let row = self.row(sqlx::query("SELECT * FROM incident WHERE incident_id = $1").bind(id)).await?;
        row.as_ref().map(from_row).transpose()
    }

    pub(crate) async fn list_incidents(
        &self,
        open_only: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Incident>, StoreFault> {
        let rows = self
            .rows(
                sqlx::query(
                    "SELECT i.* FROM incident i
             LEFT JOIN incident before ON before.incident_id = $2
             WHERE (NOT $1 OR i.resolved_at IS NULL)
               AND ($2 IS NULL OR (i.opened_at, i.incident_id) > (before.opened_at, before.incident_id))
             ORDER BY i.opened_at, i.incident_id LIMIT $3",
                )
                .bind(open_only)
                .bind(after)
                .bind(limit),
            )
            .await?;
        rows.iter().map(from_row).collect()
    }

    pub(crate) async fn close_incident(&self, id: &str, at: Moment) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        sqlx::query("UPDATE incident SET resolved_at = $2 WHERE incident_id = $1 AND resolved_at IS NULL")
            .bind(id)
            .bind(at.as_micros())
            .execute(&mut *writer)
            .await
            .map_err(unavailable)?;
        Ok(())
    }
}
