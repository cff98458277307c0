//! What the outbox carries: effects, one for each addressee and channel, so that a failing mail
//! repeats nothing else.

use super::rows::Audience;
use registrar_engine::case::Member;
use registrar_engine::chart::Channel;
use registrar_engine::moment::Moment;
use registrar_engine::value::Record;
use serde::{Deserialize, Serialize};

/// What is to be done after a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Outgoing {
    /// Tell somebody something through one channel.
    Notice {
        /// The notice's name.
        notice: String,
        /// Number of the delivery, where it is a service.
        delivery: Option<u64>,
        /// To whom.
        to: Addressee,
        /// Through which channel.
        channel: Channel,
        /// The addressee has no account yet: a one-time invitation to this seat goes with it.
        invite: Option<Member>,
    },
    /// Remind somebody of a clock through one channel.
    Reminder {
        /// The deadline's name.
        deadline: String,
        /// Number of the clock.
        clock: u64,
        /// Which reminder.
        reminder: u8,
        /// The end of the clock when the reminder's moment came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Moment>,
        /// Whom.
        to: Addressee,
        /// Through which channel.
        channel: Channel,
    },
    /// Tell somebody that a newer calendar has moved a clock, or made its end sure.
    Announcement {
        /// The deadline's name.
        deadline: String,
        /// Number of the clock.
        clock: u64,
        /// Its end before.
        was: Moment,
        /// Its last day before.
        last_day: Option<jiff::civil::Date>,
        /// Whom.
        to: Addressee,
        /// Through which channel.
        channel: Channel,
    },
    /// Invite somebody to take a seat, with a one-time code, where no notice carries one.
    Invitation {
        /// The seat.
        seat: Member,
        /// To whom.
        to: Addressee,
        /// Through which channel.
        channel: Channel,
    },
    /// Make an issued document and bring it back through the door.
    Render {
        /// Number of the document in the case.
        document: u64,
        /// The kind's name.
        name: String,
        /// The template's name.
        template: String,
    },
    /// Ask a service and bring its answer back through the door.
    Ask {
        /// The service's name.
        service: String,
        /// Number of the task.
        task: u64,
        /// The task's name.
        name: String,
        /// The case's data for it.
        data: Record,
    },
}

/// To whom something goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// The account or pool; none: known by address only.
    pub audience: Option<Audience>,
    /// As whom: `defendant[2]`, or a role.
    pub member: String,
    /// The name.
    pub name: String,
    /// The address in the channel, where the case names one; else the person's own.
    pub address: Option<String>,
}
