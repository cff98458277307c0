//! The shape of an expression by CEL's grammar, with places; names and types are not looked at.
//!
//! `a && b && c` is one node of three, as is `||`: long conditions aren't deep ones. Everything else
//! nests at most [`MAX_DEPTH`] deep, so that neither reading nor evaluating can run out of stack.

use super::token::{At, Token, Word, words};
use super::{MAX_CHARACTERS, MAX_DEPTH, Wrong};

/// A part of an expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Syntax {
    pub what: What,
    pub at: At,
    depth: usize,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Digits and point, with a sign where it is negative.
    Decimal(String),
    Text(String),
    List(Vec<Syntax>),
    Record(Vec<(String, Syntax)>),
    Item {
        of: Box<Syntax>,
        at: Box<Syntax>,
    },
    Name(String),
    Field {
        of: Box<Syntax>,
        name: String,
        name_at: At,
    },
    Call {
        on: Option<Box<Syntax>>,
        name: String,
        name_at: At,
        arguments: Vec<Syntax>,
    },
    Not(Box<Syntax>),
    Negate(Box<Syntax>),
    All(Vec<Syntax>),
    Any(Vec<Syntax>),
    Binary {
        operator: Operator,
        left: Box<Syntax>,
        right: Box<Syntax>,
    },
    If(Box<[Syntax; 3]>),
}

/// Operators between two operands, but `&&` and `||`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Operator {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

/// Words that CEL keeps for itself.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// Reads a whole expression.
pub(super) fn read(text: &str) -> Result<Syntax, Wrong> {
    let whole = At { start: 0, end: text.len() };
    if text.chars().count() > MAX_CHARACTERS {
        let message = format!("the expression has more than {MAX_CHARACTERS} characters");
        return Err(Wrong::too_large(whole, message).help("use a decision table, or a field that says it"));
    }
    let words = words(text)?;
    let mut reader = Reader { text, words: &words, next: 0, depth: 0 };
    if reader.word() == &Word::End {
        return Err(Wrong::syntax(whole, "the expression is empty"));
    }
    let syntax = reader.expression()?;
    match reader.word() {
        Word::End => Ok(syntax),
        _ => Err(reader.unexpected("the expression could end here")),
    }
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [Token],
    next: usize,
    depth: usize,
}

