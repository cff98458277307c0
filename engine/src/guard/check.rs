//! Gives every part of an expression its type: literals, functions, comprehensions. Names are looked
//! up in `names`, operators checked in `operators`, what the whole must be in `fit`.
//!
//! INVARIANT: a tree is run only if no wrong was found; what stands in for a wrong part is never run.

use super::fit::{self, Fit};
use super::kind::Kind;
use super::syntax::{Syntax, What};
use super::token::At;
use super::tree::{Each, TextTest, Tree};
use super::{Expected, Expression, Scope, Wrong};
use crate::chart::Type;
use crate::finding::nearest;
use crate::id::{ConsentIx, DeadlineIx, StateIx};
use crate::value::Value;
use std::collections::BTreeSet;

/// A part whose type is known.
#[derive(Debug)]
pub(super) struct Typed<'a> {
    pub tree: Tree,
    pub kind: Kind<'a>,
    pub at: At,
}

/// A name that a comprehension binds.
pub(super) struct Bound<'a> {
    pub name: String,
    pub kind: Kind<'a>,
    /// The list it goes through, where that is a field of the case's data.
    pub origin: Option<Vec<String>>,
}

pub(super) struct Checker<'a> {
    pub text: &'a str,
    pub scope: &'a Scope<'a>,
    pub bound: Vec<Bound<'a>>,
    pub wrongs: Vec<Wrong>,
    pub reads: BTreeSet<Vec<String>>,
    pub event: bool,
    pub deadlines: BTreeSet<DeadlineIx>,
    /// Whether the whole may be anything: then records may be written out, and items of all kinds in a list.
    pub open: bool,
}

const FUNCTIONS: [&str; 6] = ["active", "consent", "has", "in_time", "size", "string"];
const METHODS: [&str; 8] =
    ["all", "contains", "endsWith", "exists", "exists_one", "filter", "map", "startsWith"];

/// Checks names and types of a whole expression.
pub(super) fn check(
    text: &str,
    syntax: &Syntax,
    scope: &Scope,
    expected: Expected,
) -> Result<Expression, Vec<Wrong>> {
    let mut checker = Checker {
        text,
        scope,
        bound: Vec::new(),
        wrongs: Vec::new(),
        reads: BTreeSet::new(),
        event: false,
        deadlines: BTreeSet::new(),
        open: scope.open_event || matches!(expected, Expected::Fits(Type::Any) | Expected::Anything),
    };
    let typed = checker.value(syntax, fit::bare_values(expected));
    let (tree, fit, item) = checker.fit(typed, expected);
    if !checker.wrongs.is_empty() {
        return Err(checker.wrongs);
    }
    let source = text.trim().to_owned();
    Ok(Expression {
        source,
        tree,
        fit,
        item,
        reads: checker.reads.into_iter().collect(),
        event: checker.event,
        deadlines: checker.deadlines.into_iter().collect(),
    })
}

/// A value of an enum field that stands for itself: `set: {claim.track: summary}`.
pub(super) fn bare(value: &str) -> Expression {
    let tree = Tree::Literal(Value::from(value));
    Expression {
        source: value.to_owned(),
        tree,
        fit: Fit::AsIs,
        item: None,
        reads: Vec::new(),
        event: false,
        deadlines: Vec::new(),
    }
}

