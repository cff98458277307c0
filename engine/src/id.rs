//! Names and numbers that must not be mixed up. Indices are positions in the chart's tables; a
//! [`StateIx`] also orders states as the document does, parents before children.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);
        impl $name {
            /// As a position in its table.
            pub fn at(self) -> usize { usize::from(self.0) }
        }
    )*};
}

index! {
    /// A state; 0 is the outermost box.
    StateIx,
    /// An arrow.
    ArrowIx,
    /// A role or group.
    RoleIx,
    /// A task.
    TaskIx,
    /// A deadline.
    DeadlineIx,
    /// A notice.
    NoticeIx,
    /// A kind of document.
    DocumentIx,
    /// A consent.
    ConsentIx,
    /// A service.
    ServiceIx,
    /// A declared message.
    MessageIx,
    /// A decision table.
    TableIx,
}

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(std::sync::Arc<str>);
        impl $name {
            /// From text: 1 to 120 characters, no white space or control characters.
            ///
            /// # Errors
            /// [`BadId`] with the reason.
            pub fn parse(text: &str) -> Result<Self, BadId> {
                if text.is_empty() || text.chars().count() > 120 {
                    return Err(BadId(concat!(stringify!($name), " needs 1 to 120 characters")));
                }
                if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
                    return Err(BadId(concat!(stringify!($name), " has no blanks or control characters")));
                }
                Ok(Self(text.into()))
            }
            /// Its text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> { Self::parse(&text) }
        }
        impl From<$name> for String {
            fn from(id: $name) -> Self { id.0.as_ref().to_owned() }
        }
        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> { Self::parse(text) }
        }
    )*};
}

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadId(&'static str);

text_id! {
    /// A case, unique in the installation.
    CaseId,
    /// A person with an account.
    PersonId,
    /// A stored document's content: the SHA-256 of its bytes in hexadecimal.
    Digest,
}
