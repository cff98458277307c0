//! Deployed definitions.

use crate::open::SqlStore;
use crate::sql::{Reader, Row, Statement, Transaction, json};
use async_trait::async_trait;
use registrar_casework::ports::{Added, Definitions, Deployed, StoreFault, Stored};

#[async_trait]
impl Definitions for SqlStore {
    async fn deploy(&self, definition: &Stored) -> Result<Added, StoreFault> {
        let mut transaction = self.database.begin().await?;
        let kept = keep(&mut transaction, definition).await?;
        transaction.commit().await?;
        Ok(kept)
    }

    async fn definition(&self, digest: &str, edition: &str) -> Result<Option<Stored>, StoreFault> {
        let row = self
            .database
            .row(
                Statement::new(
                    "SELECT d.digest, d.workflow, d.version, d.text, d.resources, e.edition, e.number,
                            e.deployed_at, e.calendars
                     FROM definition d JOIN definition_edition e ON e.digest = d.digest
                     WHERE d.digest = $1 AND e.edition = $2",
                )
                .bind(digest)
                .bind(edition),
            )
            .await?;
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
        let rows = self
            .database
            .rows(Statement::new(
                "SELECT d.digest, d.workflow, d.version, e.edition, e.number, e.deployed_at
                 FROM definition d JOIN definition_edition e ON e.digest = d.digest
                 WHERE e.number = (SELECT max(number) FROM definition_edition WHERE digest = d.digest)
                 ORDER BY d.workflow, d.version DESC",
            ))
            .await?;
        rows.iter().map(deployed).collect()
    }
}

async fn keep(transaction: &mut Transaction, definition: &Stored) -> Result<Added, StoreFault> {
    let deployed = &definition.deployed;
    let there = Statement::new("SELECT digest FROM definition WHERE workflow = $1 AND version = $2")
        .bind(&deployed.workflow)
        .bind(deployed.version);
    let there = transaction.rows(there).await?.pop();
    let known = match there {
        Some(row) if Reader::new("definition", "digest", &row).id != deployed.digest => {
            return Ok(Added::Refused);
        }
        known => known.is_some(),
    };
    if !known {
        transaction
            .run(
                Statement::new(
                    "INSERT INTO definition (digest, workflow, version, deployed_at, text, resources)
             VALUES ($1, $2, $3, $4, $5, $6)",
                )
                .bind(&deployed.digest)
                .bind(&deployed.workflow)
                .bind(deployed.version)
                .bind(deployed.at.as_micros())
                .bind(&definition.text)
                .bind(json(&definition.resources)?),
            )
            .await?;
    }
    let added = transaction
        .run(
            Statement::new(
                "INSERT INTO definition_edition (digest, number, edition, deployed_at, calendars)
         SELECT $1, (SELECT count(*) + 1 FROM definition_edition WHERE digest = $1), $2, $3, $4
         WHERE true ON CONFLICT (digest, edition) DO NOTHING",
            )
            .bind(&deployed.digest)
            .bind(&deployed.edition)
            .bind(deployed.at.as_micros())
            .bind(json(&definition.calendars)?),
        )
        .await?;
    Ok(match (known, added) {
        (false, _) => Added::Definition,
        (true, 0) => Added::Nothing,
        (true, _) => Added::Edition,
    })
}

fn deployed(row: &Row) -> Result<Deployed, StoreFault> {
    let reader = Reader::new("definition", "digest", row);
    Ok(Deployed {
        workflow: reader.text("workflow")?,
        version: reader.number("version")?,
        digest: reader.text("digest")?,
        edition: reader.text("edition")?,
        number: reader.number("number")?,
        at: reader.moment("deployed_at")?,
    })
}
