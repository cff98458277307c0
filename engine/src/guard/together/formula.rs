//! Takes conditions apart into leaves and their variables.

use super::super::syntax::Operator;
use super::super::tree::{Read, Root, Sort, Tree};
use super::Known;
use crate::chart::{Type, is_ordered, point, value_at};
use crate::value::Value;
use std::collections::BTreeSet;

/// Stands for a text that no constant is.
pub(super) const OTHER: &str = "\u{1}";
/// Most values of a whole number that are looked at one by one.
const MAX_NUMBERS: i64 = 64;
/// Most variables of one leaf: what one field says of another, and a third.
const MAX_IN_LEAF: usize = 3;

/// What a formula says under some values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False,
    NoValue,
    /// That hangs on variables without a value yet.
    Open,
}

impl Truth {
    pub fn of(yes: bool) -> Self {
        if yes { Self::True } else { Self::False }
    }
}

/// A condition over leaves.
pub(super) enum Formula {
    Constant(bool),
    Leaf(usize),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    If(Box<[Formula; 3]>),
}

impl Formula {
    pub fn truth(&self, leaf: &dyn Fn(usize) -> Truth) -> Truth {
        match self {
            Self::Constant(yes) => Truth::of(*yes),
            Self::Leaf(at) => leaf(*at),
            Self::Not(of) => match of.truth(leaf) {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                other => other,
            },
            Self::All(parts) => unless(parts, leaf, Truth::False, Truth::True),
            Self::Any(parts) => unless(parts, leaf, Truth::True, Truth::False),
            Self::If(parts) => match parts[0].truth(leaf) {
                Truth::True => parts[1].truth(leaf),
                Truth::False => parts[2].truth(leaf),
                other => other,
            },
        }
    }
}

/// One part that decides outweighs those without a value, as in the evaluator.
fn unless(parts: &[Formula], leaf: &dyn Fn(usize) -> Truth, decides: Truth, otherwise: Truth) -> Truth {
    let mut all = otherwise;
    for part in parts {
        let truth = part.truth(leaf);
        if truth == decides {
            return decides;
        }
        if truth == Truth::Open || (truth == Truth::NoValue && all != Truth::Open) {
            all = truth;
        }
    }
    all
}

/// Something that has one of these values.
pub(super) struct Variable {
    /// None: who acts, or something that isn't followed.
    pub root: Option<Root>,
    pub path: Vec<String>,
    /// As the conditions call it; none for what isn't followed.
    pub written: Option<String>,
    pub values: Vec<Value>,
}

/// A part that its variables decide.
pub(super) struct Leaf<'a> {
    /// None: its variable is its truth.
    pub tree: Option<&'a Tree>,
    pub variables: Vec<usize>,
    /// The part, to find it again.
    part: &'a Tree,
}

pub(super) struct Reading<'a, 'k> {
    known: &'k Known<'k>,
    pub variables: Vec<Variable>,
    pub leaves: Vec<Leaf<'a>>,
}

impl<'a, 'k> Reading<'a, 'k> {
    pub fn new(known: &'k Known<'k>) -> Self {
        Self { known, variables: Vec::new(), leaves: Vec::new() }
    }

    pub fn formula(&mut self, tree: &'a Tree) -> Formula {
        let mut of = |parts: &'a [Tree]| parts.iter().map(|part| self.formula(part)).collect();
        match tree {
            Tree::Literal(Value::Bool(yes)) => Formula::Constant(*yes),
            Tree::Not(of) => Formula::Not(Box::new(self.formula(of))),
            Tree::All(parts) => Formula::All(of(parts)),
            Tree::Any(parts) => Formula::Any(of(parts)),
            Tree::If(parts) => Formula::If(Box::new(parts.each_ref().map(|part| self.formula(part)))),
            other => Formula::Leaf(self.leaf(other)),
        }
    }

    fn leaf(&mut self, part: &'a Tree) -> usize {
        if let Some(known) = self.leaves.iter().position(|leaf| leaf.part == part) {
            return known;
        }
        let leaf = match self.followed(part) {
            Some(variables) => Leaf { tree: Some(part), variables, part },
            None => Leaf { tree: None, variables: vec![self.free(part)], part },
        };
        self.leaves.push(leaf);
        self.leaves.len() - 1
    }

