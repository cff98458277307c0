//! The kinds of change that are made to a definition, by the words under which they are asked for and told.

use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An arrow leads elsewhere.
    Retarget,
    /// A deadline isn't there, nor what answers it.
    Deadline,
    /// An arrow isn't there.
    Transition,
    /// The case goes round once more, or without limit.
    Loop,
    /// Somebody else is meant.
    Role,
    /// A period, a condition, an action, a reminder, who sees a document.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Retarget, Self::Deadline, Self::Transition, Self::Loop, Self::Role, Self::Other];
    /// Those that change what a case can come through; taken unless others are asked for.
    pub const USUAL: [Self; 5] = [Self::Retarget, Self::Deadline, Self::Transition, Self::Loop, Self::Role];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Retarget => "retarget",
            Self::Deadline => "deadline",
            Self::Transition => "transition",
            Self::Loop => "loop",
            Self::Role => "role",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|kind| kind.word()).collect();
            format!("the kinds are {}", known.join(", "))
        })
    }
}
