//! Conditions and expressions: a typed, total subset of CEL, read and checked once, evaluated often.
//!
//! The meaning of what is accepted is CEL's, but for sums, dates and missing data, which CEL doesn't
//! have: `docs/expressions.md` lists every difference. Not part of the subset: anything about time,
//! functions of other names, and whatever could fail to end or have more than one type. What an
//! expression's value is used for, and what becomes of [`NoValue`], is left to the step function.

mod check;
pub(crate) mod decimal;
mod evaluate;
mod fit;
mod kind;
mod names;
mod open;
mod operators;
mod place;
mod presence;
mod shape;
mod syntax;
pub(crate) mod together;
mod token;
mod tree;

use crate::chart::{Field, Type};
use crate::definition::Source;
use crate::finding::Finding;
use crate::id::{ConsentIx, DeadlineIx, StateIx};
use crate::value::{Record, Value};
use fit::Fit;
pub(crate) use open::is_bounded;
pub(crate) use shape::{Part, Reading, Shape};
use tree::Tree;

/// Longest expression, in characters. A condition that doesn't fit is a table or a field of its own.
pub const MAX_CHARACTERS: usize = 2_000;
/// Deepest nesting of brackets, operators and fields; `&&` and `||` in a row count once.
pub const MAX_DEPTH: usize = 32;
/// Most steps of one evaluation: parts evaluated, items compared, texts copied.
pub const MAX_STEPS: usize = 10_000;
/// Longest text that an expression may make, in characters.
pub const MAX_TEXT: usize = 10_000;

/// What names an expression may use.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// `data.…`: the case's data.
    pub data: &'a [Field],
    /// `member.…`: fields of the innermost copy's member or list item; `None` outside copies.
    pub member: Option<&'a [Field]>,
    /// `event.data.…`: fields that the event carries; `event.by` is a text.
    pub event: &'a [Field],
    /// Whether an event may carry anything, as in a definition that says `errors: w3c`: then a broken
    /// expression is no finding and never has a value, and every part may be anything.
    pub open_event: bool,
    /// Names bound by `for_each` around it.
    pub locals: &'a [(String, Type)],
    /// `active('state')`.
    pub states: &'a [String],
    /// `consent('name')`.
    pub consents: &'a [String],
    /// `in_time('name')`.
    pub deadlines: &'a [String],
}

/// What an expression must give.
#[derive(Debug, Clone, Copy)]
pub enum Expected<'a> {
    /// A condition.
    Condition,
    /// A value that fits a field. For an enum field one of its values may stand bare.
    Fits(&'a Type),
    /// A list, for `for_each`.
    List,
    /// Anything, for `log`.
    Anything,
}

/// A checked expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    source: String,
    tree: Tree,
    fit: Fit,
    /// What an item of the list is, if it is one.
    item: Option<Type>,
    /// Paths of the case's data, in order, each once.
    reads: Vec<Vec<String>>,
    event: bool,
    /// Deadlines that it asks about, in order, each once.
    deadlines: Vec<DeadlineIx>,
}

/// What an expression sees when it is evaluated.
pub struct Environment<'a> {
    /// The case's data.
    pub data: &'a Record,
    /// The member of the innermost copy.
    pub member: Option<&'a Record>,
    /// What the event carries.
    pub event: &'a Record,
    /// Who acts (`defendant[2]`, `judge[1]`, a service, empty for a clock).
    pub by: &'a str,
    /// What the event is.
    pub heard: &'a Heard,
    /// The case's own id.
    pub case: &'a str,
    /// Names bound by `for_each`.
    pub locals: &'a [(String, Value)],
    /// Whether a state is active, in the same copy or outside.
    pub active: &'a dyn Fn(StateIx) -> bool,
    /// Whether all have given a consent.
    pub consent: &'a dyn Fn(ConsentIx) -> bool,
    /// Whether what happens now isn't too late for a deadline.
    pub in_time: &'a dyn Fn(DeadlineIx) -> bool,
}

