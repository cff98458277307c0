//! Tasks: who may end them, and how.

use crate::play::{Play, actor, participant, person};
use registrar_engine::case::Act;
use registrar_engine::effect::Effect;
use registrar_engine::event::{Actor, Draw, Event, Upload};
use registrar_engine::id::Digest;
use registrar_engine::offers;
use registrar_engine::refusal::Refusal;
use registrar_engine::value::Value;

const DESK: &str = "
roles:
  user: {party: true, represented_by: [agent]}
  agent: {authority: mandate}
  clerk: {pool: clerks}
  chief: {pool: chiefs, assign: random, keep: true}
separate: [[clerk, chief], [user, clerk]]
documents:
  mandate: {by: user, media: [application/pdf]}
  paper: {by: user, media: [application/pdf], max_size: 1 MB, required: true}
data: {reason: {type: text}, sum: {type: integer, min: 0, max: 100, default: 0}}
tasks:
  hand_in: {role: user, takes: [paper], form: [sum], outcomes: [done]}
  note: {role: clerk, repeat: true, outcomes: {written: [reason]}}
  check: {role: clerk, outcomes: {fine: [], wrong: [reason]}}
  sign: {role: chief, outcomes: [signed]}
states:
  start: {tasks: [hand_in], unbounded: test, on: {hand_in.done: desk}}
  desk:
    tasks: [note, check]
    unbounded: test
    on:
      note.written: {}
      check.fine: {if: 'data.sum > 10', to: signing}
      check.wrong: start
      a: end
  signing: {tasks: [sign], unbounded: test, on: {sign.signed: end}}
  end: {final: true}
";

fn paper() -> Upload {
    upload("paper", 900)
}

fn upload(document: &str, size: u64) -> Upload {
    let digest = Digest::parse(&"ab".repeat(32)).unwrap();
    Upload {
        document: document.to_owned(),
        name: "a.pdf".to_owned(),
        media: "application/pdf".to_owned(),
        size,
        digest,
    }
}

fn hand_in(play: &mut Play, who: &str, sum: i64, documents: Vec<Upload>) -> Result<(), Refusal> {
    let task = play.number("hand_in").unwrap();
    let form = [("sum".to_owned(), Value::Int(sum))].into();
    let (name, outcome, by) = ("hand_in".to_owned(), "done".to_owned(), Some(actor(who)));
    play.handle(&Event::Outcome { task, name, outcome, by, form, documents })
}

fn official(name: &str, pool: &str) -> Actor {
    Actor { pools: vec![pool.to_owned()], ..actor(name) }
}

fn end(play: &mut Play, by: Actor, task: &str, outcome: &str) -> Result<(), Refusal> {
    let number = play.number(task).unwrap();
    let (name, outcome) = (task.to_owned(), outcome.to_owned());
    let form = if outcome == "written" || outcome == "wrong" {
        [("reason".to_owned(), "x".into())].into()
    } else {
        [].into()
    };
    play.handle(&Event::Outcome { task: number, name, outcome, by: Some(by), form, documents: vec![] })
}

fn at_desk(sum: i64) -> Play {
    let mut play = Play::of(DESK);
    hand_in(&mut play, "ann", sum, vec![paper()]).unwrap();
    play
}

/// S25: an outcome closes a task, `repeat` opens it again, leaving closes what is open.
#[test]
fn tasks_live_where_they_are_listed() {
    let mut play = at_desk(50);
    assert_eq!(play.open(), ["note", "check"]);
    let first = play.number("note").unwrap();
    end(&mut play, official("cleo", "clerks"), "note", "written").unwrap();
    assert_eq!(play.open(), ["check", "note"]);
    assert_ne!(play.number("note"), Some(first));
    play.message("a");
    assert!(play.open().is_empty());
}

