//! The lists of names of a definition, and how many entries they may have.

use crate::finding::nearest;
use std::collections::BTreeMap;

/// Deepest nesting of states. Nobody reads a chart that is deeper.
pub const MAX_NESTING: usize = 16;
/// Most regions of one parallel state.
pub const MAX_REGIONS_OF_ONE: usize = 64;
/// Deepest nesting of `for_each` states: copies of copies multiply.
pub const MAX_FOR_EACH: u8 = 3;

/// A list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    Role,
    Document,
    Consent,
    Service,
    Message,
    Notice,
    Deadline,
    Task,
    State,
    Table,
    Law,
}

impl List {
    const ALL: [Self; 11] = [
        Self::Role,
        Self::Document,
        Self::Consent,
        Self::Service,
        Self::Message,
        Self::Notice,
        Self::Deadline,
        Self::Task,
        Self::State,
        Self::Table,
        Self::Law,
    ];

    /// The word for one of it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Document => "document",
            Self::Consent => "consent",
            Self::Service => "service",
            Self::Message => "message",
            Self::Notice => "notice",
            Self::Deadline => "deadline",
            Self::Task => "task",
            Self::State => "state",
            Self::Table => "table",
            Self::Law => "provision",
        }
    }
}

/// All names, each with its position in its table.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    lists: BTreeMap<List, BTreeMap<&'a str, u16>>,
}

impl<'a> Names<'a> {
    /// Adds a name; `false` if the list has it.
    pub fn add(&mut self, list: List, name: &'a str, at: u16) -> bool {
        let names = self.lists.entry(list).or_default();
        if names.contains_key(name) {
            return false;
        }
        names.insert(name, at);
        true
    }

    /// The position of a name.
    pub fn get(&self, list: List, name: &str) -> Option<u16> {
        self.lists.get(&list)?.get(name).copied()
    }

    /// Every name of a list.
    pub fn of(&self, list: List) -> impl Iterator<Item = &'a str> + '_ {
        self.lists.get(&list).into_iter().flat_map(|names| names.keys().copied())
    }

    /// The name that was probably meant.
    pub fn near(&self, list: List, name: &str) -> Option<&'a str> {
        nearest(name, self.of(list))
    }

    /// Another list that has the name.
    pub fn elsewhere(&self, list: List, name: &str) -> Option<List> {
        List::ALL.into_iter().find(|other| *other != list && self.get(*other, name).is_some())
    }
}