/// What an event is, as expressions ask of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Its name; empty before the first one.
    pub name: String,
    /// `platform`, `internal` or `external` (W3C SCXML 5.10.1); empty before the first one.
    pub kind: &'static str,
    /// The `id` of the delayed raise by which it came; empty where it has none.
    pub id: String,
}

/// Why an expression has no value; becomes `error.execution`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoValue(pub String);

/// Parses and checks an expression.
///
/// # Errors
/// Findings with their place inside the text of the definition.
pub fn parse(source: &Source, scope: &Scope, expected: Expected) -> Result<Expression, Vec<Finding>> {
    let text = &source.value;
    if let Some(values) = fit::bare_values(expected)
        && values.iter().any(|value| value == text.trim())
    {
        return Ok(check::bare(text.trim()));
    }
    let place = |wrongs: Vec<Wrong>| wrongs.into_iter().map(|wrong| wrong.finding(source)).collect();
    if let Some(left) = open::left_by_import(text, scope.open_event) {
        return left.map_err(|wrong| place(vec![wrong]));
    }
    let syntax = syntax::read(text).map_err(|wrong| place(vec![wrong]))?;
    check::check(text, &syntax, scope, expected).map_err(place)
}

impl Expression {
    /// Its value.
    ///
    /// # Errors
    /// [`NoValue`] when something it reads isn't there, or a number leaves its range.
    pub fn evaluate(&self, environment: &Environment) -> Result<Value, NoValue> {
        if let (Fit::Shown, Tree::Read(read)) = (&self.fit, &self.tree) {
            return Ok(evaluate::look(read, environment));
        }
        self.fit.make(evaluate::evaluate(&self.tree, environment)?)
    }

    /// Why it never has a value, where it was broken when it was imported.
    pub fn is_broken(&self) -> Option<&str> {
        match &self.tree {
            Tree::Broken(reason) => Some(reason),
            _ => None,
        }
    }

    /// Its text, as the author wrote it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it reads a field of the case's data at or below this path, or a record around it.
    pub fn reads(&self, path: &[String]) -> bool {
        self.reads.iter().any(|read| read.starts_with(path) || path.starts_with(read))
    }

    /// Every path of the case's data it reads; fields of a list's items by the list's path and theirs.
    pub fn reads_of_data(&self) -> Vec<Vec<String>> {
        self.reads.clone()
    }

    /// Whether it reads the event.
    pub fn reads_event(&self) -> bool {
        self.event
    }

    /// The deadlines of which it asks whether they were kept.
    pub fn deadlines(&self) -> &[DeadlineIx] {
        &self.deadlines
    }

    /// The type of the items, of an expression that gives a list: what `for_each` binds its name to.
    pub fn item_type(&self) -> Option<&Type> {
        self.item.as_ref()
    }
}

/// Something wrong at a stretch of the expression's text; a [`Finding`] once its place is known.
#[derive(Debug)]
struct Wrong {
    at: token::At,
    code: &'static str,
    message: String,
    help: Option<String>,
}

impl Wrong {
    fn new(code: &'static str, at: token::At, message: impl Into<String>) -> Self {
        Self { at, code, message: message.into(), help: None }
    }

    fn syntax(at: token::At, message: impl Into<String>) -> Self {
        Self::new("bad-expression", at, message)
    }

    fn unsupported(at: token::At, message: impl Into<String>) -> Self {
        Self::new("not-supported", at, message)
    }

    fn too_large(at: token::At, message: impl Into<String>) -> Self {
        Self::new("too-large", at, message)
    }

    fn unknown(at: token::At, message: impl Into<String>) -> Self {
        Self::new("unknown-name", at, message)
    }

    fn mismatch(at: token::At, message: impl Into<String>) -> Self {
        Self::new("wrong-type", at, message)
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn finding(self, source: &Source) -> Finding {
        let finding = Finding::error(self.code, place::span(source, self.at), self.message);
        match self.help {
            Some(help) => finding.help(help),
            None => finding,
        }
    }
}
