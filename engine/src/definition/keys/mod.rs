//! Which keys the language has: one table that the reader obeys and the JSON Schema is made from, so
//! that the two can't drift apart.
//!
//! A table says which keys a map may hold and roughly what stands under each. How keys go together
//! (`final` with `states`, `min` with `text`) is decided by the readers.

mod guarantees;
mod states;
mod tables;
mod whole;

pub(super) use guarantees::GUARANTEES;
pub(super) use states::{ACTION, AFTER, ARROW, ASSIGN, FOR_EACH, INITIAL, RAISE, STATE};
pub(super) use tables::*;
pub(super) use whole::WHOLE;

/// The keys of one kind of map.
pub(super) struct Keys {
    /// What the map is, with its article: `a task`.
    pub what: &'static str,
    /// Its name among the schema's definitions.
    pub name: &'static str,
    /// The keys in the order of the reference.
    pub keys: &'static [Key],
}

/// One key.
pub(super) struct Key {
    /// As it is written.
    pub name: &'static str,
    /// Whether it must be there.
    pub need: Need,
    /// What stands under it.
    pub shape: Shape,
    /// One line for the editor.
    pub meaning: &'static str,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It may.
    May,
    /// It must.
    Must,
    /// The language has it, this version doesn't execute it.
    Later,
}

/// What stands under a key.
pub(super) enum Shape {
    /// Nothing at all (`key:`).
    Nothing,
    /// `true` or `false`.
    Flag,
    /// A whole number, at least this.
    Count(u32),
    /// A whole number.
    Integer,
    /// Free text.
    Text,
    /// A scalar: text, number or truth value, kept as it is written.
    Scalar,
    /// A condition or expression.
    Expression,
    /// A name, or a path of names.
    Name,
    /// A list of names.
    Names,
    /// A name or a list of names.
    OneOrMore,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// Text by language.
    Title,
    /// A map with these keys.
    Map(&'static Keys),
    /// A map with exactly one of these keys (`if` brings its own).
    OneOf(&'static Keys),
    /// A map from names to this.
    Table(&'static Shape),
    /// A list of this.
    List(&'static Shape),
    /// One of these.
    Either(&'static [Shape]),
    /// What is named elsewhere; lets shapes hold one another.
    As(&'static Shape),
    /// Defined by its own schema: a field, which may hold fields.
    Field,
}

impl Keys {
    /// The entry of a key.
    pub fn find(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The keys that are executed.
    pub fn known(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().filter(|key| key.need != Need::Later).map(|key| key.name)
    }
}

const fn may(name: &'static str, shape: Shape, meaning: &'static str) -> Key {
    Key { name, need: Need::May, shape, meaning }
}

const fn must(name: &'static str, shape: Shape, meaning: &'static str) -> Key {
    Key { name, need: Need::Must, shape, meaning }
}

const fn later(name: &'static str, meaning: &'static str) -> Key {
    Key { name, need: Need::Later, shape: Shape::Nothing, meaning }
}

const fn title() -> Key {
    may("title", Shape::Title, "its name for people, by language")
}

const fn law() -> Key {
    may("law", Shape::Name, "the provision it rests on: a key of the table `law`")
}
