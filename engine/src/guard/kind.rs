//! What kinds of value an expression can have: those of the fields, and a few that only stand between.

use crate::chart::{Field, Type};

/// The kind of a value, known before anything runs.
#[derive(Debug, Clone)]
pub(super) enum Kind<'a> {
    Boolean,
    Integer,
    /// A decimal literal: turns into money beside money.
    Decimal,
    Text,
    Enum(&'a [String]),
    Money {
        currency: &'a str,
        digits: u8,
    },
    Date,
    Instant,
    Period,
    /// A member, or whoever acts.
    Person,
    List(Box<Kind<'a>>),
    Record(&'a [Field]),
    Opaque,
    /// Of a field of type `any`: what it is shows when it is read.
    Any,
    Null,
    /// There is a finding already: nothing more is said about it. Also the item of `[]`.
    Unknown,
}

impl<'a> Kind<'a> {
    /// Of a field's type.
    pub fn of(kind: &'a Type) -> Self {
        match kind {
            Type::Boolean => Self::Boolean,
            Type::Integer { .. } => Self::Integer,
            Type::Text { .. } => Self::Text,
            Type::Enum(values) => Self::Enum(values),
            Type::Money { currency, digits } => Self::Money { currency, digits: *digits },
            Type::Date => Self::Date,
            Type::Instant => Self::Instant,
            Type::Period { .. } => Self::Period,
            Type::Person { .. } => Self::Person,
            Type::List(fields) => Self::List(Box::new(Self::Record(fields))),
            Type::Record(fields) => Self::Record(fields),
            Type::Opaque { .. } => Self::Opaque,
            Type::Any => Self::Any,
        }
    }

    /// The word for it in a message.
    pub fn name(&self) -> String {
        match self {
            Self::Boolean => "yes or no".into(),
            Self::Integer => "a whole number".into(),
            Self::Decimal => "a decimal number".into(),
            Self::Text => "a text".into(),
            Self::Enum(values) => format!("one of {}", quoted(values)),
            Self::Money { currency, .. } => format!("a sum in {currency}"),
            Self::Date => "a date".into(),
            Self::Instant => "an instant".into(),
            Self::Period => "a period".into(),
            Self::Person => "a person".into(),
            Self::List(_) => "a list".into(),
            Self::Record(_) => "a record".into(),
            Self::Opaque => "an opaque value".into(),
            Self::Any => "any value".into(),
            Self::Null => "`null`".into(),
            Self::Unknown => "unknown".into(),
        }
    }

    /// Texts, and what is written and compared as one.
    pub fn is_textual(&self) -> bool {
        matches!(self, Self::Text | Self::Enum(_) | Self::Person)
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// `` `a`, `b`, `c` ``, cut short where there are many.
pub(super) fn quoted(values: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut text: Vec<String> = values.iter().take(SHOWN).map(|value| format!("`{value}`")).collect();
    if values.len() > SHOWN {
        text.push("…".into());
    }
    text.join(", ")
}

/// Whether values of both record types look alike: names and types, not titles.
pub(super) fn alike(left: &[Field], right: &[Field]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(l, r)| l.name == r.name && types_alike(&l.kind, &r.kind))
}

fn types_alike(left: &Type, right: &Type) -> bool {
    match (left, right) {
        (Type::List(left), Type::List(right)) | (Type::Record(left), Type::Record(right)) => {
            alike(left, right)
        }
        (left, right) => left == right,
    }
}
