//! What an author may write: a definition as it stands in the text, names not yet resolved.
//!
//! Reading never fails as a whole: what can be read is kept, and everything wrong is a [`Finding`]
//! with its place. Whether names exist, types fit and rules of meaning hold is decided by
//! [`crate::chart`].

mod actions;
mod arrows;
mod ast;
mod data;
mod deadlines;
mod fields;
mod guarantees;
mod keys;
mod limits;
mod people;
mod reader;
mod schema;
mod states;
mod tables;
mod tasks;
mod whole;

pub use ast::*;
pub use limits::*;
pub use schema::json_schema;

use crate::finding::{Finding, Span};
use crate::yaml;
use reader::Reader;

/// Reads a definition. There is none only if the text isn't a YAML map; otherwise it holds whatever
/// could be read, and may be used only if no finding is an error.
///
/// Where a name that must be there is missing, it is empty in the definition: the finding is given
/// here, and whoever resolves names passes over empty ones.
pub fn parse(text: &str) -> (Option<Definition>, Vec<Finding>) {
    let (root, mut findings) = yaml::read(text);
    let mut reader = Reader::default();
    let definition = root.and_then(|root| whole::read(&mut reader, &root));
    findings.append(&mut reader.findings);
    let lines: Vec<u32> = text.split('\n').map(|line| count(line.chars().count())).collect();
    for finding in &mut findings {
        finding.span = within(finding.span, &lines);
    }
    findings.sort_by_key(|finding| finding.span);
    (definition, findings)
}

/// The part of a span that lies in the text: the YAML parser places the end of an unfinished text after it.
fn within(span: Span, lines: &[u32]) -> Span {
    let last = count(lines.len());
    let clamp = |line: u32, column: u32| {
        if line > last {
            (last, lines.last().map_or(1, |width| width + 1))
        } else {
            let width = usize::try_from(line.saturating_sub(1)).ok().and_then(|at| lines.get(at));
            (line, column.min(width.map_or(1, |width| width + 1)))
        }
    };
    if span == Span::default() {
        return span;
    }
    let (line, column) = clamp(span.line, span.column);
    let (end_line, end_column) = clamp(span.end_line, span.end_column).max((line, column));
    Span { line, column, end_line, end_column }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