    /// What may be either.
    fn free(&mut self, part: &Tree) -> usize {
        let mut values = vec![Value::Bool(true), Value::Bool(false)];
        if !matches!(part, Tree::Active(_) | Tree::Consent(_) | Tree::InTime(_)) {
            values.push(Value::Null);
        }
        self.variables.push(Variable { root: None, path: Vec::new(), written: None, values });
        self.variables.len() - 1
    }

    /// The variables of a part that is decided by the values that speak for all of theirs.
    fn followed(&mut self, part: &Tree) -> Option<Vec<usize>> {
        if part.is_open() {
            return None;
        }
        match part {
            Tree::Read(read) | Tree::There(read) => {
                let kind = self.kind(read).unwrap_or(Type::Boolean);
                Some(vec![self.variable(read, &kind, &[])?])
            }
            Tree::Compare { operator, sort, left, right } => match (left.as_ref(), right.as_ref()) {
                (Tree::Read(read), Tree::Literal(value)) | (Tree::Literal(value), Tree::Read(read)) => {
                    self.against(read, *sort, std::slice::from_ref(value), is_equality(*operator))
                }
                (Tree::By, Tree::Literal(value)) | (Tree::Literal(value), Tree::By) => {
                    is_equality(*operator).then(|| vec![self.who_acts(std::slice::from_ref(value))])
                }
                _ => self.finite(part),
            },
            Tree::In { sort, item, list } => match (item.as_ref(), list.as_ref()) {
                (Tree::Read(read), Tree::Literal(Value::List(values))) => {
                    self.against(read, *sort, values, true)
                }
                (Tree::By, Tree::Literal(Value::List(values))) => Some(vec![self.who_acts(values)]),
                _ => self.finite(part),
            },
            _ => self.finite(part),
        }
    }

    /// A field against constants.
    fn against(
        &mut self,
        read: &Read,
        sort: Sort,
        constants: &[Value],
        equality: bool,
    ) -> Option<Vec<usize>> {
        let kind = self.kind(read).unwrap_or_else(|| of_sort(sort));
        // Of texts only equality is followed: between two of them lie others.
        let followed = equality || is_ordered(&kind);
        followed.then(|| self.variable(read, &kind, constants))?.map(|variable| vec![variable])
    }

    /// A part over a few fields of few values each.
    fn finite(&mut self, part: &Tree) -> Option<Vec<usize>> {
        let mut reads = Vec::new();
        if !reads_of(part, &mut reads) || reads.len() > MAX_IN_LEAF || reads.is_empty() {
            return None;
        }
        let kinds: Vec<Type> =
            reads.iter().map(|read| self.kind(read).filter(is_finite)).collect::<Option<_>>()?;
        reads.iter().zip(&kinds).map(|(read, kind)| self.variable(read, kind, &[])).collect()
    }

    fn kind(&self, read: &Read) -> Option<Type> {
        self.known.field(&read.root, &read.path).map(|field| field.kind.clone())
    }

    /// The variable of a name, with what speaks for values near these constants.
    fn variable(&mut self, read: &Read, kind: &Type, constants: &[Value]) -> Option<usize> {
        if matches!(read.root, Root::Local(_) | Root::Bound(_)) {
            return None;
        }
        let root = Some(read.root.clone());
        let known = self.variables.iter().position(|v| v.root == root && v.path == read.path);
        let at = known.unwrap_or_else(|| {
            let mut values = first_values(kind);
            if self.may_miss(read) {
                values.push(Value::Null);
            }
            let (path, written) = (read.path.clone(), Some(read.written.clone()));
            self.variables.push(Variable { root, path, written, values });
            self.variables.len() - 1
        });
        add(&mut self.variables[at].values, near(kind, constants));
        Some(at)
    }

    fn may_miss(&self, read: &Read) -> bool {
        match (&read.root, self.known.field(&read.root, &read.path)) {
            (Root::Data, Some(field)) => (self.known.may_miss)(&read.path, field),
            (Root::Member, Some(field)) => field.default.is_null() || field.kind != Type::Boolean,
            _ => true,
        }
    }

