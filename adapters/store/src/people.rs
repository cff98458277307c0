//! Persons, pools, organisations, tokens, calendar feeds, invitations.

use crate::open::{SqliteStore, unavailable};
use crate::row::{Reader, json};
use async_trait::async_trait;
use registrar_casework::ports::{Feed, Invitation, Organisation, People, Person, StoreFault, Token};
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row};

const PERSONS: &str = "SELECT p.*, (SELECT json_group_array(pool) FROM
                           (SELECT pool FROM person_pool WHERE person_id = p.person_id ORDER BY pool)) AS pools
                       FROM person p WHERE p.person_id > $1 AND ($2 IS NULL OR p.person_id = $2)
                         AND ($3 IS NULL OR p.person_id IN (SELECT person_id FROM person_pool WHERE pool = $3))
                       ORDER BY p.person_id LIMIT $4";

/// One pool is read whole: the lot needs all candidates. More than this is no pool of officials.
const LARGEST_POOL: u32 = 10_000;

impl SqliteStore {
    async fn read_persons(
        &self,
        after: Option<&PersonId>,
        one: Option<&PersonId>,
        pool: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Person>, StoreFault> {
        let rows = self
            .rows(
                sqlx::query(PERSONS)
                    .bind(after.map_or("", PersonId::as_str))
                    .bind(one.map(PersonId::as_str))
                    .bind(pool)
                    .bind(limit),
            )
            .await?;
        rows.iter().map(person_row).collect()
    }
}

#[async_trait]
impl People for SqliteStore {
    async fn person(&self, id: &PersonId) -> Result<Option<Person>, StoreFault> {
        Ok(self.read_persons(None, Some(id), None, 1).await?.pop())
    }

