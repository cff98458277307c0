//! Parts of a translated expression: what is known of them, and how they stand beside others.

use super::ecma::Unread;

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Boolean,
    Number,
    Text,
    List,
    Record,
    Nothing,
    Unknown,
}

/// A translated part.
pub struct Said {
    pub text: String,
    pub kind: Kind,
    /// How tightly its outermost operator binds: 0 a choice, 7 a name or a literal.
    pub rank: u8,
    /// Whether it reads data, so that its type shows only when it runs: numbers whose type is known are divided
    /// otherwise.
    pub open: bool,
}

impl Said {
    /// In brackets where it stands beside an operator that binds more tightly.
    pub fn at(&self, rank: u8) -> String {
        if self.rank < rank { format!("({})", self.text) } else { self.text.clone() }
    }
}

/// A value taken as true or false.
pub fn truth_of(said: Said) -> Said {
    match said.kind {
        Kind::Boolean => said,
        Kind::Number => known(format!("{} != 0", said.at(4)), Kind::Boolean, 3),
        Kind::Text => known(format!("{} != ''", said.at(4)), Kind::Boolean, 3),
        Kind::List | Kind::Record => known("true".to_owned(), Kind::Boolean, 7),
        Kind::Nothing => known("false".to_owned(), Kind::Boolean, 7),
        Kind::Unknown => known(format!("!({} in [null, false, 0, ''])", said.at(4)), Kind::Boolean, 6),
    }
}

/// A value written as a text.
pub fn shown(said: Said) -> Said {
    match said.kind {
        Kind::Text => said,
        Kind::Nothing => known("'null'".to_owned(), Kind::Text, 7),
        _ => known(format!("string({})", said.text), Kind::Text, 7),
    }
}

/// Whether a value is missing.
pub fn missing(said: Said, same: bool) -> Said {
    let sign = if same { "==" } else { "!=" };
    match said.kind {
        Kind::Unknown => known(format!("{} {sign} null", said.at(4)), Kind::Boolean, 3),
        kind => known(((kind == Kind::Nothing) == same).to_string(), Kind::Boolean, 7),
    }
}

pub fn known(text: String, kind: Kind, rank: u8) -> Said {
    Said { text, kind, rank, open: false }
}

pub fn open(text: String, rank: u8) -> Said {
    Said { text, kind: Kind::Unknown, rank, open: true }
}

pub fn negated(said: Said) -> Said {
    match said.text.as_str() {
        "true" => known("false".to_owned(), Kind::Boolean, 7),
        "false" => known("true".to_owned(), Kind::Boolean, 7),
        text => {
            match text.strip_prefix("!(").and_then(|inner| inner.strip_suffix(" in [null, false, 0, ''])")) {
                // Not not: the one that is simpler.
                Some(inner) if !inner.contains('(') => {
                    known(format!("{inner} in [null, false, 0, '']"), Kind::Boolean, 3)
                }
                _ => known(format!("!{}", said.at(7)), Kind::Boolean, 6),
            }
        }
    }
}

/// Whether a name can stand after a point.
pub fn is_plain(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !matches!(name, "in" | "true" | "false" | "null")
}

pub fn plain(name: &str) -> Result<String, Unread> {
    if is_plain(name) { Ok(name.to_owned()) } else { Err(Unread::Beyond(format!("the name `{name}`"))) }
}

/// Names that every ECMAScript program knows.
pub fn is_global(name: &str) -> bool {
    matches!(
        name,
        "Math"
            | "Array"
            | "Object"
            | "JSON"
            | "String"
            | "Number"
            | "Boolean"
            | "Date"
            | "RegExp"
            | "Error"
            | "parseInt"
            | "parseFloat"
            | "isNaN"
            | "isFinite"
            | "NaN"
            | "Infinity"
            | "eval"
            | "globalThis"
            | "console"
            | "document"
            | "window"
            | "Symbol"
            | "Map"
            | "Set"
            | "Promise"
            | "encodeURIComponent"
            | "decodeURIComponent"
    )
}

/// A text in quotes.
pub fn quoted(text: &str) -> Result<String, Unread> {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => return Err(Unread::Beyond("a control character in a text".to_owned())),
            c => out.push(c),
        }
    }
    out.push('\'');
    Ok(out)
}
