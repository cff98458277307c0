//! Persons, pools, organisations, tokens, calendar feeds, invitations.

use crate::open::SqlStore;
use crate::sql::{Kind, List, Reader, Row, Statement, json};
use async_trait::async_trait;
use registrar_casework::ports::{Feed, Invitation, Organisation, People, Person, StoreFault, Token};
use registrar_engine::docket::Hash;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// Every column that is read has its name: a connection that has asked for all of them is told off once a step of the
/// schema has added one.
const PERSON: &str = "person_id, name, organisation, contact, language, zone";
/// A row for each pool of a person; one without any has a row all the same.
const WITH_POOLS: &str = "LEFT JOIN person_pool m ON m.person_id = p.person_id ORDER BY p.person_id, m.pool";

/// One pool is read whole: the lot needs all candidates. More than this is no pool of officials.
const LARGEST_POOL: u32 = 10_000;

impl SqlStore {
    async fn read_persons(
        &self,
        after: Option<&PersonId>,
        pool: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Person>, StoreFault> {
        let question = Statement::new(format!(
            "SELECT p.*, m.pool FROM (
                 SELECT {PERSON} FROM person WHERE person_id > $1
                     AND ($2 IS NULL OR person_id IN (SELECT person_id FROM person_pool WHERE pool = $2))
                 ORDER BY person_id LIMIT $3) p {WITH_POOLS}"
        ));
        let question = question.bind(after.map_or("", PersonId::as_str)).bind(pool).bind(limit);
        with_pools(&self.database.rows(question).await?)
    }
}

#[async_trait]
impl People for SqlStore {
    async fn known(&self, ids: &[PersonId]) -> Result<Vec<Person>, StoreFault> {
        let ids = List::texts(ids.iter().map(PersonId::as_str));
        let question = Statement::new(format!(
            "SELECT p.*, m.pool FROM (SELECT {PERSON} FROM person WHERE person_id IN ({{list}})) p {WITH_POOLS}"
        ));
        with_pools(&self.database.rows(question.list(ids)).await?)
    }

    async fn put_person(&self, person: &Person) -> Result<(), StoreFault> {
        let mut transaction = self.database.begin().await?;
        transaction.run(Statement::new(
            "INSERT INTO person (person_id, name, organisation, contact, language, zone) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, organisation = excluded.organisation,
                 contact = excluded.contact, language = excluded.language, zone = excluded.zone",
        )
        .bind(person.id.as_str())
        .bind(&person.name)
        .bind(person.organisation.as_deref())
        .bind(json(&person.contact)?)
        .bind(&person.language)
        .bind(&person.zone)).await?;
        transaction
            .run(Statement::new("DELETE FROM person_pool WHERE person_id = $1").bind(person.id.as_str()))
            .await?;
        let pools: BTreeSet<&str> = person.pools.iter().map(String::as_str).collect();
        if !pools.is_empty() {
            let rows = pools.into_iter().map(|pool| [pool.into(), person.id.as_str().into()]);
            let keep = Statement::new("INSERT INTO person_pool (pool, person_id) {list}")
                .list(List::of(&[Kind::Text, Kind::Text], rows));
            transaction.run(keep).await?;
        }
        transaction.commit().await
    }

    async fn set_zone(&self, person: &PersonId, zone: &str) -> Result<bool, StoreFault> {
        let changed = self
            .database
            .run(
                Statement::new("UPDATE person SET zone = $2 WHERE person_id = $1")
                    .bind(person.as_str())
                    .bind(zone),
            )
            .await?;
        Ok(changed == 1)
    }

    async fn persons(&self, after: Option<&PersonId>, limit: u32) -> Result<Vec<Person>, StoreFault> {
        self.read_persons(after, None, limit).await
    }

    async fn pool(&self, pool: &str) -> Result<Vec<Person>, StoreFault> {
        self.read_persons(None, Some(pool), LARGEST_POOL).await
    }

    async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreFault> {
        self.database
            .run(
                Statement::new(
                    "INSERT INTO organisation (name, title) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET title = excluded.title",
                )
                .bind(&organisation.name)
                .bind(&organisation.title),
            )
            .await?;
        Ok(())
    }

