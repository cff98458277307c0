//! One way of writing for each type, out of what people and machines send.

use super::gather::is_blank;
use super::wording::{self, problem};
use super::{MAX_ITEMS, MAX_NESTING, Surroundings, opaque, period};
use crate::chart::{Field, Type};
use crate::guard::decimal::Decimal;
use crate::moment::Moment;
use crate::refusal::FormProblem;
use crate::value::{Record, Value};

/// The value of one field, or nothing where none came in; problems go to the list, under `key`.
pub(super) fn read(
    field: &Field,
    key: &str,
    came: Option<&Value>,
    surroundings: Surroundings,
    problems: &mut Vec<FormProblem>,
) -> Option<Value> {
    let mut reader = Reader { surroundings, problems };
    reader.field(field, key, came, 1)
}

struct Reader<'a> {
    surroundings: Surroundings<'a>,
    problems: &'a mut Vec<FormProblem>,
}

/// The code of what is wrong with a value.
type Bad = &'static str;

impl Reader<'_> {
    fn field(&mut self, field: &Field, key: &str, came: Option<&Value>, depth: usize) -> Option<Value> {
        let Some(came) = came.filter(|came| !is_blank(came)) else {
            if field.required {
                self.say(field, key, "required");
            }
            return came.and_then(|_| taken_back(field));
        };
        if depth > MAX_NESTING {
            self.say(field, key, "length");
            return None;
        }
        match (&field.kind, came) {
            (Type::List(fields), Value::List(items)) => self.list(field, fields, key, items, depth),
            (Type::Record(fields), Value::Record(record)) => {
                self.record(fields, key, record, depth).map(Value::Record)
            }
            (kind, came) => match self.plain(kind, came) {
                Ok(value) => Some(value),
                Err(code) => {
                    self.say(field, key, code);
                    None
                }
            },
        }
    }

    fn say(&mut self, field: &Field, key: &str, code: Bad) {
        self.problems.push(problem(key, code, &wording::english(code, &field.kind)));
    }

    fn list(
        &mut self,
        field: &Field,
        fields: &[Field],
        key: &str,
        items: &[Value],
        depth: usize,
    ) -> Option<Value> {
        if items.len() > MAX_ITEMS {
            self.say(field, key, "length");
            return None;
        }
        let mut read = Vec::new();
        // A row of a table that nobody filled in is no item; the others keep their numbers in messages.
        for (at, item) in items.iter().enumerate().filter(|(_, item)| !is_blank(item)) {
            let key = format!("{key}[{}]", at + 1);
            match item {
                Value::Record(record) => read.extend(self.record(fields, &key, record, depth)),
                _ => self.say(field, &key, "type"),
            }
        }
        Some(Value::List(read.into_iter().map(Value::Record).collect()))
    }

    fn record(&mut self, fields: &[Field], key: &str, record: &Record, depth: usize) -> Option<Record> {
        let mut read = Record::new();
        for name in record.keys().filter(|name| !fields.iter().any(|field| field.name == **name)) {
            let known = fields.iter().map(|field| field.name.as_str());
            self.problems.push(wording::unknown_among(key, name, known));
        }
        for field in fields {
            let key = format!("{key}.{}", field.name);
            let value = self.field(field, &key, record.get(&field.name), depth + 1);
            let value = value.filter(|value| !value.is_null()).unwrap_or_else(|| field.default.clone());
            if !value.is_null() {
                read.insert(field.name.clone(), value);
            }
        }
        Some(read)
    }

    fn plain(&self, kind: &Type, came: &Value) -> Result<Value, Bad> {
        match (kind, came) {
            (Type::Any, came) => match crate::guard::is_bounded(came) {
                true => Ok(came.clone()),
                false => Err("length"),
            },
            (Type::Opaque { schema, .. }, came) => {
                let text = schema.as_ref().map(|file| self.surroundings.resources.get(file).ok_or("format"));
                opaque::check(text.transpose()?.map(String::as_str), came)?;
                Ok(came.clone())
            }
            (Type::Boolean, Value::Bool(yes)) => Ok(Value::Bool(*yes)),
            (Type::Boolean, Value::Text(text)) => match text.trim() {
                "true" | "on" => Ok(Value::Bool(true)),
                "false" | "off" => Ok(Value::Bool(false)),
                _ => Err("type"),
            },
            (Type::Integer { min, max }, came) => {
                let number = whole(came).ok_or("type")?;
                let fits = min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max);
                if fits { Ok(Value::Int(number)) } else { Err("range") }
            }
            (Type::Money { digits, .. }, came) => money(came, *digits).map(Value::Text),
            (_, Value::Text(text)) => self.textual(kind, text).map(Value::Text),
            _ => Err("type"),
        }
    }

    /// Types whose values are texts.
    fn textual(&self, kind: &Type, text: &str) -> Result<String, Bad> {
        let text = text.trim();
        match kind {
            Type::Text { max_length } => prose(text, *max_length),
            Type::Enum(values) if !values.iter().any(|value| value == text) => Err("choice"),
            Type::Date => date(&ascii(text)).ok_or("format"),
            Type::Instant => {
                let moment: Moment = ascii(text).parse().map_err(|_| "format")?;
                Ok(moment.to_string())
            }
            Type::Period { max } => {
                let read = period::read(&ascii(text)).ok_or("format")?;
                // What can't be said to be within the limit isn't.
                let within = max.is_none_or(|max| period::is_within(read, max) == Some(true));
                if within { Ok(read.to_string()) } else { Err("range") }
            }
            Type::Person { of } if !(self.surroundings.member)(text, *of) => Err("choice"),
            Type::List(_) | Type::Record(_) => Err("type"),
            _ => Ok(text.to_owned()),
        }
    }
}

