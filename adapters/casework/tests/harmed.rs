//! A case that can't be read holds up nobody else: not the timers, not who asks for another case at the same time.

use registrar_casework::ports::{IncidentSource, StoreFault};
use registrar_casework::{Rejection, Wish};
use registrar_engine::id::CaseId;
use registrar_testkit::{Harness, participant};

const PLAIN: &str = r#"
workflow: plain
version: 1
title: {en: Plain}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {party: true}
data:
  late: {type: boolean, default: false}
deadlines:
  soon: {period: 1 days}
tasks:
  wait: {role: applicant, outcomes: [done]}
states:
  waiting:
    tasks: [wait]
    deadlines: [soon]
    on:
      wait.done: ended
      soon.expired: {do: [{set: {late: "true"}}]}
  ended: {final: true, outcome: done}
"#;

/// Two cases, of which nothing is remembered.
async fn two() -> (Harness, CaseId, CaseId) {
    let office = Harness::empty();
    office.deploy(PLAIN).await;
    office.person("ann", &[]).await;
    let open = || async {
        let people = vec![participant("applicant", "ann", true)];
        let wish =
            Wish::Open { workflow: "plain".to_owned(), version: None, people, data: Default::default() };
        office.by("ann", wish).await.unwrap().case
    };
    let (bad, good) = (open().await, open().await);
    (Harness::over(office.stop().await), bad, good)
}

#[tokio::test]
async fn timers_pass_over_it_until_an_operator_has_seen_to_it() {
    let (office, bad, good) = two().await;
    office.world.store.harm(&bad);
    office.pass(24 * 5).await;
    assert_eq!(office.stored(&good).await.data["late"], true.into());
    office.pass(24).await;
    let incidents = office.casework.incidents(true, None, 10).await.unwrap();
    assert_eq!(incidents.len(), 1, "{incidents:?}");
    assert_eq!((incidents[0].case.as_ref(), &incidents[0].source), (Some(&bad), &IncidentSource::Timer));
    let due = incidents[0].effective.unwrap();

    // Tried again too early it is one incident again.
    office.casework.retry(&incidents[0].id).await.unwrap();
    office.pass(1).await;
    assert_eq!(office.casework.incidents(true, None, 10).await.unwrap().len(), 1);

    office.world.store.heal(&bad);
    office.casework.retry(&incidents[0].id).await.unwrap();
    office.pass(1).await;
    assert_eq!(office.casework.incidents(true, None, 10).await.unwrap(), []);
    let case = office.stored(&bad).await;
    assert_eq!((case.data["late"].clone(), case.latest), (true.into(), due), "it fell due on its instant");
    office.check_docket(&bad).await;
}

#[tokio::test]
async fn who_asks_for_another_case_at_the_same_time_gets_an_answer() {
    let (office, bad, good) = two().await;
    let first = office.completing("ann", &bad, "wait", "done", &[]).await;
    let second = office.completing("ann", &good, "wait", "done", &[]).await;
    office.world.store.harm(&bad);
    let (told, done) =
        tokio::join!(office.keyed("ann", "k1", first.clone()), office.keyed("ann", "k2", second));
    assert!(matches!(told, Err(Rejection::Fault(StoreFault::Unreadable { .. }))), "{told:?}");
    assert_eq!(done.unwrap().case, good);
    office.world.store.heal(&bad);
    assert_eq!(office.keyed("ann", "k1", first).await.unwrap().case, bad);
}