impl<'a> Checker<'a> {
    /// The type of a part. `bare` are the values of the enum that the whole must fit.
    pub fn value(&mut self, syntax: &Syntax, bare: Option<&'a [String]>) -> Typed<'a> {
        let at = syntax.at;
        let literal = |value: Value, kind| Typed { tree: Tree::Literal(value), kind, at };
        match &syntax.what {
            What::Null => literal(Value::Null, Kind::Null),
            What::Boolean(yes) => literal(Value::Bool(*yes), Kind::Boolean),
            What::Integer(number) => literal(Value::Int(*number), Kind::Integer),
            What::Decimal(digits) => literal(Value::from(digits.as_str()), Kind::Decimal),
            What::Text(text) => literal(Value::from(text.as_str()), Kind::Text),
            What::List(items) if self.open => self.open_list(items, at),
            What::List(items) => self.list(items, at),
            What::Record(fields) => self.record(fields, at),
            What::Item { of, at: item } => self.item(of, item, at),
            What::Name(name) => match bare {
                Some(values) if values.contains(name) => {
                    literal(Value::from(name.as_str()), Kind::Enum(values))
                }
                _ => self.name(syntax, bare),
            },
            What::Field { .. } => self.name(syntax, None),
            What::Call { on: None, name, name_at, arguments } => self.function(name, *name_at, arguments, at),
            What::Call { on: Some(on), name, name_at, arguments } => {
                self.method(on, name, *name_at, arguments, at)
            }
            What::Not(of) => {
                let tree = Tree::Not(Box::new(self.condition(of)));
                Typed { tree, kind: Kind::Boolean, at }
            }
            What::All(parts) => {
                let tree = Tree::All(parts.iter().map(|part| self.condition(part)).collect());
                Typed { tree, kind: Kind::Boolean, at }
            }
            What::Any(parts) => {
                let tree = Tree::Any(parts.iter().map(|part| self.condition(part)).collect());
                Typed { tree, kind: Kind::Boolean, at }
            }
            What::Negate(of) => self.negate(of, at),
            What::Binary { operator, left, right } => self.binary(*operator, left, right, at),
            What::If(parts) => self.choice(parts, bare, at),
        }
    }

    /// Says what is wrong, and stands in for the part.
    pub fn wrong(&mut self, wrong: Wrong, at: At) -> Typed<'a> {
        self.wrongs.push(wrong);
        Typed { tree: Tree::Literal(Value::Null), kind: Kind::Unknown, at }
    }

