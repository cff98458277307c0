//! Drafts, uploads and messages in memory.

use super::{MemoryStore, at_most};
use async_trait::async_trait;
use registrar_casework::ports::{Audience, Desk, Draft, Lodged, Message, Slot, StoreFault};
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::moment::Moment;

#[async_trait]
impl Desk for MemoryStore {
    async fn save_draft(&self, draft: &Draft) -> Result<(), StoreFault> {
        let key = (draft.slot.to_string(), draft.person.clone());
        self.lock().drafts.insert(key, draft.clone());
        Ok(())
    }

    async fn draft(&self, slot: &Slot, person: &PersonId) -> Result<Option<Draft>, StoreFault> {
        Ok(self.lock().drafts.get(&(slot.to_string(), person.clone())).cloned())
    }

    async fn drop_draft(&self, slot: &Slot, person: &PersonId) -> Result<(), StoreFault> {
        self.lock().drafts.remove(&(slot.to_string(), person.clone()));
        Ok(())
    }

    async fn lodge(&self, lodged: &Lodged) -> Result<(), StoreFault> {
        let mut state = self.lock();
        let upload = &lodged.upload;
        state.lodged.retain(|known| {
            known.slot != lodged.slot
                || known.person != lodged.person
                || known.upload.digest != upload.digest
                || known.upload.document != upload.document
        });
        state.lodged.push(lodged.clone());
        Ok(())
    }

    async fn lodged_in(&self, desks: &[(Slot, PersonId)]) -> Result<Vec<Lodged>, StoreFault> {
        let state = self.lock();
        let on = |known: &&Lodged| {
            desks.iter().any(|(slot, person)| known.slot == *slot && known.person == *person)
        };
        let mine = state.lodged.iter().filter(on);
        let mut mine: Vec<Lodged> = mine.cloned().collect();
        mine.sort_by(|left, right| (left.at, &left.upload.digest).cmp(&(right.at, &right.upload.digest)));
        Ok(mine)
    }

    async fn take_back(
        &self,
        slot: &Slot,
        person: &PersonId,
        digest: Option<&Digest>,
    ) -> Result<(), StoreFault> {
        self.lock().lodged.retain(|known| {
            known.slot != *slot
                || known.person != *person
                || digest.is_some_and(|digest| known.upload.digest != *digest)
        });
        Ok(())
    }

    async fn put_message(&self, message: &Message) -> Result<(), StoreFault> {
        self.lock().messages.entry(message.id.clone()).or_insert_with(|| message.clone());
        Ok(())
    }

    async fn message(&self, id: &str) -> Result<Option<Message>, StoreFault> {
        Ok(self.lock().messages.get(id).cloned())
    }

    async fn messages(
        &self,
        audiences: &[Audience],
        case: Option<&CaseId>,
        after: Option<(Moment, String)>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreFault> {
        let state = self.lock();
        let mut mine: Vec<&Message> = state
            .messages
            .values()
            .filter(|message| audiences.contains(&message.audience))
            .filter(|message| case.is_none_or(|case| message.case == *case))
            .collect();
        mine.sort_by(|left, right| (right.sent, &right.id).cmp(&(left.sent, &left.id)));
        let below = |message: &&Message| {
            after.as_ref().is_none_or(|(sent, id)| (message.sent, &message.id) < (*sent, id))
        };
        Ok(at_most(mine.into_iter().filter(below).cloned(), limit))
    }

    async fn unread(&self, audiences: &[Audience]) -> Result<u64, StoreFault> {
        let state = self.lock();
        let unread = |m: &&Message| m.read.is_none() && audiences.contains(&m.audience);
        Ok(state.messages.values().filter(unread).count() as u64)
    }

    async fn read_message(&self, id: &str, at: Moment) -> Result<Option<Message>, StoreFault> {
        let mut state = self.lock();
        Ok(state.messages.get_mut(id).map(|message| {
            message.read.get_or_insert(at);
            message.clone()
        }))
    }
}
