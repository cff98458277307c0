//! The shapes in which services come, and what each piece of one becomes.

use super::{APPROVE, applied, checked, only, told};
use registrar_import::digit::import;

fn deployable(text: &str) -> String {
    let definition = only(text);
    let checked = checked(&definition);
    assert!(checked.deployable().is_some(), "{definition}\n{:#?}", checked.findings);
    definition
}

#[track_caller]
fn has(definition: &str, line: &str) {
    assert!(definition.lines().any(|written| written.trim() == line), "no `{line}` in\n{definition}");
}

#[test]
fn the_envelope_makes_no_difference() {
    let bare = applied("", APPROVE);
    let definition = deployable(&bare);
    for text in [
        format!("[{bare}]"),
        format!(r#"{{"BusinessServices": [{bare}]}}"#),
        format!(
            r#"{{"RequestInfo": {{"apiId": "x", "userInfo": {{"roles": [{{"code": "A"}}]}}}}, "BusinessServices": {bare}}}"#
        ),
        format!(r#"{{"businessservices": [{bare}]}}"#),
        format!(r#"{{"MdmsRes": {{"Workflow": {{"BusinessService": [{bare}]}}}}}}"#),
        format!("\u{feff}// a comment with {{ and \"\n/* another */ [{bare},]"),
    ] {
        assert_eq!(only(&text), definition, "{text}");
    }
}

#[test]
fn several_services_are_several_definitions() {
    let one = applied("", APPROVE);
    let two = one.replace("NewTL", "Renew TL");
    let imported = import(&format!("[{one}, {two}]"));
    let names: Vec<&str> = imported.definitions.iter().map(|written| written.workflow.as_str()).collect();
    assert_eq!(names, ["NewTL", "Renew_TL"]);
    has(&imported.definitions[1].text, "en: \"Renew TL\"");
}

#[test]
fn json5_and_json_say_the_same() {
    let json5 = "{businessService: 'NewTL', /* ours */ states: [
        {actions: [{action: 'APPLY', nextState: 'APPLIED', roles: ['CITIZEN',],},], docUploadRequired: false}, // start
        {state: 'APPLIED', sla: 0x5265C00, actions: [{action: 'APPROVE', nextState: 'APPROVED', roles: 'TL_APPROVER',},]},
        {state: 'APPROVED', isTerminateState: true,},
    ],}";
    let json = r#"{"businessService": "NewTL", "states": [
        {"state": null, "actions": [{"action": "APPLY", "nextState": "APPLIED", "roles": ["CITIZEN"]}], "docUploadRequired": false},
        {"state": "APPLIED", "sla": 86400000, "actions": [{"action": "APPROVE", "nextState": "APPROVED", "roles": ["TL_APPROVER"]}]},
        {"state": "APPROVED", "isTerminateState": true}
    ]}"#;
    assert_eq!(deployable(json5), deployable(json));
    has(&only(json), "APPLIED_sla: {period: 24 hours, promise: true}");
}