impl Reader<'_> {
    fn token(&self) -> &Token {
        // INVARIANT: the list ends with `End`, and `step` doesn't go past it.
        &self.words[self.next]
    }

    fn word(&self) -> &Word {
        &self.token().word
    }

    fn step(&mut self) -> At {
        let at = self.token().at;
        if self.next + 1 < self.words.len() {
            self.next += 1;
        }
        at
    }

    fn take(&mut self, sign: &'static str) -> Option<At> {
        (self.word() == &Word::Sign(sign)).then(|| self.step())
    }

    fn need(&mut self, sign: &'static str) -> Result<At, Wrong> {
        self.take(sign).ok_or_else(|| self.unexpected(&format!("`{sign}` is missing")))
    }

    fn is_in(&self) -> bool {
        matches!(self.word(), Word::Name(name) if name == "in")
    }

    fn unexpected(&self, before: &str) -> Wrong {
        let at = self.token().at;
        match self.word() {
            Word::End => Wrong::syntax(at, format!("the expression ends too soon: {before}")),
            word => {
                let written = &self.text[at.start..at.end];
                let wrong = Wrong::syntax(at, format!("`{written}` isn't expected here: {before}"));
                match word {
                    Word::Name(name) if name.eq_ignore_ascii_case("and") => wrong.help("write `&&` for and"),
                    Word::Name(name) if name.eq_ignore_ascii_case("or") => wrong.help("write `||` for or"),
                    Word::Name(name) if name.eq_ignore_ascii_case("not") => wrong.help("write `!` for not"),
                    Word::Name(name) if name == "is" => wrong.help("write `==` to compare"),
                    _ => wrong,
                }
            }
        }
    }

    /// Goes one level down.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Wrong>) -> Result<T, Wrong> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(self.token().at));
        }
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn expression(&mut self) -> Result<Syntax, Wrong> {
        let condition = self.any()?;
        if self.take("?").is_none() {
            return Ok(condition);
        }
        let yes = self.any()?;
        self.need(":")?;
        let no = self.nested(Self::expression)?;
        let at = condition.at.to(no.at);
        make(at, What::If(Box::new([condition, yes, no])))
    }

    fn any(&mut self) -> Result<Syntax, Wrong> {
        self.chain("||", Self::all, What::Any)
    }

    fn all(&mut self) -> Result<Syntax, Wrong> {
        self.chain("&&", |reader| reader.binary(0), What::All)
    }

    fn chain(
        &mut self,
        sign: &'static str,
        part: impl Fn(&mut Self) -> Result<Syntax, Wrong>,
        whole: impl FnOnce(Vec<Syntax>) -> What,
    ) -> Result<Syntax, Wrong> {
        let first = part(self)?;
        let mut at = first.at;
        let mut parts = vec![first];
        while self.take(sign).is_some() {
            let next = part(self)?;
            at = at.to(next.at);
            parts.push(next);
        }
        if parts.len() > 1 { make(at, whole(parts)) } else { Ok(parts.remove(0)) }
    }

    /// Operators of at least this rank: 0 comparisons, 1 sums, 2 products; all from left to right.
    fn binary(&mut self, rank: u8) -> Result<Syntax, Wrong> {
        let mut left = if rank == 2 { self.unary()? } else { self.binary(rank + 1)? };
        while let Some(operator) = self.operator(rank) {
            self.step();
            let right = if rank == 2 { self.unary()? } else { self.binary(rank + 1)? };
            let at = left.at.to(right.at);
            left = make(at, What::Binary { operator, left: Box::new(left), right: Box::new(right) })?;
        }
        Ok(left)
    }

    fn operator(&self, rank: u8) -> Option<Operator> {
        let sign = match self.word() {
            Word::Sign(sign) => *sign,
            _ if self.is_in() => "in",
            _ => return None,
        };
        Some(match (rank, sign) {
            (0, "==") => Operator::Equal,
            (0, "!=") => Operator::NotEqual,
            (0, "<") => Operator::Less,
            (0, "<=") => Operator::AtMost,
            (0, ">") => Operator::Greater,
            (0, ">=") => Operator::AtLeast,
            (0, "in") => Operator::In,
            (1, "+") => Operator::Add,
            (1, "-") => Operator::Subtract,
            (2, "*") => Operator::Multiply,
            (2, "/") => Operator::Divide,
            (2, "%") => Operator::Remainder,
            _ => return None,
        })
    }

    fn unary(&mut self) -> Result<Syntax, Wrong> {
        if let Some(sign) = self.take("!") {
            let of = self.nested(|reader| match reader.word() {
                Word::Sign("!") => reader.unary(),
                _ => reader.member(),
            })?;
            return make(sign.to(of.at), What::Not(Box::new(of)));
        }
        if let Some(sign) = self.take("-") {
            if let Some(number) = self.number("-", sign)? {
                return self.suffixes(number);
            }
            let of = self.nested(|reader| match reader.word() {
                Word::Sign("-") => reader.unary(),
                _ => reader.member(),
            })?;
            return make(sign.to(of.at), What::Negate(Box::new(of)));
        }
        self.member()
    }

    fn member(&mut self) -> Result<Syntax, Wrong> {
        let of = self.primary()?;
        self.suffixes(of)
    }

    fn suffixes(&mut self, mut of: Syntax) -> Result<Syntax, Wrong> {
        loop {
            if self.take(".").is_some() {
                let name_at = self.token().at;
                let name = match self.word() {
                    Word::Name(name) if !is_keyword(name) => name.clone(),
                    _ => return Err(self.unexpected("a field's name follows the `.`")),
                };
                self.step();
                let start = of.at;
                of = match self.take("(") {
                    None => make(start.to(name_at), What::Field { of: Box::new(of), name, name_at })?,
                    Some(_) => {
                        let (arguments, end) = self.list(")")?;
                        make(start.to(end), What::Call { on: Some(Box::new(of)), name, name_at, arguments })?
                    }
                };
            } else if self.take("[").is_some() {
                let item = self.nested(Self::expression)?;
                let at = of.at.to(self.need("]")?);
                of = make(at, What::Item { of: Box::new(of), at: Box::new(item) })?;
            } else {
                return Ok(of);
            }
        }
    }

    fn number(&mut self, minus: &str, start: At) -> Result<Option<Syntax>, Wrong> {
        let what = match self.word() {
            Word::Integer(digits) => match format!("{minus}{digits}").parse() {
                Ok(number) => What::Integer(number),
                Err(_) => {
                    let at = start.to(self.token().at);
                    return Err(Wrong::syntax(at, "the number is too large"));
                }
            },
            Word::Decimal(digits) => What::Decimal(format!("{minus}{digits}")),
            _ => return Ok(None),
        };
        let at = start.to(self.step());
        make(at, what).map(Some)
    }

    fn primary(&mut self) -> Result<Syntax, Wrong> {
        let at = self.token().at;
        if let Some(number) = self.number("", at)? {
            return Ok(number);
        }
        match self.word().clone() {
            Word::Text(text) => {
                self.step();
                make(at, What::Text(text))
            }
            Word::Name(name) => self.name(name, at),
            Word::Sign("(") => {
                self.step();
                let mut inner = self.nested(Self::expression)?;
                inner.at = at.to(self.need(")")?);
                Ok(inner)
            }
            Word::Sign("[") => {
                self.step();
                let (items, end) = self.list("]")?;
                make(at.to(end), What::List(items))
            }
            Word::Sign("{") => self.record(at),
            _ => Err(self.unexpected("a value is missing")),
        }
    }

    /// `{'name': value, …}`.
    fn record(&mut self, at: At) -> Result<Syntax, Wrong> {
        self.step();
        let mut fields = Vec::new();
        loop {
            if let Some(end) = self.take("}") {
                return make(at.to(end), What::Record(fields));
            }
            let Word::Text(name) = self.word().clone() else {
                return Err(self.unexpected("a field's name stands in quotes: `{'name': …}`"));
            };
            self.step();
            self.need(":")?;
            fields.push((name, self.nested(Self::expression)?));
            if self.take(",").is_none() && self.word() != &Word::Sign("}") {
                return Err(self.unexpected("`,` or `}` is missing"));
            }
        }
    }

    fn name(&mut self, name: String, at: At) -> Result<Syntax, Wrong> {
        match name.as_str() {
            "true" | "false" => {
                self.step();
                return make(at, What::Boolean(name == "true"));
            }
            "null" => {
                self.step();
                return make(at, What::Null);
            }
            "in" => return Err(self.unexpected("a value is missing")),
            "not" if matches!(self.words.get(self.next + 1), Some(Token { word: Word::Name(_), .. })) => {
                return Err(self.unexpected("it is no operator"));
            }
            reserved if RESERVED.contains(&reserved) => {
                return Err(Wrong::syntax(at, format!("`{reserved}` is a word that CEL keeps for itself")));
            }
            _ => {}
        }
        self.step();
        if self.take("(").is_none() {
            return make(at, What::Name(name));
        }
        let (arguments, end) = self.list(")")?;
        make(at.to(end), What::Call { on: None, name, name_at: at, arguments })
    }

    /// Items up to the closing bracket; a list may end in a comma, arguments may not.
    fn list(&mut self, close: &'static str) -> Result<(Vec<Syntax>, At), Wrong> {
        let mut items = Vec::new();
        if let Some(end) = self.take(close) {
            return Ok((items, end));
        }
        loop {
            items.push(self.nested(Self::expression)?);
            let comma = self.take(",").is_some();
            if comma && close == ")" {
                continue;
            }
            match self.take(close) {
                Some(end) => return Ok((items, end)),
                None if comma => {}
                None => return Err(self.unexpected(&format!("`,` or `{close}` is missing"))),
            }
        }
    }
}

