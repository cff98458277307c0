//! The expressions of templates, as far as they say what is read: names with their fields, and how they are
//! joined. What is not understood is told as such, and then nothing is said of its tag.

/// Deepest nesting of an expression.
const MAX_DEPTH: usize = 30;
/// Most words of one expression.
const MAX_WORDS: usize = 500;

/// A part of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A text or number.
    Literal,
    /// `data.claim.track`: a name and the fields below it.
    Name(Vec<String>),
    Not(Box<Part>),
    And(Box<Part>, Box<Part>),
    Or(Box<Part>, Box<Part>),
    /// `==`: what isn't there is equal to nothing that is written.
    Equal(Box<Part>, Box<Part>),
    Unequal(Box<Part>, Box<Part>),
    /// `is defined` and its like: says nothing but whether something is there.
    Defined(Box<Part>),
    /// Anything that needs all of its parts: sums, comparisons, filters, calls.
    All(Vec<Part>),
    /// `| default(…)`.
    OrElse(Box<Part>, Vec<Part>),
    /// `x if y else z`.
    If {
        yes: Box<Part>,
        condition: Box<Part>,
        no: Box<Part>,
    },
}

/// Reads a whole expression; none if it isn't understood.
pub(super) fn read(text: &str) -> Option<Part> {
    let words = words(text)?;
    let mut reader = Reader { words: &words, at: 0, depth: 0 };
    let part = reader.whole()?;
    (reader.at == words.len()).then_some(part)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word<'t> {
    Name(&'t str),
    Literal,
    Sign(&'static str),
}

const SIGNS: [&str; 28] = [
    "==", "!=", "<=", ">=", "//", "**", "?.", "?[", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|", "=",
    "<", ">", "+", "-", "*", "/", "%", "~", "?",
];

fn words(text: &str) -> Option<Vec<Word<'_>>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if words.len() >= MAX_WORDS {
            return None;
        }
        let after = |length: usize| rest.get(length..);
        if matches!(first, '"' | '\'' | '`') {
            let end = rest[1..].find(first)?;
            words.push(Word::Literal);
            rest = after(end + 2)?;
        } else if first.is_ascii_digit() {
            let end =
                rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).unwrap_or(rest.len());
            words.push(Word::Literal);
            rest = after(end)?;
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            words.push(match &rest[..end] {
                "true" | "false" | "True" | "False" | "none" | "None" => Word::Literal,
                name => Word::Name(name),
            });
            rest = after(end)?;
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
            words.push(Word::Sign(sign));
            rest = after(sign.len())?;
        }
        rest = rest.trim_start();
    }
    Some(words)
}

