//! Walks a checked expression. Total: every walk ends within [`MAX_STEPS`], with a value or a reason.

use super::decimal::Decimal;
use super::syntax::Operator;
use super::tree::{Each, Heard, Read, Root, Sort, TextTest, Tree};
use super::{Environment, MAX_STEPS, MAX_TEXT, NoValue};
use crate::value::{Record, Value};
use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;

/// One evaluation.
pub(super) struct Run<'v> {
    environment: &'v Environment<'v>,
    steps: Cell<usize>,
}

/// A name bound by a comprehension, and those around it.
#[derive(Clone, Copy)]
struct Bound<'b> {
    value: &'b Value,
    outer: Option<&'b Bound<'b>>,
}

type Outcome<'v> = Result<Cow<'v, Value>, NoValue>;

static NO_ITEMS: Value = Value::List(Vec::new());

/// The value of a whole expression.
pub(super) fn evaluate(tree: &Tree, environment: &Environment) -> Result<Value, NoValue> {
    let run = Run { environment, steps: Cell::new(0) };
    run.value(tree, None).map(Cow::into_owned)
}

/// The value at a place, `Null` where nothing is: for a text that only shows it.
pub(super) fn look(read: &Read, environment: &Environment) -> Value {
    Run { environment, steps: Cell::new(0) }.find(read, None).into_owned()
}

impl<'v> Run<'v> {
    fn value(&self, tree: &'v Tree, bound: Option<&Bound>) -> Outcome<'v> {
        self.charge(1)?;
        Ok(match tree {
            Tree::Literal(value) => Cow::Borrowed(value),
            Tree::Read(read) => self.read(read, bound)?,
            Tree::By => own(Value::from(self.environment.by)),
            Tree::Heard(what) => own(Value::from(match what {
                Heard::Name => self.environment.heard.name.as_str(),
                Heard::Type => self.environment.heard.kind,
                Heard::Id => self.environment.heard.id.as_str(),
            })),
            Tree::Carried => self.carried()?,
            Tree::Case => own(Value::from(self.environment.case)),
            Tree::There(read) => own(Value::Bool(!self.find(read, bound).is_null())),
            Tree::Active(state) => own(Value::Bool((self.environment.active)(*state))),
            Tree::InTime(deadline) => own(Value::Bool((self.environment.in_time)(*deadline))),
            Tree::Consent(consent) => own(Value::Bool((self.environment.consent)(*consent))),
            Tree::Not(of) => own(Value::Bool(!self.holds(of, bound)?)),
            Tree::All(parts) => own(Value::Bool(self.unless(parts, bound, false)?)),
            Tree::Any(parts) => own(Value::Bool(self.unless(parts, bound, true)?)),
            Tree::If(parts) => {
                let [condition, yes, no] = parts.as_ref();
                let chosen = if self.holds(condition, bound)? { yes } else { no };
                self.value(chosen, bound)?
            }
            Tree::Negate { sort, of } => own(negate(*sort, &*self.value(of, bound)?)?),
            Tree::Arithmetic { operator, sort, left, right } => {
                let left = self.value(left, bound)?;
                let right = self.value(right, bound)?;
                own(self.arithmetic(*operator, *sort, &left, &right)?)
            }
            Tree::Compare { operator, sort, left, right } => {
                let left = self.value(left, bound)?;
                let right = self.value(right, bound)?;
                own(Value::Bool(match (sort, operator) {
                    (Sort::Any, Operator::Equal) => left == right,
                    (Sort::Any, Operator::NotEqual) => left != right,
                    _ => compares(*operator, order(*sort, &left, &right)?),
                }))
            }
            Tree::In { sort, item, list } => {
                let item = self.value(item, bound)?;
                let list = self.value(list, bound)?;
                own(Value::Bool(self.contains(*sort, &item, &list)?))
            }
            Tree::Size(of) => own(size(&*self.value(of, bound)?)?),
            Tree::TextTest { test, of, what } => {
                let of = self.value(of, bound)?;
                let what = self.value(what, bound)?;
                let (of, what) = (text(&of)?, text(&what)?);
                own(Value::Bool(match test {
                    TextTest::Starts => of.starts_with(what),
                    TextTest::Ends => of.ends_with(what),
                    TextTest::Contains => of.contains(what),
                }))
            }
            Tree::Each { each, list, body } => {
                let list = self.value(list, bound)?;
                own(self.each(*each, items(&list)?, body, bound)?)
            }
            Tree::List(parts) => {
                let values = parts.iter().map(|part| self.copied(part, bound));
                own(Value::List(values.collect::<Result<_, _>>()?))
            }
            Tree::Record(fields) => {
                let values = fields.iter().map(|(name, part)| Ok((name.clone(), self.copied(part, bound)?)));
                own(Value::Record(values.collect::<Result<_, _>>()?))
            }
            Tree::Below { of, name, written } => match self.value(of, bound)?.as_ref() {
                Value::Null => return Err(NoValue(format!("`{written}` isn't there"))),
                Value::Record(fields) => self.part(fields.get(name))?,
                _ => own(Value::Null),
            },
            Tree::Item { of, at } => {
                let at = self.value(at, bound)?;
                match (self.value(of, bound)?.as_ref(), at.as_ref()) {
                    (Value::Null, _) => return Err(NoValue("there is nothing to take an item of".into())),
                    (Value::List(items), Value::Int(at)) => {
                        self.part(usize::try_from(*at).ok().and_then(|at| items.get(at)))?
                    }
                    (Value::Record(fields), Value::Text(name)) => self.part(fields.get(name))?,
                    _ => own(Value::Null),
                }
            }
            Tree::Shown(of) => own(Value::Text(match self.value(of, bound)?.into_owned() {
                Value::Text(text) => text,
                Value::Int(number) => number.to_string(),
                Value::Bool(yes) => yes.to_string(),
                Value::Null => "null".to_owned(),
                Value::List(_) | Value::Record(_) => return Err(not("a number, a text, or yes or no")),
            })),
            Tree::Broken(reason) => return Err(NoValue(reason.clone())),
        })
    }

    /// A part of a value that is to stand in another.
    fn copied(&self, part: &'v Tree, bound: Option<&Bound>) -> Result<Value, NoValue> {
        let value = self.value(part, bound)?;
        self.charge(weight(&value))?;
        Ok(value.into_owned())
    }

    /// A part of a value, `null` where nothing is.
    fn part(&self, value: Option<&Value>) -> Outcome<'v> {
        let value = value.unwrap_or(&Value::Null);
        self.charge(weight(value))?;
        Ok(Cow::Owned(value.clone()))
    }

