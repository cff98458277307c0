//! States in which a case may wait without limit.

use super::found;

/// The states told of.
fn waits(body: &str) -> Vec<String> {
    let told = found(body).into_iter().filter(|finding| finding.code == "waits-without-limit");
    told.filter_map(|finding| finding.message.split('`').nth(1).map(str::to_owned)).collect()
}

const END: &str = "  closed: {final: true}\n";

#[test]
fn a_state_that_only_a_person_or_a_message_ends_waits_without_limit() {
    let by_a_person = "
tasks: {decide: {role: officer, outcomes: [decided]}}
states:
  deciding: {tasks: [decide], on: {decide.decided: closed}}
";
    assert_eq!(waits(&format!("{by_a_person}{END}")), ["deciding"]);
    assert_eq!(waits(&format!("states:\n  waiting: {{on: {{a: closed}}}}\n{END}")), ["waiting"]);
}

#[test]
fn an_answered_deadline_of_the_state_or_of_a_box_around_it_is_a_limit() {
    let own = "
deadlines: {limit: {period: 5 days}}
states:
  waiting: {deadlines: [limit], on: {a: closed, limit.expired: closed}}
";
    let around = "
deadlines: {limit: {period: 5 days}}
states:
  box:
    deadlines: [limit]
    on: {limit.expired: closed}
    states: {one: {on: {a: two}}, two: {on: {b: closed}}}
";
    let told = "
deadlines: {limit: {period: 5 days}}
states:
  waiting: {deadlines: [limit], on: {a: closed, limit.expired: {do: [{log: \"'late'\"}]}}}
";
    for body in [own, around, told] {
        assert_eq!(waits(&format!("{body}{END}")), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn a_deadline_that_may_never_begin_is_no_limit() {
    let body = |field: &str, start: &str| {
        format!(
            "
data: {{held_on: {{type: date{field}}}}}
deadlines: {{limit: {{period: 5 days, {start}}}}}
tasks: {{hold: {{role: officer, form: [held_on], outcomes: [held]}}}}
states:
  waiting: {{tasks: [hold], deadlines: [limit], on: {{hold.held: closed, limit.expired: closed, b: {{}}}}}}
{END}"
        )
    };
    assert_eq!(waits(&body("", "from: data.held_on")), ["waiting"]);
    assert_eq!(waits(&body("", "from: b")), ["waiting"]);
    assert_eq!(waits(&body(", required: true", "from: data.held_on")), Vec::<String>::new());
}

#[test]
fn a_raise_that_comes_later_is_a_limit() {
    let body = "states:\n  waiting: {entry: [{raise: {event: a, after: 10 minutes}}], on: {a: closed}}\n";
    assert_eq!(waits(&format!("{body}{END}")), Vec::<String>::new());
}

#[test]
fn waiting_that_is_meant_is_said_on_the_state_or_around_it() {
    let own = "states:\n  waiting: {unbounded: it is meant, on: {a: closed}}\n";
    let around = "
states:
  box:
    unbounded: it is meant
    states: {one: {on: {a: two}}, two: {on: {b: closed}}}
";
    for body in [own, around] {
        assert_eq!(waits(&format!("{body}{END}")), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn a_region_without_which_its_box_is_done_holds_up_nothing() {
    let body = |join: &str| {
        format!(
            "
deadlines: {{limit: {{period: 5 days}}}}
states:
  both:
    parallel:
      path:
        states:
          going: {{deadlines: [limit], on: {{limit.expired: gone}}}}
          gone: {{final: true}}
      requests: {{states: {{nothing: {{on: {{a: asked}}}}, asked: {{final: true}}}}}}
{join}    done: closed
{END}"
        )
    };
    assert_eq!(waits(&body("    join: [path]\n")), Vec::<String>::new());
    assert_eq!(waits(&body("")), ["nothing"]);
}