#[test]
fn states_are_named_by_id_too_whatever_the_case_of_its_letters() {
    let by_name = applied("", APPROVE);
    let by_id = by_name
        .replace(r#"state: "APPLIED","#, r#"state: "APPLIED", uuid: "1B5E-AA","#)
        .replace(r#"nextState: "APPLIED""#, r#"nextState: "1b5e-aa""#);
    assert_ne!(by_id, by_name);
    assert_eq!(only(&by_id), only(&by_name));
}

#[test]
fn a_state_that_leads_to_itself_leaves_nothing() {
    let both = format!(r#"{APPROVE}, {{action: "NOTE", nextState: "APPLIED", roles: ["TL_APPROVER"]}}"#);
    let definition = deployable(&applied("sla: 86400000,", &both));
    has(&definition, "APPLIED: {role: TL_APPROVER, repeat: true, outcomes: [APPROVE, NOTE]}");
    has(&definition, "on: {APPLIED.APPROVE: APPROVED, APPLIED.NOTE: {}}");
}

#[test]
fn what_other_roles_may_do_is_another_task() {
    let actions = format!(
        r#"{APPROVE}, {{action: "WITHDRAW", nextState: "APPROVED", roles: ["CITIZEN"]}}, {{action: "HOLD", nextState: "APPLIED", roles: "TL_APPROVER, CITIZEN"}}"#
    );
    let definition = deployable(&applied("", &actions));
    has(&definition, "APPLIED_TL_APPROVER: {role: TL_APPROVER, outcomes: [APPROVE]}");
    has(&definition, "APPLIED_CITIZEN: {role: CITIZEN, outcomes: [WITHDRAW]}");
    has(&definition, "APPLIED_CITIZEN_2: {role: [CITIZEN, TL_APPROVER], repeat: true, outcomes: [HOLD]}");
}

#[test]
fn a_star_is_every_role_of_the_service() {
    let actions = format!(r#"{APPROVE}, {{action: "COMMENT", nextState: "APPLIED", roles: ["*"]}}"#);
    let definition = deployable(&applied("", &actions));
    has(&definition, "anybody: {any_of: [CITIZEN, TL_APPROVER]}");
    has(&definition, "APPLIED_anybody: {role: anybody, repeat: true, outcomes: [COMMENT]}");
}

#[test]
fn a_document_is_asked_for_on_the_way_into_the_state_that_wants_one() {
    let definition = deployable(&applied("docUploadRequired: true,", APPROVE));
    has(&definition, "documents_of_CITIZEN: {by: CITIZEN, many: true, required: true}");
    has(&definition, "START: {role: CITIZEN, takes: [documents_of_CITIZEN], outcomes: [APPLY]}");
    has(&definition, "APPLIED: {role: TL_APPROVER, outcomes: [APPROVE]}");
}

#[test]
fn a_status_of_another_name_is_a_field() {
    let definition = deployable(&applied("applicationStatus: 'Being checked',", APPROVE));
    has(&definition, "applicationStatus: {type: text}");
    has(&definition, "entry: [{set: {applicationStatus: \"'Being checked'\"}}]");
    let quoted = deployable(&applied(r#"applicationStatus: 'it\'s \\ "new"',"#, APPROVE));
    assert!(quoted.contains(r"it\\'s"), "{quoted}");
    assert!(!deployable(&applied("applicationStatus: 'APPLIED',", APPROVE)).contains("applicationStatus"));
}

#[test]
fn the_start_is_called_by_its_status_if_it_has_one() {
    let text = applied("", APPROVE).replace("state: null,", "state: null, applicationStatus: 'NEW',");
    has(&deployable(&text), "NEW: {tasks: [NEW], on: {NEW.APPLY: APPLIED}}");
    let taken = applied("", APPROVE).replace("state: null,", "state: null, applicationStatus: 'APPLIED',");
    has(&deployable(&taken), "START:");
}

#[test]
fn a_start_with_a_name_is_where_a_case_begins() {
    let text = r#"{businessService: "S", businessServiceSla: 3600000, states: [
{state: "OVER", isTerminateState: true},
{state: "LATER", actions: [{action: "END", nextState: "OVER", roles: ["CLERK"]}]},
{state: "FIRST", isStartState: true, actions: [{action: "GO", nextState: "LATER", roles: ["CITIZEN"]}]},
]}"#;
    let definition = deployable(text);
    has(&definition, "initial: FIRST");
    has(&definition, "S_sla: {period: 1 hour, promise: true}");
    has(&deployable(&text.replace("businessServiceSla: 3600000,", "")), "initial: FIRST");
}

#[test]
fn officials_open_a_case_where_no_party_may() {
    let text = applied("", APPROVE).replace("CITIZEN", "TL_CEMP");
    has(&deployable(&text), "starts: TL_CEMP");
}

#[test]
fn names_that_events_of_the_engine_begin_with_are_no_tasks() {
    let text = applied("", APPROVE).replace("APPLIED", "done");
    let definition = deployable(&text);
    has(&definition, "done_2: {role: TL_APPROVER, outcomes: [APPROVE]}");
    has(&definition, "done: {tasks: [done_2], on: {done_2.APPROVE: APPROVED}}");
}

#[test]
fn a_box_does_not_take_the_name_of_a_state() {
    let text = applied("", APPROVE).replace("NewTL\",", "APPLIED\", businessServiceSla: 86400000,");
    let definition = deployable(&text);
    has(&definition, "APPLIED_2:");
    has(&definition, "APPLIED_sla: {period: 24 hours, promise: true}");
}

#[test]
fn a_clock_of_the_whole_runs_from_the_start_where_a_way_leads_back_to_it() {
    let back = format!(r#"{APPROVE}, {{action: "AGAIN", nextState: "u-1", roles: ["TL_APPROVER"]}}"#);
    let text = applied("", &back)
        .replace("state: null,", "uuid: 'u-1',")
        .replace("NewTL\",", "NewTL\", businessServiceSla: 86400000,");
    has(&deployable(&text), "START: {tasks: [START], on: {START.APPLY: APPLIED}}");
    assert!(only(&text).contains("  NewTL:\n    deadlines: [NewTL_sla]\n    states:\n      START:"));
}

#[test]
fn what_the_platform_keeps_for_itself_is_passed_over() {
    let text = applied(
        "tenantId: 'pb', businessServiceId: 'x', auditDetails: {createdBy: 'y'}, isStateUpdatable: true, triggerParallelWorkflows: [],",
        &APPROVE.replace('}', ", active: true, currentState: 'APPLIED', tenantId: 'pb', note: null}"),
    );
    assert_eq!(only(&text), only(&applied("", APPROVE)));
    assert_eq!(told(&text, "not-carried-over"), []);
}
