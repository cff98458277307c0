//! The ledger of a deadline as people see it: running, standing still, ended in time or missed.

use registrar_casework::view::LedgerView;
use registrar_casework::{Rejection, Wish};
use registrar_engine::id::CaseId;
use registrar_testkit::{Harness, moment, person};

fn lines(ledger: &LedgerView) -> Vec<String> {
    let told = ledger.lines.iter().map(|line| {
        let cause = line.cause.as_deref().unwrap_or("-");
        format!("{}: {} ({cause})", line.kind, line.text)
    });
    told.collect()
}

#[tokio::test]
async fn a_deadline_that_was_missed_is_told_after_its_state_was_left() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let number = office.view("chen", &case).await.clocks[0].number;
    office.world.clock.move_to(moment("2026-03-05T01:00:00Z"));
    office.casework.fire_due().await.unwrap();
    let all = office.casework.deadlines(&person("zhang"), &case, "en").await.unwrap();
    let told: Vec<_> = all.iter().map(|d| (d.name.as_str(), d.word, d.said.as_str(), d.closed)).collect();
    assert_eq!(told, [("review_by", "running", "runs", false), ("review_by", "missed", "missed", true)]);
    assert_eq!(all[1].over, Some(moment("2026-03-04T16:00:00Z")));
    let found = office.casework.explain_deadline(&person("zhang"), &case, number, "en").await.unwrap();
    assert_eq!((found.clock, found.steps.len()), (None, 0));
    let started = "started: begins and runs until 2026-03-04 (Plaintiff (zhang): file: filed)";
    assert_eq!(
        lines(&found.ledger),
        [started, "expired: its end has come (-)", "missed: its stage was left, too late (-)"]
    );
    let line = &found.ledger.lines[1];
    assert_eq!(
        (line.effective, line.recorded),
        (moment("2026-03-04T16:00:00Z"), moment("2026-03-05T01:00:00Z"))
    );
    let chinese = office.casework.explain_deadline(&person("zhang"), &case, number, "zh").await.unwrap();
    assert_eq!(chinese.ledger.deadline.said, "逾期");
    assert_eq!(chinese.ledger.lines[1].text, "届满");
}

#[tokio::test]
async fn the_deadlines_of_a_case_are_for_those_who_see_it() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let number = office.view("chen", &case).await.clocks[0].number;
    let stranger = person("stranger");
    let listed = office.casework.deadlines(&stranger, &case, "en").await;
    assert_eq!(listed, Err(Rejection::NotFound));
    let told = office.casework.explain_deadline(&stranger, &case, number, "en").await;
    assert_eq!(told, Err(Rejection::NotFound));
    // A number that no clock ever had is as little there to those who see the case.
    let none = office.casework.explain_deadline(&person("zhang"), &case, 9_999, "en").await;
    assert_eq!(none, Err(Rejection::NotFound));
}

const STOPPED: &str = r#"
workflow: stopped
version: 1
title: {en: Stopped, zh: 中止}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {party: true, title: {en: Applicant, zh: 申请人}}
deadlines:
  days: {period: 30 days, suspend: {by: applicant}, title: {en: Trial limit, zh: 审限}}
  working: {period: 9 working days, suspend_while: [talking], title: {en: Decision, zh: 决定}}
  hours: {period: 100 hours, suspend_while: [talking], title: {en: Reply, zh: 答复}}
messages: {talk: {}, go_on: {}, stop: {}}
tasks:
  wait: {role: applicant, outcomes: [done]}
states:
  both:
    parallel:
      main:
        states:
          waiting:
            tasks: [wait]
            deadlines: [days, working, hours]
            on: {wait.done: over, days.expired: over, working.expired: over, hours.expired: over}
          over: {final: true}
      side:
        states:
          quiet: {title: {en: No talks, zh: 无调解}, on: {talk: talking}}
          talking: {title: {en: Talks, zh: 调解中}, on: {go_on: quiet}}
    on: {stop: end}
  end: {final: true}
"#;

async fn message(office: &Harness, case: &CaseId, name: &str) {
    let event = registrar_engine::event::Event::Message { name: name.to_owned(), data: Default::default() };
    office.tell(case, event).await.unwrap();
}

/// Friday 6 March 09:00 to Monday 16 March 09:00 in Shanghai.
#[tokio::test]
async fn time_left_out_is_told_in_the_unit_of_the_deadline() {
    let office = Harness::empty();
    office.deploy(STOPPED).await;
    office.person("ann", &[]).await;
    let people = vec![registrar_testkit::participant("applicant", "ann", true)];
    let wish = Wish::Open { workflow: "stopped".to_owned(), version: None, people, data: Default::default() };
    let case = office.by("ann", wish).await.unwrap().case;
    office.world.clock.move_to(moment("2026-03-06T01:00:00Z"));
    message(&office, &case, "talk").await;
    office.does("ann", &case, "days.suspend", "suspended", &[("reason", "illness")]).await.unwrap();
    let (timeline, _) = office.casework.timeline(&person("ann"), &case, 1, 50, "zh").await.unwrap();
    let told: Vec<&str> = timeline
        .iter()
        .flat_map(|entry| &entry.lines)
        .filter_map(|line| line.text.contains("剩余").then_some(line.text.as_str()))
        .collect();
    let stopped = [
        "决定中止（调解中），剩余5个工作日",
        "答复中止（调解中），剩余4小时",
        "审限中止（illness），剩余26天",
    ];
    assert_eq!(told, stopped);
    office.world.clock.move_to(moment("2026-03-16T01:00:00Z"));
    message(&office, &case, "go_on").await;
    office.does("ann", &case, "days.resume", "resumed", &[]).await.unwrap();
    let ann = person("ann");
    let mut told = Vec::new();
    for deadline in office.casework.deadlines(&ann, &case, "en").await.unwrap() {
        let found = office.casework.explain_deadline(&ann, &case, deadline.number, "en").await.unwrap();
        let chinese = office.casework.explain_deadline(&ann, &case, deadline.number, "zh").await.unwrap();
        let (english, chinese) = (found.ledger.excluded.unwrap(), chinese.ledger.excluded.unwrap());
        told.push((deadline.name, english, chinese, found.ledger.stretches[0].reason.clone()));
    }
    let told: Vec<_> =
        told.iter().map(|(a, b, c, d)| (a.as_str(), b.as_str(), c.as_str(), d.as_str())).collect();
    assert_eq!(
        told,
        [
            ("days", "10 days", "10天", "illness"),
            ("working", "6 working days", "6个工作日", "Talks"),
            ("hours", "240 hours", "240小时", "Talks"),
        ]
    );
    let number = office.casework.deadlines(&ann, &case, "en").await.unwrap()[0].number;
    let found = office.casework.explain_deadline(&ann, &case, number, "en").await.unwrap();
    assert_eq!(
        lines(&found.ledger),
        [
            "started: begins and runs until 2026-04-01 (Applicant (ann): the case was opened)",
            "suspended: stands still (illness); 26 days left (Applicant (ann): Suspend: Trial limit)",
            "resumed: goes on and runs until 2026-04-11 (Applicant (ann): Resume: Trial limit)",
        ]
    );
}
