//! The reasons for which something may be refused, in words, and which of the door's answers each is.

use crate::language::{Language, plain};
use registrar_casework::Rejection;
use registrar_engine::finding::nearest;
use registrar_engine::refusal::Refusal;

/// A reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The case has ended.
    Ended,
    /// The task isn't open.
    NotOpen,
    /// Somebody else's task.
    NotYours,
    /// A colleague has it.
    Taken,
    /// Nothing to give back.
    NotClaimed,
    /// Separation of duties.
    Separated,
    /// No such outcome.
    UnknownOutcome,
    /// Not offered as things stand.
    NotOffered,
    /// Mistakes in the form.
    Form,
    /// The document isn't taken.
    Document,
    /// No more time.
    Extension,
    /// The people don't fit the roles.
    People,
    /// Nothing of that name, or nothing for this person.
    Unknown,
    /// Too much of something.
    Limit,
    /// The key was used before.
    KeyReused,
}

/// Every reason in both languages, in the order of `docs/scenarios.md`.
pub const REASONS: [(Reason, &str, &str); 15] = [
    (Reason::Ended, "the case has ended", "案件已结束"),
    (Reason::NotOpen, "the task is not open", "任务未开放"),
    (Reason::NotYours, "the task is somebody else's", "任务属于他人"),
    (Reason::Taken, "a colleague has taken it", "同事已领取"),
    (Reason::NotClaimed, "it was not claimed", "尚未领取"),
    (Reason::Separated, "the same person may not do both", "同一人不得兼任"),
    (Reason::UnknownOutcome, "there is no such outcome", "没有该结果"),
    (Reason::NotOffered, "the outcome is not possible now", "该结果目前不可选"),
    (Reason::Form, "the form has mistakes", "表单有错误"),
    (Reason::Document, "the document is not taken", "文件不被接受"),
    (Reason::Extension, "the deadline can't be extended", "期限不能延长"),
    (Reason::People, "the people don't fit", "人员不符"),
    (Reason::Unknown, "it is unknown", "没有此项"),
    (Reason::Limit, "a limit is reached", "已达上限"),
    (Reason::KeyReused, "it was sent before with other content", "同一编号曾以其他内容发送"),
];

impl Reason {
    /// Reads a reason.
    ///
    /// # Errors
    /// The nearest phrase, where one is near.
    pub fn read(text: &str, language: Language) -> Result<Self, Option<&'static str>> {
        let phrases = REASONS.map(|(reason, english, chinese)| match language {
            Language::English => (reason, english),
            Language::Chinese => (reason, chinese),
        });
        let wanted = plain(text).replace('’', "'");
        let found = phrases.iter().find(|(_, phrase)| plain(phrase) == wanted);
        found.map(|(reason, _)| *reason).ok_or_else(|| nearest(&wanted, phrases.map(|(_, phrase)| phrase)))
    }

    /// The reason in words.
    pub fn phrase(self, language: Language) -> &'static str {
        let found = REASONS.iter().find(|(reason, ..)| *reason == self);
        found.map_or("", |(_, english, chinese)| match language {
            Language::English => english,
            Language::Chinese => chinese,
        })
    }

    /// The reason of an answer, if it is a no.
    pub fn of(rejection: &Rejection) -> Option<Self> {
        Some(match rejection {
            Rejection::NotFound => Self::Unknown,
            Rejection::KeyReused => Self::KeyReused,
            Rejection::Refused(refusal) => match refusal {
                Refusal::CaseEnded { .. } => Self::Ended,
                Refusal::NotOpen { .. } => Self::NotOpen,
                Refusal::NotYours { .. } => Self::NotYours,
                Refusal::TakenByOther { .. } => Self::Taken,
                Refusal::NotClaimed { .. } => Self::NotClaimed,
                Refusal::Separated { .. } => Self::Separated,
                Refusal::UnknownOutcome { .. } => Self::UnknownOutcome,
                Refusal::NotOffered { .. } => Self::NotOffered,
                Refusal::Form { .. } => Self::Form,
                Refusal::Document { .. } => Self::Document,
                Refusal::Extension { .. } => Self::Extension,
                Refusal::People { .. } => Self::People,
                Refusal::Unknown { .. } => Self::Unknown,
                Refusal::Limit { .. } => Self::Limit,
                Refusal::Incident { .. } => return None,
            },
            Rejection::SignedOut
            | Rejection::Malformed(_)
            | Rejection::Incident { .. }
            | Rejection::Overloaded
            | Rejection::Busy
            | Rejection::Fault(_) => return None,
        })
    }
}
