//! Lays a definition out as YAML that a person likes to read: short things on one line, tables in
//! blocks, quotes only where they are needed.

/// A piece of a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A text, quoted where it would be read as something else.
    Text(String),
    /// A number or `true`, written as it is.
    Plain(String),
    /// Items in order.
    List(Vec<Node>),
    /// Keys in order.
    Map(Vec<(String, Node)>),
}

/// Longest line on which a list or a map stands whole.
const WIDTH: usize = 100;
/// A map at this depth or above is laid out in a block, however short: the tables of the definition
/// and what they name.
const BLOCKS: usize = 1;

impl Node {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// `true`.
    pub fn yes() -> Self {
        Self::Plain("true".to_owned())
    }

    /// A list of texts; a single one stands alone.
    pub fn one_or_more(texts: impl IntoIterator<Item = String>) -> Self {
        let mut all: Vec<Self> = texts.into_iter().map(Self::Text).collect();
        if all.len() == 1 { all.remove(0) } else { Self::List(all) }
    }

    /// A map of few keys.
    pub fn map<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Map(entries.into_iter().map(|(key, node)| (key.to_owned(), node)).collect())
    }

    /// The whole text, a line break at its end.
    pub fn write(&self) -> String {
        let mut out = String::new();
        self.block(0, &mut out);
        out
    }

    fn block(&self, indent: usize, out: &mut String) {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                for (key, value) in entries {
                    margin(indent, out);
                    out.push_str(&scalar(key));
                    out.push(':');
                    value.after(indent, out);
                }
            }
            Self::List(items) if !items.is_empty() => {
                for item in items {
                    margin(indent, out);
                    out.push('-');
                    item.after(indent, out);
                }
            }
            other => {
                margin(indent, out);
                out.push_str(&other.flow());
                out.push('\n');
            }
        }
    }

    /// After a key or a dash: on the same line where it fits, else below.
    fn after(&self, indent: usize, out: &mut String) {
        let deep = indent >= BLOCKS || !matches!(self, Self::Map(_));
        let line = self.flow();
        let fits = indent * 2 + line.chars().count() + 20 <= WIDTH;
        let alone = !matches!(self, Self::Map(entries) if !entries.is_empty())
            && !matches!(self, Self::List(items) if !items.is_empty());
        if alone || (deep && fits) {
            out.push(' ');
            out.push_str(&line);
            out.push('\n');
        } else {
            out.push('\n');
            self.block(indent + 1, out);
        }
    }

    /// On one line.
    fn flow(&self) -> String {
        match self {
            Self::Text(text) => scalar(text),
            Self::Plain(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::flow).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{}: {}", scalar(key), value.flow())).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

fn margin(indent: usize, out: &mut String) {
    out.push_str(&"  ".repeat(indent));
}

/// A text as a scalar. What isn't plainly a name is quoted, as JSON quotes it, which YAML reads.
fn scalar(text: &str) -> String {
    let mut characters = text.chars();
    let name = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/'));
    let word = matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "null" | "nan");
    if name && !word { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            // Also the line ends of Unicode and the mark at a text's beginning, which YAML reads as such.
            c if c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
