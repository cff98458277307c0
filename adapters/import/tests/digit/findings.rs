//! Each finding of the importer: its code, its place, its words, and that help comes with it.

use super::{APPROVE, applied, errors, service, told};
use registrar_engine::finding::Severity;
use registrar_import::digit::import;
use registrar_import::{explain_code, explained_codes};

/// That a text is told of by a code: the line, and what the message says.
#[track_caller]
fn tells(text: &str, code: &str, line: u32, words: &str) {
    let found = told(text, code);
    let all = import(text).findings;
    assert!(
        found.iter().any(|(at, message)| *at == line && message == words),
        "no {code} at {line}: {words}\nin {all:#?}"
    );
    for finding in all.iter().filter(|finding| finding.severity != Severity::Note) {
        assert!(finding.help.is_some(), "{finding:?}");
        assert!(!finding.message.ends_with('.'), "{finding:?}");
    }
}

#[test]
fn a_text_that_is_no_json_is_told_with_its_place() {
    tells("", "json", 0, "the text is empty");
    tells("{\n  a: 1\n  b: 2}", "json", 3, "the text isn't JSON: a comma should stand here");
    tells("{\n  a: [1, 2", "json", 2, "the text isn't JSON: it ends within an array");
    tells("[]\n]", "json", 2, "the text isn't JSON: trailing characters");
    let place = import("{\r\n  a: \"\u{2028}\", b c}").findings[0].span;
    assert_eq!((place.line, place.column), (2, 13));
}

#[test]
fn json_that_is_no_service_is_told() {
    for text in ["[]", "5", "{\"RequestInfo\": {}}", "'a'", "null", "[{states_: 1}]"] {
        tells(text, "wrong-kind", 1, "there is no business service in this text");
    }
    tells(
        &format!("[\n{},\n7]", applied("", APPROVE)),
        "wrong-kind",
        7,
        "expected a business service, found a number",
    );
}

#[test]
fn a_service_without_name_or_states_is_told() {
    tells("{states: [{}]}", "missing-key", 1, "this business service has no name");
    tells("{businessService: 'NewTL', states: []}", "missing-key", 1, "the service `NewTL` has no states");
    tells("{businessService: 'NewTL', states: null}", "missing-key", 1, "the service `NewTL` has no states");
    assert!(import("{businessService: 'NewTL'}").definitions.is_empty());
}

#[test]
fn values_of_another_kind_are_told_with_what_they_belong_to() {
    for (keys, words) in [
        ("sla: [],", "`sla` of the state `APPLIED` should be a number of milliseconds, and is a list"),
        (
            "sla: 'two days',",
            "`sla` of the state `APPLIED` should be a number of milliseconds, and is a text",
        ),
        (
            "isTerminateState: 'perhaps',",
            "`isTerminateState` of the state `APPLIED` should be a truth value, and is a text",
        ),
        (
            "applicationStatus: {},",
            "`applicationStatus` of the state `APPLIED` should be a text, and is a map",
        ),
    ] {
        tells(&applied(keys, APPROVE), "wrong-kind", 3, words);
    }
    tells(&service("7"), "wrong-kind", 3, "expected a state of the service `NewTL`, found a number");
    tells(&applied("", "7"), "wrong-kind", 3, "expected an action of the state `APPLIED`, found a number");
    tells(
        &applied("", &APPROVE.replace("[\"TL_APPROVER\"]", "[7]")),
        "wrong-kind",
        3,
        "`roles` of `APPROVE` in the state `APPLIED` should be a list of roles, and is a number",
    );
    tells(
        &service("{state: 'APPLIED', actions: 'APPROVE'}"),
        "wrong-kind",
        3,
        "`actions` of the state `APPLIED` should be a list, and is a text",
    );
}

#[test]
fn an_action_that_leads_to_no_state_is_told_and_stays_in_the_definition() {
    let text = applied("", &APPROVE.replace("\"APPROVED\"", "\"APROVED\""));
    tells(&text, "unknown-name", 3, "`APPROVE` in `APPLIED` leads to `APROVED`, which is no state");
    let imported = import(&text);
    let finding = imported.findings.iter().find(|finding| finding.code == "unknown-name").unwrap();
    assert_eq!(finding.help.as_deref(), Some("did you mean `APPROVED`?"));
    assert!(imported.definitions[0].text.contains("APPLIED.APPROVE: APROVED"));
    let text = applied("", &APPROVE.replace("\"APPROVED\"", "null"));
    tells(&text, "missing-key", 3, "`APPROVE` in `APPLIED` leads nowhere: it has no `nextState`");
    tells(
        &applied("", "{nextState: 'APPROVED'}"),
        "missing-key",
        3,
        "an action of the state `APPLIED` has no name",
    );
}

