//! Incidents.

use crate::open::SqlStore;
use crate::sql::{Reader, Row, Statement, json};
use registrar_casework::ports::{Incident, StoreFault};
use registrar_engine::moment::Moment;

/// Keeps an incident; the same id again changes nothing as long as it is open, and opens one that was resolved.
pub fn insert(incident: &Incident) -> Result<Statement<'_>, StoreFault> {
    Ok(Statement::new(
        "INSERT INTO incident (incident_id, case_id, opened_at, resolved_at, body)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (incident_id) DO UPDATE
             SET opened_at = excluded.opened_at, resolved_at = excluded.resolved_at, body = excluded.body
             WHERE incident.resolved_at IS NOT NULL",
    )
    .bind(&incident.id)
    .bind(incident.case.as_ref().map(|case| case.as_str()))
    .bind(incident.opened.as_micros())
    .bind(incident.resolved.map(Moment::as_micros))
    .bind(json(incident)?))
}

/// Marks an incident as resolved; one resolved before keeps its moment.
pub fn resolve(id: &str, at: Moment) -> Statement<'_> {
    let resolve = "UPDATE incident SET resolved_at = $2 WHERE incident_id = $1 AND resolved_at IS NULL";
    Statement::new(resolve).bind(id).bind(at.as_micros())
}

/// Reads a row of the columns `incident_id`, `body`, `resolved_at`.
pub fn from_row(row: &Row) -> Result<Incident, StoreFault> {
    let reader = Reader::new("incident", "incident_id", row);
    let incident: Incident = reader.json("body")?;
    Ok(Incident { resolved: reader.optional_moment("resolved_at")?, ..incident })
}

impl SqlStore {
    pub(crate) async fn read_incident(&self, id: &str) -> Result<Option<Incident>, StoreFault> {
        let row = self
            .database
            .row(
                Statement::new("SELECT incident_id, body, resolved_at FROM incident WHERE incident_id = $1")
                    .bind(id),
            )
            .await?;
        row.as_ref().map(from_row).transpose()
    }

    pub(crate) async fn list_incidents(
        &self,
        open_only: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Incident>, StoreFault> {
        // Two texts: a truth value as an argument would keep the index of open ones from being used.
        let open = if open_only { "i.resolved_at IS NULL" } else { "true" };
        let question = Statement::new(format!(
            "SELECT i.incident_id, i.body, i.resolved_at FROM incident i
             LEFT JOIN incident earlier ON earlier.incident_id = $1
             WHERE {open}
               AND ($1 IS NULL OR (i.opened_at, i.incident_id) > (earlier.opened_at, earlier.incident_id))
             ORDER BY i.opened_at, i.incident_id LIMIT $2"
        ));
        let rows = self.database.rows(question.bind(after).bind(limit)).await?;
        rows.iter().map(from_row).collect()
    }

    pub(crate) async fn close_incident(&self, id: &str, at: Moment) -> Result<(), StoreFault> {
        self.database.run(resolve(id, at)).await.map(|_| ())
    }
}
