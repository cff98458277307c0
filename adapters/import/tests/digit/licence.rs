//! A trade licence from beginning to end: imported, found wanting in its author's words, mended, deployable.

use super::{checked, only};
use registrar_engine::finding::Severity;
use registrar_import::digit::import;

const LICENCE: &str = include_str!("licence.json5");

const DEFINITION: &str = r#"workflow: NewTL
version: 1
starts: CITIZEN
calendar: england-and-wales
counting: plain
zone: Asia/Kolkata
roles:
  CITIZEN: {party: true}
  TL_CEMP: {pool: TL_CEMP}
  TL_DOC_VERIFIER: {pool: TL_DOC_VERIFIER}
  TL_APPROVER: {pool: TL_APPROVER}
  TL_FIELD_INSPECTOR: {pool: TL_FIELD_INSPECTOR}
  CITIZEN_or_TL_CEMP: {any_of: [CITIZEN, TL_CEMP]}
data:
  applicationStatus:
    type: enum
    of:
      - APPLIED
      - APPROVED
      - CITIZENACTIONREQUIRED
      - FIELDINSPECTION
      - INITIATED
      - REJECTED
documents:
  documents_of_CITIZEN_or_TL_CEMP: {by: CITIZEN_or_TL_CEMP, many: true, required: true}
  documents_of_CITIZEN: {by: CITIZEN, many: true, required: true}
deadlines:
  NewTL_sla: {period: 120 hours, promise: true}
  DOCVERIFICATION_sla: {period: 24 hours, promise: true}
  FIELDINSPECTION_sla: {period: 48 hours, promise: true}
tasks:
  START: {role: [CITIZEN, TL_CEMP], outcomes: [INITIATE]}
  INITIATED_documents:
    role: [CITIZEN, TL_CEMP]
    takes: [documents_of_CITIZEN_or_TL_CEMP]
    outcomes: [APPLY]
  INITIATED: {role: [CITIZEN, TL_CEMP], repeat: true, outcomes: [INITIATE]}
  DOCVERIFICATION: {role: TL_DOC_VERIFIER, outcomes: [FORWARD, REJECT, SENDBACKTOCITIZEN]}
  CITIZENACTIONREQUIRED: {role: CITIZEN, takes: [documents_of_CITIZEN], outcomes: [FORWARD]}
  FIELDINSPECTION_TL_APPROVER: {role: TL_APPROVER, outcomes: [APPROVE, REJECT]}
  FIELDINSPECTION_TL_FIELD_INSPECTOR: {role: TL_FIELD_INSPECTOR, repeat: true, outcomes: [NOTE]}
states:
  START: {tasks: [START], on: {START.INITIATE: INITIATED}}
  NewTL:
    deadlines: [NewTL_sla]
    states:
      INITIATED:
        entry: [{set: {applicationStatus: INITIATED}}]
        tasks: [INITIATED_documents, INITIATED]
        on: {INITIATED_documents.APPLY: DOCVERIFICATION, INITIATED.INITIATE: {}}
      DOCVERIFICATION:
        entry: [{set: {applicationStatus: APPLIED}}]
        tasks: [DOCVERIFICATION]
        deadlines: [DOCVERIFICATION_sla]
        on:
          DOCVERIFICATION.FORWARD: FIELDINSPECTION
          DOCVERIFICATION.REJECT: REJECTED
          DOCVERIFICATION.SENDBACKTOCITIZEN: CITIZENACTIONREQUIRED
      CITIZENACTIONREQUIRED:
        entry: [{set: {applicationStatus: CITIZENACTIONREQUIRED}}]
        tasks: [CITIZENACTIONREQUIRED]
        on: {CITIZENACTIONREQUIRED.FORWARD: DOCVERIFICATION}
      FIELDINSPECTION:
        entry: [{set: {applicationStatus: FIELDINSPECTION}}]
        tasks: [FIELDINSPECTION_TL_APPROVER, FIELDINSPECTION_TL_FIELD_INSPECTOR]
        deadlines: [FIELDINSPECTION_sla]
        on:
          FIELDINSPECTION_TL_APPROVER.APPROVE: APPROVED
          FIELDINSPECTION_TL_APPROVER.REJECT: REJECTED
          FIELDINSPECTION_TL_FIELD_INSPECTOR.NOTE: {}
  APPROVED:
    final: true
    outcome: APPROVED
    entry: [{set: {applicationStatus: APPROVED}}]
  REJECTED:
    final: true
    outcome: REJECTED
    entry: [{set: {applicationStatus: REJECTED}}]
