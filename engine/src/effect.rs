//! Everything that a step may ask of the world: the only such enum. It is performed in one `match`
//! in casework, after the commit.

use crate::case::Member;
use crate::chart::Channel;
use crate::id::PersonId;
use crate::moment::Moment;
use crate::value::Record;
use serde::{Deserialize, Serialize};

/// One wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "effect")]
pub enum Effect {
    /// Send a notice to a member, or to the officials of a role.
    Notify {
        /// The notice's name.
        notice: String,
        /// Number of the delivery, where the notice is a service.
        delivery: Option<u64>,
        /// To which member; none: to whoever holds the role now.
        to: Option<Member>,
        /// The role addressed, by name.
        role: String,
        /// Through these channels.
        channels: Vec<Channel>,
    },
    /// Remind the people concerned of a clock.
    Remind {
        /// The deadline's name.
        deadline: String,
        /// Number of the clock.
        clock: u64,
        /// Which reminder.
        reminder: u8,
    },
    /// Tell the people concerned that a newer calendar has moved a clock, or made its end sure.
    Announce {
        /// The deadline's name.
        deadline: String,
        /// Number of the clock.
        clock: u64,
        /// Its end before.
        was: Moment,
        /// Its last day before.
        last_day: Option<jiff::civil::Date>,
    },
    /// Find an official, now, in the same commit: answered by `Event::Assigned`.
    Draw {
        /// The role's name.
        role: String,
        /// The pool's name.
        pool: String,
        /// By lot among equals of the least loaded, or by lot among all.
        least_loaded: bool,
        /// For this task alone, where the role keeps nobody.
        task: Option<u64>,
        /// These may not be drawn: separation of duties.
        excluding: Vec<PersonId>,
    },
    /// Ask a service: answered by an outcome of the task.
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
    /// Render and store an issued document: answered by `Event::Rendered`.
    Render {
        /// Number of the document in the case.
        document: u64,
        /// The kind's name.
        name: String,
        /// The template's name.
        template: String,
    },
    /// Invite a person who has no account yet to take a seat.
    Invite {
        /// The seat.
        member: Member,
    },
}
