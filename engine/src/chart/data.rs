//! Typed data, consents, documents, messages.

use crate::deadline::Period;
use crate::definition::Text;
use crate::id::{DocumentIx, RoleIx, ServiceIx};
use crate::value::Value;
use std::collections::BTreeMap;

/// Field names from the outside in: `claim.amount` is `["claim", "amount"]`.
pub type FieldPath = Vec<String>;

/// A field of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Its type.
    pub kind: Type,
    /// An empty form is refused.
    pub required: bool,
    /// Shown only to who wrote it and to officials.
    pub private: bool,
    /// Of a person in a list: who added the item.
    pub author: bool,
    /// What it is before anybody writes.
    pub default: Value,
    /// The titles of an enum's values, by value; those without one are missing.
    pub value_titles: BTreeMap<String, Text>,
}

/// The type of a value. Booleans, enums and bounded integers are *finite*: the verifier follows them.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Yes or no.
    Boolean,
    /// A whole number.
    Integer {
        /// Least.
        min: Option<i64>,
        /// Greatest.
        max: Option<i64>,
    },
    /// Text of at most so many characters.
    Text {
        /// Most characters.
        max_length: u32,
    },
    /// One of the names.
    Enum(Vec<String>),
    /// A sum, written with so many decimals.
    Money {
        /// ISO 4217 code.
        currency: String,
        /// Minor digits.
        digits: u8,
    },
    /// A day.
    Date,
    /// An instant.
    Instant,
    /// A period.
    Period {
        /// Greatest.
        max: Option<Period>,
    },
    /// A member of a role or group.
    Person {
        /// Of this one.
        of: RoleIx,
    },
    /// A list of records.
    List(Vec<Field>),
    /// Named fields.
    Record(Vec<Field>),
    /// Anything: what it is shows when it is read.
    Any,
    /// Opaque, checked by a JSON Schema from the resources where one is named.
    Opaque {
        /// File name in the resources.
        schema: Option<String>,
        /// The service that fills it.
        from: Option<ServiceIx>,
    },
}

/// The field at a path of a record type, through records only.
pub fn field_at<'a>(fields: &'a [Field], path: &[String]) -> Option<&'a Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.iter().find(|f| f.name == *first)?;
    match (&field.kind, rest) {
        (_, []) => Some(field),
        (Type::Record(inner), rest) => field_at(inner, rest),
        _ => None,
    }
}

/// A consent.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// All of these must give it.
    pub of: RoleIx,
    /// Key of its provision.
    pub law: Option<String>,
}

/// A kind of document.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentKind {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Who files or makes it.
    pub by: RoleIx,
    /// More than one may be there.
    pub many: bool,
    /// A task that takes it isn't completed without one.
    pub required: bool,
    /// Media types taken; `image/*` is any of its kind.
    pub media: Vec<String>,
    /// Most bytes of one.
    pub max_bytes: u64,
    /// Who sees it, beside who filed it.
    pub seen_by: Vec<RoleIx>,
    /// Template name: made by `issue`, never uploaded.
    pub template: Option<String>,
    /// Key of its provision.
    pub law: Option<String>,
}

/// A message from another system.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What it carries.
    pub data: Vec<Field>,
    /// It carries anything, and is also whatever begins with its name.
    pub any: bool,
}

/// Documents that may be filed with a task.
pub type Takes = Vec<DocumentIx>;
