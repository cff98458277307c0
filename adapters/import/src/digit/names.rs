//! Names as the language takes them: kept where they can be, made fit where they can't, each given once.

use registrar_engine::definition::MAX_NAME;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a name may have dots between its parts, as those of states may.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dots {
    Kept,
    Replaced,
}

/// The nearest name that the language takes; the same where it takes the name itself.
pub(super) fn fit(text: &str, dots: Dots) -> String {
    let mut fitting = String::new();
    let mut begins = true;
    for c in text.trim().chars().take(MAX_NAME) {
        let c = match c {
            '.' if dots == Dots::Kept && !begins => c,
            '-' if begins => '_',
            '_' | '-' => c,
            c if c.is_alphanumeric() => c,
            _ => '_',
        };
        begins = c == '.';
        fitting.push(c);
    }
    // A dot stands between parts.
    if begins {
        fitting.pop();
        fitting.push('_');
    }
    fitting
}

/// A list of names in which each stands once.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
    /// The number that the next name of the same wish gets.
    next: BTreeMap<String, usize>,
}

impl Names {
    /// A list in which some names are taken from the beginning.
    pub fn but(taken: &[&str]) -> Self {
        Self { taken: taken.iter().map(|name| (*name).to_owned()).collect(), next: BTreeMap::new() }
    }

    /// Takes a name that hasn't been taken: the wanted one, or it with a number.
    pub fn take(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let mut number = self.next.get(wanted).copied().unwrap_or(2);
        loop {
            let tail = format!("_{number}");
            let room = MAX_NAME.saturating_sub(tail.len());
            let name: String = wanted.chars().take(room).chain(tail.chars()).collect();
            number += 1;
            if self.taken.insert(name.clone()) {
                self.next.insert(wanted.to_owned(), number);
                return name;
            }
        }
    }

    /// Whether a name has been taken.
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// Two names in one, the first cut where both don't fit.
pub(super) fn joined(first: &str, second: &str) -> String {
    let second: String = second.chars().take(MAX_NAME / 2).collect();
    let room = MAX_NAME.saturating_sub(second.chars().count());
    let first: String = first.chars().take(room).collect();
    fit(&format!("{first}{second}"), Dots::Replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_can_be_kept_is_kept() {
        for name in ["PENDING_APPROVAL", "a-b", "审查", "_x", "7days"] {
            assert_eq!(fit(name, Dots::Replaced), name);
        }
        assert_eq!(fit("case.filed", Dots::Kept), "case.filed");
    }

    #[test]
    fn what_a_name_cannot_have_is_replaced() {
        assert_eq!(fit("Pending approval (2)", Dots::Kept), "Pending_approval__2_");
        assert_eq!(fit("case.filed", Dots::Replaced), "case_filed");
        assert_eq!(fit(".a..-b.", Dots::Kept), "_a._-b_");
        assert_eq!(fit("-a", Dots::Kept), "_a");
        assert_eq!(fit("", Dots::Kept), "_");
        assert_eq!(fit(&"x".repeat(500), Dots::Kept).len(), MAX_NAME);
    }

    #[test]
    fn a_name_is_given_once() {
        let mut names = Names::but(&["done"]);
        assert_eq!(
            ["a", "a", "done", "a_2", "a"].map(|name| names.take(name)),
            ["a", "a_2", "done_2", "a_2_2", "a_3"]
        );
        let long = "x".repeat(MAX_NAME);
        assert_eq!(names.take(&long), long);
        assert_eq!(names.take(&long).chars().count(), MAX_NAME);
    }
}
