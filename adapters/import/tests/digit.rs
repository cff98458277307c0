//! Business services of the DIGIT platform: what becomes of them, what is told about them, and that no text
//! brings the importer down.

#[path = "digit/findings.rs"]
mod findings;
#[path = "digit/hostile.rs"]
mod hostile;
#[path = "digit/licence.rs"]
mod licence;
#[path = "digit/random.rs"]
mod random;
#[path = "digit/shapes.rs"]
mod shapes;

use registrar_casework::{Checked, Checks, check_on};
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, Severity};
use registrar_import::digit::import;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The calendars that are shipped.
fn calendars() -> &'static Calendars {
    static READ: OnceLock<Calendars> = OnceLock::new();
    READ.get_or_init(|| Calendars::read(&registrar_workflows::calendars()).0)
}

/// A definition, read, compiled and verified.
fn checked(definition: &str) -> Checked {
    check_on(definition, &BTreeMap::new(), calendars(), &Checks::default())
}

/// The only definition of a text, which has no errors.
#[track_caller]
fn only(text: &str) -> String {
    let imported = import(text);
    assert_eq!(errors(&imported.findings), Vec::<&str>::new());
    assert_eq!(imported.definitions.len(), 1, "{:#?}", imported.findings);
    imported.definitions.into_iter().next().unwrap().text
}

/// A service of a start, one state in which `inner` may be done, and an end.
fn service(inner: &str) -> String {
    format!(
        r#"{{businessService: "NewTL", states: [
{{state: null, isStartState: true, actions: [{{action: "APPLY", nextState: "APPLIED", roles: ["CITIZEN"]}}]}},
{inner},
{{state: "APPROVED", isTerminateState: true}},
]}}"#
    )
}

/// One state, `APPLIED`, with these keys and actions.
fn applied(keys: &str, actions: &str) -> String {
    service(&format!(r#"{{state: "APPLIED", {keys} actions: [{actions}]}}"#))
}

const APPROVE: &str = r#"{action: "APPROVE", nextState: "APPROVED", roles: ["TL_APPROVER"]}"#;

/// Messages of errors.
fn errors(findings: &[Finding]) -> Vec<&str> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.message.as_str()).collect()
}

/// Findings of a code, each with its line.
fn told(text: &str, code: &str) -> Vec<(u32, String)> {
    let findings = import(text).findings.into_iter().filter(|finding| finding.code == code);
    findings.map(|finding| (finding.span.line, finding.message)).collect()
}
