//! The pages in `docs/findings/`: one for each code, and what they show is so.

use crate::carets::compiled;
use registrar_engine::finding::{Finding, Severity};
use registrar_engine::verify::Limits;
use registrar_engine::{explain_code, explained_codes, parse, verify};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What stands in a definition unless the example says something else.
const USUAL: [(&str, &str); 9] = [
    ("workflow", "workflow: stall"),
    ("version", "version: 1"),
    ("title", "title: {en: Street stall}"),
    ("calendar", "calendar: cn"),
    ("counting", "counting: plain"),
    ("zone", "zone: Asia/Shanghai"),
    ("starts", "starts: applicant"),
    ("roles", "roles: {applicant: {party: true}, officer: {pool: officers}}"),
    ("states", "states: {open: {}}"),
];

/// Most examples leave out how a case ends, and what it needs on its way there.
const LEFT_OUT: [&str; 2] = ["dead-end", "no-way-to-an-end"];

/// What only a calendar can have wrong; the tests of the calculus see to these.
const OF_CALENDARS: [&str; 6] =
    ["bad-date", "bad-hours", "endless-layers", "needless-day", "repeated-day", "unpublished-day"];

fn completed(example: &str) -> String {
    let mut text = example.to_owned();
    for (key, line) in USUAL {
        let written = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
        if !text.lines().any(written) {
            text.push_str(&format!("\n{line}"));
        }
    }
    text.push('\n');
    text
}

fn findings(example: &str) -> Vec<Finding> {
    let files = [
        ("facts.json", "{\"type\": \"object\"}"),
        ("receipt.en.txt", "Received\n\nWe have it.\n"),
        ("permit.en.html", "<p>granted</p>\n"),
        ("refusal.en.txt", "Refused\n\nThe reason: {{ data.reason }}.\n"),
    ];
    let files: BTreeMap<String, String> = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let (chart, mut findings) = compiled(&completed(example), &files);
    findings.extend(chart.iter().flat_map(|chart| verify(chart, &Limits::default()).findings));
    findings
}

/// The blocks of YAML in a page.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn every_page_shows_its_finding_and_then_mends_it() {
    let mut wrong = Vec::new();
    for code in explained_codes().filter(|code| !OF_CALENDARS.contains(code)) {
        let page = explain_code(code).unwrap();
        assert!(page.starts_with(&format!("# `{code}`\n")), "{code}");
        let blocks = blocks(page);
        assert!(!blocks.is_empty() && blocks.len().is_multiple_of(2), "pairs of examples in {code}.md");
        for pair in blocks.chunks(2) {
            check_pair(code, pair[0], pair[1], &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An example that is wrong, and how it is mended.
fn check_pair(code: &str, found: &str, mended: &str, wrong: &mut Vec<String>) {
    if !findings(found).iter().any(|finding| finding.code == code) {
        wrong.push(format!("{code} isn't found: {:#?}", findings(found)));
    }
    // Examples about the shape of the text leave out what they speak of; that reader's tests see to them.
    let is_shape = parse(&completed(found)).1.iter().any(|finding| finding.code == code);
    let left: Vec<Finding> = findings(mended)
        .into_iter()
        .filter(|finding| finding.code == code || (!is_shape && finding.severity == Severity::Error))
        .filter(|finding| finding.code == code || !LEFT_OUT.contains(&finding.code))
        .collect();
    if !left.is_empty() {
        wrong.push(format!("{code} isn't mended: {left:#?}"));
    }
}

#[test]
fn every_code_that_the_engine_uses_has_a_page() {
    let mut used = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
    assert!(used.len() > 60, "{used:?}");
    let explained: BTreeSet<String> = explained_codes().map(str::to_owned).collect();
    assert_eq!(used, explained);
    assert_eq!(explain_code("no-such-code"), None);
}

#[expect(clippy::disallowed_methods, reason = "the sources are what is tested")]
fn collect(folder: &Path, used: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, used);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            codes(text.split("#[cfg(test)]").next().unwrap_or_default(), used);
        }
    }
}

/// The first argument that looks like a code, of calls that make findings.
fn codes(text: &str, used: &mut BTreeSet<String>) {
    const MAKERS: [&str; 6] = ["error(", "warning(", "note(", "refuse(", "Self::new(", "Wrong::new("];
    for maker in MAKERS {
        for (at, _) in text.match_indices(maker) {
            let arguments = text[at + maker.len()..].split(',').take(4).map(str::trim);
            let quoted = arguments.filter_map(|argument| argument.strip_prefix('"')?.strip_suffix('"'));
            let code =
                |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            used.extend(quoted.filter(code).take(1).map(str::to_owned));
        }
    }
}
