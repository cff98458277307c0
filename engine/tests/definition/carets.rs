//! Fixtures in which the expected findings stand under the lines they are about:
//!
//! ```text
//! wokflow: stall
//! ^^^^^^^ unknown-key: a definition has no key `wokflow` | did you mean `workflow`?
//! ```
//!
//! What follows ` | ` is the help; it may be left out. A place of several lines has its carets under the
//! first, up to the end of that line.

use registrar_engine::definition::Definition;
use registrar_engine::finding::Finding;
use registrar_engine::parse;

/// What must be there, for fragments that are about something else.
const NEEDED: [(&str, &str); 4] = [
    ("workflow", "workflow: stall"),
    ("version", "version: 1"),
    ("starts", "starts: applicant"),
    ("states", "states: {open: {}}"),
];

/// Reads a fragment and compares its findings, all of them, with those that stand in it.
pub fn check(fixture: &str) -> Definition {
    let mut text = String::new();
    let mut expected = Vec::new();
    let mut line = 0;
    for written in fixture.trim_start_matches('\n').lines() {
        if written.trim_start().starts_with('^') {
            expected.push(expectation(line, written));
        } else {
            line += 1;
            text.push_str(written);
            text.push('\n');
        }
    }
    let (definition, findings) = parse(&completed(&text));
    let mut found: Vec<_> = findings.iter().map(|finding| as_expectation(&text, finding)).collect();
    for (found, expected) in found.iter_mut().zip(&expected) {
        if expected.help.is_none() {
            found.help = None;
        }
    }
    assert_eq!(found, expected, "in\n{text}");
    definition.unwrap()
}

/// Reads a fragment that has nothing wrong in it.
pub fn fine(fragment: &str) -> Definition {
    let (definition, findings) = parse(&completed(fragment));
    assert_eq!(findings, [], "in\n{fragment}");
    definition.unwrap()
}

/// Whether each fragment gives exactly one finding with this code.
pub fn each_gives(code: &str, fragments: &[&str]) {
    for fragment in fragments {
        let (_, findings) = parse(&completed(fragment));
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [code], "in\n{fragment}\n{findings:?}");
    }
}

/// The fragment with what must be there, after it so that its lines keep their numbers.
pub fn completed(fragment: &str) -> String {
    let mut text = fragment.trim_start_matches('\n').to_owned();
    for (key, line) in NEEDED {
        let written = |given: &str| given.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
        if !text.lines().any(written) {
            if !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[derive(Debug, PartialEq)]
struct Expectation {
    line: usize,
    column: usize,
    width: usize,
    code: String,
    message: String,
    help: Option<String>,
}

fn expectation(line: usize, written: &str) -> Expectation {
    let carets = written.trim_start();
    let column = written.chars().count() - carets.chars().count() + 1;
    let width = carets.chars().take_while(|c| *c == '^').count();
    let (code, text) = carets[width..].trim().split_once(": ").expect("a code and a message");
    let (message, help) = match text.split_once(" | ") {
        Some((message, help)) => (message, Some(help.to_owned())),
        None => (text, None),
    };
    Expectation { line, column, width, code: code.to_owned(), message: message.to_owned(), help }
}

fn as_expectation(text: &str, finding: &Finding) -> Expectation {
    let span = finding.span;
    let (line, column) = (span.line as usize, span.column as usize);
    let line_end = text.lines().nth(line.wrapping_sub(1)).map_or(0, |line| line.chars().count() + 1);
    let end = if span.end_line == span.line { span.end_column as usize } else { line_end };
    Expectation {
        line,
        column,
        width: end.saturating_sub(column).max(1),
        code: finding.code.to_owned(),
        message: finding.message.clone(),
        help: finding.help.clone(),
    }
}
