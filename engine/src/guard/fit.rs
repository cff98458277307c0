//! What the whole expression must give, and literals that take the type of what they meet: `'summary'`
//! beside an enum, `'2024-03-04'` beside a date, `50` beside a sum.

use super::check::{Checker, Typed};
use super::decimal::Decimal;
use super::kind::{Kind, alike, quoted};
use super::token::At;
use super::tree::Tree;
use super::{Expected, MAX_TEXT, NoValue, Wrong};
use crate::chart::Type;
use crate::deadline::Period;
use crate::form::period_is_within;
use crate::moment::Moment;
use crate::value::Value;

/// The last thing done with a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fit {
    AsIs,
    /// For a text that shows it: what isn't there is shown as nothing.
    Shown,
    Integer {
        min: Option<i64>,
        max: Option<i64>,
    },
    Text {
        max_length: usize,
    },
    Money {
        digits: u8,
    },
    Period {
        max: Period,
    },
    /// Anything of a bounded size.
    Any,
}

/// The values that may stand without quotes.
pub(super) fn bare_values(expected: Expected<'_>) -> Option<&[String]> {
    match expected {
        Expected::Fits(Type::Enum(values)) => Some(values),
        _ => None,
    }
}

impl Fit {
    pub fn make(&self, value: Value) -> Result<Value, NoValue> {
        match (self, value) {
            (Self::Integer { min, max }, Value::Int(number))
                if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) =>
            {
                Err(NoValue(format!("{number} is outside the range of its field")))
            }
            (Self::Text { max_length }, Value::Text(text)) if text.chars().count() > *max_length => {
                Err(NoValue(format!("the text has more than the {max_length} characters of its field")))
            }
            (Self::Money { digits }, Value::Int(number)) => sum(Decimal::from(number), *digits),
            (Self::Money { digits }, Value::Text(text)) => match Decimal::parse(&text) {
                Some(number) => sum(number, *digits),
                None => Err(NoValue("a value in the case isn't a sum".into())),
            },
            (Self::Period { max }, Value::Text(text)) => {
                let within = text.parse().ok().and_then(|period| period_is_within(period, *max));
                match within {
                    Some(true) => Ok(Value::Text(text)),
                    _ => Err(NoValue(format!("the period `{text}` isn't within the `{max}` of its field"))),
                }
            }
            (Self::Any, value) => match super::is_bounded(&value) {
                true => Ok(value),
                false => Err(NoValue("the value is too large or nested too deep to be kept".into())),
            },
            (_, value) => Ok(value),
        }
    }
}

fn sum(number: Decimal, digits: u8) -> Result<Value, NoValue> {
    number.write(digits).map(Value::Text).ok_or_else(|| NoValue("a number leaves its range".into()))
}

impl<'a> Checker<'a> {
    /// The whole expression as what it must be.
    pub fn fit(&mut self, mut typed: Typed<'a>, expected: Expected<'a>) -> (Tree, Fit, Option<Type>) {
        match expected {
            Expected::Condition => (self.yes_or_no(typed), Fit::AsIs, None),
            Expected::Anything => (typed.tree, Fit::Shown, None),
            Expected::List => {
                let item = match &typed.kind {
                    Kind::List(item) => type_of(item),
                    Kind::Any => Some(Type::Any),
                    kind => {
                        if !kind.is_unknown() {
                            let message = format!("a list is needed here, and this is {}", kind.name());
                            self.wrongs.push(Wrong::mismatch(typed.at, message));
                        }
                        None
                    }
                };
                (typed.tree, Fit::AsIs, item)
            }
            Expected::Fits(field) => {
                let kind = Kind::of(field);
                self.adapt(&mut typed, &kind);
                if !self.fits(&typed, &kind) {
                    let message =
                        format!("{} is needed here, and this is {}", kind.name(), typed.kind.name());
                    let mut wrong = Wrong::mismatch(typed.at, message);
                    if matches!(kind, Kind::Text) && matches!(typed.kind, Kind::Integer) {
                        wrong = wrong.help("a text stands in quotes: `'…'`");
                    }
                    self.wrongs.push(wrong);
                }
                let fit = fit_of(field);
                self.literal_fits(&typed, &fit);
                (typed.tree, fit, None)
            }
        }
    }

    fn fits(&mut self, typed: &Typed<'a>, to: &Kind<'a>) -> bool {
        match (&typed.kind, to) {
            (Kind::Unknown, _) => true,
            (from, Kind::Any) => !matches!(from, Kind::Decimal),
            // A yes or no that is neither, and a list that isn't there, would be a third thing.
            (Kind::Null, to) => !matches!(to, Kind::Boolean | Kind::List(_)),
            (Kind::Enum(values), Kind::Enum(known)) => values.iter().all(|value| known.contains(value)),
            (Kind::Text, Kind::Person) => typed.tree == Tree::By,
            (from, Kind::Text) => from.is_textual(),
            (Kind::Text, Kind::Enum(_)) | (Kind::Enum(_), Kind::Person) | (Kind::Person, Kind::Enum(_)) => {
                false
            }
            (Kind::Money { currency, .. }, Kind::Money { currency: wanted, .. }) => currency == wanted,
            (Kind::Integer, Kind::Money { .. }) => true,
            (Kind::Decimal, Kind::Money { digits, .. }) => {
                self.fits_currency(typed, *digits);
                true
            }
            (Kind::Record(from), Kind::Record(to)) => alike(from, to),
            (Kind::List(from), Kind::List(to)) => match (from.as_ref(), to.as_ref()) {
                (Kind::Record(from), Kind::Record(to)) => alike(from, to),
                (Kind::Unknown, _) => true,
                _ => false,
            },
            (from, to) => std::mem::discriminant(from) == std::mem::discriminant(to),
        }
    }

