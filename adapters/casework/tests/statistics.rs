//! How deadlines are kept, counted from dockets.

use registrar_casework::statistics::{Asked, DeadlineStatistics, Statistics};
use registrar_casework::{Rejection, Wish};
use registrar_engine::id::CaseId;
use registrar_testkit::{Harness, moment, participant, person};

const OFFICE: &str = r#"
workflow: office
version: 1
title: {en: Office, zh: 窗口}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {party: true}
  clerk: {pool: clerks}
deadlines:
  promise: {period: 30 minutes, promise: true, title: {en: Promised time, zh: 承诺时限}}
  limit: {period: 5 days, title: {en: Limit, zh: 期限}}
  quiet: {period: 1 day}
messages: {stop: {}, go_on: {}}
tasks:
  check: {role: clerk, due: [promise, limit], outcomes: [done]}
states:
  checking:
    tasks: [check]
    deadlines: [promise, limit]
    on: {check.done: quiet, promise.expired: {}, limit.expired: quiet}
  quiet: {deadlines: [quiet], on: {quiet.expired: end}}
  end: {final: true}
"#;

async fn office() -> Harness {
    let office = Harness::empty();
    office.deploy(OFFICE).await;
    for (id, pools) in [("ann", &[][..]), ("bob", &[]), ("chen", &["clerks"]), ("dai", &["others"])] {
        office.person(id, pools).await;
    }
    office
}

async fn case(office: &Harness, who: &str) -> CaseId {
    let people = vec![participant("applicant", who, true)];
    let wish = Wish::Open { workflow: "office".to_owned(), version: None, people, data: Default::default() };
    office.by(who, wish).await.unwrap().case
}

fn of<'s>(found: &'s Statistics, name: &str) -> &'s DeadlineStatistics {
    found.workflows[0].deadlines.iter().find(|deadline| deadline.name == name).expect("it has run")
}

fn counts(deadline: &DeadlineStatistics) -> (u64, u64, u64) {
    (deadline.met, deadline.missed, deadline.running)
}

/// Three cases on Monday 2 March: one is checked after 10 minutes, one after 20, one never.
async fn three(office: &Harness) -> Vec<CaseId> {
    let mut cases = Vec::new();
    for who in ["ann", "ann", "bob"] {
        cases.push(case(office, who).await);
    }
    office.world.clock.move_to(moment("2026-03-02T01:10:00Z"));
    office.does("chen", &cases[0], "check", "done", &[]).await.unwrap();
    office.world.clock.move_to(moment("2026-03-02T01:20:00Z"));
    office.does("chen", &cases[1], "check", "done", &[]).await.unwrap();
    office.world.clock.move_to(moment("2026-03-04T01:00:00Z"));
    office.casework.settle().await.unwrap();
    cases
}

#[tokio::test]
async fn promises_and_limits_are_counted_apart_with_share_and_time_used() {
    let office = office().await;
    three(&office).await;
    let found = office.casework.all_statistics(&Asked::default(), "zh").await.unwrap();
    assert_eq!((found.cases, found.more, found.workflows.len()), (3, false, 1));
    assert_eq!((found.workflows[0].title.as_str(), found.workflows[0].cases), ("窗口", 3));
    let promise = of(&found, "promise");
    assert_eq!((promise.title.as_str(), promise.promise, promise.binds), ("承诺时限", true, true));
    assert_eq!((counts(promise), promise.in_time), ((2, 1, 0), Some(66.67)));
    assert_eq!((promise.median, promise.ninetieth), (Some(600), Some(1_200)));
    let limit = of(&found, "limit");
    assert_eq!((counts(limit), limit.promise, limit.in_time), ((2, 0, 1), false, Some(100.0)));
    // What is only waited for says so: that its end came is no fault.
    let quiet = of(&found, "quiet");
    assert_eq!((counts(quiet), quiet.binds, quiet.median), ((0, 2, 0), false, None));
}

#[tokio::test]
async fn a_workflow_and_days_can_be_asked_for() {
    let office = office().await;
    three(&office).await;
    let on = |since: &str, until: &str| Asked {
        workflow: None,
        since: Some(since.parse().unwrap()),
        until: Some(until.parse().unwrap()),
    };
    let first = office.casework.all_statistics(&on("2026-03-02", "2026-03-02"), "en").await.unwrap();
    assert_eq!(counts(of(&first, "promise")), (2, 1, 0));
    assert!(first.workflows[0].deadlines.iter().all(|deadline| deadline.name != "quiet"));
    // The wait ends with its last day, the 3rd, though it is over at the midnight after it.
    let second = office.casework.all_statistics(&on("2026-03-03", "2026-03-03"), "en").await.unwrap();
    assert_eq!(counts(of(&second, "quiet")), (0, 2, 0));
    assert_eq!(counts(of(&second, "limit")), (0, 0, 1));
    let none = Asked { workflow: Some("another".to_owned()), ..Asked::default() };
    let none = office.casework.all_statistics(&none, "en").await.unwrap();
    assert_eq!((none.cases, none.workflows.len()), (0, 0));
}

#[tokio::test]
async fn an_official_counts_the_cases_he_may_see_and_nobody_else_counts() {
    let office = office().await;
    three(&office).await;
    let asked = Asked::default();
    // Two cases in which he acted, and one whose task he may take.
    let chen = office.casework.statistics(&person("chen"), &asked, "en").await.unwrap();
    assert_eq!((chen.cases, chen.more), (3, false));
    assert_eq!(counts(of(&chen, "promise")), (2, 1, 0));
    let dai = office.casework.statistics(&person("dai"), &asked, "en").await.unwrap();
    assert_eq!((dai.cases, dai.workflows.len()), (0, 0));
    let ann = office.casework.statistics(&person("ann"), &asked, "en").await;
    assert_eq!(ann, Err(Rejection::NotFound));
}
