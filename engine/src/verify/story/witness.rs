//! Values that somebody might fill in: what the counter-example says where it says it, else something plausible, and
//! around the constants of conditions where it matters which way they go.

use crate::case::{Case, Seat};
use crate::chart::{Chart, Field, Type, is_ordered, point, value_at};
use crate::form::a_value_for;
use crate::guard::decimal::Decimal;
use crate::moment::Moment;
use crate::step::{holds, member_name};
use crate::value::{Record, Value};

/// Most values that are tried for one field.
const MAX_VALUES: usize = 12;
/// Most combinations that are tried for one act.
const MAX_COMBINATIONS: usize = 120;
/// Most items that a list is given.
const MAX_ITEMS: usize = 3;

/// Where and when something is filled in.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub chart: &'a Chart,
    pub case: Option<&'a Case>,
    pub now: Moment,
}

/// A field to be filled in, and what may be.
#[derive(Debug, Clone)]
pub struct Slot<K> {
    pub key: K,
    /// The likeliest first; none: nothing.
    pub options: Vec<Option<Value>>,
}

/// What is known of a field before it is filled in.
#[derive(Debug, Default)]
pub struct Known<'a> {
    /// The constants beside it in conditions; none: nothing reads it.
    pub constants: Option<Vec<Value>>,
    /// What it is in the counter-example before and after the act, where that is followed.
    pub before: Option<&'a Value>,
    pub after: Option<&'a Value>,
}

/// What may be filled in for a field.
pub fn options(setting: Setting<'_>, field: &Field, known: &Known<'_>) -> Vec<Option<Value>> {
    let mut values = values(setting, &field.kind, known.constants.as_deref());
    if let Some(after) = known.after.filter(|after| fits(&field.kind, after)) {
        values.retain(|value| value != after);
        values.insert(0, after.clone());
    }
    let mut options: Vec<Option<Value>> = values.into_iter().map(Some).collect();
    if field.required {
        return options;
    }
    let as_it_was = known.before.is_some() && known.before == known.after;
    if known.constants.is_none() && known.after.is_none() {
        return vec![None];
    }
    if as_it_was || known.after.is_some_and(Value::is_null) {
        options.insert(0, None)
    } else {
        options.push(None)
    }
    options
}

/// Whether it is a value of the type, and no mere "something".
fn fits(kind: &Type, value: &Value) -> bool {
    match (kind, value) {
        (Type::Boolean, Value::Bool(_)) | (Type::Integer { .. }, Value::Int(_)) => true,
        (Type::Enum(names), Value::Text(text)) => names.contains(text),
        _ => false,
    }
}

/// Values of a type, the plainest first; only that where no constants are beside it.
pub fn values(setting: Setting<'_>, kind: &Type, constants: Option<&[Value]>) -> Vec<Value> {
    let mut found = plain(setting, kind);
    let Some(constants) = constants else {
        found.truncate(1);
        return found;
    };
    let mut around: Vec<Value> = Vec::new();
    for constant in constants {
        let constant = match (kind, constant) {
            (Type::Money { digits, .. }, Value::Int(number)) => {
                Decimal::from(*number).write(*digits).map(Value::Text)
            }
            (Type::Money { digits, .. }, Value::Text(text)) => {
                Decimal::parse(text).and_then(|number| number.write(*digits)).map(Value::Text)
            }
            (_, constant) => Some(constant.clone()),
        };
        let Some(constant) = constant else { continue };
        match point(kind, &constant) {
            Some(at) if is_ordered(kind) => {
                around.extend(
                    [at, at.saturating_add(1), at.saturating_sub(1)]
                        .iter()
                        .filter_map(|at| value_at(kind, *at)),
                );
            }
            _ => around.push(constant),
        }
    }
    around.retain(|value| may_be(setting, kind, value));
    let rest = found.split_off(found.len().min(1));
    found.extend(around);
    found.extend(rest);
    let mut different: Vec<Value> = Vec::new();
    for value in found {
        if different.len() < MAX_VALUES && !different.contains(&value) {
            different.push(value);
        }
    }
    different
}

/// Whether a constant may be a value of the type at all; what else is wrong with it the form says.
fn may_be(setting: Setting<'_>, kind: &Type, value: &Value) -> bool {
    match (kind, value) {
        (Type::Boolean, Value::Bool(_)) => true,
        (Type::Integer { min, max }, Value::Int(number)) => {
            min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max)
        }
        (Type::Enum(names), Value::Text(text)) => names.contains(text),
        (Type::Money { .. }, Value::Text(text)) => !text.starts_with('-'),
        (Type::Date, Value::Text(text)) => text.parse::<jiff::civil::Date>().is_ok(),
        (Type::Instant, Value::Text(text)) => text.parse::<Moment>().is_ok(),
        (Type::Period { .. }, Value::Text(text)) => text.parse::<crate::deadline::Period>().is_ok(),
        (Type::Person { of }, Value::Text(text)) => people(setting, *of).contains(&Value::Text(text.clone())),
        (Type::Text { max_length }, Value::Text(text)) => {
            !text.is_empty() && u32::try_from(text.chars().count()).is_ok_and(|count| count <= *max_length)
        }
        _ => false,
    }
}