    /// All that the event carries; what isn't a record stands under the empty name.
    fn carried(&self) -> Outcome<'v> {
        let event = self.environment.event;
        if event.is_empty() {
            return Ok(Cow::Owned(Value::Null));
        }
        match event.get("") {
            Some(whole) => self.part(Some(whole)),
            None => self.part(Some(&Value::Record(event.clone()))),
        }
    }

    fn charge(&self, steps: usize) -> Result<(), NoValue> {
        self.steps.set(self.steps.get().saturating_add(steps));
        if self.steps.get() > MAX_STEPS {
            return Err(NoValue(format!("the expression takes more than {MAX_STEPS} steps")));
        }
        Ok(())
    }

    fn holds(&self, tree: &'v Tree, bound: Option<&Bound>) -> Result<bool, NoValue> {
        yes(&*self.value(tree, bound)?)
    }

    /// `&&` (until `false`) and `||` (until `true`): one part that decides outweighs those without a
    /// value on either side of it, as in CEL.
    fn unless(&self, parts: &'v [Tree], bound: Option<&Bound>, decides: bool) -> Result<bool, NoValue> {
        until(parts.iter().map(|part| self.holds(part, bound)), decides)
    }

    fn read(&self, read: &'v Read, bound: Option<&Bound>) -> Outcome<'v> {
        let found = self.find(read, bound);
        match (found.is_null(), read.list) {
            (false, _) => {
                if let Cow::Owned(value) = &found {
                    self.charge(weight(value))?;
                }
                Ok(found)
            }
            (true, true) => Ok(Cow::Borrowed(&NO_ITEMS)),
            (true, false) if read.any => Ok(found),
            (true, false) => Err(NoValue(format!("`{}` isn't there", read.written))),
        }
    }

    fn find(&self, read: &Read, bound: Option<&Bound>) -> Cow<'v, Value> {
        let environment = self.environment;
        match &read.root {
            Root::Data => Cow::Borrowed(in_record(environment.data, &read.path)),
            Root::Event => Cow::Borrowed(in_record(environment.event, &read.path)),
            Root::Member => {
                Cow::Borrowed(environment.member.map_or(&Value::Null, |member| in_record(member, &read.path)))
            }
            Root::Local(name) => {
                let local = environment.locals.iter().rev().find(|(known, _)| known == name);
                Cow::Borrowed(local.map_or(&Value::Null, |(_, value)| below(value, &read.path)))
            }
            Root::Bound(outwards) => {
                let mut at = bound;
                for _ in 0..*outwards {
                    at = at.and_then(|inner| inner.outer);
                }
                Cow::Owned(at.map_or(Value::Null, |found| below(found.value, &read.path).clone()))
            }
        }
    }

    fn each(
        &self,
        each: Each,
        items: &[Value],
        body: &'v Tree,
        outer: Option<&Bound>,
    ) -> Result<Value, NoValue> {
        let holds = |item| self.holds(body, Some(&Bound { value: item, outer }));
        Ok(match each {
            Each::All => Value::Bool(until(items.iter().map(holds), false)?),
            Each::Exists => Value::Bool(until(items.iter().map(holds), true)?),
            Each::ExistsOne => {
                let mut found = 0;
                for item in items {
                    found += usize::from(holds(item)?);
                }
                Value::Bool(found == 1)
            }
            Each::Filter => {
                let mut kept = Vec::new();
                for item in items {
                    if holds(item)? {
                        self.charge(weight(item))?;
                        kept.push(item.clone());
                    }
                }
                Value::List(kept)
            }
            Each::Map => {
                let mut made = Vec::new();
                for item in items {
                    made.push(self.value(body, Some(&Bound { value: item, outer }))?.into_owned());
                }
                Value::List(made)
            }
        })
    }

    fn contains(&self, sort: Sort, item: &Value, list: &Value) -> Result<bool, NoValue> {
        for candidate in items(list)? {
            self.charge(1)?;
            let same = match sort {
                Sort::Any => item == candidate,
                sort => order(sort, item, candidate)?.is_eq(),
            };
            if same {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn arithmetic(
        &self,
        operator: Operator,
        sort: Sort,
        left: &Value,
        right: &Value,
    ) -> Result<Value, NoValue> {
        match sort {
            Sort::Money(digits) => sum(operator, digits, left, right),
            Sort::Text => {
                let joined = format!("{}{}", text(left)?, text(right)?);
                if joined.chars().count() > MAX_TEXT {
                    return Err(NoValue(format!("a text would have more than {MAX_TEXT} characters")));
                }
                let joined = Value::Text(joined);
                self.charge(weight(&joined))?;
                Ok(joined)
            }
            Sort::Any => self.open_arithmetic(operator, left, right),
            _ => whole(operator, integer(left)?, integer(right)?).map(Value::Int),
        }
    }

    /// Of values that may be anything: numbers are added, texts and lists put together. A quotient that
    /// isn't whole has no value, since there are no fractions.
    fn open_arithmetic(&self, operator: Operator, left: &Value, right: &Value) -> Result<Value, NoValue> {
        match (operator, left, right) {
            (Operator::Add, Value::Text(_), Value::Text(_)) => {
                self.arithmetic(operator, Sort::Text, left, right)
            }
            (Operator::Add, Value::List(first), Value::List(second)) => {
                self.charge(weight(left) + weight(right))?;
                Ok(Value::List(first.iter().chain(second).cloned().collect()))
            }
            (Operator::Divide, Value::Int(left), Value::Int(right))
                if *right != 0 && left.checked_rem(*right).is_some_and(|rest| rest != 0) =>
            {
                Err(NoValue(format!("`{left} / {right}` isn't a whole number")))
            }
            _ => whole(operator, integer(left)?, integer(right)?).map(Value::Int),
        }
    }
}

fn own<'v>(value: Value) -> Cow<'v, Value> {
    Cow::Owned(value)
}

/// Steps that copying a value costs, so that few steps can't make much data.
fn weight(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len() / 64,
        Value::List(items) => items.iter().map(|item| 1 + weight(item)).sum(),
        Value::Record(fields) => fields.values().map(|field| 1 + weight(field)).sum(),
        _ => 0,
    }
}

fn in_record<'r>(record: &'r Record, path: &[String]) -> &'r Value {
    match path.split_first() {
        Some((first, rest)) => record.get(first).map_or(&Value::Null, |value| below(value, rest)),
        None => &Value::Null,
    }
}

