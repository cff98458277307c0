//! A JSON5 text as a tree with places. What is JSON5 is decided by the library; here is decided how large
//! and how deep a text may be.

use super::places::{place_of, places};
use registrar_engine::finding::{Finding, Span};
use registrar_engine::yaml::{MAX_BYTES, MAX_DEPTH};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::cell::Cell;
use std::fmt;

/// A value and where it begins.
#[derive(Debug)]
pub(super) struct Value {
    pub span: Span,
    pub kind: Kind,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Truth(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub key: String,
    pub span: Span,
    pub value: Value,
}

impl Value {
    /// The entries of a map.
    pub fn map(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// What it is, for a message.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Truth(_) => "a truth value",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }

    /// Whether it says nothing: `null`, `false`, and what is empty.
    pub fn is_nothing(&self) -> bool {
        match &self.kind {
            Kind::Null => true,
            Kind::Truth(truth) => !truth,
            Kind::Number(_) => false,
            Kind::Text(text) => text.trim().is_empty(),
            Kind::List(items) => items.is_empty(),
            Kind::Map(entries) => entries.is_empty(),
        }
    }
}

/// Reads a text, or says why it can't be read.
pub(super) fn read(text: &str) -> Result<Value, Finding> {
    if text.len() > MAX_BYTES {
        let message = format!("the text has {} bytes; at most {MAX_BYTES} are read", text.len());
        let help = "import the services one by one";
        return Err(Finding::error("too-large", Span::default(), message).help(help));
    }
    if text.trim().is_empty() {
        let help = "export the business service with `businessservice/_search` and import what comes";
        return Err(Finding::error("json", Span::default(), "the text is empty").help(help));
    }
    let reader = Reader { places: places(text), next: Cell::new(0), too_deep: Cell::new(None) };
    let mut library = json5::Deserializer::from_str(text);
    let at = At { reader: &reader, depth: 0 };
    // The library reads one value and leaves what follows. Asked for the whole text it tells that too, and it
    // is known by then how deep the text is.
    let value =
        at.deserialize(&mut library).and_then(|value| json5::from_str::<IgnoredAny>(text).map(|_| value));
    value.map_err(|error| match reader.too_deep.get() {
        Some(span) => {
            let message = format!("lists and maps are nested more than {MAX_DEPTH} deep");
            Finding::error("too-deep", span, message).help("a business service needs no more than six")
        }
        None => {
            let what = error.code().map_or_else(|| "it can't be read".to_owned(), |code| code.to_string());
            let message = format!("the text isn't JSON: {}", in_words(&what));
            let help = "comments and commas at the end may stay; a bracket, a quote or a comma is missing or too many";
            Finding::error("json", place_of(text, error.position()), message).help(help)
        }
    })
}

/// The library's words, in ours.
fn in_words(what: &str) -> String {
    match what.strip_prefix("EOF parsing ") {
        Some(rest) => format!("it ends within {}", with_article(rest)),
        None => match what.strip_prefix("expected ") {
            Some(rest) => format!("{} should stand here", with_article(rest)),
            None => what.to_owned(),
        },
    }
}

/// `a list`, `an array`.
pub(super) fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

struct Reader {
    places: Vec<Span>,
    next: Cell<usize>,
    too_deep: Cell<Option<Span>>,
}

impl Reader {
    fn place(&self) -> Span {
        let at = self.next.get();
        self.next.set(at + 1);
        self.places.get(at).copied().unwrap_or_default()
    }
}

/// Reads what comes next, so deep inside.
#[derive(Clone, Copy)]
struct At<'r> {
    reader: &'r Reader,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let span = self.reader.place();
        let kind = deserializer.deserialize_any(Inside { at: self, span })?;
        Ok(Value { span, kind })
    }
}

struct Inside<'r> {
    at: At<'r>,
    span: Span,
}

impl<'r> Inside<'r> {
    /// The library calls itself for each bracket, and this is where that ends.
    fn deeper<E: Error>(&self) -> Result<At<'r>, E> {
        if self.at.depth >= MAX_DEPTH {
            self.at.reader.too_deep.set(Some(self.span));
            return Err(E::custom("too deep"));
        }
        Ok(At { depth: self.at.depth + 1, ..self.at })
    }
}

impl<'de> Visitor<'de> for Inside<'_> {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Kind, E> {
        Ok(Kind::Truth(truth))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Kind, E> {
        Ok(Kind::Number(number as f64))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Kind, E> {
        Ok(Kind::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Kind, E> {
        Ok(Kind::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Kind, E> {
        Ok(Kind::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Kind, A::Error> {
        let inside = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Kind::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Kind, A::Error> {
        let inside = self.deeper()?;
        let mut map = Vec::new();
        while let Some((key, span)) = entries.next_key_seed(Key(inside.reader))? {
            let value = entries.next_value_seed(inside)?;
            map.push(Entry { key, span, value });
        }
        Ok(Kind::Map(map))
    }
}

struct Key<'r>(&'r Reader);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = (String, Span);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(String, Span), D::Error> {
        let span = self.0.place();
        Ok((String::deserialize(deserializer)?, span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRICKY: &str = "\u{feff}// '[\n{ /* \" */ a: 'it\\'s',\r\n\t\"b\": [0x1F, -.5, +1e3,/**/null,true,],\n  $c: {}, 'é\u{2028}': \"\\\n x\", Infinity: NaN}//";

    /// The text of a place on one line.
    fn at(span: Span) -> String {
        let line = TRICKY.split('\n').nth(span.line as usize - 1).unwrap();
        let end = if span.end_line == span.line { span.end_column as usize } else { usize::MAX };
        let length = end - span.column as usize;
        line.chars().skip(span.column as usize - 1).take(length).collect()
    }

    fn walk(value: &Value, told: &mut Vec<String>) {
        told.push(at(value.span));
        match &value.kind {
            Kind::List(items) => items.iter().for_each(|item| walk(item, told)),
            Kind::Map(entries) => {
                for entry in entries {
                    told.push(at(entry.span));
                    walk(&entry.value, told);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_value_and_key_has_its_place() {
        let mut told = Vec::new();
        walk(&read(TRICKY).unwrap(), &mut told);
        let expected = [
            "{",
            "a",
            "'it\\'s'",
            "\"b\"",
            "[",
            "0x1F",
            "-.5",
            "+1e3",
            "null",
            "true",
            "$c",
            "{",
            "'é\u{2028}'",
            "\"\\",
            "Infinity",
            "NaN",
        ];
        assert_eq!(told, expected);
    }
}