    /// As the author wrote it.
    pub fn written(&self, at: At) -> &'a str {
        self.text.get(at.start..at.end).unwrap_or_default()
    }

    /// A part that must be yes or no.
    fn condition(&mut self, syntax: &Syntax) -> Tree {
        let typed = self.value(syntax, None);
        self.yes_or_no(typed)
    }

    pub fn yes_or_no(&mut self, typed: Typed<'a>) -> Tree {
        if !matches!(typed.kind, Kind::Boolean | Kind::Any | Kind::Unknown) {
            let written = self.written(typed.at);
            let message = format!("`{written}` is {}, where yes or no is needed", typed.kind.name());
            let mut wrong = Wrong::mismatch(typed.at, message);
            if matches!(typed.tree, Tree::Read(_)) {
                wrong = wrong.help(format!(
                    "compare it: `{written} == …`; or ask whether it is there: `has({written})`"
                ));
            }
            self.wrongs.push(wrong);
        }
        typed.tree
    }

    fn list(&mut self, items: &[Syntax], at: At) -> Typed<'a> {
        let mut kind = Kind::Unknown;
        let mut trees = Vec::new();
        for item in items {
            let typed = self.value(item, None);
            if matches!(typed.kind, Kind::Null | Kind::List(_) | Kind::Record(_) | Kind::Opaque) {
                let message = format!("{} can't stand in a list that is written out", typed.kind.name());
                self.wrongs.push(Wrong::unsupported(typed.at, message));
                continue;
            }
            kind = match self.united(&kind, &typed.kind) {
                Some(kind) => kind,
                None => {
                    let message = format!(
                        "the list has {} and {}; its items must be alike",
                        kind.name(),
                        typed.kind.name()
                    );
                    self.wrongs.push(Wrong::mismatch(typed.at, message));
                    kind
                }
            };
            trees.push(typed.tree);
        }
        Typed { tree: constant(trees), kind: Kind::List(Box::new(kind)), at }
    }

    fn choice(&mut self, parts: &[Syntax; 3], bare: Option<&'a [String]>, at: At) -> Typed<'a> {
        let [condition, yes, no] = parts;
        let condition = self.condition(condition);
        let (yes, no) = (self.value(yes, bare), self.value(no, bare));
        let decimal = [&yes, &no].iter().any(|branch| matches!(branch.kind, Kind::Decimal));
        let anything = (self.open && !decimal).then_some(Kind::Any);
        let united = self.united(&yes.kind, &no.kind).or(anything);
        let Some(kind) = united else {
            let message = format!(
                "one branch gives {}, the other {}; they must be alike",
                yes.kind.name(),
                no.kind.name()
            );
            return self.wrong(Wrong::mismatch(at, message), at);
        };
        Typed { tree: Tree::If(Box::new([condition, yes.tree, no.tree])), kind, at }
    }

    fn function(&mut self, name: &str, name_at: At, arguments: &[Syntax], at: At) -> Typed<'a> {
        match (name, arguments) {
            ("active", [argument]) => match self.named(argument, "state", self.scope.states) {
                Some(ix) => Typed { tree: Tree::Active(StateIx(ix)), kind: Kind::Boolean, at },
                None => self.stand_in(at),
            },
            ("consent", [argument]) => match self.named(argument, "consent", self.scope.consents) {
                Some(ix) => Typed { tree: Tree::Consent(ConsentIx(ix)), kind: Kind::Boolean, at },
                None => self.stand_in(at),
            },
            ("in_time", [argument]) => match self.named(argument, "deadline", self.scope.deadlines) {
                Some(ix) => {
                    self.deadlines.insert(DeadlineIx(ix));
                    Typed { tree: Tree::InTime(DeadlineIx(ix)), kind: Kind::Boolean, at }
                }
                None => self.stand_in(at),
            },
            ("has", [argument]) => self.has(argument, at),
            ("size", [argument]) => {
                let of = self.value(argument, None);
                match of.kind {
                    Kind::Text | Kind::Person | Kind::Enum(_) | Kind::List(_) | Kind::Any | Kind::Unknown => {
                        Typed { tree: Tree::Size(Box::new(of.tree)), kind: Kind::Integer, at }
                    }
                    kind => {
                        let message = format!("`size` counts a text or a list, and this is {}", kind.name());
                        self.wrong(Wrong::mismatch(of.at, message), at)
                    }
                }
            }
            ("string", [argument]) => {
                let of = self.value(argument, None);
                match of.kind {
                    Kind::Boolean | Kind::Integer | Kind::Any | Kind::Unknown => {}
                    ref kind if kind.is_textual() => {}
                    ref kind => {
                        let message = format!(
                            "`string` writes numbers, texts and yes or no, and this is {}",
                            kind.name()
                        );
                        return self.wrong(Wrong::mismatch(of.at, message), at);
                    }
                }
                Typed { tree: Tree::Shown(Box::new(of.tree)), kind: Kind::Text, at }
            }
            ("active" | "consent" | "has" | "in_time" | "size" | "string", _) => {
                let message = format!("`{name}` takes one argument, not {}", arguments.len());
                self.wrong(Wrong::mismatch(at, message), at)
            }
            _ => self.no_function(name, name_at, at, false),
        }
    }

    fn method(&mut self, on: &Syntax, name: &str, name_at: At, arguments: &[Syntax], at: At) -> Typed<'a> {
        let test = match name {
            "startsWith" => TextTest::Starts,
            "endsWith" => TextTest::Ends,
            "contains" => TextTest::Contains,
            _ => {
                let each = match name {
                    "all" => Each::All,
                    "exists" => Each::Exists,
                    "exists_one" => Each::ExistsOne,
                    "filter" => Each::Filter,
                    "map" => Each::Map,
                    _ => return self.no_function(name, name_at, at, true),
                };
                return self.each(each, on, name, arguments, at);
            }
        };
        let [argument] = arguments else {
            let message = format!("`{name}` takes one argument, not {}", arguments.len());
            return self.wrong(Wrong::mismatch(at, message), at);
        };
        let of = self.textual(on, name);
        let what = self.textual(argument, name);
        Typed {
            tree: Tree::TextTest { test, of: Box::new(of), what: Box::new(what) },
            kind: Kind::Boolean,
            at,
        }
    }

    fn textual(&mut self, syntax: &Syntax, function: &str) -> Tree {
        let typed = self.value(syntax, None);
        if !typed.kind.is_textual() && !matches!(typed.kind, Kind::Any | Kind::Unknown) {
            let message = format!("`{function}` looks into a text, and this is {}", typed.kind.name());
            self.wrongs.push(Wrong::mismatch(typed.at, message));
        }
        typed.tree
    }

    fn each(&mut self, each: Each, on: &Syntax, name: &str, arguments: &[Syntax], at: At) -> Typed<'a> {
        let list = self.value(on, None);
        let [Syntax { what: What::Name(variable), at: variable_at, .. }, body] = arguments else {
            let message = format!("`{name}` takes a name and what to ask of each item: `.{name}(x, …)`");
            return self.wrong(Wrong::mismatch(at, message), at);
        };
        let item = match &list.kind {
            Kind::List(item) => item.as_ref().clone(),
            Kind::Any => Kind::Any,
            Kind::Unknown => Kind::Unknown,
            other => {
                let message = format!("`{name}` goes through a list, and this is {}", other.name());
                return self.wrong(Wrong::mismatch(list.at, message), at);
            }
        };
        if self.is_taken(variable) {
            let message = format!("`{variable}` has a meaning already");
            self.wrongs.push(Wrong::mismatch(*variable_at, message).help("choose another name for the item"));
        }
        let origin = origin(&list.tree, &self.bound);
        self.bound.push(Bound { name: variable.clone(), kind: item.clone(), origin });
        let body = self.value(body, None);
        self.bound.pop();
        let (body, kind) = match each {
            Each::Map => match body.kind {
                Kind::Null | Kind::Opaque | Kind::Record(_) | Kind::List(_) => {
                    let message = format!("`map` can't make a list of {}", body.kind.name());
                    return self.wrong(Wrong::unsupported(body.at, message), at);
                }
                kind => (body.tree, Kind::List(Box::new(kind))),
            },
            Each::Filter => (self.yes_or_no(body), list.kind),
            _ => (self.yes_or_no(body), Kind::Boolean),
        };
        Typed { tree: Tree::Each { each, list: Box::new(list.tree), body: Box::new(body) }, kind, at }
    }

    /// The position of the name that the argument spells.
    fn named(&mut self, argument: &Syntax, what: &str, names: &[String]) -> Option<u16> {
        let What::Text(name) = &argument.what else {
            let message = format!("the name of the {what} stands in quotes here: `'…'`");
            self.wrongs.push(Wrong::mismatch(argument.at, message));
            return None;
        };
        let position = names.iter().position(|known| known == name).and_then(|at| u16::try_from(at).ok());
        if position.is_none() {
            let wrong = Wrong::unknown(argument.at, format!("there is no {what} `{name}`"));
            self.wrongs.push(wrong.did_you_mean(name, names.iter().map(String::as_str)));
        }
        position
    }

    fn stand_in(&self, at: At) -> Typed<'a> {
        Typed { tree: Tree::Literal(Value::Bool(false)), kind: Kind::Boolean, at }
    }

    fn no_function(&mut self, name: &str, name_at: At, at: At, method: bool) -> Typed<'a> {
        let wrong = if method && FUNCTIONS.contains(&name) {
            Wrong::unsupported(name_at, format!("`{name}` doesn't follow a `.`"))
                .help(format!("write `{name}(…)`"))
        } else if !method && METHODS.contains(&name) {
            Wrong::unsupported(name_at, format!("`{name}` follows what it looks at"))
                .help(format!("write `x.{name}(…)`"))
        } else if is_about_time(name) {
            Wrong::unsupported(name_at, format!("`{name}` isn't part of conditions: they know no clock"))
                .help("whatever is about time goes through deadlines; dates are compared with `<` and `==`")
        } else {
            let known = if method { METHODS.as_slice() } else { FUNCTIONS.as_slice() };
            let wrong = Wrong::unknown(name_at, format!("there is no function `{name}`"));
            match nearest(name, known.iter().copied()) {
                Some(near) => wrong.help(format!("did you mean `{near}`?")),
                None => {
                    let known: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
                    wrong.help(format!("there are {}", known.join(", ")))
                }
            }
        };
        self.wrong(wrong, at)
    }
}

impl Wrong {
    pub(super) fn did_you_mean<'n>(self, wanted: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(wanted, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

fn is_about_time(name: &str) -> bool {
    matches!(name, "timestamp" | "duration" | "now" | "today" | "date") || name.starts_with("get")
}

/// A list of literals is one value, made once.
pub(super) fn constant(trees: Vec<Tree>) -> Tree {
    let literal = |tree: &Tree| match tree {
        Tree::Literal(value) => Some(value.clone()),
        _ => None,
    };
    match trees.iter().map(literal).collect::<Option<Vec<_>>>() {
        Some(values) => Tree::Literal(Value::List(values)),
        None => Tree::List(trees),
    }
}

fn origin(list: &Tree, bound: &[Bound]) -> Option<Vec<String>> {
    match list {
        Tree::Read(read) => super::names::data_path(read, bound),
        Tree::Each { each: Each::Filter, list, .. } => origin(list, bound),
        _ => None,
    }
}
