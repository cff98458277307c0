//! What the documents show is read without a finding.

use super::carets::completed;
use registrar_engine::parse;

const LANGUAGE: &str = include_str!("../../../docs/language.md");
const README: &str = include_str!("../../../README.md");

macro_rules! pages {
    ($($code:literal),* $(,)?) => {
        &[$(($code, include_str!(concat!("../../../docs/findings/", $code, ".md")))),*]
    };
}

/// The page of each finding that reading gives.
const PAGES: &[(&str, &str)] = pages![
    "bad-language",
    "bad-name",
    "conflicting-keys",
    "done-under-on",
    "missing-key",
    "not-supported",
    "out-of-range",
    "repeated-key",
    "repeated-name",
    "too-large",
    "unknown-key",
    "unknown-word",
    "wrong-kind",
    "yaml",
];

/// The blocks of YAML in a document.
fn blocks(document: &str) -> Vec<&str> {
    let openings = document.split("```yaml\n").skip(1);
    openings.filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn every_example_in_the_reference_is_read_without_a_finding() {
    let examples = blocks(LANGUAGE);
    assert!(examples.len() > 14, "{} examples", examples.len());
    for example in examples {
        assert_eq!(parse(&completed(example)).1, [], "in\n{example}");
    }
}

#[test]
fn the_first_definition_of_the_readme_is_read_without_a_finding() {
    let (definition, findings) = parse(blocks(README)[0]);
    assert_eq!(findings, []);
    assert_eq!(definition.unwrap().workflow.unwrap().value, "stall-permit");
}

#[test]
fn the_reference_names_every_key() {
    let schema = registrar_engine::definition::json_schema();
    for (kind, schema) in schema["$defs"].as_object().unwrap() {
        for key in schema["properties"].as_object().into_iter().flat_map(|keys| keys.keys()) {
            assert!(LANGUAGE.contains(&format!("`{key}`")), "`{key}` of {kind} isn't in docs/language.md");
        }
    }
}

#[test]
fn the_page_of_a_finding_shows_it_and_then_mends_it() {
    for (code, page) in PAGES {
        let [found, mended] = blocks(page)[..] else { panic!("two examples in {code}.md") };
        let (_, findings) = parse(&completed(found));
        assert!(
            !findings.is_empty() && findings.iter().all(|finding| finding.code == *code),
            "{code}: {findings:?}"
        );
        assert_eq!(parse(&completed(mended)).1, [], "{code}");
    }
}