    async fn organisations(&self) -> Result<Vec<Organisation>, StoreFault> {
        let rows =
            self.database.rows(Statement::new("SELECT name, title FROM organisation ORDER BY name")).await?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("organisation", "name", row);
                Ok(Organisation { name: reader.text("name")?, title: reader.text("title")? })
            })
            .collect()
    }

    async fn put_token(&self, token: &Token) -> Result<(), StoreFault> {
        self.database
            .run(
                Statement::new(
                    "INSERT INTO token (hash, person_id, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (hash) DO UPDATE SET expires_at = excluded.expires_at",
                )
                .bind(&token.hash)
                .bind(token.person.as_str())
                .bind(token.expires.as_micros()),
            )
            .await?;
        Ok(())
    }

    async fn bearers(&self, hashes: &[Hash], now: Moment) -> Result<Vec<(Hash, Person)>, StoreFault> {
        let question = Statement::new(format!(
            "SELECT p.*, m.pool FROM (
                 SELECT t.hash, {PERSON} FROM token t JOIN person USING (person_id)
                 WHERE t.expires_at > $1 AND t.hash IN ({{list}})) p {WITH_POOLS}"
        ));
        let question = question.bind(now.as_micros()).list(List::texts(hashes.iter().map(Hash::as_str)));
        let rows = self.database.rows(question).await?;
        let mut by_hash: BTreeMap<Hash, Vec<Row>> = BTreeMap::new();
        for row in rows {
            let hash = Reader { what: "token", id: "(not shown)".to_owned(), row: &row }.text("hash")?;
            by_hash.entry(hash).or_default().push(row);
        }
        let mut found = Vec::new();
        for (hash, rows) in by_hash {
            found.extend(with_pools(&rows)?.pop().map(|person| (hash, person)));
        }
        Ok(found)
    }

    async fn end_tokens(&self, person: &PersonId, hash: Option<&str>) -> Result<(), StoreFault> {
        let mut transaction = self.database.begin().await?;
        transaction
            .run(
                Statement::new("DELETE FROM token WHERE person_id = $1 AND ($2 IS NULL OR hash = $2)")
                    .bind(person.as_str())
                    .bind(hash),
            )
            .await?;
        if hash.is_none() {
            transaction
                .run(Statement::new("DELETE FROM feed WHERE person_id = $1").bind(person.as_str()))
                .await?;
        }
        transaction.commit().await
    }

    async fn put_feed(&self, feed: &Feed) -> Result<(), StoreFault> {
        self.database
            .run(
                Statement::new(
                    "INSERT INTO feed (person_id, hash, made_at) VALUES ($1, $2, $3)
             ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at",
                )
                .bind(feed.person.as_str())
                .bind(&feed.hash)
                .bind(feed.made.as_micros()),
            )
            .await?;
        Ok(())
    }

    async fn feed(&self, hash: &str) -> Result<Option<Feed>, StoreFault> {
        let row = self
            .database
            .row(Statement::new("SELECT person_id, hash, made_at FROM feed WHERE hash = $1").bind(hash))
            .await?;
        row.as_ref().map(feed_row).transpose()
    }

    async fn feed_of(&self, person: &PersonId) -> Result<Option<Feed>, StoreFault> {
        let query = Statement::new("SELECT person_id, hash, made_at FROM feed WHERE person_id = $1")
            .bind(person.as_str());
        self.database.row(query).await?.as_ref().map(feed_row).transpose()
    }

    async fn end_feed(&self, person: &PersonId) -> Result<(), StoreFault> {
        self.database
            .run(Statement::new("DELETE FROM feed WHERE person_id = $1").bind(person.as_str()))
            .await?;
        Ok(())
    }

    async fn put_invitation(&self, invitation: &Invitation) -> Result<(), StoreFault> {
        self.database.run(Statement::new(
            "INSERT INTO invitation (hash, case_id, member, expires_at, used_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (hash) DO NOTHING",
        )
        .bind(&invitation.hash)
        .bind(invitation.case.as_str())
        .bind(&invitation.member)
        .bind(invitation.expires.as_micros())
        .bind(invitation.used.as_ref().map(PersonId::as_str))).await?;
        Ok(())
    }

    async fn invitation(&self, hash: &str) -> Result<Option<Invitation>, StoreFault> {
        let row = self
            .database
            .row(
                Statement::new(
                    "SELECT hash, case_id, member, expires_at, used_by FROM invitation WHERE hash = $1",
                )
                .bind(hash),
            )
            .await?;
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
        let take = Statement::new(
            "UPDATE invitation SET used_by = coalesce(used_by, $2) WHERE hash = $1 RETURNING used_by",
        );
        let taken = self.database.written(take.bind(hash).bind(person.as_str())).await?.pop();
        let Some(row) = taken else { return Ok(false) };
        let by = Reader { what: "invitation", id: "(not shown)".to_owned(), row: &row }.text("used_by")?;
        Ok(by == person.as_str())
    }
}

fn feed_row(row: &Row) -> Result<Feed, StoreFault> {
    let reader = Reader::new("feed", "person_id", row);
    Ok(Feed {
        hash: reader.text("hash")?,
        person: reader.parse("person_id")?,
        made: reader.moment("made_at")?,
    })
}

/// Persons of rows that come by person, each with one of the person's pools.
fn with_pools(rows: &[Row]) -> Result<Vec<Person>, StoreFault> {
    let mut persons: Vec<Person> = Vec::new();
    for row in rows {
        let person = person_row(row)?;
        let pool = Reader::new("person", "person_id", row).optional("pool")?;
        if persons.last().is_none_or(|last| last.id != person.id) {
            persons.push(person);
        }
        if let Some(last) = persons.last_mut() {
            last.pools.extend(pool);
        }
    }
    Ok(persons)
}

fn person_row(row: &Row) -> Result<Person, StoreFault> {
    let reader = Reader::new("person", "person_id", row);
    Ok(Person {
        id: reader.parse("person_id")?,
        name: reader.text("name")?,
        organisation: reader.optional("organisation")?,
        pools: Vec::new(),
        contact: reader.json("contact")?,
        language: reader.text("language")?,
        zone: reader.text("zone")?,
    })
}