    async fn put_person(&self, person: &Person) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)?;
        sqlx::query(
            "INSERT INTO person (person_id, name, organisation, contact, language, zone) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, organisation = excluded.organisation,
                 contact = excluded.contact, language = excluded.language, zone = excluded.zone",
        )
        .bind(person.id.as_str())
        .bind(&person.name)
        .bind(&person.organisation)
        .bind(json(&person.contact)?)
        .bind(&person.language)
        .bind(&person.zone)
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
        sqlx::query("DELETE FROM person_pool WHERE person_id = $1")
            .bind(person.id.as_str())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        sqlx::query("INSERT INTO person_pool (pool, person_id) SELECT DISTINCT value, $2 FROM json_each($1)")
            .bind(json(&person.pools)?)
            .bind(person.id.as_str())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        transaction.commit().await.map_err(unavailable)
    }

    async fn set_zone(&self, person: &PersonId, zone: &str) -> Result<bool, StoreFault> {
        let mut writer = self.writer.lock().await;
        let changed = sqlx::query("UPDATE person SET zone = $2 WHERE person_id = $1")
            .bind(person.as_str())
            .bind(zone)
            .execute(&mut *writer)
            .await
            .map_err(unavailable)?;
        Ok(changed.rows_affected() == 1)
    }

    async fn persons(&self, after: Option<&PersonId>, limit: u32) -> Result<Vec<Person>, StoreFault> {
        self.read_persons(after, None, None, limit).await
    }

    async fn pool(&self, pool: &str) -> Result<Vec<Person>, StoreFault> {
        self.read_persons(None, None, Some(pool), LARGEST_POOL).await
    }

    async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        sqlx::query(
            "INSERT INTO organisation (name, title) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET title = excluded.title",
        )
        .bind(&organisation.name)
        .bind(&organisation.title)
        .execute(&mut *writer)
        .await
        .map_err(unavailable)?;
        Ok(())
    }

    async fn organisations(&self) -> Result<Vec<Organisation>, StoreFault> {
        let rows = self.rows(sqlx::query("SELECT name, title FROM organisation ORDER BY name")).await?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("organisation", "name", row);
                Ok(Organisation { name: reader.text("name")?, title: reader.text("title")? })
            })
            .collect()
    }

    async fn put_token(&self, token: &Token) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        sqlx::query(
            "INSERT INTO token (hash, person_id, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (hash) DO UPDATE SET expires_at = excluded.expires_at",
        )
        .bind(&token.hash)
        .bind(token.person.as_str())
        .bind(token.expires.as_micros())
        .execute(&mut *writer)
        .await
        .map_err(unavailable)?;
        Ok(())
    }

    async fn token(&self, hash: &str, now: Moment) -> Result<Option<Token>, StoreFault> {
        let row = self
            .row(
                sqlx::query("SELECT * FROM token WHERE hash = $1 AND expires_at > $2")
                    .bind(hash)
                    .bind(now.as_micros()),
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let reader = Reader { what: "token", id: "(not shown)".to_owned(), row: &row };
        Ok(Some(Token {
            hash: hash.to_owned(),
            person: reader.parse("person_id")?,
            expires: reader.moment("expires_at")?,
        }))
    }

    async fn end_tokens(&self, person: &PersonId, hash: Option<&str>) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)?;
        sqlx::query("DELETE FROM token WHERE person_id = $1 AND ($2 IS NULL OR hash = $2)")
            .bind(person.as_str())
            .bind(hash)
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        if hash.is_none() {
            sqlx::query("DELETE FROM feed WHERE person_id = $1")
                .bind(person.as_str())
                .execute(&mut *transaction)
                .await
                .map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)
    }

    async fn put_feed(&self, feed: &Feed) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        sqlx::query(
            "INSERT INTO feed (person_id, hash, made_at) VALUES ($1, $2, $3)
             ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at",
        )
        .bind(feed.person.as_str())
        .bind(&feed.hash)
        .bind(feed.made.as_micros())
        .execute(&mut *writer)
        .await
        .map_err(unavailable)?;
        Ok(())
    }

    async fn feed(&self, hash: &str) -> Result<Option<Feed>, StoreFault> {
        let row = self.row(sqlx::query("SELECT * FROM feed WHERE hash = $1").bind(hash)).await?;
        row.as_ref().map(feed_row).transpose()
    }

    async fn feed_of(&self, person: &PersonId) -> Result<Option<Feed>, StoreFault> {
        let query = sqlx::query("SELECT * FROM feed WHERE person_id = $1").bind(person.as_str());
        self.row(query).await?.as_ref().map(feed_row).transpose()
    }

    async fn end_feed(&self, person: &PersonId) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        sqlx::query("DELETE FROM feed WHERE person_id = $1")
            .bind(person.as_str())
            .execute(&mut *writer)
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    async fn put_invitation(&self, invitation: &Invitation) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock().await;
        sqlx::query(
            "INSERT INTO invitation (hash, case_id, member, expires_at, used_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (hash) DO NOTHING",
        )
        .bind(&invitation.hash)
        .bind(invitation.case.as_str())
        .bind(&invitation.member)
        .bind(invitation.expires.as_micros())
        .bind(invitation.used.as_ref().map(PersonId::as_str))
        .execute(&mut *writer)
        .await
        .map_err(unavailable)?;
        Ok(())
    }

    async fn invitation(&self, hash: &str) -> Result<Option<Invitation>, StoreFault> {
        let row = self.row(sqlx::query("SELECT * FROM invitation WHERE hash = $1").bind(hash)).await?;
        let Some(row) = row else { return Ok(None) };
        let reader = Reader { what: "invitation", id: "(not shown)".to_owned(), row: &row };
        Ok(Some(Invitation {
            hash: hash.to_owned(),
            case: reader.parse("case_id")?,
            member: reader.text("member")?,
            expires: reader.moment("expires_at")?,
            used: reader.optional_parse("used_by")?,
        }))
    }

    async fn use_invitation(&self, hash: &str, person: &PersonId) -> Result<bool, StoreFault> {
        let mut writer = self.writer.lock().await;
        let row = sqlx::query(
            "UPDATE invitation SET used_by = coalesce(used_by, $2) WHERE hash = $1 RETURNING used_by",
        )
        .bind(hash)
        .bind(person.as_str())
        .fetch_optional(&mut *writer)
        .await
        .map_err(unavailable)?;
        let Some(row) = row else { return Ok(false) };
        let by: String = row.try_get("used_by").map_err(unavailable)?;
        Ok(by == person.as_str())
    }
}

fn feed_row(row: &SqliteRow) -> Result<Feed, StoreFault> {
    let reader = Reader::new("feed", "person_id", row);
    Ok(Feed {
        hash: reader.text("hash")?,
        person: reader.parse("person_id")?,
        made: reader.moment("made_at")?,
    })
}

fn person_row(row: &SqliteRow) -> Result<Person, StoreFault> {
    let reader = Reader::new("person", "person_id", row);
    Ok(Person {
        id: reader.parse("person_id")?,
        name: reader.text("name")?,
        organisation: reader.optional("organisation")?,
        pools: reader.json("pools")?,
        contact: reader.json("contact")?,
        language: reader.text("language")?,
        zone: reader.text("zone")?,
    })
}