fn below<'r>(mut value: &'r Value, path: &[String]) -> &'r Value {
    for name in path {
        match value {
            Value::Record(fields) => value = fields.get(name).unwrap_or(&Value::Null),
            _ => return &Value::Null,
        }
    }
    value
}

/// Goes through answers until one `decides`; otherwise the first that has none, otherwise the other answer.
fn until(answers: impl Iterator<Item = Result<bool, NoValue>>, decides: bool) -> Result<bool, NoValue> {
    let mut first_without = None;
    for answer in answers {
        match answer {
            Ok(yes) if yes == decides => return Ok(decides),
            Ok(_) => {}
            Err(reason) => first_without = first_without.or(Some(reason)),
        }
    }
    first_without.map_or(Ok(!decides), Err)
}

// Types were checked before; data that doesn't have the type of its field is told as such, never a panic.
fn not(wanted: &str) -> NoValue {
    NoValue(format!("a value in the case isn't {wanted}"))
}

fn yes(value: &Value) -> Result<bool, NoValue> {
    match value {
        Value::Bool(yes) => Ok(*yes),
        _ => Err(not("yes or no")),
    }
}

fn integer(value: &Value) -> Result<i64, NoValue> {
    match value {
        Value::Int(number) => Ok(*number),
        _ => Err(not("a whole number")),
    }
}

