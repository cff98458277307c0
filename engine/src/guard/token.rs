//! Cuts the text of an expression into words, as CEL's grammar does; what CEL has and the subset
//! lacks (bytes, raw and triple-quoted texts, hexadecimal, unsigned, exponents) is told by name.

use super::Wrong;

/// A stretch of the expression's text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub start: usize,
    pub end: usize,
}

impl At {
    pub fn to(self, end: At) -> At {
        At { start: self.start.min(end.start), end: self.end.max(end.end) }
    }
}

/// A word and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub word: Word,
    pub at: At,
}

/// A word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    /// `data`, `in`, `true`.
    Name(String),
    /// Its digits.
    Integer(String),
    /// Its digits and the point.
    Decimal(String),
    /// After escapes.
    Text(String),
    /// An operator or bracket.
    Sign(&'static str),
    /// After the last word.
    End,
}

/// Longer signs first, so that `<=` isn't `<` and something.
const SIGNS: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]",
    "{", "}", ",", ".",
];

/// All words of the text, [`Word::End`] last.
pub(super) fn words(text: &str) -> Result<Vec<Token>, Wrong> {
    let mut words = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        let (word, length) = match first {
            ' ' | '\t' | '\r' | '\n' | '\u{c}' => {
                start += 1;
                continue;
            }
            '/' if rest.starts_with("//") => {
                start += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '\'' | '"' => quoted(rest, start)?,
            '0'..='9' => number(rest, start)?,
            'a'..='z' | 'A'..='Z' | '_' => name(rest, start)?,
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                let at = At { start, end: start + 2 };
                return Err(Wrong::syntax(at, "a number begins with a digit").help("write `0.5` for `.5`"));
            }
            other => sign(rest, other, start)?,
        };
        words.push(Token { word, at: At { start, end: start + length } });
        start += length;
    }
    words.push(Token { word: Word::End, at: At { start: text.len(), end: text.len() } });
    Ok(words)
}

fn sign(rest: &str, first: char, start: usize) -> Result<(Word, usize), Wrong> {
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Ok((Word::Sign(sign), sign.len()));
    }
    let at = At { start, end: start + first.len_utf8() };
    Err(match first {
        '=' => Wrong::syntax(at, "`=` changes nothing here").help("write `==` to compare"),
        '&' => Wrong::syntax(at, "`&` is no operator").help("write `&&` for and"),
        '|' => Wrong::syntax(at, "`|` is no operator").help("write `||` for or"),
        '‘' | '’' | '“' | '”' => {
            Wrong::syntax(at, format!("`{first}` is a typographic quotation mark")).help("write `'…'`")
        }
        other if other.is_alphanumeric() => Wrong::syntax(
            at,
            format!("`{other}` can't stand in a name here"),
        )
        .help("names in expressions have the letters a to z, digits and `_`; a text stands in quotes: `'…'`"),
        other => Wrong::syntax(at, format!("`{}` has no meaning here", other.escape_debug())),
    })
}

fn name(rest: &str, start: usize) -> Result<(Word, usize), Wrong> {
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let name = &rest[..length];
    let before_quote = rest[length..].starts_with(['\'', '"']);
    if before_quote && matches!(name.to_ascii_lowercase().as_str(), "r" | "b" | "rb" | "br") {
        let at = At { start, end: start + length + 1 };
        return Err(Wrong::unsupported(at, format!("texts marked `{name}` aren't supported"))
            .help("write a plain text: `'…'`"));
    }
    Ok((Word::Name(name.to_owned()), length))
}

fn number(rest: &str, start: usize) -> Result<(Word, usize), Wrong> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut length = digits(rest);
    let fraction = rest[length..].strip_prefix('.').map_or(0, digits);
    if fraction > 0 {
        length += 1 + fraction;
    }
    let tail = &rest[length..];
    let letters = tail.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(tail.len());
    if letters > 0 {
        let at = At { start, end: start + length + letters };
        let written = &rest[..length + letters];
        return Err(Wrong::syntax(at, format!("`{written}` is no number"))
            .help("write numbers in plain decimal digits; periods and dates are texts: `'15 days'`"));
    }
    let text = rest[..length].to_owned();
    Ok((if fraction > 0 { Word::Decimal(text) } else { Word::Integer(text) }, length))
}

fn quoted(rest: &str, start: usize) -> Result<(Word, usize), Wrong> {
    let quote = if rest.starts_with('"') { '"' } else { '\'' };
    let whole = At { start, end: start + rest.len() };
    if rest.starts_with("'''") || rest.starts_with("\"\"\"") {
        let at = At { start, end: start + 3 };
        return Err(
            Wrong::unsupported(at, "triple quotes aren't supported").help("write a plain text: `'…'`")
        );
    }
    let mut text = String::new();
    let mut rest_of_it = rest.char_indices().skip(1);
    while let Some((index, character)) = rest_of_it.next() {
        match character {
            c if c == quote => return Ok((Word::Text(text), index + 1)),
            '\n' | '\r' => break,
            '\\' => match rest_of_it.next() {
                Some((_, escaped @ ('\\' | '\'' | '"' | '`' | '?'))) => text.push(escaped),
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'r')) => text.push('\r'),
                _ => {
                    let at = At { start: start + index, end: start + index + 1 };
                    return Err(Wrong::unsupported(at, "this escape isn't supported").help(
                        "write the character itself; `\\\\`, `\\'`, `\\\"`, `\\n`, `\\t` and `\\r` are known",
                    ));
                }
            },
            other => text.push(other),
        }
    }
    Err(Wrong::syntax(whole, format!("the text that begins here has no closing `{quote}`")))
}
