//! Decision tables: which rows apply to what is in the case's data.
//!
//! Sums, whole numbers, days and instants lie on a line of whole points (the smallest unit of the
//! currency, days, microseconds), so that `< 50000` and `<= 49999.99` are the same test and the check can
//! walk along the line. What becomes of the rows that apply is decided in [`crate::step`], whether there
//! are too many or too few in [`crate::verify`].

use super::data::{Field, FieldPath, Type};
use crate::definition::Text;
use crate::finding::Span;
use crate::guard::Expression;
use crate::guard::decimal::Decimal;
use crate::moment::Moment;
use crate::value::Value;
use jiff::civil::Date;

/// A decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Key of its provision.
    pub law: Option<String>,
    /// Which of the rows that apply counts.
    pub hit: Hit,
    /// What it looks at.
    pub inputs: Vec<Input>,
    /// What it writes.
    pub output: Output,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Its place.
    pub span: Span,
}

/// The hit policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// The only one that applies.
    Unique,
    /// The first that applies.
    First,
    /// All that apply.
    Collect,
}

/// A field of the case's data that a table looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Where it is.
    pub path: FieldPath,
    /// What it is.
    pub field: Field,
}

/// What a table writes.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// These fields of the case's data, from one row.
    Fields(Vec<FieldPath>),
    /// The items of a list, one for each row that applies, with these fields.
    Items {
        /// The list.
        list: FieldPath,
        /// Fields of an item.
        fields: Vec<String>,
    },
}

impl Output {
    /// The fields of the case's data that are written.
    pub fn fields(&self) -> &[FieldPath] {
        match self {
            Self::Fields(fields) => fields,
            Self::Items { list, .. } => std::slice::from_ref(list),
        }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it asks of each input.
    pub cells: Vec<Cell>,
    /// What it gives for each field that the table writes.
    pub outputs: Vec<Expression>,
    /// Its place.
    pub span: Span,
}

/// What a row asks of one input.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Any,
    /// One of these.
    OneOf(Vec<Test>),
    /// A condition over the whole data.
    If(Box<Expression>),
}

/// A test of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It isn't filled in.
    Missing,
    /// It is this value, of a type without order.
    Is(Value),
    /// It lies between these points of its line, both included.
    Within {
        /// None: from the beginning of the line.
        from: Option<i128>,
        /// None: to its end.
        to: Option<i128>,
    },
}

impl Cell {
    /// Whether the cell takes a value; none where that hangs on a condition.
    pub fn takes(&self, kind: &Type, value: &Value) -> Option<bool> {
        match self {
            Self::Any => Some(true),
            Self::OneOf(tests) => Some(tests.iter().any(|test| test.holds(kind, value))),
            Self::If(_) => None,
        }
    }
}

impl Test {
    fn holds(&self, kind: &Type, value: &Value) -> bool {
        match self {
            Self::Missing => value.is_null(),
            Self::Is(wanted) => wanted == value,
            Self::Within { from, to } => point(kind, value)
                .is_some_and(|at| from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to)),
        }
    }
}

/// Whether values of a type lie on a line.
pub(crate) fn is_ordered(kind: &Type) -> bool {
    matches!(kind, Type::Integer { .. } | Type::Money { .. } | Type::Date | Type::Instant)
}

/// The point of a value on the line of its type.
pub(crate) fn point(kind: &Type, value: &Value) -> Option<i128> {
    match (kind, value) {
        (Type::Integer { .. }, Value::Int(number)) => Some(i128::from(*number)),
        (Type::Money { digits, .. }, Value::Text(text)) => {
            Decimal::parse(text)?.write(*digits)?.replace('.', "").parse().ok()
        }
        (Type::Date, Value::Text(text)) => day_number(text.parse().ok()?).map(i128::from),
        (Type::Instant, Value::Text(text)) => {
            text.parse::<Moment>().ok().map(|moment| i128::from(moment.as_micros()))
        }
        _ => None,
    }
}

/// The value at a point of the line of a type; none beyond the values that the type has.
pub(crate) fn value_at(kind: &Type, point: i128) -> Option<Value> {
    match kind {
        Type::Integer { .. } => i64::try_from(point).ok().map(Value::Int),
        Type::Money { digits, .. } => {
            let places = usize::from(*digits);
            let text = format!("{:0>width$}", point.unsigned_abs(), width = places + 1);
            let (whole, fraction) = text.split_at(text.len() - places);
            let sign = if point < 0 { "-" } else { "" };
            let text =
                if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
            Decimal::parse(&text)?.write(*digits).map(Value::Text)
        }
        Type::Date => {
            let days = i64::try_from(point).ok()?;
            let span = jiff::Span::new().try_days(days).ok()?;
            EPOCH.checked_add(span).ok().map(|day| Value::Text(day.to_string()))
        }
        Type::Instant => {
            let moment = Moment::from_micros(i64::try_from(point).ok()?)?;
            Some(Value::Text(moment.to_string()))
        }
        _ => None,
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days since 1970-01-01.
fn day_number(day: Date) -> Option<i32> {
    EPOCH.until(day).ok().map(|span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_the_value_it_was_made_from() {
        let money = Type::Money { currency: "CNY".to_owned(), digits: 2 };
        let whole = Type::Money { currency: "JPY".to_owned(), digits: 0 };
        let integer = Type::Integer { min: None, max: None };
        for (kind, text) in [
            (&money, "50000.01"),
            (&money, "-0.05"),
            (&money, "0.00"),
            (&whole, "7"),
            (&Type::Date, "2026-02-28"),
            (&Type::Date, "0001-01-01"),
            (&Type::Date, "9999-12-31"),
            (&Type::Instant, "2026-03-02T01:00:00Z"),
        ] {
            let value = Value::from(text);
            assert_eq!(value_at(kind, point(kind, &value).unwrap()), Some(value), "{text}");
        }
        assert_eq!(value_at(&integer, point(&integer, &Value::Int(-3)).unwrap()), Some(Value::Int(-3)));
        assert_eq!(point(&money, &Value::from("50000.01")), Some(5_000_001));
        assert_eq!(value_at(&money, i128::MAX), None);
        assert_eq!(value_at(&Type::Date, 10_000_000_000), None);
    }
}