/// What an empty field means: a text is taken back; a yes or no is never neither; a list has no items.
fn taken_back(field: &Field) -> Option<Value> {
    match &field.kind {
        Type::Boolean | Type::Record(_) => None,
        Type::List(_) => Some(Value::List(Vec::new())),
        // A field with a default is never without a value.
        _ => Some(field.default.clone()),
    }
}

/// Digits and signs typed with a Chinese keyboard are the same digits and signs.
fn ascii(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' | '－' | '．' | '：' | '＋' => {
                // The full-width forms follow ASCII's order at a fixed distance.
                u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c)
            }
            _ => c,
        })
        .collect()
}

fn whole(came: &Value) -> Option<i64> {
    match came {
        Value::Int(number) => Some(*number),
        Value::Text(text) => {
            let text = ascii(text.trim());
            let digits = text.strip_prefix('-').unwrap_or(&text);
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain { text.parse().ok() } else { None }
        }
        _ => None,
    }
}

fn money(came: &Value, digits: u8) -> Result<String, Bad> {
    let number = match came {
        Value::Int(number) => Decimal::from(*number),
        Value::Text(text) => Decimal::parse(&ascii(text.trim())).ok_or("format")?,
        _ => return Err("type"),
    };
    if number.is_negative() {
        return Err("range");
    }
    number.write(digits).ok_or("format")
}

fn date(text: &str) -> Option<String> {
    let date: jiff::civil::Date = text.parse().ok()?;
    (date.to_string() == text && date.year() > 0).then(|| text.to_owned())
}

/// A text as it is kept: line ends as one character, no others that can't be seen.
fn prose(text: &str, max_length: u32) -> Result<String, Bad> {
    let text = match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text.to_owned(),
    };
    let unseen = match text.is_ascii() {
        // The same without a branch for each character: texts are long.
        true => {
            text.bytes().fold(false, |any, b| any | ((b < b' ') & (b != b'\n') & (b != b'\t')) | (b == 0x7f))
        }
        false => text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'),
    };
    if unseen {
        return Err("format");
    }
    let most = usize::try_from(max_length).unwrap_or(usize::MAX);
    // A character has a byte at least.
    if text.len() > most && text.chars().count() > most { Err("length") } else { Ok(text) }
}
