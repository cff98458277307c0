//! One message to one addressee through one channel.

use super::{Dispatch, Outcome, Subject};
use crate::invite;
use crate::letter::{self, Letters};
use crate::office::Settings;
use crate::ports::{
    Addressee, Audience, Message, OutboxRow, Parcel, Person, Rendered, SendFault, StoreFault,
};
use registrar_engine::case::{Case, Member, Served};
use registrar_engine::chart::{Channel, ServedWhen};
use registrar_engine::docket::{Entry, Mark};
use registrar_engine::event::{Event, Receipt};

impl Dispatch {
    #[expect(clippy::too_many_arguments, reason = "one letter: what, to whom, how, and what goes with it")]
    pub(super) async fn notify(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        what: &letter::Subject<'_>,
        to: &Addressee,
        channel: Channel,
        invite: Option<Member>,
        delivery: Option<u64>,
    ) -> Result<Outcome, StoreFault> {
        let person = match &to.audience {
            Some(Audience::Person(person)) => self.ports.people.person(person).await?,
            _ => None,
        };
        let address = to.address.clone().or_else(|| person.as_ref()?.contact.get(&channel).cloned());
        let Some(place) = place(to, channel, address) else {
            return Ok(Outcome::Nowhere { reason: format!("no {channel:?} address").to_lowercase() });
        };
        let code = match invite {
            Some(seat) => Some(invite::issue(&self.ports, &subject.chart, &subject.case, seat).await?),
            None => None,
        };
        let started = self.started(row).await?;
        let letters = self.letters(subject, &started);
        let letter = letters.notice(what, to, person.as_ref(), channel, code.as_deref());
        let text = match self.ports.templates.notice(&letter).await {
            Ok(text) => text,
            Err(SendFault::Never(reason)) => return Ok(Outcome::Never { reason, incident: true }),
            Err(later) => return Ok(later.into()),
        };
        match place {
            Place::Portal(audience) => {
                let message = self.message(row, subject, what, (audience, to), delivery, text);
                self.ports.desk.put_message(&message).await?;
                self.reached(row, subject, what, &message).await
            }
            Place::Address(address) => {
                let name = if to.name.is_empty() { name_of(person.as_ref()) } else { to.name.clone() };
                let parcel = Parcel { id: row.id.clone(), channel, address, name, text };
                Ok(self.ports.notifier.send(&parcel).await.map_or_else(Outcome::from, |()| Outcome::Done))
            }
        }
    }

    pub(super) fn letters<'a>(&'a self, subject: &'a Subject, started: &'a [u64]) -> Letters<'a> {
        let Settings { portal, language } = &self.settings;
        let now = self.ports.clock.now();
        let house = language.as_deref();
        Letters { chart: &subject.chart, case: &subject.case, portal, house, now, started }
    }

    /// The clocks that started in the step that a row comes from: they are what its text is about.
    async fn started(&self, row: &OutboxRow) -> Result<Vec<u64>, StoreFault> {
        let rows = self.ports.store.docket(&row.case, row.entry, 1).await?;
        let Some(entry) = rows.first().and_then(|row| serde_json::from_str::<Entry>(&row.text).ok()) else {
            return Ok(Vec::new());
        };
        let clock = |mark: &Mark| match mark {
            Mark::ClockRuns { number, .. } => Some(*number),
            _ => None,
        };
        Ok(entry.marks.iter().filter_map(clock).collect())
    }

    fn message(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        what: &letter::Subject<'_>,
        (audience, to): (Audience, &Addressee),
        delivery: Option<u64>,
        text: Rendered,
    ) -> Message {
        let kind = match what {
            letter::Subject::Notice(notice) => notice.document,
            _ => None,
        };
        let latest = subject.case.documents.iter().rev().find(|filed| Some(filed.document) == kind);
        Message {
            id: row.id.clone(),
            audience,
            case: row.case.clone(),
            member: to.member.clone(),
            notice: what.name().to_owned(),
            delivery,
            subject: text.subject,
            body: text.text,
            document: latest.map(|filed| filed.number),
            sent: self.ports.clock.now(),
            read: None,
        }
    }

    /// A message in the portal of an account is in the addressee's system.
    async fn reached(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        what: &letter::Subject<'_>,
        message: &Message,
    ) -> Result<Outcome, StoreFault> {
        let letter::Subject::Notice(notice) = what else { return Ok(Outcome::Done) };
        let Some(delivery) = message.delivery.filter(|_| matches!(message.audience, Audience::Person(_)))
        else {
            return Ok(Outcome::Done);
        };
        if notice.served_when.contains(&ServedWhen::Reached) && !is_served(&subject.case, Some(delivery)) {
            let event = Event::Delivered {
                delivery,
                name: notice.name.clone(),
                how: Receipt::Reached,
                channel: Channel::Portal,
            };
            self.tell(&row.case, event, format!("reached:{}", row.id)).await?;
        }
        Ok(Outcome::Done)
    }
}

enum Place {
    Portal(Audience),
    Address(String),
}

fn place(to: &Addressee, channel: Channel, address: Option<String>) -> Option<Place> {
    match channel {
        Channel::Portal => to.audience.clone().map(Place::Portal),
        Channel::Mail | Channel::Sms => address.map(Place::Address),
    }
}

fn is_served(case: &Case, delivery: Option<u64>) -> bool {
    let found = delivery.and_then(|number| case.deliveries.iter().find(|known| known.number == number));
    found.is_some_and(|delivery| matches!(delivery.standing, Served::At { .. }))
}

fn name_of(person: Option<&Person>) -> String {
    person.map(|person| person.name.clone()).unwrap_or_default()
}