struct Reader<'t> {
    words: &'t [Word<'t>],
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn take(&mut self, sign: &'static str) -> bool {
        self.take_word(&Word::Sign(sign))
    }

    fn keyword(&mut self, name: &'static str) -> bool {
        self.take_word(&Word::Name(name))
    }

    fn take_word(&mut self, word: &Word<'_>) -> bool {
        let found = self.words.get(self.at) == Some(word);
        self.at += usize::from(found);
        found
    }

    fn name(&mut self) -> Option<&'t str> {
        let Some(Word::Name(name)) = self.words.get(self.at) else { return None };
        self.at += 1;
        Some(name)
    }

    fn whole(&mut self) -> Option<Part> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let part = self.or()?;
        let part = if self.keyword("if") {
            let condition = Box::new(self.or()?);
            let no = if self.keyword("else") { self.whole()? } else { Part::Literal };
            Part::If { yes: Box::new(part), condition, no: Box::new(no) }
        } else {
            part
        };
        self.depth -= 1;
        Some(part)
    }

    fn or(&mut self) -> Option<Part> {
        let mut part = self.and()?;
        while self.keyword("or") {
            part = Part::Or(Box::new(part), Box::new(self.and()?));
        }
        Some(part)
    }

    fn and(&mut self) -> Option<Part> {
        let mut part = self.not()?;
        while self.keyword("and") {
            part = Part::And(Box::new(part), Box::new(self.not()?));
        }
        Some(part)
    }

    fn not(&mut self) -> Option<Part> {
        let mut negated = false;
        while self.keyword("not") {
            negated = !negated;
        }
        let part = self.comparison()?;
        Some(if negated { Part::Not(Box::new(part)) } else { part })
    }

    fn comparison(&mut self) -> Option<Part> {
        let left = self.sum()?;
        if self.take("==") {
            return Some(Part::Equal(Box::new(left), Box::new(self.sum()?)));
        }
        if self.take("!=") {
            return Some(Part::Unequal(Box::new(left), Box::new(self.sum()?)));
        }
        if ["<=", ">=", "<", ">"].into_iter().any(|sign| self.take(sign)) || self.keyword("in") {
            return Some(Part::All(vec![left, self.sum()?]));
        }
        if self.keyword("not") {
            return if self.keyword("in") { Some(Part::All(vec![left, self.sum()?])) } else { None };
        }
        if self.keyword("is") {
            return self.test(left);
        }
        Some(left)
    }

    /// `is defined`, `is not defined`, `is ending_with(pat=".")`.
    fn test(&mut self, of: Part) -> Option<Part> {
        let negated = self.keyword("not");
        let name = self.name()?;
        let mut parts = vec![of];
        if self.take("(") {
            parts.extend(self.arguments(")")?);
        }
        let is_defined = !negated && name == "defined" || negated && name == "undefined";
        let is_undefined = negated && name == "defined" || !negated && name == "undefined";
        Some(match parts.first() {
            Some(of) if is_defined => Part::Defined(Box::new(of.clone())),
            Some(of) if is_undefined => Part::Not(Box::new(Part::Defined(Box::new(of.clone())))),
            _ => Part::All(parts),
        })
    }

    fn sum(&mut self) -> Option<Part> {
        let mut parts = vec![self.filtered()?];
        while ["+", "-", "*", "/", "//", "**", "%", "~"].into_iter().any(|sign| self.take(sign)) {
            parts.push(self.filtered()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Part::All(parts) })
    }

    fn filtered(&mut self) -> Option<Part> {
        let mut part = self.primary()?;
        while self.take("|") {
            let name = self.name()?;
            let arguments = if self.take("(") { self.arguments(")")? } else { Vec::new() };
            part = if name == "default" {
                Part::OrElse(Box::new(part), arguments)
            } else {
                Part::All(std::iter::once(part).chain(arguments).collect())
            };
        }
        Some(part)
    }

    fn primary(&mut self) -> Option<Part> {
        if self.take("-") || self.take("+") {
            return self.primary_below();
        }
        if self.take("(") {
            let part = self.whole()?;
            return self.take(")").then_some(part);
        }
        if self.take("[") {
            return self.arguments("]").map(Part::All);
        }
        if self.take_word(&Word::Literal) {
            return Some(Part::Literal);
        }
        self.path()
    }

    fn primary_below(&mut self) -> Option<Part> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let part = self.primary();
        self.depth -= 1;
        part
    }

    fn path(&mut self) -> Option<Part> {
        let first = self.name()?;
        if ["and", "or", "not", "if", "else", "is", "in"].contains(&first) {
            return None;
        }
        if self.take("(") {
            return self.arguments(")").map(Part::All);
        }
        let mut path = vec![first.to_owned()];
        loop {
            if self.take(".") || self.take("?.") {
                path.push(self.name()?.to_owned());
            } else if self.take("[") || self.take("?[") {
                // What stands at a computed place isn't followed; the list must be there.
                let mut parts = self.arguments("]")?;
                parts.insert(0, Part::Name(path));
                return Some(Part::All(parts));
            } else {
                return Some(Part::Name(path));
            }
        }
    }

    /// Expressions after commas, each perhaps after `name=`, up to the closing sign.
    fn arguments(&mut self, closing: &'static str) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        loop {
            if self.take(closing) {
                return Some(parts);
            }
            let named = matches!(self.words.get(self.at), Some(Word::Name(_)))
                && self.words.get(self.at + 1) == Some(&Word::Sign("="));
            self.at += if named { 2 } else { 0 };
            parts.push(self.whole()?);
            if !self.take(",") && !self.take(":") && self.words.get(self.at) != Some(&Word::Sign(closing)) {
                return None;
            }
        }
    }
}
