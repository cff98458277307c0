//! Definitions gone wrong: compiling always ends, and a chart comes only without an error.

use crate::carets::compiled;
use proptest::prelude::*;
use registrar_engine::finding::has_errors;
use std::collections::BTreeMap;

const TRIAL: &str = include_str!("../definition/async-trial.yaml");
const LICENCE: &str = include_str!("../definition/business-licence.yaml");

/// A word of the text is replaced by another of its words, or a line is dropped, doubled or moved.
#[derive(Debug, Clone)]
enum Slip {
    Word(usize, usize),
    DropLine(usize),
    DoubleLine(usize),
    SwapLines(usize, usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    prop_oneof![
        3 => any::<(usize, usize)>().prop_map(|(at, with)| Slip::Word(at, with)),
        1 => any::<usize>().prop_map(Slip::DropLine),
        1 => any::<usize>().prop_map(Slip::DoubleLine),
        1 => any::<(usize, usize)>().prop_map(|(one, other)| Slip::SwapLines(one, other)),
    ]
}

fn mangle(text: &str, slip: &Slip) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let count = lines.len();
    match slip {
        Slip::Word(at, with) => {
            let words: Vec<(usize, &str)> = words(text);
            if words.is_empty() {
                return text.to_owned();
            }
            let (start, word) = words[at % words.len()];
            let (_, other) = words[with % words.len()];
            return format!("{}{other}{}", &text[..start], &text[start + word.len()..]);
        }
        Slip::DropLine(at) => drop(lines.remove(at % count)),
        Slip::DoubleLine(at) => lines.insert(at % count, lines[at % count]),
        Slip::SwapLines(one, other) => lines.swap(one % count, other % count),
    }
    lines.join("\n")
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let inside = c.is_alphanumeric() || c == '_';
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(begin), false) => {
                words.push((begin, &text[begin..at]));
                start = None;
            }
            _ => {}
        }
    }
    words
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mangled_definition_is_compiled_to_its_end(
        trial in any::<bool>(),
        slips in proptest::collection::vec(slip(), 1..10),
    ) {
        let whole = if trial { TRIAL } else { LICENCE };
        let text = slips.iter().fold(whole.to_owned(), |text, slip| mangle(&text, slip));
        let (chart, findings) = compiled(&text, &BTreeMap::new());
        prop_assert!(chart.is_none() || !has_errors(&findings), "{findings:?}");
        prop_assert!(chart.is_some() || has_errors(&findings), "no chart and no reason");
    }
}

#[test]
fn groups_of_groups_are_opened_once() {
    let mut text = String::from("workflow: w\nversion: 1\nstarts: a\nroles:\n  a: {party: true}\n");
    for number in 0..60 {
        let next = number + 1;
        text.push_str(&format!(
            "  l{number}: {{any_of: [l{next}, r{next}]}}\n  r{number}: {{any_of: [l{next}, r{next}]}}\n"
        ));
    }
    text.push_str("  l60: {any_of: [a]}\n  r60: {any_of: [a]}\nstates: {over: {final: true}}\n");
    let (chart, findings) = compiled(&text, &BTreeMap::new());
    assert!(chart.is_some(), "{findings:?}");
}

#[test]
fn many_states_that_share_a_task_are_compiled_in_time() {
    let mut text = String::from(
        "workflow: w\nversion: 1\nstarts: a\nroles: {a: {party: true}}\ntasks: {t: {role: a, outcomes: [o]}}\nstates:\n",
    );
    for number in 0..1_900 {
        text.push_str(&format!("  s{number}: {{tasks: [t], on: {{t.o: s{}}}}}\n", number + 1));
    }
    text.push_str("  s1900: {final: true}\n");
    let (chart, findings) = compiled(&text, &BTreeMap::new());
    assert_eq!(chart.map(|chart| chart.states.len()), Some(1_902), "{findings:?}");
}

/// The codes of the errors in a definition with one role and these states.
fn errors(states: &str) -> Vec<&'static str> {
    let text = format!(
        "workflow: w\nversion: 1\nstarts: a\nroles: {{a: {{party: true, many: true}}}}\nstates: {states}\n"
    );
    let (chart, findings) = compiled(&text, &BTreeMap::new());
    assert!(chart.is_none() || !has_errors(&findings));
    let errors = findings.iter().filter(|f| f.severity == registrar_engine::finding::Severity::Error);
    errors.map(|f| f.code).collect()
}

/// `{s0: {states: {s1: …}}}`, so many boxes deep.
fn nested(deep: usize, key: &str) -> String {
    let boxes: String = (0..deep).map(|number| format!("{{s{number}: {{{key}states: ")).collect();
    format!("{boxes}{{over: {{final: true}}}}{}", "}}".repeat(deep))
}

#[test]
fn nesting_copies_and_regions_are_limited() {
    assert_eq!(errors(&nested(15, "")), [] as [&str; 0]);
    assert_eq!(errors(&nested(16, "")), ["too-deep"]);
    assert_eq!(errors(&nested(3, "for_each: a, ")), [] as [&str; 0]);
    assert_eq!(errors(&nested(4, "for_each: a, ")), ["too-deep"]);
    let regions = |count: usize| {
        let regions: Vec<String> =
            (0..count).map(|number| format!("r{number}: {{states: {{i{number}: }}}}")).collect();
        format!("{{all: {{parallel: {{{}}}}}}}", regions.join(", "))
    };
    assert_eq!(errors(&regions(64)), [] as [&str; 0]);
    assert_eq!(errors(&regions(65)), ["too-large"]);
}
