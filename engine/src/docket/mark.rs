//! What a step did, for readers: names as the author gave them, members as `defendant[2]`.

use crate::deadline::Period;
use crate::moment::Moment;
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// One thing that a step did. States, tasks, deadlines of copies carry their number: `defending[2]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "mark")]
pub enum Mark {
    /// An arrow was taken.
    Took {
        /// From this state.
        from: String,
        /// For this event; empty for `at_once`.
        event: String,
        /// To these states; empty: nothing was left.
        to: Vec<String>,
        /// Number of the arrow in the chart: its title and provision are there.
        arrow: u16,
        /// The limit was used up and the arrow went `beyond`.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        beyond: bool,
    },
    /// A state was left.
    Left {
        /// The state.
        state: String,
    },
    /// A state was entered.
    Entered {
        /// The state.
        state: String,
    },
    /// A task was opened.
    TaskOpened {
        /// The task.
        task: String,
        /// Its number.
        number: u64,
    },
    /// A task was closed.
    TaskClosed {
        /// The task.
        task: String,
        /// Its number.
        number: u64,
        /// Its outcome; none: its state was left.
        outcome: Option<String>,
        /// As whom: `judge[1]`.
        by: String,
    },
    /// A task was claimed by or drawn for somebody, or given back (no `to`).
    TaskHeld {
        /// The task.
        task: String,
        /// Its number.
        number: u64,
        /// The role and number: `filing_officer`; none: given back.
        to: Option<String>,
    },
    /// A clock began, or was counted anew after a suspension or an extension.
    ClockRuns {
        /// The deadline.
        deadline: String,
        /// Its number.
        number: u64,
        /// Exclusive end.
        due: Moment,
        /// Last day.
        last_day: Option<jiff::civil::Date>,
        /// Beyond the published calendar.
        provisional: bool,
        /// Why: `started`, `resumed`, `extended`, `recounted`, `calendar`; `kept` if a newer calendar would
        /// have ended it in the past.
        why: String,
        /// What it was counted with: editions of calendar, counting rule and time zone data.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        with: String,
    },
    /// A clock waits for what starts it.
    ClockWaits {
        /// The deadline.
        deadline: String,
        /// Its number.
        number: u64,
    },
    /// A clock stands still.
    ClockSuspended {
        /// The deadline.
        deadline: String,
        /// Its number.
        number: u64,
        /// What remains.
        left: String,
        /// Why: a state, or the decision's reason.
        reason: String,
    },
    /// A clock has more time.
    ClockExtended {
        /// The deadline.
        deadline: String,
        /// Its number.
        number: u64,
        /// How much more.
        period: Period,
        /// As whom it was granted: `judge[1]`.
        by: String,
        /// Why.
        reason: String,
        /// The most that one extension may add.
        up_to: Period,
        /// Which extension it is, from 1, of how many.
        count: (u32, u32),
        /// When it was asked for: the moment of the request, or of the decision where nobody has to ask.
        asked: Moment,
        /// By when it had to be asked for.
        ask_by: Moment,
    },
    /// A clock was given up.
    ClockWaived {
        /// The deadline.
        deadline: String,
        /// Its number.
        number: u64,
        /// As whom: `defendant[2]`.
        by: String,
    },
    /// That a clock was missed was undone.
    ClockRestored {
        /// The deadline.
        deadline: String,
        /// The number of the clock that was missed.
        number: u64,
        /// As whom: `judge[1]`.
        by: String,
    },
    /// A newer edition of the calendars is what the case is counted with from here on.
    CalendarChanged {
        /// Name and edition.
        calendar: String,
    },
    /// A clock expired.
    ClockExpired {
        /// The deadline.
        deadline: String,
        /// Its number.
        number: u64,
    },
    /// A clock ended with its state.
    ClockEnded {
        /// The deadline.
        deadline: String,
        /// Its number.
        number: u64,
        /// Whether what it limits was done in time.
        met: bool,
    },
    /// A notice was sent.
    Sent {
        /// The notice.
        notice: String,
        /// The delivery, where it is a service.
        delivery: Option<u64>,
        /// To whom: `defendant[2]`, or a role.
        to: String,
    },
    /// A notice was served.
    Served {
        /// The notice.
        notice: String,
        /// The delivery.
        delivery: u64,
        /// Whom.
        to: String,
        /// The effective moment.
        at: Moment,
        /// `reached`, `read`, or the event.
        how: String,
    },
    /// A notice could not be delivered; what is tried next.
    Undelivered {
        /// The notice.
        notice: String,
        /// The delivery.
        delivery: u64,
        /// Whom.
        to: String,
        /// The task or deadline tried now; none: everything was.
        next: Option<String>,
    },
    /// A document came in or was made.
    Filed {
        /// Its kind.
        document: String,
        /// Its number.
        number: u64,
        /// As whom.
        by: String,
    },
    /// A member joined a role, or an official was found for it.
    Joined {
        /// `judge[1]`.
        member: String,
    },
    /// A member left.
    Departed {
        /// `third_party[1]`.
        member: String,
    },
    /// Somebody may act for a member now, or not any more.
    Representation {
        /// The member.
        member: String,
        /// The representing role.
        role: String,
        /// Whether it began (or ended).
        began: bool,
    },
    /// A consent was given.
    Consented {
        /// Which.
        consent: String,
        /// Whose.
        member: String,
    },
    /// A consent was withdrawn.
    ConsentWithdrawn {
        /// Which.
        consent: String,
        /// Whose.
        member: String,
    },
    /// A field was written.
    Wrote {
        /// `claim.track`, `member.mode`, `questions[2].reply`.
        field: String,
        /// What; a private field is written as `Null`.
        value: Value,
    },
    /// An event was raised inside the case.
    Raised {
        /// Its name.
        event: String,
        /// When it comes, if later.
        due: Option<Moment>,
    },
    /// A `log` action.
    Logged {
        /// The text.
        text: String,
    },
    /// A visit or another cost.
    Cost {
        /// `visits` or another name.
        of: String,
        /// Whose.
        member: String,
        /// How much.
        amount: u32,
    },
    /// The case ended.
    Ended {
        /// In this state.
        state: String,
        /// With this outcome.
        outcome: Option<String>,
    },
}
