//! Deployed definitions.

use crate::open::{SqliteStore, unavailable};
use crate::row::{Reader, json};
use async_trait::async_trait;
use registrar_casework::ports::{Definitions, Deployed, StoreFault, Stored};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

#[async_trait]
impl Definitions for SqliteStore {
    async fn deploy(&self, definition: &Stored) -> Result<bool, StoreFault> {
        let mut writer = self.writer.lock().await;
        let deployed = &definition.deployed;
        sqlx::query(
            "INSERT INTO definition (digest, workflow, version, deployed_at, text, resources, calendars)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        )
        .bind(&deployed.digest)
        .bind(&deployed.workflow)
        .bind(deployed.version)
        .bind(deployed.at.as_micros())
        .bind(&definition.text)
        .bind(json(&definition.resources)?)
        .bind(json(&definition.calendars)?)
        .execute(&mut *writer)
        .await
        .map_err(unavailable)?;
        let there = sqlx::query("SELECT digest FROM definition WHERE workflow = $1 AND version = $2")
            .bind(&deployed.workflow)
            .bind(deployed.version)
            .fetch_optional(&mut *writer)
            .await
            .map_err(unavailable)?;
        match there {
            None => Ok(false),
            Some(row) => {
                let digest: String = row.try_get("digest").map_err(unavailable)?;
                Ok(digest == deployed.digest)
            }
        }
    }

    async fn definition(&self, digest: &str) -> Result<Option<Stored>, StoreFault> {
        let row = self.row(sqlx::query("SELECT * FROM definition WHERE digest = $1").bind(digest)).await?;
        let Some(row) = row else { return Ok(None) };
        let reader = Reader::new("definition", "digest", &row);
        Ok(Some(Stored {
            deployed: deployed(&row)?,
            text: reader.text("text")?,
            resources: reader.json("resources")?,
            calendars: reader.json("calendars")?,
        }))
    }

    async fn deployed(&self) -> Result<Vec<Deployed>, StoreFault> {
        let rows = self.rows(sqlx::query(
            "SELECT digest, workflow, version, deployed_at FROM definition ORDER BY workflow, version DESC",
        )).await?;
        rows.iter().map(deployed).collect()
    }
}

fn deployed(row: &SqliteRow) -> Result<Deployed, StoreFault> {
    let reader = Reader::new("definition", "digest", row);
    Ok(Deployed {
        workflow: reader.text("workflow")?,
        version: reader.number("version")?,
        digest: reader.text("digest")?,
        at: reader.moment("deployed_at")?,
    })
}
