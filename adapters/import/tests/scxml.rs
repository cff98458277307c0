//! Statecharts of W3C SCXML: what becomes of them, what is told about them, and that no text brings the importer
//! down. How they behave then is tested through the program (`adapters/cli/tests/statecharts.rs`).

#[path = "scxml/algorithm.rs"]
mod algorithm;
#[path = "scxml/findings.rs"]
mod findings;
#[path = "scxml/hostile.rs"]
mod hostile;
#[path = "scxml/random.rs"]
mod random;
#[path = "scxml/worked.rs"]
mod worked;

use registrar_casework::{build_to_try, check_on};
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, Severity};
use registrar_import::Imported;
use registrar_import::scxml::import;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The calendars that are shipped.
fn calendars() -> &'static Calendars {
    static READ: OnceLock<Calendars> = OnceLock::new();
    READ.get_or_init(|| Calendars::read(&registrar_workflows::calendars()).0)
}

/// A document with these states.
fn document(states: &str) -> String {
    format!(
        "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" datamodel=\"ecmascript\">\n{states}\n</scxml>"
    )
}

/// What is told of a document: severity, code, line and message.
fn told(text: &str) -> Vec<String> {
    said(&import(text, "test"))
}

fn said(imported: &Imported) -> Vec<String> {
    let one = |finding: &Finding| {
        let severity = format!("{:?}", finding.severity).to_lowercase();
        format!("{severity} {} {}: {}", finding.code, finding.span.line, finding.message)
    };
    imported.findings.iter().map(one).collect()
}

/// The only definition of a document of which nothing is told.
#[track_caller]
fn only(text: &str) -> String {
    let imported = import(text, "test");
    assert_eq!(said(&imported), Vec::<String>::new());
    imported.definitions.into_iter().next().unwrap().text
}

/// What forbids trying a definition out.
fn forbidden(definition: &str) -> Vec<String> {
    let (_, findings) = build_to_try(definition, &BTreeMap::new(), calendars());
    let forbids = findings.iter().filter(|finding| finding.forbids_trying());
    forbids.map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
}

/// What `registrar check` finds, with its severity.
fn checked(definition: &str) -> (bool, Vec<String>) {
    let checked = check_on(definition, &BTreeMap::new(), calendars(), &registrar_casework::Checks::default());
    let findings = checked.findings.iter().filter(|finding| finding.severity != Severity::Note);
    let said = findings.map(|finding| format!("{} {}", finding.code, finding.message)).collect();
    (checked.deployable().is_some(), said)
}