#[test]
fn an_action_that_nobody_may_do_is_told() {
    for roles in ["[]", "null", "''", "' , '"] {
        let text = applied("", &APPROVE.replace("[\"TL_APPROVER\"]", roles));
        tells(&text, "missing-key", 3, "nobody may do `APPROVE` in `APPLIED`: it has no `roles`");
    }
    let text = applied("", &APPROVE.replace("TL_APPROVER", "*")).replace("CITIZEN", "*");
    tells(&text, "missing-key", 2, "nobody may do anything in `NewTL`, so nobody can open a case");
}

#[test]
fn what_stands_twice_is_told() {
    let one = applied("", APPROVE);
    tells(&format!("[{one},\n{one}]"), "repeated-name", 6, "there is a service `NewTL` already");
    tells(
        &service("{state: 'APPLIED'},\n{state: 'APPLIED'}"),
        "repeated-name",
        4,
        "there is a state `APPLIED` in `NewTL` already",
    );
    tells(&applied("sla: 1, sla: 2,", APPROVE), "repeated-key", 3, "`sla` stands here twice");
    let twice = format!("{APPROVE},\n{APPROVE}");
    tells(&applied("", &twice), "repeated-name", 4, "`APPROVE` stands twice in `APPLIED`; once is enough");
    let elsewhere = format!("{APPROVE},\n{}", APPROVE.replace("\"APPROVED\"", "\"APPLIED\""));
    tells(
        &applied("", &elsewhere),
        "repeated-name",
        4,
        "`APPROVE` in `APPLIED` leads to two states for the same roles",
    );
    let others = format!("{APPROVE},\n{}", APPROVE.replace("TL_APPROVER", "CLERK"));
    tells(
        &applied("", &others),
        "repeated-name",
        4,
        "`APPROVE` stands twice in `APPLIED`, and is an outcome of two tasks here",
    );
}

#[test]
fn a_start_that_is_not_clear_is_told() {
    let none = applied("", APPROVE).replace("state: null, isStartState: true,", "state: 'NEW',");
    tells(&none, "unclear-start", 1, "no state of `NewTL` is the start");
    let marked = none.replace("state: 'NEW',", "state: 'NEW', isStartState: true,");
    let two = marked.replace("state: \"APPLIED\",", "state: \"APPLIED\", isStartState: true,");
    tells(&two, "unclear-start", 3, "`NewTL` has several starts: `NEW`, `APPLIED`");
    let unnamed = service("{state: '', actions: []}");
    tells(
        &unnamed,
        "unclear-start",
        3,
        "2 states of `NewTL` have no name, and the platform begins in the first",
    );
    // Common, and of no effect on the platform.
    let both = applied("isStartState: true,", APPROVE);
    tells(&both, "assumed", 3, "`APPLIED` of `NewTL` is marked as a start too; a case begins in `START`");
    assert!(errors(&import(&both).findings).is_empty());
}

#[test]
fn an_end_with_actions_is_told_and_is_not_final() {
    let text = applied("isTerminateState: true,", APPROVE);
    tells(
        &text,
        "conflicting-keys",
        3,
        "`APPLIED` ends a case by `isTerminateState` and has actions, so it isn't final here",
    );
}

#[test]
fn names_that_the_language_cannot_have_are_told_with_what_became_of_them() {
    let text =
        applied("", &APPROVE.replace("TL_APPROVER", "TL APPROVER").replace("APPROVE\"", "approve it!\""))
            .replace("APPLIED", "in the office");
    for words in [
        "the state `in the office` is called `in_the_office` here",
        "the role `TL APPROVER` is called `TL_APPROVER` here",
        "the action `approve it!` is called `approve_it_` here",
    ] {
        tells(&text, "bad-name", 3, words);
    }
    let renamed = applied("", APPROVE).replace("NewTL", "New TL");
    tells(&renamed, "bad-name", 1, "the service `New TL` is called `New_TL` here");
}

