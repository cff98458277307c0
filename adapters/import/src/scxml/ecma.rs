//! The expressions of ECMAScript that have a counterpart in the language: their words and their shape.

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Ecma {
    Number(i64),
    Text(String),
    Boolean(bool),
    Null,
    Undefined,
    Name(String),
    Member(Box<Ecma>, String),
    Item(Box<Ecma>, Box<Ecma>),
    Call(Box<Ecma>, Vec<Ecma>),
    Unary(&'static str, Box<Ecma>),
    Binary(&'static str, Box<Ecma>, Box<Ecma>),
    Choice(Box<[Ecma; 3]>),
    List(Vec<Ecma>),
    Record(Vec<(String, Ecma)>),
}

/// Why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It is no ECMAScript: W3C says that it raises `error.execution` when it is reached.
    Broken(String),
    /// It is ECMAScript that has no counterpart.
    Beyond(String),
}

/// Deepest nesting. The language itself allows 32, and a translation may need more levels than the original.
const MAX_DEPTH: usize = 24;
/// Longest expression, in bytes.
const MAX_LENGTH: usize = 2_000;

#[derive(Debug, Clone, PartialEq)]
enum Word {
    Number(i64),
    Text(String),
    Name(String),
    Sign(&'static str),
    End,
}

/// Longest first.
const SIGNS: [&str; 52] = [
    ">>>=", "===", "!==", "**=", "<<=", ">>=", ">>>", "...", "&&=", "||=", "??=", "=>", "==", "!=", "<=",
    ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>",
    "**", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]", "{", "}", ",", ".", "=",
];
/// Signs of ECMAScript that aren't carried over.
const OTHERS: [char; 6] = ['&', '|', '^', '~', ';', '`'];
/// Words that can't be names. Those after the first line stand for something that isn't carried over.
const BROKEN_WORDS: [&str; 22] = [
    "break", "case", "catch", "continue", "debugger", "default", "do", "else", "finally", "for", "if",
    "return", "switch", "throw", "try", "var", "while", "with", "const", "let", "enum", "export",
];
const OTHER_WORDS: [&str; 13] = [
    "function",
    "new",
    "this",
    "class",
    "delete",
    "instanceof",
    "in",
    "void",
    "yield",
    "await",
    "async",
    "import",
    "super",
];

/// Reads an expression.
pub fn read(text: &str) -> Result<Ecma, Unread> {
    if text.len() > MAX_LENGTH {
        return Err(Unread::Beyond(format!("it has more than {MAX_LENGTH} bytes")));
    }
    let words = words(text)?;
    let mut reader = Reader { words, next: 0, depth: 0 };
    if reader.word() == &Word::End {
        return Err(Unread::Broken("it is empty".to_owned()));
    }
    let read = reader.expression()?;
    match reader.word() {
        Word::End => Ok(read),
        word => Err(unexpected(word)),
    }
}

fn words(text: &str) -> Result<Vec<Word>, Unread> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            at += 2 + comment.find("*/").ok_or_else(|| broken("a comment isn't closed"))? + 2;
        } else if first.is_ascii_digit()
            || first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())
        {
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
            words.push(number(&rest[..length])?);
            at += length;
        } else if first.is_alphabetic() || matches!(first, '_' | '$') {
            let length =
                rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$')).unwrap_or(rest.len());
            words.push(Word::Name(rest[..length].to_owned()));
            at += length;
        } else if matches!(first, '\'' | '"') {
            let (text, length) = quoted(rest, first)?;
            words.push(Word::Text(text));
            at += length;
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            words.push(Word::Sign(sign));
            at += sign.len();
        } else if OTHERS.contains(&first) {
            return Err(Unread::Beyond(format!("`{first}`")));
        } else {
            return Err(broken(&format!("`{}` has no meaning", first.escape_debug())));
        }
    }
    words.push(Word::End);
    Ok(words)
}

