//! Expected findings stand under the text they are about, as comments of it:
//!
//! ```yaml
//! starts: aplicant
//! #       ^^^^^^^^ unknown-name: did you mean `applicant`?
//! ```
//!
//! After the code a part of the message or of the help may stand. Several lines of carets may follow one line.

use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::Finding;
use registrar_engine::{Sources, compile, parse};
use std::collections::BTreeMap;

/// What stands before the text of a fixture.
pub const HEAD: &str = "workflow: w
version: 1
title: {en: W}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
";

/// Calendars and counting rules as they are shipped.
pub fn calendars() -> Calendars {
    let (calendars, findings) = read_calendars();
    assert!(!registrar_engine::finding::has_errors(&findings), "{findings:?}");
    calendars
}

fn read_calendars() -> (Calendars, Vec<Finding>) {
    let shipped = [
        ("cn.yaml", include_str!("../../../workflows/calendars/cn.yaml")),
        ("cn-office.yaml", include_str!("../../../workflows/calendars/cn-office.yaml")),
        ("us-federal.yaml", include_str!("../../../workflows/calendars/us-federal.yaml")),
        ("plain.yaml", include_str!("../../../workflows/counting/plain.yaml")),
        ("cn-litigation.yaml", include_str!("../../../workflows/counting/cn-litigation.yaml")),
        ("cn-licensing.yaml", include_str!("../../../workflows/counting/cn-licensing.yaml")),
        ("office-hours.yaml", include_str!("../../../workflows/counting/office-hours.yaml")),
    ];
    let files = shipped.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Calendars::read(&files.collect::<Vec<_>>())
}

/// Reads and compiles a text.
pub fn compiled(text: &str, resources: &BTreeMap<String, String>) -> (Option<Chart>, Vec<Finding>) {
    let (definition, mut findings) = parse(text);
    let calendars = calendars();
    let Some(definition) = definition else { return (None, findings) };
    let (chart, more) = compile(&definition, &Sources { text, resources, calendars: &calendars });
    findings.extend(more);
    findings.sort_by_key(|finding| finding.span);
    (chart, findings)
}

/// The chart of a text without errors.
pub fn chart(text: &str) -> Chart {
    let text = format!("{HEAD}{text}");
    let (chart, findings) = compiled(&text, &BTreeMap::new());
    let errors: Vec<_> = findings.iter().filter(|f| f.code != "unused").collect();
    assert!(errors.is_empty(), "{errors:#?}");
    chart.expect("no finding, so there is a chart")
}

/// Checks a text against its carets. `unused` counts only where carets speak of it.
pub fn check(text: &str) {
    check_with(text, &BTreeMap::new());
}

/// The same with files beside the definition.
pub fn check_with(text: &str, resources: &BTreeMap<String, String>) {
    let text = format!("{HEAD}{text}");
    let mut expected = expectations(&text);
    let (_, findings) = compiled(&text, resources);
    let about_unused = expected.iter().any(|e| e.words.starts_with("unused"));
    let mut surprising: Vec<String> = Vec::new();
    for finding in findings.iter().filter(|f| f.code != "unused" || about_unused) {
        let help = finding.help.clone().unwrap_or_default();
        let said = format!("{}: {}; {help}", finding.code, finding.message);
        let fits = |e: &Expected| {
            let place = (e.line, e.column, e.end)
                == (finding.span.line, finding.span.column, finding.span.end_column);
            let words = match e.words.split_once(": ") {
                Some((code, part)) => finding.code == code && said.contains(part),
                None => finding.code == e.words,
            };
            place && words
        };
        match expected.iter().position(fits) {
            Some(at) => drop(expected.remove(at)),
            None => {
                let span = finding.span;
                surprising.push(format!("{}:{}-{} {said}", span.line, span.column, span.end_column));
            }
        }
    }
    let missing: Vec<String> =
        expected.iter().map(|e| format!("{}:{}-{} {}", e.line, e.column, e.end, e.words)).collect();
    assert!(
        surprising.is_empty() && missing.is_empty(),
        "not expected:\n  {}\nnot found:\n  {}\nin:\n{text}",
        surprising.join("\n  "),
        missing.join("\n  "),
    );
}

struct Expected {
    line: u32,
    column: u32,
    end: u32,
    words: String,
}

fn expectations(text: &str) -> Vec<Expected> {
    let mut expected = Vec::new();
    let mut about = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let is_comment = line.trim_start().starts_with('#');
        let Some(start) = line.find('^').filter(|_| is_comment) else {
            about = number;
            continue;
        };
        let carets = line[start..].chars().take_while(|c| *c == '^').count();
        let column = u32::try_from(line[..start].chars().count() + 1).unwrap();
        let end = column + u32::try_from(carets).unwrap();
        let words = line[start + carets..].trim().to_owned();
        expected.push(Expected { line: about, column, end, words });
    }
    expected
}

#[test]
fn carets_are_read_at_their_places() {
    let found = expectations("a: b\n#  ^ code: part\nc: d\n");
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].line, found[0].column, found[0].end, found[0].words.as_str()),
        (1, 4, 5, "code: part")
    );
}
