//! One copy of a state for each member.

use crate::play::{Play, participant};
use registrar_engine::event::Event;
use registrar_engine::value::{Record, Value};

const ROLES: &str = "
roles:
  user: {party: true}
  other: {party: true, many: true, optional: true}
  late: {party: true, many: true, optional: true}
  all: {any_of: [other, late]}
";

fn people(others: usize) -> Vec<registrar_engine::event::Participant> {
    let mut people = vec![participant("user", "ann")];
    people.extend(["bob", "cid", "dan"].into_iter().take(others).map(|name| participant("other", name)));
    people
}

fn answers() -> String {
    format!(
        "{ROLES}
tasks:
  answer: {{role: other, outcomes: [given, refused]}}
states:
  asking:
    for_each: other
    states:
      waiting: {{tasks: [answer], unbounded: test, on: {{answer.given: answered, answer.refused: {{do: [{{log: \"'refused'\"}}]}}, a: answered}}}}
      answered: {{final: true}}
    done: over
  over: {{on: {{b: end}}}}
  end: {{final: true}}
"
    )
}

/// S21: one copy for each member. S3: numbered by joining. S23: a copy's event stays in the copy.
#[test]
fn each_member_has_a_copy_of_his_own() {
    let mut play = Play::with(&answers(), &people(2));
    assert_eq!(play.active(), ["waiting[1]", "waiting[2]"]);
    play.act("cid", "answer[2]", "given").unwrap();
    assert_eq!(play.active(), ["waiting[1]", "answered[2]"]);
    play.act("bob", "answer[1]", "given").unwrap();
    assert_eq!(play.active(), ["over"]);
}

/// S23: an event of nobody goes to all copies.
#[test]
fn a_message_goes_to_all_copies() {
    assert_eq!(Play::with(&answers(), &people(3)).message("a").active(), ["over"]);
}

/// S24: with no members it is done at once.
#[test]
fn without_members_it_is_done_at_once() {
    assert_eq!(Play::with(&answers(), &people(0)).active(), ["over"]);
}

/// S18: `join: any` and a number for copies.
#[test]
fn copies_can_be_joined_early() {
    let any = answers().replace("    done: over", "    join: any\n    done: over");
    let mut play = Play::with(&any, &people(3));
    play.act("cid", "answer[2]", "given").unwrap();
    assert_eq!(play.active(), ["over"]);
    let two = answers().replace("    done: over", "    join: 2\n    done: over");
    let mut play = Play::with(&two, &people(3));
    play.act("cid", "answer[2]", "given").unwrap();
    assert_eq!(play.active(), ["waiting[1]", "answered[2]", "waiting[3]"]);
    play.act("dan", "answer[3]", "given").unwrap();
    assert_eq!(play.active(), ["over"]);
}

fn growing() -> String {
    format!(
        "{ROLES}
data: {{newcomers: {{type: list, of: {{name: {{type: text, required: true}}}}}}}}
tasks:
  add: {{role: user, repeat: true, adds: newcomers, form: [name], outcomes: [added]}}
  answer: {{role: all, outcomes: [given]}}
states:
  both:
    parallel:
      desk:
        states:
          collecting: {{tasks: [add], unbounded: test, on: {{add.added: {{do: [{{assign: {{role: late, from: data.newcomers}}}}]}}, a: {{do: [{{release: late}}]}}, b: closed}}}}
          closed: {{final: true}}
      hall:
        for_each: all
        exit: [{{log: \"'left'\"}}]
        states:
          waiting: {{tasks: [answer], unbounded: test, on: {{answer.given: answered}}}}
          answered: {{final: true}}
    done: end
  end: {{final: true}}
"
    )
}

/// S21: who joins later has a copy in the same step. S22: who is released leaves it with its exit actions.
#[test]
fn joiners_enter_and_the_released_leave() {
    let mut play = Play::with(&growing(), &people(1));
    assert_eq!(play.active(), ["collecting", "waiting[1]"]);
    play.fill("ann", "add", "added", &[("name", "Eva".into())]).unwrap();
    assert_eq!(play.active(), ["collecting", "waiting[1]", "waiting[2]"]);
    play.message("a");
    assert_eq!(
        (play.active(), play.log()),
        (vec!["collecting".to_owned(), "waiting[1]".to_owned()], vec!["left"])
    );
    // After a release all in the list join anew, and a number isn't used again.
    play.fill("ann", "add", "added", &[("name", "Fay".into())]).unwrap();
    assert_eq!(play.active(), ["collecting", "waiting[1]", "waiting[3]", "waiting[4]"]);
    play.fill("ann", "add", "added", &[("name", "Gil".into())]).unwrap();
    assert_eq!(play.active(), ["collecting", "waiting[1]", "waiting[3]", "waiting[4]", "waiting[5]"]);
}

/// S19: `done` is checked again when its arrow is taken: the hall was done, and then somebody came.
#[test]
fn a_box_that_grows_is_not_done_any_more() {
    let mut play = Play::with(&growing(), &people(1));
    play.act("bob", "answer[1]", "given").unwrap();
    play.fill("ann", "add", "added", &[("name", "Eva".into())]).unwrap();
    play.message("b");
    assert_eq!(play.active(), ["closed", "answered[1]", "waiting[2]"]);
    // Eva has no account yet: she takes her seat first.
    let person = crate::play::person("eva");
    play.handle(&Event::Seated { member: "late[1]".to_owned(), person }).unwrap();
    play.act("eva", "answer[2]", "given").unwrap();
    assert_eq!(play.active(), ["end"]);
}

/// S21: for the items of a list; `member` is the item.
#[test]
fn a_list_has_a_copy_for_each_item() {
    let mut play = Play::of(
        "
data: {questions: {type: list, of: {text: {type: text, required: true}, reply: {type: text}}}}
tasks:
  ask: {role: user, repeat: true, adds: questions, form: [text], outcomes: [asked]}
  reply: {role: user, form: [member.reply], outcomes: [answered]}
states:
  both:
    parallel:
      asking: {tasks: [ask], unbounded: test, on: {ask.asked: {}}}
      replies:
        for_each: questions
        states: {open: {tasks: [reply], unbounded: test, on: {reply.answered: closed}}, closed: {final: true}}
    on: {a: end}
  end: {final: true}
",
    );
    assert_eq!(play.active(), ["asking"]);
    play.fill("ann", "ask", "asked", &[("text", "why?".into())]).unwrap();
    play.fill("ann", "ask", "asked", &[("text", "when?".into())]).unwrap();
    assert_eq!(play.active(), ["asking", "open[1]", "open[2]"]);
    play.fill("ann", "reply[2]", "answered", &[("member.reply", "soon".into())]).unwrap();
    assert_eq!(play.active(), ["asking", "open[1]", "closed[2]"]);
    let Value::List(items) = &play.case.data["questions"] else { panic!("a list") };
    let second = Record::from([("reply".to_owned(), "soon".into()), ("text".to_owned(), "when?".into())]);
    assert_eq!(items[1], Value::Record(second));
}

/// S15: inside a copy a limit counts for that copy.
#[test]
fn a_limit_counts_for_each_copy() {
    let limited =
        answers().replace("{do: [{log: \"'refused'\"}]}", "{to: waiting, at_most: 1, beyond: answered}");
    let mut play = Play::with(&limited, &people(2));
    play.act("bob", "answer[1]", "refused").unwrap();
    play.act("cid", "answer[2]", "refused").unwrap();
    assert_eq!(play.active(), ["waiting[1]", "waiting[2]"]);
    play.act("bob", "answer[1]", "refused").unwrap();
    assert_eq!(play.active(), ["answered[1]", "waiting[2]"]);
}

/// S17: history restores the copies that are still there; S16 for the newcomer.
#[test]
fn history_restores_copies() {
    let mut play = Play::with(
        &format!(
            "{ROLES}
tasks: {{answer: {{role: other, outcomes: [given]}}}}
states:
  hall:
    on: {{b: aside}}
    states:
      each:
        for_each: other
        states:
          waiting: {{tasks: [answer], unbounded: test, on: {{answer.given: thinking}}}}
          thinking: {{on: {{a: said}}}}
          said: {{final: true}}
        done: end
      back: {{history: deep, initial: each}}
  aside: {{on: {{c: back}}}}
  end: {{final: true}}
"
        ),
        &people(2),
    );
    play.act("bob", "answer[1]", "given").unwrap();
    assert_eq!(play.message("b").message("c").active(), ["thinking[1]", "waiting[2]"]);
}

/// S42: in a member's copy a visit is that member's, and so is an item that anybody adds there; outside a
/// visit is everybody's, and the author is who acts.
#[test]
fn in_a_copy_a_visit_and_an_item_are_the_members() {
    let body = format!(
        "{ROLES}
data: {{notes: {{type: list, of: {{by: {{type: person, of: all, author: true}}, text: {{type: text}}}}}}}}
tasks:
  come: {{role: user, in_person: other, outcomes: [came]}}
  note: {{role: user, repeat: true, adds: notes, form: [text], outcomes: [noted]}}
  meet: {{role: user, in_person: other, adds: notes, form: [text], outcomes: [met]}}
states:
  hall:
    for_each: other
    states:
      awaited: {{tasks: [come, note], unbounded: test, on: {{come.came: there, note.noted: {{}}}}}}
      there: {{final: true}}
    done: meeting
  meeting: {{tasks: [meet], unbounded: test, on: {{meet.met: over}}}}
  over: {{final: true}}
"
    );
    let visits = |play: &Play| -> Vec<(u32, u32)> {
        play.case.costs.iter().map(|c| (c.member.unwrap().number, c.amount)).collect()
    };
    let mut play = Play::with(&body, &people(2));
    play.fill("ann", "note[2]", "noted", &[("text", "late".into())]).unwrap();
    let authors = |play: &Play| -> Vec<Option<Value>> {
        let Some(Value::List(notes)) = play.case.data.get("notes") else { panic!("there is a list") };
        let by = |note: &Value| if let Value::Record(note) = note { note.get("by").cloned() } else { None };
        notes.iter().map(by).collect()
    };
    assert_eq!(authors(&play), [Some(Value::from("other[2]"))]);
    play.act("ann", "come[2]", "came").unwrap();
    assert_eq!(visits(&play), [(2, 1)]);
    play.act("ann", "come[1]", "came").unwrap();
    play.act("ann", "meet", "met").unwrap();
    assert_eq!(visits(&play), [(2, 2), (1, 2)]);
    assert_eq!(authors(&play).last(), Some(&Some(Value::from("user[1]"))));
}
