//! What may happen to a case. Events are kept in the docket for ever, so they use names, not indices.

use crate::chart::Channel;
use crate::id::{Digest, PersonId};
use crate::value::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// The pools this person is in at this moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<String>,
    /// As which member, where one person could be several: `defendant[2]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

/// Somebody who takes part from the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The role.
    pub role: String,
    /// The name as filed.
    pub name: String,
    /// The account, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Addresses by channel.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contact: BTreeMap<Channel, String>,
    /// Fields of the member.
    #[serde(default, skip_serializing_if = "Record::is_empty")]
    pub data: Record,
    /// For a representative: the member acted for, `applicant[1]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub represents: Option<String>,
    /// For a representative: the document that carries the authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Upload>,
}

/// A document that comes with an event; its content is stored before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// The kind: a name under `documents`.
    pub document: String,
    /// File name.
    pub name: String,
    /// Media type, as found from its bytes.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content.
    pub digest: Digest,
}

/// What may happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// The case is opened (only by [`open`](crate::open)).
    Opened {
        /// By whom.
        by: Actor,
        /// The members from the start.
        people: Vec<Participant>,
        /// First data.
        #[serde(default, skip_serializing_if = "Record::is_empty")]
        data: Record,
    },
    /// A task ends.
    Outcome {
        /// Number of the open task.
        task: u64,
        /// Its name, checked against the number.
        name: String,
        /// The outcome.
        outcome: String,
        /// By whom; nobody: a machine answers a task of a service.
        by: Option<Actor>,
        /// The form: key (`claim.amount`) and value.
        #[serde(default, skip_serializing_if = "Record::is_empty")]
        form: Record,
        /// Documents filed with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        documents: Vec<Upload>,
    },
    /// Somebody takes a task of a pool.
    Claimed {
        /// Number of the open task.
        task: u64,
        /// By whom.
        by: Actor,
    },
    /// The one who took a task gives it back.
    Released {
        /// Number of the open task.
        task: u64,
        /// By whom.
        by: Actor,
    },
    /// An official was found for a role.
    Assigned {
        /// The role.
        role: String,
        /// The task it was for, where the role keeps nobody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<u64>,
        /// Who.
        person: PersonId,
        /// Name.
        name: String,
        /// How it was found, so that a party can check it.
        draw: Draw,
    },
    /// A person takes up an invitation to a seat.
    Seated {
        /// The member: `defendant[2]`.
        member: String,
        /// Who.
        person: PersonId,
    },
    /// A member gives somebody the authority to act.
    Represented {
        /// By whom: the member, or an official who records the authority.
        by: Actor,
        /// The member: `plaintiff[1]`.
        member: String,
        /// The representing role.
        role: String,
        /// Who will act.
        person: PersonId,
        /// Name.
        name: String,
        /// The document that carries the authority.
        document: Upload,
    },
    /// An authority ends.
    RepresentationEnded {
        /// By whom.
        by: Actor,
        /// The member.
        member: String,
        /// Whose authority.
        person: PersonId,
    },
    /// A clock's due instant has come.
    Expired {
        /// Number of the clock.
        clock: u64,
        /// Its deadline's name, for the reader.
        name: String,
    },
    /// A reminder's instant has come.
    Reminded {
        /// Number of the clock.
        clock: u64,
        /// Its deadline's name.
        name: String,
        /// Which reminder, from 0.
        reminder: u8,
    },
    /// A newer edition of the calendars has come: clocks are counted anew.
    Recounted {
        /// SHA-256 of the edition, as the chart has it.
        edition: String,
    },
    /// A delayed raise comes.
    Raised {
        /// Number of the raise.
        raise: u64,
        /// The event's name.
        name: String,
    },
    /// A notice reached its addressee, or was read.
    Delivered {
        /// Number of the delivery.
        delivery: u64,
        /// Its notice's name.
        name: String,
        /// `reached` or `read`.
        how: Receipt,
        /// Through which channel.
        channel: Channel,
    },
    /// A notice could not be delivered through any channel.
    Undelivered {
        /// Number of the delivery.
        delivery: u64,
        /// Its notice's name.
        name: String,
        /// Why.
        reason: String,
    },
    /// A declared message came in.
    Message {
        /// Its name.
        name: String,
        /// What it carries.
        #[serde(default, skip_serializing_if = "Record::is_empty")]
        data: Record,
    },
    /// An issued document was rendered and stored.
    Rendered {
        /// Number of the document.
        document: u64,
        /// Its content.
        digest: Digest,
        /// Bytes.
        size: u64,
        /// Media type.
        media: String,
    },
}

/// A receipt for a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Receipt {
    /// It is in the addressee's system.
    Reached,
    /// It was opened.
    Read,
}

/// How an official was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// `random` or `least_loaded`.
    pub how: String,
    /// The candidates in the order of the draw, with their number of open tasks.
    pub candidates: Vec<(PersonId, u32)>,
    /// Fresh random bytes of the operating system at the moment of the draw, in hexadecimal.
    pub randomness: String,
    /// Position drawn.
    pub position: u32,
}

/// The copy that a name like `defending[2]` speaks of.
pub fn copy_name(name: &str, copy: &[u32]) -> String {
    let mut text = String::with_capacity(name.len() + 3 * copy.len());
    text.push_str(name);
    for number in copy {
        push_number(&mut text, *number);
    }
    text
}

/// Names of members and copies are made all the time, most often with one digit.
pub(crate) fn push_number(text: &mut String, number: u32) {
    use std::fmt::Write as _;
    match char::from_digit(number, 10) {
        Some(digit) => text.extend(['[', digit, ']']),
        // Writing to a String can't fail.
        None => drop(write!(text, "[{number}]")),
    }
}
