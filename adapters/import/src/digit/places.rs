//! Where each value and each key of a JSON5 text begins and ends, in the order in which they are read.
//!
//! The library that reads JSON5 tells no places. It reads in the order of the text, so the places are
//! found beforehand and handed out one by one.

use json5::char::{is_json5_line_terminator, is_json5_whitespace};
use registrar_engine::finding::Span;
use std::iter::Peekable;
use std::str::Chars;

/// The text, with where one is in it. Lines end at a line feed, as everywhere in findings.
struct Cursor<'t> {
    rest: Peekable<Chars<'t>>,
    line: u32,
    column: u32,
}

impl Cursor<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(c)
    }

    fn next_if(&mut self, wanted: impl FnOnce(char) -> bool) -> Option<char> {
        if self.rest.peek().copied().is_some_and(wanted) { self.next() } else { None }
    }

    /// What has begun at `line` and `column` ends here.
    fn span(&self, line: u32, column: u32) -> Span {
        Span { line, column, end_line: self.line, end_column: self.column }
    }

    /// After a `/`.
    fn comment(&mut self) {
        if self.next_if(|c| c == '*').is_some() {
            while let Some(c) = self.next() {
                if c == '*' && self.next_if(|c| c == '/').is_some() {
                    return;
                }
            }
        } else {
            while self.next_if(|c| !is_json5_line_terminator(c)).is_some() {}
        }
    }

    /// After the opening quote.
    fn string(&mut self, quote: char) {
        while let Some(c) = self.next() {
            if c == '\\' {
                self.next();
            } else if c == quote {
                return;
            }
        }
    }
}

/// The places of all values and keys. Of a list or a map it is that of its bracket.
pub(super) fn places(text: &str) -> Vec<Span> {
    let mut cursor = Cursor { rest: text.chars().peekable(), line: 1, column: 1 };
    let mut found = Vec::new();
    loop {
        let (line, column) = (cursor.line, cursor.column);
        let Some(c) = cursor.next() else { return found };
        match c {
            '/' => cursor.comment(),
            ']' | '}' | ',' | ':' => {}
            '[' | '{' => found.push(cursor.span(line, column)),
            '"' | '\'' => {
                cursor.string(c);
                found.push(cursor.span(line, column));
            }
            c if is_json5_whitespace(c) => {}
            _ => {
                while cursor.next_if(|c| !ends_a_word(c)).is_some() {}
                found.push(cursor.span(line, column));
            }
        }
    }
}

/// Words are numbers, `true`, `null`, and keys without quotes.
fn ends_a_word(c: char) -> bool {
    matches!(c, '/' | '[' | ']' | '{' | '}' | ',' | ':' | '"' | '\'') || is_json5_whitespace(c)
}

/// The place of a position that counts lines as ECMAScript does, from 0; the end of the text for none.
pub(super) fn place_of(text: &str, position: Option<json5::Position>) -> Span {
    let mut cursor = Cursor { rest: text.chars().peekable(), line: 1, column: 1 };
    let (mut line, mut column) = (0, 0);
    while position.is_none_or(|wanted| (line, column) != (wanted.line, wanted.column)) {
        let Some(c) = cursor.next() else { break };
        let half = c == '\r' && cursor.rest.peek() == Some(&'\n');
        if is_json5_line_terminator(c) && !half {
            line += 1;
            column = 0;
        } else if !half {
            column += 1;
        }
    }
    let (at_line, at_column) = (cursor.line, cursor.column);
    cursor.next_if(|c| c != '\n');
    cursor.span(at_line, at_column)
}
