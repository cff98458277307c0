//! Conditions and expressions: a typed, total subset of CEL, parsed and checked once, evaluated often.
//!
//! The meaning of what is accepted is CEL's. Not part of the subset: anything about time, functions
//! other than those of [`docs/language.md`], and whatever could fail to end or have more than one type.

use crate::chart::{Field, Type};
use crate::definition::Source;
use crate::finding::Finding;
use crate::id::{ConsentIx, StateIx};
use crate::value::{Record, Value};

/// What names an expression may use.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// `data.…`: the case's data.
    pub data: &'a [Field],
    /// `member.…`: fields of the innermost copy's member or list item; `None` outside copies.
    pub member: Option<&'a [Field]>,
    /// `event.data.…`: fields that the event carries; `event.by` is a text.
    pub event: &'a [Field],
    /// Names bound by `for_each` around it.
    pub locals: &'a [(String, Type)],
    /// `active('state')`.
    pub states: &'a [String],
    /// `consent('name')`.
    pub consents: &'a [String],
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
pub struct Expression {}

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
    /// Names bound by `for_each`.
    pub locals: &'a [(String, Value)],
    /// Whether a state is active, in the same copy or outside.
    pub active: &'a dyn Fn(StateIx) -> bool,
    /// Whether all have given a consent.
    pub consent: &'a dyn Fn(ConsentIx) -> bool,
}

/// Why an expression has no value; becomes `error.execution`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoValue(pub String);

/// Parses and checks an expression.
///
/// # Errors
/// Findings with their place inside the text of the definition.
pub fn parse(_source: &Source, _scope: &Scope, _expected: Expected) -> Result<Expression, Vec<Finding>> {
    Ok(Expression {})
}

impl Expression {
    /// Its value.
    ///
    /// # Errors
    /// [`NoValue`] when something it reads isn't there, or a number leaves its range.
    pub fn evaluate(&self, _environment: &Environment) -> Result<Value, NoValue> {
        Ok(Value::Null)
    }
    /// Whether it reads a field of the case's data at or below this path.
    pub fn reads(&self, _path: &[String]) -> bool {
        false
    }
    /// Every path of the case's data it reads.
    pub fn reads_of_data(&self) -> Vec<Vec<String>> {
        Vec::new()
    }
    /// Whether it reads the event.
    pub fn reads_event(&self) -> bool {
        false
    }
}
