//! The engine says no to a person: one reason, and what would be possible instead.

use crate::moment::Moment;
use serde::{Deserialize, Serialize};

/// Why not. Nothing changes by a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The case has ended.
    #[error("the case ended on {at}")]
    CaseEnded {
        /// When.
        at: Moment,
        /// With which outcome.
        outcome: Option<String>,
    },
    /// The task is not open any more.
    #[error("`{task}` is not open: {how}")]
    NotOpen {
        /// The task.
        task: String,
        /// Who ended it, as a role: `judge[1]`; empty when the case moved on without it.
        by: String,
        /// When it was ended; none: it never was open.
        at: Option<Moment>,
        /// With which outcome.
        outcome: Option<String>,
        /// The sentence about it.
        how: String,
    },
    /// Somebody else's task.
    #[error("`{task}` is for {whose}, not for you")]
    NotYours {
        /// The task.
        task: String,
        /// The roles it is for.
        whose: String,
    },
    /// A colleague has claimed it.
    #[error("`{task}` has been taken by a colleague")]
    TakenByOther {
        /// The task.
        task: String,
    },
    /// Nothing to give back.
    #[error("`{task}` isn't claimed by you")]
    NotClaimed {
        /// The task.
        task: String,
    },
    /// The same person may not do both.
    #[error("you can't act as {role}: you have acted as {other} in this case")]
    Separated {
        /// The role.
        role: String,
        /// The role already held.
        other: String,
    },
    /// There is no such outcome.
    #[error("`{task}` has no outcome `{outcome}`; possible: {possible}", possible = .possible.join(", "))]
    UnknownOutcome {
        /// The task.
        task: String,
        /// What was asked.
        outcome: String,
        /// What there is.
        possible: Vec<String>,
    },
    /// The definition doesn't allow this outcome as things stand.
    #[error("`{outcome}` isn't possible as things stand; possible: {possible}", possible = .possible.join(", "))]
    NotOffered {
        /// The task.
        task: String,
        /// The outcome.
        outcome: String,
        /// What is offered now.
        possible: Vec<String>,
    },
    /// The form has mistakes.
    #[error("the form has {} mistake(s): {first}", .problems.len(), first = .problems.first().map_or("", |p| p.message.as_str()))]
    Form {
        /// Each with its field.
        problems: Vec<FormProblem>,
    },
    /// A document isn't taken.
    #[error("the document `{document}` isn't taken: {reason}")]
    Document {
        /// The kind.
        document: String,
        /// Why.
        reason: String,
    },
    /// An extension can't be had.
    #[error("`{deadline}` can't be extended: {reason}")]
    Extension {
        /// The deadline.
        deadline: String,
        /// Why.
        reason: String,
    },
    /// The people named don't fit the definition.
    #[error("the people of the case don't fit: {reason}")]
    People {
        /// Why.
        reason: String,
    },
    /// A name that the case doesn't have.
    #[error("there is no {what} `{name}` in this case")]
    Unknown {
        /// What kind of thing.
        what: String,
        /// Its name.
        name: String,
    },
    /// The case would become larger than the engine allows.
    #[error("the limit of {limit} {what} is reached")]
    Limit {
        /// What.
        what: String,
        /// How many.
        limit: u64,
    },
    /// A condition or action failed and no arrow answers it: the event becomes an incident.
    #[error("this can't be done now because of a fault in the definition: {reason}")]
    Incident {
        /// What failed, for the operator.
        reason: String,
    },
}

/// A mistake in a form, beside its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormProblem {
    /// The field's key; empty: the form as a whole.
    pub key: String,
    /// Stable code: `required`, `type`, `range`, `unknown`, `choice`, `length`, `format`, `future`.
    pub code: String,
    /// What is wrong, in English.
    pub message: String,
}

impl FormProblem {
    /// A field that nobody is asked for: the case writes it.
    pub(crate) fn own(key: &str) -> Self {
        let message =
            format!("the field `{key}` is the case's own: leave it out, the case fills it in itself");
        Self { key: key.to_owned(), code: "own".to_owned(), message }
    }
}
