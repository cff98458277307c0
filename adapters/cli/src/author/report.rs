//! Findings as a person reads them: place, caret, help.

use super::language::Lang;
use registrar_engine::finding::{Finding, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Longest line shown whole: a longer one is cut around the caret.
const WIDTH: usize = 140;

/// How much a finding weighs, in a word.
pub fn severity(finding: &Finding, lang: Lang) -> &'static str {
    match finding.severity {
        Severity::Error => lang.pick("error", "错误"),
        Severity::Warning => lang.pick("warning", "警告"),
        Severity::Note => lang.pick("note", "提示"),
    }
}

/// One finding in the manner of rustc: the frame in a language, the message as the engine says it.
pub fn finding(finding: &Finding, texts: &BTreeMap<String, String>, lang: Lang) -> String {
    let mut text = format!("{}[{}]: {}\n", severity(finding, lang), finding.code, finding.message);
    let span = finding.span;
    // All bars stand in one column, behind the line's number.
    let pad = " ".repeat(span.line.to_string().len());
    if span.line > 0 {
        let _ = writeln!(text, "{pad}--> {}:{}:{}", finding.file, span.line, span.column);
        if let Some(excerpt) = excerpt(finding, texts) {
            text.push_str(&excerpt);
        }
    } else {
        let _ = writeln!(text, "{pad}--> {}", finding.file);
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(text, "{pad} = {}: {help}", lang.pick("help", "建议"));
    }
    text
}

/// The line of a finding with its number and carets below; none for what has no line.
pub fn excerpt(finding: &Finding, texts: &BTreeMap<String, String>) -> Option<String> {
    let at = usize::try_from(finding.span.line).ok()?.checked_sub(1)?;
    texts.get(&finding.file)?.lines().nth(at).map(|line| marked(line, finding))
}

fn marked(line: &str, finding: &Finding) -> String {
    let span = finding.span;
    let column = (span.column as usize).saturating_sub(1);
    let end = if span.end_line == span.line {
        (span.end_column as usize).saturating_sub(1)
    } else {
        line.chars().count()
    };
    let fits = line.chars().count() <= WIDTH;
    let begin = if fits { 0 } else { column.saturating_sub(WIDTH / 2) };
    let shown: String = line.chars().skip(begin).take(WIDTH).collect();
    // Chinese characters take two columns of a terminal.
    let blanks: String = line.chars().skip(begin).take(column - begin).map(blank).collect();
    let room = shown.chars().count().saturating_sub(column - begin);
    let carets = end.saturating_sub(column).clamp(1, room.max(1));
    let marks: String =
        line.chars().skip(column).take(carets).map(|c| if is_wide(c) { "^^" } else { "^" }).collect();
    let marks = if marks.is_empty() { "^".to_owned() } else { marks };
    let number = span.line.to_string();
    let pad = " ".repeat(number.len());
    format!("{pad} |\n{number} | {shown}\n{pad} | {blanks}{marks}\n")
}

fn blank(c: char) -> &'static str {
    if c == '\t' {
        "\t"
    } else if is_wide(c) {
        "  "
    } else {
        " "
    }
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x2_0000..=0x3_fffd)
}

/// How many of each severity.
pub fn counts<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> (usize, usize, usize) {
    findings.into_iter().fold((0, 0, 0), |(errors, warnings, notes), finding| match finding.severity {
        Severity::Error => (errors + 1, warnings, notes),
        Severity::Warning => (errors, warnings + 1, notes),
        Severity::Note => (errors, warnings, notes + 1),
    })
}