fn is_keyword(name: &str) -> bool {
    matches!(name, "in" | "true" | "false" | "null")
}

fn too_deep(at: At) -> Wrong {
    Wrong::too_large(at, format!("the expression is nested more than {MAX_DEPTH} deep"))
        .help("use a decision table, or a field that says it")
}

fn make(at: At, what: What) -> Result<Syntax, Wrong> {
    let below = match &what {
        What::List(items) | What::All(items) | What::Any(items) => deepest(items),
        What::Record(fields) => fields.iter().map(|(_, field)| field.depth).max().unwrap_or(0),
        What::Item { of, at } => of.depth.max(at.depth),
        What::Field { of, .. } | What::Not(of) | What::Negate(of) => of.depth,
        What::Call { on, arguments, .. } => deepest(arguments).max(on.as_ref().map_or(0, |on| on.depth)),
        What::Binary { left, right, .. } => left.depth.max(right.depth),
        What::If(parts) => deepest(parts.as_slice()),
        _ => 0,
    };
    if below >= MAX_DEPTH { Err(too_deep(at)) } else { Ok(Syntax { what, at, depth: below + 1 }) }
}

fn deepest(parts: &[Syntax]) -> usize {
    parts.iter().map(|part| part.depth).max().unwrap_or(0)
}