fn number(text: &str) -> Result<Word, Unread> {
    let plain = text.strip_suffix(".0").or_else(|| text.strip_suffix('.')).unwrap_or(text);
    if plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return match plain.parse() {
            Ok(number) if plain == "0" || !plain.starts_with('0') => Ok(Word::Number(number)),
            _ => Err(Unread::Beyond(format!("the number `{text}`"))),
        };
    }
    if text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.parse::<f64>().is_ok()
    {
        return Err(Unread::Beyond(format!("`{text}`: numbers are whole")));
    }
    let prefix = text.get(..2).unwrap_or_default().to_ascii_lowercase();
    if matches!(prefix.as_str(), "0x" | "0o" | "0b") {
        return Err(Unread::Beyond(format!("the number `{text}`")));
    }
    Err(broken(&format!("`{text}` is no number")))
}

fn quoted(rest: &str, quote: char) -> Result<(String, usize), Unread> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        match c {
            c if c == quote => return Ok((text, at + 1)),
            '\n' => break,
            '\\' => match characters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'r')) => text.push('\r'),
                Some((_, c @ ('\\' | '\'' | '"'))) => text.push(c),
                Some((_, 'u')) => {
                    let digits: String = characters.by_ref().take(4).map(|(_, c)| c).collect();
                    let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                    text.push(code.ok_or_else(|| broken("an escape can't be read"))?);
                }
                _ => return Err(Unread::Beyond("this escape in a text".to_owned())),
            },
            c => text.push(c),
        }
    }
    Err(broken("a text isn't closed"))
}

fn broken(why: &str) -> Unread {
    Unread::Broken(why.to_owned())
}

fn unexpected(word: &Word) -> Unread {
    match word {
        Word::End => broken("it ends too soon"),
        Word::Sign(sign @ ("=" | "++" | "--" | "=>" | "..." | "??" | "?." | "**" | "<<" | ">>" | ">>>")) => {
            Unread::Beyond(format!("`{sign}`"))
        }
        Word::Sign(sign) if sign.len() > 1 && sign.ends_with('=') => Unread::Beyond(format!("`{sign}`")),
        Word::Sign(",") => Unread::Beyond("`,`".to_owned()),
        Word::Sign("/") => Unread::Beyond("a pattern".to_owned()),
        Word::Sign(sign) => broken(&format!("`{sign}` isn't expected")),
        Word::Name(name) if OTHER_WORDS.contains(&name.as_str()) => Unread::Beyond(format!("`{name}`")),
        Word::Name(name) => broken(&format!("`{name}` isn't expected")),
        Word::Number(number) => broken(&format!("`{number}` isn't expected")),
        Word::Text(_) => broken("a text isn't expected"),
    }
}

struct Reader {
    words: Vec<Word>,
    next: usize,
    depth: usize,
}

/// Operators by how tightly they bind, from the loosest.
const RANKS: [&[&str]; 6] =
    [&["||"], &["&&"], &["===", "!==", "==", "!="], &["<=", ">=", "<", ">"], &["+", "-"], &["*", "/", "%"]];

