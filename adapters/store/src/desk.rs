//! Drafts, uploads not yet filed, portal messages.

use crate::audience;
use crate::open::SqlStore;
use crate::sql::{Kind, List, Reader, Row, Statement, integer, json};
use async_trait::async_trait;
use registrar_casework::ports::{Audience, Desk, Draft, Lodged, Message, Slot, StoreFault};
use registrar_engine::event::Upload;
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::moment::Moment;

#[async_trait]
impl Desk for SqlStore {
    async fn save_draft(&self, draft: &Draft) -> Result<(), StoreFault> {
        self.database
            .run(
                Statement::new(
                    "INSERT INTO draft (slot, person, form, saved_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (slot, person) DO UPDATE SET form = excluded.form, saved_at = excluded.saved_at",
                )
                .bind(draft.slot.to_string())
                .bind(draft.person.as_str())
                .bind(&draft.form)
                .bind(draft.saved.as_micros()),
            )
            .await?;
        Ok(())
    }

    async fn draft(&self, slot: &Slot, person: &PersonId) -> Result<Option<Draft>, StoreFault> {
        let row = self
            .database
            .row(
                Statement::new(
                    "SELECT slot, person, form, saved_at FROM draft WHERE slot = $1 AND person = $2",
                )
                .bind(slot.to_string())
                .bind(person.as_str()),
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let reader = Reader::new("draft", "slot", &row);
        Ok(Some(Draft {
            slot: slot.clone(),
            person: person.clone(),
            form: reader.text("form")?,
            saved: reader.moment("saved_at")?,
        }))
    }

    async fn drop_draft(&self, slot: &Slot, person: &PersonId) -> Result<(), StoreFault> {
        self.database
            .run(
                Statement::new("DELETE FROM draft WHERE slot = $1 AND person = $2")
                    .bind(slot.to_string())
                    .bind(person.as_str()),
            )
            .await?;
        Ok(())
    }

    async fn lodge(&self, lodged: &Lodged) -> Result<(), StoreFault> {
        let upload = &lodged.upload;
        self.database
            .run(
                Statement::new(
                    "INSERT INTO lodged_upload (slot, person, document, digest, name, media, size, lodged_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (slot, person, document, digest) DO UPDATE SET
                 name = excluded.name, media = excluded.media, size = excluded.size,
                 lodged_at = excluded.lodged_at",
                )
                .bind(lodged.slot.to_string())
                .bind(lodged.person.as_str())
                .bind(&upload.document)
                .bind(upload.digest.as_str())
                .bind(&upload.name)
                .bind(&upload.media)
                .bind(integer(upload.size))
                .bind(lodged.at.as_micros()),
            )
            .await?;
        Ok(())
    }

    async fn lodged_in(&self, desks: &[(Slot, PersonId)]) -> Result<Vec<Lodged>, StoreFault> {
        let keys = desks.iter().map(|(slot, person)| [slot.to_string().into(), person.as_str().into()]);
        let question = Statement::new(
            "SELECT slot, person, document, digest, name, media, size, lodged_at FROM lodged_upload
             WHERE (slot, person) IN ({list}) ORDER BY lodged_at, digest",
        );
        let rows = self.database.rows(question.list(List::of(&[Kind::Text, Kind::Text], keys))).await?;
        rows.iter()
            .map(|row| {
                let reader = Reader::new("upload", "digest", row);
                Ok(Lodged {
                    slot: reader.parse("slot")?,
                    person: reader.parse("person")?,
                    upload: Upload {
                        document: reader.text("document")?,
                        name: reader.text("name")?,
                        media: reader.text("media")?,
                        size: reader.number("size")?,
                        digest: reader.parse("digest")?,
                    },
                    at: reader.moment("lodged_at")?,
                })
            })
            .collect()
    }

    async fn take_back(
        &self,
        slot: &Slot,
        person: &PersonId,
        digest: Option<&Digest>,
    ) -> Result<(), StoreFault> {
        self.database.run(Statement::new(
            "DELETE FROM lodged_upload WHERE slot = $1 AND person = $2 AND ($3 IS NULL OR digest = $3)",
        )
        .bind(slot.to_string())
        .bind(person.as_str())
        .bind(digest.map(Digest::as_str))).await?;
        Ok(())
    }

    async fn put_message(&self, message: &Message) -> Result<(), StoreFault> {
        self.database.run(Statement::new(
            "INSERT INTO portal_message (portal_message_id, audience, case_id, sent_at, read_at, body)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(&message.id)
        .bind(message.audience.to_string())
        .bind(message.case.as_str())
        .bind(message.sent.as_micros())
        .bind(message.read.map(Moment::as_micros))
        .bind(json(message)?)).await?;
        Ok(())
    }

    async fn message(&self, id: &str) -> Result<Option<Message>, StoreFault> {
        let row = self
            .database
            .row(
                Statement::new(
                    "SELECT portal_message_id, read_at, body FROM portal_message WHERE portal_message_id = $1",
                )
                .bind(id),
            )
            .await?;
        row.as_ref().map(message_row).transpose()
    }

    async fn messages(
        &self,
        who: &[Audience],
        case: Option<&CaseId>,
        after: Option<(Moment, String)>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreFault> {
        let (sent, id) = match &after {
            Some((sent, id)) => (Some(sent.as_micros()), id.as_str()),
            None => (None, ""),
        };
        let of_one = "SELECT portal_message_id, read_at, body FROM portal_message
             WHERE audience = {audience} AND ($1 IS NULL OR case_id = $1)
               AND ($2 IS NULL OR (sent_at, portal_message_id) < ($2, $3))
             ORDER BY sent_at DESC, portal_message_id DESC LIMIT $4";
        let values = [case.map(CaseId::as_str).into(), sent.into(), id.into(), limit.into()];
        let rows = audience::pages(&self.database, who, of_one, &values).await?;
        let mut messages: Vec<Message> = rows.iter().map(message_row).collect::<Result<_, _>>()?;
        messages.sort_by(|a, b| (b.sent, &b.id).cmp(&(a.sent, &a.id)));
        messages.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(messages)
    }

    async fn unread(&self, who: &[Audience]) -> Result<u64, StoreFault> {
        let row = self
            .database
            .only_row(
                Statement::new(
                    "SELECT 'unread' AS what, count(*) AS unread FROM portal_message
             WHERE audience IN ({list}) AND read_at IS NULL",
                )
                .list(List::texts(who.iter().map(ToString::to_string))),
            )
            .await?;
        Reader::new("messages", "what", &row).number("unread")
    }

    async fn read_message(&self, id: &str, at: Moment) -> Result<Option<Message>, StoreFault> {
        let mark = Statement::new(
            "UPDATE portal_message SET read_at = coalesce(read_at, $2) WHERE portal_message_id = $1 RETURNING *",
        );
        let rows = self.database.written(mark.bind(id).bind(at.as_micros())).await?;
        rows.first().map(message_row).transpose()
    }
}

fn message_row(row: &Row) -> Result<Message, StoreFault> {
    let reader = Reader::new("message", "portal_message_id", row);
    let message: Message = reader.json("body")?;
    Ok(Message { read: reader.optional_moment("read_at")?, ..message })
}
