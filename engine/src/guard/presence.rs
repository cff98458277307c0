//! What an expression says of the data without being evaluated: which fields are surely filled in where it
//! holds, and whether it looks at the member.

use super::Expression;
use super::tree::{Read, Root, Tree};
use std::collections::BTreeSet;

type Paths = BTreeSet<Vec<String>>;

impl Expression {
    /// Paths of the case's data that are filled in whenever it holds.
    pub(crate) fn needs(&self) -> BTreeSet<Vec<String>> {
        if_true(&self.tree)
    }
}

/// Where the part is true.
fn if_true(tree: &Tree) -> Paths {
    match tree {
        Tree::There(read) => path(read),
        Tree::Not(of) => if_false(of),
        Tree::All(parts) => union(parts.iter().map(if_true)),
        Tree::Any(parts) => common(parts.iter().map(if_true)),
        Tree::If(parts) => {
            let [condition, yes, no] = parts.as_ref();
            union([with_value(condition), common([if_true(yes), if_true(no)])])
        }
        other => with_value(other),
    }
}

/// Where the part is false.
fn if_false(tree: &Tree) -> Paths {
    match tree {
        Tree::Not(of) => if_true(of),
        Tree::All(parts) => common(parts.iter().map(if_false)),
        Tree::Any(parts) => union(parts.iter().map(if_false)),
        other => with_value(other),
    }
}

/// Where the part has a value.
fn with_value(tree: &Tree) -> Paths {
    match tree {
        Tree::Read(read) if !read.list && !read.any => path(read),
        Tree::Not(of) | Tree::Negate { of, .. } | Tree::Size(of) => with_value(of),
        Tree::Below { of, .. } | Tree::Shown(of) => with_value(of),
        Tree::Item { of, at } => union([with_value(of), with_value(at)]),
        Tree::Record(fields) => union(fields.iter().map(|(_, field)| with_value(field))),
        // One part that decides is enough.
        Tree::All(parts) | Tree::Any(parts) => common(parts.iter().map(with_value)),
        Tree::If(parts) => {
            let [condition, yes, no] = parts.as_ref();
            union([with_value(condition), common([with_value(yes), with_value(no)])])
        }
        Tree::Arithmetic { left, right, .. } | Tree::Compare { left, right, .. } => {
            union([with_value(left), with_value(right)])
        }
        Tree::In { item, list, .. } => union([with_value(item), with_value(list)]),
        Tree::TextTest { of, what, .. } => union([with_value(of), with_value(what)]),
        Tree::Each { list, .. } => with_value(list),
        Tree::List(parts) => union(parts.iter().map(with_value)),
        Tree::Literal(_)
        | Tree::Read(_)
        | Tree::By
        | Tree::Heard(_)
        | Tree::Carried
        | Tree::Case
        | Tree::Broken(_)
        | Tree::There(_)
        | Tree::Active(_)
        | Tree::Consent(_)
        | Tree::InTime(_) => Paths::new(),
    }
}

fn path(read: &Read) -> Paths {
    if read.root == Root::Data { Paths::from([read.path.clone()]) } else { Paths::new() }
}

fn union(sets: impl IntoIterator<Item = Paths>) -> Paths {
    sets.into_iter().flatten().collect()
}

fn common(sets: impl IntoIterator<Item = Paths>) -> Paths {
    let mut sets = sets.into_iter();
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |common, set| common.intersection(&set).cloned().collect())
}