impl Reader {
    fn word(&self) -> &Word {
        self.words.get(self.next).unwrap_or(&Word::End)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.word(), Word::Sign(word) if *word == sign);
        self.next += usize::from(found);
        found
    }

    fn need(&mut self, sign: &str) -> Result<(), Unread> {
        if self.take(sign) { Ok(()) } else { Err(unexpected(self.word())) }
    }

    fn expression(&mut self) -> Result<Ecma, Unread> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Unread::Beyond(format!("nesting more than {MAX_DEPTH} deep")));
        }
        let condition = self.binary(0)?;
        let read = if self.take("?") {
            let yes = self.expression()?;
            self.need(":")?;
            Ecma::Choice(Box::new([condition, yes, self.expression()?]))
        } else {
            condition
        };
        self.depth -= 1;
        Ok(read)
    }

    fn binary(&mut self, rank: usize) -> Result<Ecma, Unread> {
        let Some(signs) = RANKS.get(rank) else { return self.unary() };
        let mut left = self.binary(rank + 1)?;
        let mut length = 0;
        while let Some(sign) = self.operator(signs) {
            self.next += 1;
            length += 1;
            // A long row nests as deep as it is long.
            if self.depth + length > MAX_DEPTH {
                return Err(Unread::Beyond(format!("more than {MAX_DEPTH} operators in a row")));
            }
            let right = self.binary(rank + 1)?;
            left = Ecma::Binary(sign, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    /// The operator that comes next, if it is one of these. `in` binds as comparisons do.
    fn operator(&self, signs: &[&'static str]) -> Option<&'static str> {
        match self.word() {
            Word::Sign(word) => signs.iter().find(|sign| *sign == word).copied(),
            Word::Name(name) if name == "in" && signs.contains(&"<") => Some("in"),
            _ => None,
        }
    }

    fn unary(&mut self) -> Result<Ecma, Unread> {
        let sign = match self.word() {
            Word::Sign(sign @ ("!" | "-" | "+")) => sign,
            Word::Name(name) if name == "typeof" => "typeof",
            _ => return self.postfix(),
        };
        self.next += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Unread::Beyond(format!("nesting more than {MAX_DEPTH} deep")));
        }
        let of = self.unary()?;
        self.depth -= 1;
        Ok(match (sign, of) {
            ("-", Ecma::Number(number)) => Ecma::Number(-number),
            (sign, of) => Ecma::Unary(sign, Box::new(of)),
        })
    }

    fn postfix(&mut self) -> Result<Ecma, Unread> {
        let mut of = self.primary()?;
        for _ in 0..MAX_DEPTH {
            if self.take(".") {
                let Word::Name(name) = self.word().clone() else { return Err(unexpected(self.word())) };
                self.next += 1;
                of = Ecma::Member(Box::new(of), name);
            } else if self.take("[") {
                let at = self.expression()?;
                self.need("]")?;
                of = Ecma::Item(Box::new(of), Box::new(at));
            } else if self.take("(") {
                of = Ecma::Call(Box::new(of), self.list(")")?);
            } else {
                return Ok(of);
            }
        }
        Err(Unread::Beyond(format!("more than {MAX_DEPTH} steps from a name")))
    }

    fn list(&mut self, close: &str) -> Result<Vec<Ecma>, Unread> {
        let mut items = Vec::new();
        loop {
            if self.take(close) {
                return Ok(items);
            }
            items.push(self.expression()?);
            if !self.take(",") {
                self.need(close)?;
                return Ok(items);
            }
        }
    }

    fn primary(&mut self) -> Result<Ecma, Unread> {
        let word = self.word().clone();
        self.next += 1;
        Ok(match word {
            Word::Number(number) => Ecma::Number(number),
            Word::Text(text) => Ecma::Text(text),
            Word::Sign("(") => {
                let inner = self.expression()?;
                self.need(")")?;
                inner
            }
            Word::Sign("[") => Ecma::List(self.list("]")?),
            Word::Sign("{") => self.record()?,
            Word::Name(name) => match name.as_str() {
                "true" | "false" => Ecma::Boolean(name == "true"),
                "null" => Ecma::Null,
                "undefined" => Ecma::Undefined,
                word if BROKEN_WORDS.contains(&word) => return Err(broken(&format!("`{word}` is no value"))),
                word if OTHER_WORDS.contains(&word) => return Err(Unread::Beyond(format!("`{word}`"))),
                _ => Ecma::Name(name),
            },
            word => return Err(unexpected(&word)),
        })
    }

    fn record(&mut self) -> Result<Ecma, Unread> {
        let mut fields = Vec::new();
        loop {
            if self.take("}") {
                return Ok(Ecma::Record(fields));
            }
            let name = match self.word().clone() {
                Word::Name(name) | Word::Text(name) => name,
                Word::Number(number) => number.to_string(),
                word => return Err(unexpected(&word)),
            };
            self.next += 1;
            self.need(":")?;
            fields.push((name, self.expression()?));
            if !self.take(",") {
                self.need("}")?;
                return Ok(Ecma::Record(fields));
            }
        }
    }
}
