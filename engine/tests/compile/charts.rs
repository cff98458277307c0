//! What a chart says of a definition without mistakes.

use crate::carets::{chart, compiled};
use registrar_engine::chart::{EngineTask, FormPlace, Members, ROOT, StateKind, Trigger};
use std::collections::BTreeMap;

const SMALL: &str = "
roles:
  applicant: {party: true}
  judge: {pool: judges}
  parties: {any_of: [applicant]}
data:
  claim:
    amount: {type: money, currency: CNY, default: 5}
    note: {type: text}
  questions: {type: list, of: {to: {type: person, of: parties}, reply: {type: text}}}
deadlines:
  answer: {period: 24 hours, extend: {by: judge, up_to: 24 hours}, suspend: {by: judge}}
tasks:
  file: {role: applicant, form: [claim], outcomes: [filed]}
  ask: {role: [parties, judge], adds: questions, form: [to], outcomes: [asked]}
  reply: {role: member.to, form: [member.reply], outcomes: [answered]}
states:
  drafting: {tasks: [file], on: {file.filed: asking}}
  asking: {tasks: [ask], on: {ask.asked: answers}}
  answers:
    for_each: questions
    states:
      due: {tasks: [reply], deadlines: [answer], on: {reply: replied, answer.expired: replied}}
      replied: {final: true}
    done: over
  over: {final: true, outcome: done}
";

#[test]
fn states_stand_in_document_order_with_their_boxes() {
    let chart = chart(SMALL);
    let names: Vec<&str> = chart.states.iter().map(|state| state.name.as_str()).collect();
    assert_eq!(names, ["", "drafting", "asking", "answers", "due", "replied", "over"]);
    let answers = chart.state_named("answers").unwrap();
    assert_eq!(chart.state(answers).last_inside, chart.state_named("replied").unwrap());
    assert_eq!(chart.state(answers).for_each, Some(Members::List(vec!["questions".to_owned()])));
    assert_eq!((chart.state(answers).depth, chart.state(chart.state_named("due").unwrap()).depth), (0, 1));
    assert_eq!(chart.state(ROOT).last_inside, chart.state_named("over").unwrap());
    let StateKind::Compound(initial) = &chart.state(ROOT).kind else {
        panic!("the outermost box is compound")
    };
    assert_eq!(initial.to, [chart.state_named("drafting").unwrap()]);
}

#[test]
fn forms_know_where_their_answers_go() {
    let chart = chart(SMALL);
    let keys = |task: &str| -> Vec<(String, FormPlace)> {
        let task = chart.task(chart.task_named(task).unwrap());
        task.form.iter().map(|field| (field.key.clone(), field.place.clone())).collect()
    };
    let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        keys("file"),
        [
            ("claim.amount".to_owned(), FormPlace::Data(path("claim.amount"))),
            ("claim.note".to_owned(), FormPlace::Data(path("claim.note"))),
        ]
    );
    assert_eq!(keys("ask"), [("to".to_owned(), FormPlace::Item(path("to")))]);
    assert_eq!(keys("reply"), [("member.reply".to_owned(), FormPlace::Member(path("reply")))]);
}

#[test]
fn the_engine_has_tasks_of_its_own_for_deadlines() {
    let chart = chart(SMALL);
    let own: Vec<(&str, Option<EngineTask>)> = chart
        .tasks
        .iter()
        .filter(|task| task.engine.is_some())
        .map(|task| (task.name.as_str(), task.engine))
        .collect();
    let answer = chart.deadline_named("answer").unwrap();
    assert_eq!(
        own,
        [
            ("answer.extend", Some(EngineTask::Extend(answer))),
            ("answer.suspend", Some(EngineTask::Suspend(answer))),
            ("answer.resume", Some(EngineTask::Resume(answer))),
        ]
    );
    let extend = chart.deadline(answer).extend.as_ref().unwrap();
    assert_eq!(chart.task(extend.task).outcomes[0].fields[0].key, "period");
    assert_eq!(chart.task(extend.task).title["zh"], "延长：answer");
}

#[test]
fn arrows_stand_with_their_states_and_in_document_order() {
    let chart = chart(SMALL);
    assert_eq!(chart.arrows.len(), 5);
    assert!(chart.arrows.windows(2).all(|pair| pair[0].source <= pair[1].source));
    let answers = chart.state(chart.state_named("answers").unwrap());
    assert_eq!(chart.arrow(answers.done[0]).trigger, Trigger::Done);
    assert_eq!(chart.arrow(answers.done[0]).to, [chart.state_named("over").unwrap()]);
}

#[test]
fn the_digest_changes_with_the_text_and_with_the_files_beside_it() {
    let text = format!("{}{SMALL}", crate::carets::HEAD);
    let digest = |text: &str, resources: &[(&str, &str)]| {
        let resources: BTreeMap<String, String> =
            resources.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        compiled(text, &resources).0.unwrap().digest
    };
    let plain = digest(&text, &[]);
    assert_eq!(plain.len(), 64);
    assert_eq!(plain, digest(&text, &[]));
    assert_ne!(plain, digest(&format!("{text}\n"), &[]));
    assert_ne!(plain, digest(&text, &[("a", "bc")]));
    assert_ne!(digest(&text, &[("a", "bc")]), digest(&text, &[("ab", "c")]));
}

#[test]
fn what_has_no_title_is_called_by_its_name() {
    let chart = chart(SMALL);
    assert_eq!(chart.data[0].title["en"], "claim");
    assert_eq!(chart.state(chart.state_named("over").unwrap()).title["en"], "over");
}
