//! The whole definitions that the language was drafted with.

use crate::carets::compiled;
use std::collections::BTreeMap;

const TRIAL: &str = include_str!("../definition/async-trial.yaml");
const LICENCE: &str = include_str!("../definition/business-licence.yaml");

/// Every template that a definition could name, in both languages.
fn templates(text: &str) -> BTreeMap<String, String> {
    let names = text.split("template: ").skip(1).filter_map(|rest| rest.split([',', '}']).next());
    let files = names.flat_map(|name| {
        ["en.txt", "zh.txt", "en.html", "zh.html"].map(|ending| (format!("{name}.{ending}"), String::new()))
    });
    files.collect()
}

fn told(text: &str) -> Vec<String> {
    let (chart, findings) = compiled(text, &templates(text));
    assert!(chart.is_some(), "{findings:#?}");
    findings.iter().map(|f| format!("{}:{} {}", f.span.line, f.span.column, f.code)).collect()
}

#[test]
fn the_trial_lets_one_party_consent_for_all() {
    assert_eq!(told(TRIAL), ["304:45 one-for-all", "305:44 one-for-all"]);
}

#[test]
fn the_licence_leaves_notices_that_cant_be_delivered_unanswered() {
    assert_eq!(told(LICENCE), ["55:3 unanswered-event", "56:3 unanswered-event"]);
}