"#;

#[test]
fn every_name_is_kept_and_the_definition_reads_like_the_service() {
    assert_eq!(only(LICENCE), DEFINITION);
}

#[test]
fn what_the_service_does_not_say_is_told_with_its_place() {
    let told: Vec<(u32, u32, &str, String)> = import(LICENCE)
        .findings
        .into_iter()
        .map(|finding| (finding.span.line, finding.span.column, finding.code, finding.message))
        .collect();
    let told: Vec<(u32, u32, &str, &str)> =
        told.iter().map(|(line, column, code, message)| (*line, *column, *code, message.as_str())).collect();
    assert_eq!(
        told,
        [
            (
                8,
                26,
                "assumed",
                "`NewTL` doesn't say by what its time is counted; `england-and-wales`, `plain` and `Asia/Kolkata` are assumed"
            ),
            (
                8,
                26,
                "assumed",
                "of the roles of `NewTL`, `CITIZEN` is taken for a party; the others are officials"
            ),
            (12, 9, "assumed", "the start of `NewTL` has no name, and is called `START` here"),
            (
                20,
                34,
                "not-carried-over",
                "a case of `NewTL` is opened by `CITIZEN` alone; `TL_CEMP` may open one on the platform"
            ),
        ]
    );
}

#[test]
fn the_verifier_tells_in_the_authors_words_where_a_case_waits_without_limit() {
    let checked = checked(&only(LICENCE));
    assert!(checked.deployable().is_some(), "{:#?}", checked.findings);
    let waits: Vec<(&str, &str)> = checked
        .findings
        .iter()
        .map(|finding| (finding.code, finding.message.split('`').nth(1).unwrap_or_default()))
        .collect();
    assert_eq!(
        waits,
        ["START", "INITIATED", "DOCVERIFICATION", "CITIZENACTIONREQUIRED", "FIELDINSPECTION"]
            .map(|state| ("waits-without-limit", state))
    );
}

#[test]
fn a_dead_end_is_told_in_the_authors_words_and_mended_in_the_text() {
    // The author forgot that a rejected application is over.
    let forgetful = LICENCE.replacen(
        r#""state": "REJECTED",
          "applicationStatus": "REJECTED",
          "docUploadRequired": false,
          "isStartState": false,
          "isTerminateState": true"#,
        r#""state": "REJECTED",
          "applicationStatus": "REJECTED",
          "docUploadRequired": false,
          "isStartState": false,
          "isTerminateState": false"#,
        1,
    );
    assert_ne!(forgetful, LICENCE);
    let definition = only(&forgetful);
    let found = checked(&definition).findings;
    let dead = found.iter().find(|finding| finding.code == "dead-end").expect("it is found");
    assert!(dead.message.contains("`REJECTED`"), "{}", dead.message);

    let mended = definition
        .replace("      REJECTED: {entry: [{set: {applicationStatus: REJECTED}}]}\n", "")
        .replace(
            "  START: {tasks: [START], on",
            "  START: {tasks: [START], unbounded: an application is the applicant's own time, on",
        )
        .replace("tasks:\n  START", "  limit: {period: 60 days}\ntasks:\n  START")
        .replace(
            "deadlines: [NewTL_sla]",
            "deadlines: [NewTL_sla, limit]\n    on: {limit.expired: REJECTED}",
        )
        + "  REJECTED: {final: true, outcome: REJECTED, entry: [{set: {applicationStatus: REJECTED}}]}\nguarantees: [always_ends]\n";
    let checked = checked(&mended);
    assert_eq!(checked.findings, [], "{mended}");
    assert!(checked.deployable().is_some());
}

#[test]
fn no_finding_on_the_way_is_an_error() {
    let worst = import(LICENCE).findings.iter().map(|finding| finding.severity).min();
    assert_eq!(worst, Some(Severity::Warning));
}