/// S26: an outcome that no arrow takes is refused, and nothing has changed. S27: what is offered.
#[test]
fn an_outcome_that_no_arrow_takes_is_refused() {
    let mut play = at_desk(5);
    let number = play.number("check").unwrap();
    let offered: Vec<&str> =
        offers(&play.chart, &play.case, number).iter().map(|o| o.name.as_str()).collect();
    assert_eq!(offered, ["wrong"]);
    let before = play.case.clone();
    let refused = end(&mut play, official("cleo", "clerks"), "check", "fine");
    let Err(Refusal::NotOffered { possible, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(possible, ["wrong"]);
    assert_eq!(play.case, before);
}

/// S28: a stranger may not; an official of the pool may by doing it; another's claimed task stays his.
#[test]
fn only_whom_a_task_is_for_may_end_it() {
    let mut play = at_desk(50);
    assert!(matches!(end(&mut play, actor("zoe"), "check", "fine"), Err(Refusal::NotYours { .. })));
    let task = play.number("check").unwrap();
    play.handle(&Event::Claimed { task, by: official("cleo", "clerks") }).unwrap();
    let other = end(&mut play, official("carl", "clerks"), "check", "fine");
    assert!(matches!(other, Err(Refusal::TakenByOther { .. })), "{other:?}");
    let not_his = play.handle(&Event::Released { task, by: official("carl", "clerks") });
    assert!(matches!(not_his, Err(Refusal::NotClaimed { .. })), "{not_his:?}");
    play.handle(&Event::Released { task, by: official("cleo", "clerks") }).unwrap();
    end(&mut play, official("carl", "clerks"), "check", "fine").unwrap();
    assert_eq!(play.active(), ["signing"]);
}

/// S28: who represents a member acts for him, within the authority, and no longer than it lasts.
#[test]
fn a_representative_acts_within_his_authority() {
    let mut play = Play::of(DESK);
    assert!(matches!(hand_in(&mut play, "guy", 5, vec![paper()]), Err(Refusal::NotYours { .. })));
    play.handle(&Event::Represented {
        by: actor("ann"),
        member: "user[1]".to_owned(),
        role: "agent".to_owned(),
        person: person("guy"),
        name: "Guy".to_owned(),
        document: upload("mandate", 10),
    })
    .unwrap();
    let before = play.case.clone();
    hand_in(&mut play, "guy", 50, vec![paper()]).unwrap();
    assert_eq!(play.case.acts.last().map(|act| act.by.as_str()), Some("user[1]"));
    play.case = before;
    play.handle(&Event::RepresentationEnded {
        by: actor("ann"),
        member: "user[1]".to_owned(),
        person: person("guy"),
    })
    .unwrap();
    assert!(matches!(hand_in(&mut play, "guy", 5, vec![paper()]), Err(Refusal::NotYours { .. })));
}

/// S29: separation of duties binds the draw, who has acted, and who represents.
#[test]
fn separated_roles_are_never_one_person() {
    let mut play = at_desk(50);
    assert!(matches!(
        end(&mut play, official("ann", "clerks"), "check", "fine"),
        Err(Refusal::Separated { .. })
    ));
    end(&mut play, official("cleo", "clerks"), "check", "fine").unwrap();
    let excluded = play.effects.iter().find_map(|effect| match effect {
        Effect::Draw { excluding, .. } => Some(excluding.clone()),
        _ => None,
    });
    assert_eq!(excluded, Some(vec![person("cleo")]));
    let draw = |position| Draw {
        how: "random".to_owned(),
        candidates: vec![(person("cleo"), 0), (person("dora"), 0)],
        randomness: "00".to_owned(),
        position,
    };
    let assigned = |name: &str, position| Event::Assigned {
        role: "chief".to_owned(),
        task: None,
        person: person(name),
        name: name.to_owned(),
        draw: draw(position),
    };
    assert!(matches!(play.handle(&assigned("cleo", 0)), Err(Refusal::Separated { .. })));
    assert!(matches!(play.handle(&assigned("dora", 0)), Err(Refusal::People { .. })));
    play.handle(&assigned("dora", 1)).unwrap();
    assert!(matches!(
        end(&mut play, official("dina", "chiefs"), "sign", "signed"),
        Err(Refusal::NotYours { .. })
    ));
    end(&mut play, official("dora", "chiefs"), "sign", "signed").unwrap();
    assert_eq!(play.active(), ["end"]);
}

/// S30: who comes too late is told who ended the task and when.
#[test]
fn who_comes_too_late_is_told_who_was_first() {
    let mut play = at_desk(50);
    let number = play.number("check").unwrap();
    end(&mut play, official("cleo", "clerks"), "check", "fine").unwrap();
    let when = play.now;
    play.until("2026-03-05T00:00:00Z");
    let late = play.end(number, "carl", "check", "wrong", &[]);
    let Err(Refusal::NotOpen { by, at, outcome, .. }) = late else { panic!("{late:?}") };
    assert_eq!((by.as_str(), at, outcome.as_deref()), ("clerk", Some(when), Some("fine")));
    let ended: Vec<&Act> = play.case.acts.iter().filter(|act| act.number == number).collect();
    assert_eq!(ended.len(), 1);
}

/// S26: forms and documents are checked before anything happens.
#[test]
fn forms_and_documents_are_checked_first() {
    let mut play = Play::of(DESK);
    let before = play.case.clone();
    assert!(matches!(hand_in(&mut play, "ann", 5, vec![]), Err(Refusal::Document { .. })));
    assert!(matches!(
        hand_in(&mut play, "ann", 5, vec![upload("mandate", 1)]),
        Err(Refusal::Document { .. })
    ));
    assert!(matches!(
        hand_in(&mut play, "ann", 5, vec![upload("paper", 2 << 20)]),
        Err(Refusal::Document { .. })
    ));
    assert!(matches!(hand_in(&mut play, "ann", 5, vec![paper(), paper()]), Err(Refusal::Document { .. })));
    let refused = hand_in(&mut play, "ann", 500, vec![paper()]);
    let Err(Refusal::Form { problems }) = refused else { panic!("{refused:?}") };
    assert_eq!(problems[0].key, "sum");
    assert_eq!(play.case, before);
}

/// S28: outside a copy any member of the role does it, once for all.
#[test]
fn outside_a_copy_one_member_acts_for_all() {
    let mut play = Play::with(
        "
roles: {user: {party: true, many: true}}
tasks: {sign: {role: user, outcomes: [signed]}}
states:
  open: {tasks: [sign], unbounded: test, on: {sign.signed: end}}
  end: {final: true}
",
        &[participant("user", "ann"), participant("user", "bob")],
    );
    play.act("bob", "sign", "signed").unwrap();
    assert_eq!(play.active(), ["end"]);
}
