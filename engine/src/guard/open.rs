//! Values that may be anything: what a field of type `any` holds shows only when it is read. Records that
//! are written out, items by their number, how large such a value may be, and expressions that came from
//! elsewhere broken.

use super::check::{Checker, Typed, constant};
use super::kind::Kind;
use super::syntax::Syntax;
use super::token::At;
use super::tree::Tree;
use super::{Expression, MAX_STEPS, MAX_TEXT, Wrong};
use crate::value::{Record, Value};

/// Deepest nesting of a value that may be anything.
const MAX_NESTING: usize = 16;

/// What an expression begins with that was broken where it came from: it never has a value.
pub(super) const BROKEN: &str = "broken:";
/// What one begins with that had no counterpart when it was imported.
const NOT_CARRIED: &str = "not carried over:";

/// What an import left where it couldn't carry something over.
pub(super) fn left_by_import(text: &str, open_event: bool) -> Option<Result<Expression, Wrong>> {
    let whole = At { start: 0, end: text.len() };
    if let Some(lost) = text.trim().strip_prefix(NOT_CARRIED) {
        let message = format!("`{}` wasn't carried over by the import", lost.trim());
        let help = "say in the language what it said, or take it out";
        return Some(Err(Wrong::new("not-carried-over", whole, message).help(help)));
    }
    let text = text.trim().strip_prefix(BROKEN).filter(|_| open_event)?;
    Some(Ok(broken(text.trim())))
}

impl<'a> Checker<'a> {
    /// `{'name': value}`.
    pub fn record(&mut self, fields: &[(String, Syntax)], at: At) -> Typed<'a> {
        if !self.open {
            let wrong = Wrong::unsupported(at, "maps aren't supported");
            return self.wrong(wrong, at);
        }
        let mut made = Vec::new();
        for (name, field) in fields {
            if made.iter().any(|(known, _)| known == name) {
                let message = format!("the record has `{name}` twice");
                self.wrongs.push(Wrong::syntax(field.at, message));
            }
            made.push((name.clone(), self.anything(field)));
        }
        let literal = |(name, tree): &(String, Tree)| match tree {
            Tree::Literal(value) => Some((name.clone(), value.clone())),
            _ => None,
        };
        let tree = match made.iter().map(literal).collect::<Option<Record>>() {
            Some(record) => Tree::Literal(Value::Record(record)),
            None => Tree::Record(made),
        };
        Typed { tree, kind: Kind::Any, at }
    }

    /// `of[at]`.
    pub fn item(&mut self, of: &Syntax, item: &Syntax, at: At) -> Typed<'a> {
        let of = self.value(of, None);
        let item = self.value(item, None);
        match (&of.kind, &item.kind) {
            (Kind::Unknown, _) | (_, Kind::Unknown) => return of,
            (Kind::Any, Kind::Any | Kind::Integer | Kind::Text) => {}
            (Kind::Any, kind) => {
                let message = format!("an item is named by its number from 0, and this is {}", kind.name());
                return self.wrong(Wrong::mismatch(item.at, message), at);
            }
            _ => {
                let wrong = Wrong::unsupported(at, "taking one item of a list by its number isn't supported")
                    .help("say which item you mean: `.exists(x, …)`, `.filter(x, …)`");
                return self.wrong(wrong, at);
            }
        }
        let tree = Tree::Item { of: Box::new(of.tree), at: Box::new(item.tree) };
        Typed { tree, kind: Kind::Any, at }
    }

    /// A list that is written out where anything may stand.
    pub fn open_list(&mut self, items: &[Syntax], at: At) -> Typed<'a> {
        let trees = items.iter().map(|item| self.anything(item)).collect();
        Typed { tree: constant(trees), kind: Kind::Any, at }
    }

    /// A part of what may be anything: whole numbers, and no fractions.
    fn anything(&mut self, syntax: &Syntax) -> Tree {
        let typed = self.value(syntax, None);
        if matches!(typed.kind, Kind::Decimal) {
            self.wrongs
                .push(Wrong::mismatch(typed.at, "numbers are whole here, and this is a decimal number"));
        }
        typed.tree
    }
}

/// An expression that never has a value.
fn broken(text: &str) -> Expression {
    let reason = format!("`{text}` couldn't be read when it was imported");
    Expression {
        source: format!("{BROKEN} {text}"),
        tree: Tree::Broken(reason),
        fit: super::fit::Fit::AsIs,
        item: Some(crate::chart::Type::Any),
        reads: Vec::new(),
        event: false,
        deadlines: Vec::new(),
    }
}

/// Whether a value that may be anything is small enough to be kept: nesting, parts, and each text.
pub(crate) fn is_bounded(value: &Value) -> bool {
    let mut parts = 0;
    let mut waiting = vec![(value, 0)];
    while let Some((value, depth)) = waiting.pop() {
        parts += 1;
        match value {
            Value::Text(text) => {
                parts += text.len() / 64;
                if text.chars().count() > MAX_TEXT {
                    return false;
                }
            }
            Value::List(items) => waiting.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Record(fields) => waiting.extend(fields.values().map(|field| (field, depth + 1))),
            _ => {}
        }
        if depth > MAX_NESTING || parts + waiting.len() > MAX_STEPS {
            return false;
        }
    }
    true
}