fn text(value: &Value) -> Result<&str, NoValue> {
    value.text().ok_or_else(|| not("a text"))
}

fn items(value: &Value) -> Result<&[Value], NoValue> {
    match value {
        Value::List(items) => Ok(items),
        _ => Err(not("a list")),
    }
}

fn decimal(value: &Value) -> Result<Decimal, NoValue> {
    match value {
        Value::Int(number) => Ok(Decimal::from(*number)),
        Value::Text(text) => Decimal::parse(text).ok_or_else(|| not("a sum")),
        _ => Err(not("a sum")),
    }
}

fn instant(value: &Value) -> Result<jiff::Timestamp, NoValue> {
    text(value)?.parse().map_err(|_| not("an instant"))
}

fn too_large() -> NoValue {
    NoValue("a number leaves its range".into())
}

fn size(value: &Value) -> Result<Value, NoValue> {
    let size = match value {
        Value::Text(text) => text.chars().count(),
        other => items(other)?.len(),
    };
    i64::try_from(size).map(Value::Int).map_err(|_| too_large())
}

fn order(sort: Sort, left: &Value, right: &Value) -> Result<Ordering, NoValue> {
    Ok(match sort {
        Sort::Boolean => yes(left)?.cmp(&yes(right)?),
        Sort::Integer => integer(left)?.cmp(&integer(right)?),
        Sort::Text => text(left)?.cmp(text(right)?),
        Sort::Money(_) => decimal(left)?.order(decimal(right)?).ok_or_else(too_large)?,
        Sort::Instant => instant(left)?.cmp(&instant(right)?),
        Sort::Any => match (left, right) {
            (Value::Int(left), Value::Int(right)) => left.cmp(right),
            (Value::Text(left), Value::Text(right)) => left.cmp(right),
            _ => return Err(NoValue("only two numbers or two texts have an order".into())),
        },
    })
}

fn compares(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::AtMost => order.is_le(),
        Operator::Greater => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn negate(sort: Sort, value: &Value) -> Result<Value, NoValue> {
    match sort {
        Sort::Money(digits) => decimal(value)?.negated().write(digits).map(Value::Text).ok_or_else(too_large),
        _ => integer(value)?.checked_neg().map(Value::Int).ok_or_else(too_large),
    }
}

fn whole(operator: Operator, left: i64, right: i64) -> Result<i64, NoValue> {
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        _ if right == 0 => return Err(NoValue("a number is divided by zero".into())),
        Operator::Divide => left.checked_div(right),
        _ => left.checked_rem(right),
    };
    result.ok_or_else(too_large)
}

fn sum(operator: Operator, digits: u8, left: &Value, right: &Value) -> Result<Value, NoValue> {
    let result = match (operator, left, right) {
        (Operator::Add, ..) => decimal(left)?.plus(decimal(right)?),
        (Operator::Subtract, ..) => decimal(left)?.plus(decimal(right)?.negated()),
        (_, Value::Int(factor), sum) | (_, sum, Value::Int(factor)) => decimal(sum)?.times(*factor),
        _ => None,
    };
    result.and_then(|sum| sum.write(digits)).map(Value::Text).ok_or_else(too_large)
}