#[test]
fn what_has_no_counterpart_is_told_once() {
    let text = applied(
        "nextAction: 'x',",
        &format!("{},\n{APPROVE}", APPROVE.replace("APPROVE\"", "HOLD\", assignees: ['a']")),
    )
    .replace("isTerminateState: true}", "isTerminateState: true, nextAction: 'y', sla: 86400000}");
    let found: Vec<(u32, String)> = told(&text, "not-carried-over");
    let found: Vec<(u32, &str)> = found.iter().map(|(line, message)| (*line, message.as_str())).collect();
    assert_eq!(
        found,
        [
            (3, "`nextAction` of a state isn't carried over"),
            (3, "`assignees` of an action isn't carried over"),
            (5, "the `sla` of `APPROVED` isn't carried over: nothing runs in a final state"),
        ]
    );
    let inactive = format!("{APPROVE}, {}", APPROVE.replace("APPROVE\"", "HOLD\", active: false"));
    tells(
        &applied("", &inactive),
        "not-carried-over",
        3,
        "`HOLD` in the state `APPLIED` isn't active, and isn't carried over",
    );
    let written = format!("{APPROVE}, {}", APPROVE.replace("APPROVE\"", "HOLD\", active: \"false\""));
    assert_eq!(
        told(&applied("", &written), "not-carried-over"),
        told(&applied("", &inactive), "not-carried-over")
    );
    let state = format!("{}, {{state: 'OLD', active: false}}", "{state: 'KEPT', isTerminateState: true}");
    tells(&service(&state), "not-carried-over", 3, "the state `OLD` isn't active, and isn't carried over");
    let documents = applied("", APPROVE).replace("state: null,", "state: null, docUploadRequired: true,");
    tells(
        &documents,
        "not-carried-over",
        2,
        "`docUploadRequired` of `START` asks nobody: no action leads there",
    );
    let status = applied("applicationStatus: 'two\\nlines',", APPROVE);
    tells(&status, "not-carried-over", 3, "the `applicationStatus` of `APPLIED` can't be kept");
    let over = "{businessService: 'S', businessServiceSla: 86400000, states: [{isTerminateState: true}]}";
    tells(
        over,
        "not-carried-over",
        1,
        "the `businessServiceSla` of `S` isn't carried over: all its states are final",
    );
}

#[test]
fn a_role_of_the_machine_is_told() {
    let text = applied("", &APPROVE.replace("TL_APPROVER", "SYSTEM"));
    tells(&text, "assumed", 3, "`SYSTEM` reads like a machine, and is a pool of people here");
}

#[test]
fn units_that_were_hardly_meant_are_told() {
    for (sla, words) in [
        ("36", "`sla` of `APPLIED` is 36, and 36 milliseconds are less than a minute; it is left out"),
        (
            "86400",
            "`sla` of `APPLIED` is 86400 milliseconds, which is no whole minute; it is written as 2 minutes",
        ),
        ("0", "`sla` of `APPLIED` is 0, which is no time at all; it is left out"),
        ("-5", "`sla` of `APPLIED` is -5, which is no time at all; it is left out"),
        ("NaN", "`sla` of `APPLIED` is NaN, which is no time at all; it is left out"),
        (
            "1e300",
            "`sla` of `APPLIED` is 1e300 milliseconds, which is more than a hundred years; it is left out",
        ),
        (
            "864000000000",
            "`sla` of `APPLIED` is 864000000000 milliseconds, which is 240000 hours: more than ten years",
        ),
    ] {
        tells(&applied(&format!("sla: {sla},"), APPROVE), "suspicious-unit", 3, words);
    }
    let whole = applied("", APPROVE).replace("NewTL\",", "NewTL\", businessServiceSla: 72,");
    tells(
        &whole,
        "suspicious-unit",
        1,
        "`businessServiceSla` of `NewTL` is 72, and 72 milliseconds are less than a minute; it is left out",
    );
}

#[test]
fn every_page_shows_its_finding_and_then_mends_it() {
    for code in explained_codes() {
        let page = explain_code(code).unwrap();
        assert!(page.starts_with(&format!("# `{code}`\n")), "{code}");
        let blocks: Vec<&str> =
            page.split("```json5\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
        // The other pages are those of other formats.
        if blocks.is_empty() {
            continue;
        }
        assert!(!told(blocks[0], code).is_empty(), "{code}");
        if let Some(mended) = blocks.get(1) {
            assert!(told(mended, code).is_empty(), "{code}: {:?}", told(mended, code));
        }
    }
    assert_eq!(explain_code("no-such-code"), None);
}
