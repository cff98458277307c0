//! Where in the definition a stretch of an expression stands.

use super::token::At;
use crate::definition::Source;
use crate::finding::Span;

/// The place of `at`, or of the whole scalar where its text isn't found letter by letter in the
/// definition: folded lines, cells of a table that were completed.
pub(super) fn span(source: &Source, at: At) -> Span {
    let whole = source.span;
    let text = source.value.as_str();
    let lines = count(text, |c| c == '\n');
    if lines > 0 && whole.end_line - whole.line.min(whole.end_line) == lines {
        return in_block(whole, text, at);
    }
    let width = whole.end_column.saturating_sub(whole.column);
    let length = count(text, |_| true);
    if lines > 0 || whole.line != whole.end_line || width < length {
        return whole;
    }
    // A quoted scalar's span has its quotes; one with escapes is longer still, and what stands before
    // the first escape is placed rightly.
    let opening = u32::from(width > length);
    let column = |byte| (whole.column + opening + count(before(text, byte), |_| true)).min(whole.end_column);
    let start = column(at.start);
    Span { column: start, end_column: column(at.end).max(start), ..whole }
}

/// A block scalar begins with its first line and keeps the lines of the definition.
fn in_block(whole: Span, text: &str, at: At) -> Span {
    let place = |byte| {
        let before = before(text, byte);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (whole.line + count(before, |c| c == '\n'), whole.column + count(&before[line_start..], |_| true))
    };
    let ((line, column), (end_line, end_column)) = (place(at.start), place(at.end));
    Span { line, column, end_line, end_column }
}

fn before(text: &str, byte: usize) -> &str {
    text.get(..byte).unwrap_or(text)
}

fn count(text: &str, counted: impl Fn(char) -> bool) -> u32 {
    u32::try_from(text.chars().filter(|c| counted(*c)).count()).unwrap_or(u32::MAX)
}