fn plain(setting: Setting<'_>, kind: &Type) -> Vec<Value> {
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).collect::<Vec<_>>();
    match kind {
        Type::Boolean => vec![Value::Bool(false), Value::Bool(true)],
        Type::Enum(names) => names.iter().map(|name| Value::Text(name.clone())).collect(),
        Type::Integer { min, max } => {
            let within = |n: &i64| min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max);
            let ends = [Some(1), *min, *max, Some(0), Some(100)];
            ends.into_iter().flatten().filter(within).map(Value::Int).collect()
        }
        Type::Text { max_length } => {
            let long = usize::try_from(*max_length).unwrap_or(usize::MAX);
            vec![Value::Text("told in the story".chars().take(long).collect())]
        }
        Type::Money { digits, .. } => {
            let sums = [1_000, 0, 100_000].into_iter().map(|sum| Decimal::from(sum).write(*digits));
            sums.flatten().map(Value::Text).collect()
        }
        Type::Date => {
            days(setting, &[30, 0, 3, 200, -30]).into_iter().map(|day| Value::Text(day.to_string())).collect()
        }
        Type::Instant => {
            let of = |days: i64| {
                Moment::from_micros(setting.now.as_micros().saturating_add(days * 86_400_000_000))
            };
            [0, 30, 3, 200].into_iter().filter_map(of).map(|at| Value::Text(at.to_string())).collect()
        }
        Type::Period { max } => {
            let within = |text: &&str| {
                let period = text.parse::<crate::deadline::Period>();
                max.is_none_or(|max| {
                    period.is_ok_and(|p| crate::form::period_is_within(p, max) == Some(true))
                })
            };
            let known = ["15 days", "1 day", "6 months", "1 hour", "60 days", "1 working day", "1 minute"];
            let mut periods = texts(&known.into_iter().filter(within).collect::<Vec<_>>());
            periods.extend(max.map(|max| Value::Text(max.to_string())));
            periods
        }
        Type::Person { of } => people(setting, *of),
        Type::List(fields) => lists(setting, fields),
        Type::Record(fields) => vec![Value::Record(record(setting, fields, 0))],
        Type::Any => Vec::new(),
        Type::Opaque { schema, .. } => {
            let schema = schema.as_ref().and_then(|file| setting.chart.resources.get(file));
            a_value_for(schema.map(String::as_str)).into_iter().collect()
        }
    }
}

fn days(setting: Setting<'_>, offsets: &[i32]) -> Vec<jiff::civil::Date> {
    let today = setting.chart.zone.to_datetime(setting.now.timestamp()).date();
    let day = |days: &i32| today.checked_add(jiff::Span::new().try_days(*days).ok()?).ok();
    offsets.iter().filter_map(day).collect()
}

fn people(setting: Setting<'_>, of: crate::id::RoleIx) -> Vec<Value> {
    let seats = setting.case.map(|case| case.seats.as_slice()).unwrap_or_default();
    let here = seats.iter().filter(|seat| seat.is_present() && holds(setting.chart, of, seat.role));
    here.map(Seat::member).map(|member| Value::Text(member_name(setting.chart, member))).collect()
}

/// Lists of one, no, two and three items; items of several kinds.
fn lists(setting: Setting<'_>, fields: &[Field]) -> Vec<Value> {
    let item = |kind: usize| Value::Record(record(setting, fields, kind));
    let mut found = vec![Value::List(vec![item(0)]), Value::List(Vec::new())];
    found.push(Value::List(vec![item(1)]));
    for count in 2..=MAX_ITEMS {
        found.push(Value::List((0..count).map(|_| item(0)).collect()));
        found.push(Value::List((0..count).map(|at| item(at % 2)).collect()));
    }
    found
}

/// A record filled in, each field with its first, second … value.
// Recursion is bounded by the nesting of types in the text.
fn record(setting: Setting<'_>, fields: &[Field], kind: usize) -> Record {
    let mut filled = Record::new();
    for field in fields {
        let is_finite = matches!(field.kind, Type::Boolean | Type::Enum(_) | Type::Integer { .. });
        if !field.required && !is_finite {
            continue;
        }
        let values = plain(setting, &field.kind);
        if let Some(value) = values.get(kind.min(values.len().saturating_sub(1))) {
            filled.insert(field.name.clone(), value.clone());
        }
    }
    filled
}

/// Choices of one option for each slot: the likeliest, then with one other, then with two.
pub fn combinations<K>(slots: &[Slot<K>]) -> Vec<Vec<usize>> {
    if slots.iter().any(|slot| slot.options.is_empty()) {
        return Vec::new();
    }
    let first = vec![0; slots.len()];
    let mut all = vec![first.clone()];
    let others = |at: usize| 1..slots[at].options.len();
    for at in 0..slots.len() {
        for option in others(at) {
            let mut one = first.clone();
            one[at] = option;
            all.push(one);
        }
    }
    for at in 0..slots.len() {
        for then in at + 1..slots.len() {
            for option in others(at) {
                for second in others(then) {
                    if all.len() >= MAX_COMBINATIONS {
                        return all;
                    }
                    let mut two = first.clone();
                    two[at] = option;
                    two[then] = second;
                    all.push(two);
                }
            }
        }
    }
    all.truncate(MAX_COMBINATIONS);
    all
}