    fn who_acts(&mut self, constants: &[Value]) -> usize {
        let written = Some("event.by".to_owned());
        let known = self.variables.iter().position(|v| v.root.is_none() && v.written == written);
        let at = known.unwrap_or_else(|| {
            let values = vec![Value::from(OTHER), Value::from("")];
            self.variables.push(Variable { root: None, path: Vec::new(), written, values });
            self.variables.len() - 1
        });
        add(&mut self.variables[at].values, constants.to_vec());
        at
    }
}

/// Constants stand before what stands for all others.
fn add(values: &mut Vec<Value>, new: Vec<Value>) {
    for value in new.into_iter().rev() {
        if !values.contains(&value) {
            values.insert(0, value);
        }
    }
}

fn is_equality(operator: Operator) -> bool {
    matches!(operator, Operator::Equal | Operator::NotEqual)
}

fn of_sort(sort: Sort) -> Type {
    match sort {
        Sort::Boolean => Type::Boolean,
        Sort::Integer => Type::Integer { min: None, max: None },
        Sort::Money(digits) => Type::Money { currency: String::new(), digits },
        Sort::Instant => Type::Instant,
        Sort::Text => Type::Text { max_length: u32::MAX },
        // What hangs on it isn't followed.
        Sort::Any => Type::Any,
    }
}

fn is_finite(kind: &Type) -> bool {
    match kind {
        Type::Boolean | Type::Enum(_) => true,
        Type::Integer { min: Some(min), max: Some(max) } => max.saturating_sub(*min) < MAX_NUMBERS,
        _ => false,
    }
}

/// Values of a type that are looked at whatever it is set against.
fn first_values(kind: &Type) -> Vec<Value> {
    match kind {
        Type::Boolean => vec![Value::Bool(true), Value::Bool(false)],
        Type::Enum(names) => names.iter().map(|name| Value::from(name.as_str())).collect(),
        Type::Integer { min: Some(min), max: Some(max) } if is_finite(kind) => {
            (*min..=*max).map(Value::Int).collect()
        }
        Type::Integer { min, max } => {
            vec![Value::Int(
                0.clamp(min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX).max(min.unwrap_or(i64::MIN))),
            )]
        }
        Type::Money { .. } | Type::Date | Type::Instant => value_at(kind, 0).into_iter().collect(),
        Type::List(_) => vec![Value::List(Vec::new())],
        Type::Record(_) => vec![Value::Record(Default::default())],
        // A text that no constant is.
        _ => vec![Value::from(OTHER)],
    }
}

/// The values that constants divide a type into.
fn near(kind: &Type, constants: &[Value]) -> Vec<Value> {
    if matches!(kind, Type::Boolean | Type::Enum(_)) {
        return Vec::new();
    }
    if !is_ordered(kind) {
        return constants.to_vec();
    }
    let mut points = BTreeSet::new();
    for constant in constants {
        let written = match (kind, constant) {
            (Type::Money { .. }, Value::Int(whole)) => Value::Text(whole.to_string()),
            _ => constant.clone(),
        };
        if let Some(point) = point(kind, &written) {
            points.extend([point, point - 1, point + 1]);
        }
    }
    let fits = |point: &i128| match kind {
        Type::Integer { min, max } => {
            min.is_none_or(|min| i128::from(min) <= *point) && max.is_none_or(|max| *point <= i128::from(max))
        }
        _ => true,
    };
    points.into_iter().filter(fits).filter_map(|point| value_at(kind, point)).collect()
}

/// All names in a part; `false` if it looks at something else as well.
fn reads_of<'t>(tree: &'t Tree, reads: &mut Vec<&'t Read>) -> bool {
    let mut add = |read: &'t Read| {
        if !reads.iter().any(|known| known.root == read.root && known.path == read.path) {
            reads.push(read);
        }
        matches!(read.root, Root::Data | Root::Member)
    };
    match tree {
        Tree::Read(read) | Tree::There(read) => add(read),
        Tree::By | Tree::Active(_) | Tree::Consent(_) | Tree::InTime(_) => false,
        Tree::Size(_) | Tree::TextTest { .. } | Tree::Each { .. } => false,
        other => other.parts().into_iter().all(|part| reads_of(part, reads)),
    }
}
