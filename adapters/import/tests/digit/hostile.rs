//! Texts that nobody writes who means well: each is refused, or read to its end.

use super::{applied, errors};
use registrar_engine::finding::{Finding, has_errors};
use registrar_engine::yaml::{MAX_BYTES, MAX_DEPTH};
use registrar_import::digit::{MAX_SERVICES, import};

/// That a text is refused by one finding.
#[track_caller]
fn refused(text: &str, code: &str) -> Finding {
    let imported = import(text);
    assert!(imported.definitions.is_empty());
    let [finding] = &imported.findings[..] else { panic!("{:#?}", imported.findings) };
    assert_eq!(finding.code, code, "{finding:?}");
    finding.clone()
}

/// A text of the greatest size, made of a piece over and over.
fn full(piece: &str) -> String {
    piece.repeat(MAX_BYTES / piece.len())
}

#[test]
fn a_text_that_is_too_large_is_not_read() {
    refused(&" ".repeat(MAX_BYTES + 1), "too-large");
    refused(&full("[0]").replace('0', "00"), "too-large");
}

#[test]
fn deep_nesting_is_refused_before_anything_is_exhausted() {
    for piece in ["[", "{a:", "[{a:[", "[ /* [ */ '[' ,["] {
        let found = refused(&full(piece), "too-deep");
        assert_eq!(found.span.line, 1);
    }
    let deepest = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert_eq!(refused(&deepest, "wrong-kind").message, "there is no business service in this text");
    assert_eq!(refused(&format!("[{deepest}]"), "too-deep").span.column, MAX_DEPTH as u32 + 1);
}

#[test]
fn a_text_full_of_junk_is_refused() {
    for piece in
        ["]", "'", "\"", "/", "/*", "//", ",", "\\", "0", "a", "\u{0}", "\u{feff}", "é", "-", "}{", "'a'"]
    {
        refused(&full(piece), "json");
    }
    refused(&format!("[{}]", full("0,").split_at(MAX_BYTES - 4).0.trim_end_matches(',')), "wrong-kind");
    refused(&format!("'{}'", "x".repeat(MAX_BYTES - 2)), "wrong-kind");
}

#[test]
fn names_of_any_length_are_cut_and_told() {
    let name = "x".repeat(200_000);
    for place in ["NewTL", "APPLIED", "APPLY", "CITIZEN"] {
        let imported = import(&applied("", super::APPROVE).replace(place, &name));
        assert_eq!(errors(&imported.findings), Vec::<&str>::new());
        assert!(imported.findings.iter().any(|finding| finding.code == "bad-name"));
        assert!(imported.findings.iter().all(|finding| finding.message.len() < 400), "{place}");
        assert!(imported.definitions[0].text.len() < 3_000);
    }
}

/// A service of so many states; each leads to the one that `next` says.
fn ring(states: usize, actions: usize, next: impl Fn(usize, usize) -> usize) -> String {
    let one = |at: usize| {
        let action =
            |nth: usize| format!("{{action:'A{nth}',nextState:'S{}',roles:['R{}']}}", next(at, nth), nth % 7);
        let actions: Vec<String> = (0..actions).map(action).collect();
        format!("{{state:'S{at}',isStartState:{},actions:[{}]}}", at == 0, actions.join(","))
    };
    let states: Vec<String> = (0..states).map(one).collect();
    format!("{{businessService:'Ring',states:[{}]}}", states.join(","))
}

#[test]
fn rings_of_states_are_read_up_to_the_limits() {
    let imported = import(&ring(1_999, 1, |at, _| (at + 1) % 1_999));
    assert_eq!(errors(&imported.findings), Vec::<&str>::new());
    let (definition, findings) = registrar_engine::parse(&imported.definitions[0].text);
    assert!(definition.is_some() && !has_errors(&findings), "{findings:#?}");
    refused_service(&ring(2_000, 1, |at, _| at), "`Ring` has 2000 states; at most 1999 are read");
    refused_service(
        &ring(110, 91, |at, nth| (at + nth) % 110),
        "`Ring` has 10010 actions; at most 10000 are read",
    );
    refused_service(
        &ring(1_000, 7, |at, _| at),
        "`Ring` makes a table of 7000 entries; at most 2000 are read",
    );
}

#[track_caller]
fn refused_service(text: &str, words: &str) {
    let imported = import(text);
    assert!(imported.definitions.is_empty());
    assert_eq!(errors(&imported.findings), [words]);
}

#[test]
fn more_services_than_are_read_are_told() {
    let services: Vec<String> = (0..=MAX_SERVICES)
        .map(|at| applied("", super::APPROVE).replace("NewTL", &format!("S{at}")))
        .collect();
    let imported = import(&format!("[{}]", services.join(",")));
    assert_eq!(imported.definitions.len(), MAX_SERVICES);
    assert_eq!(errors(&imported.findings), ["201 services; at most 200 are read"]);
}

#[test]
fn unknown_names_by_the_thousand_are_told_soon() {
    let text = ring(1_900, 4, |at, nth| 10_000 + at * 10 + nth);
    let imported = import(&text);
    assert!(has_errors(&imported.findings));
    assert!(imported.findings.len() <= 1_000);
}

#[test]
fn names_that_become_the_same_are_told_apart() {
    let states: Vec<String> = (0..1_900).map(|at| format!("{{state:'{}{at}'}}", "-".repeat(80))).collect();
    let text = format!("{{businessService:'Same',states:[{},{{actions:[]}}]}}", states.join(","));
    let imported = import(&text);
    let (definition, findings) = registrar_engine::parse(&imported.definitions[0].text);
    assert!(definition.is_some());
    assert!(findings.iter().all(|finding| finding.code == "missing-key"), "{findings:#?}");
}

#[test]
fn everybody_may_do_everything_in_a_large_service() {
    let roles: Vec<String> = (0..1_900).map(|at| format!("'R{at}'")).collect();
    // The first action names all roles, all others are everybody's.
    let text = ring(1_500, 1, |at, _| at).replacen("'R0'", &roles.join(","), 1).replace("['R0']", "['*']");
    let imported = import(&text);
    assert_eq!(errors(&imported.findings), Vec::<&str>::new());
    let definition = &imported.definitions[0].text;
    assert_eq!(definition.matches("any_of").count(), 1);
    assert_eq!(definition.matches("role: anybody").count(), 1_499);

    let more: Vec<String> =
        (1..8_000).map(|at| format!("{{action:'A{at}',nextState:'S1',roles:['*']}}")).collect();
    let crowded = text.replacen("actions:[", &format!("actions:[{},", more.join(",")), 1);
    let imported = import(&crowded);
    assert_eq!(errors(&imported.findings), Vec::<&str>::new());
    assert_eq!(imported.definitions[0].text.matches("S0_anybody.").count(), 7_999);
}