    fn literal_fits(&mut self, typed: &Typed<'a>, fit: &Fit) {
        let Tree::Literal(value) = &typed.tree else { return };
        let checked = matches!(fit, Fit::Integer { .. } | Fit::Text { .. } | Fit::Period { .. })
            || matches!(value, Value::Int(_));
        if checked && let Err(reason) = fit.make(value.clone()) {
            self.wrongs.push(Wrong::mismatch(typed.at, reason.0));
        }
    }

    /// Text literals take the type of what they meet.
    pub fn adapt(&mut self, typed: &mut Typed<'a>, to: &Kind<'a>) {
        let takes = matches!(to, Kind::Enum(_) | Kind::Date | Kind::Instant | Kind::Period | Kind::Person);
        if takes && matches!(typed.kind, Kind::Text) && is_literal(&typed.tree) {
            self.adapt_tree(&mut typed.tree, typed.at, to);
            typed.kind = to.clone();
        }
    }

    fn adapt_tree(&mut self, tree: &mut Tree, at: At, to: &Kind<'a>) {
        match tree {
            Tree::Literal(Value::Text(text)) => match adapted(text, to) {
                Ok(adapted) => *text = adapted,
                Err((message, help)) => {
                    let code = if matches!(to, Kind::Enum(_)) { "unknown-name" } else { "wrong-type" };
                    let wrong = Wrong::new(code, at, message);
                    self.wrongs.push(match (help, to) {
                        (Some(help), _) => wrong.help(help),
                        (None, Kind::Enum(values)) => {
                            wrong.did_you_mean(text, values.iter().map(String::as_str))
                        }
                        (None, _) => wrong,
                    });
                }
            },
            Tree::If(parts) => {
                let [_, yes, no] = parts.as_mut();
                self.adapt_tree(yes, at, to);
                self.adapt_tree(no, at, to);
            }
            _ => {}
        }
    }
}

fn is_literal(tree: &Tree) -> bool {
    match tree {
        Tree::Literal(Value::Text(_)) => true,
        Tree::If(parts) => is_literal(&parts[1]) && is_literal(&parts[2]),
        _ => false,
    }
}

/// A literal in the form in which values of the kind are kept.
fn adapted(text: &str, to: &Kind) -> Result<String, (String, Option<&'static str>)> {
    match to {
        Kind::Enum(values) if !values.iter().any(|value| value == text) => {
            Err((format!("`{text}` is none of {}", quoted(values)), None))
        }
        Kind::Date => match text.parse::<jiff::civil::Date>() {
            Ok(date) if date.to_string() == text => Ok(text.to_owned()),
            _ => Err((format!("`{text}` is no date"), Some("write year, month and day: `'2024-03-04'`"))),
        },
        Kind::Instant => match text.parse::<Moment>() {
            Ok(moment) => Ok(moment.to_string()),
            Err(_) => {
                let help = "write date, time and offset: `'2024-03-04T09:00:00+08:00'`";
                Err((format!("`{text}` is no instant"), Some(help)))
            }
        },
        Kind::Period => match text.parse::<Period>() {
            Ok(period) => Ok(period.to_string()),
            Err(_) => Err((format!("`{text}` is no period"), Some("write a number and a unit: `'15 days'`"))),
        },
        Kind::Person if !is_member(text) => Err((
            format!("`{text}` is no member of a role"),
            Some("write the role and the number: `'judge[1]'`"),
        )),
        _ => Ok(text.to_owned()),
    }
}

fn is_member(text: &str) -> bool {
    text.strip_suffix(']').and_then(|text| text.split_once('[')).is_some_and(|(role, number)| {
        !role.is_empty() && !number.starts_with('0') && number.parse::<u32>().is_ok()
    })
}

fn fit_of(field: &Type) -> Fit {
    match field {
        Type::Integer { min, max } => Fit::Integer { min: *min, max: *max },
        Type::Text { max_length } => {
            Fit::Text { max_length: usize::try_from(*max_length).unwrap_or(usize::MAX) }
        }
        Type::Money { digits, .. } => Fit::Money { digits: *digits },
        Type::Period { max: Some(max) } => Fit::Period { max: *max },
        Type::Any => Fit::Any,
        _ => Fit::AsIs,
    }
}

/// The type of a list's items, for the name that goes through them.
fn type_of(kind: &Kind) -> Option<Type> {
    Some(match kind {
        Kind::Boolean => Type::Boolean,
        Kind::Integer => Type::Integer { min: None, max: None },
        Kind::Text | Kind::Person => Type::Text { max_length: u32::try_from(MAX_TEXT).unwrap_or(u32::MAX) },
        Kind::Enum(values) => Type::Enum(values.to_vec()),
        Kind::Money { currency, digits } => Type::Money { currency: (*currency).to_owned(), digits: *digits },
        Kind::Date => Type::Date,
        Kind::Instant => Type::Instant,
        Kind::Period => Type::Period { max: None },
        Kind::Record(fields) => Type::Record(fields.to_vec()),
        Kind::Any => Type::Any,
        _ => return None,
    })
}
