//! A case that can't be read holds up nobody else: not the timers, not who asks for another case at the same time, not
//! the lists and figures that it would be in.

use registrar_casework::ports::{IncidentSource, StoreFault};
use registrar_casework::statistics::Asked;
use registrar_casework::view::{FeedItem, InboxItem};
use registrar_casework::{Rejection, Wish};
use registrar_engine::id::CaseId;
use registrar_testkit::{Harness, participant, person};

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
  wait: {role: applicant, due: soon, outcomes: [done]}
  say_more: {role: applicant, repeat: true, outcomes: [said]}
states:
  waiting:
    tasks: [wait, say_more]
    deadlines: [soon]
    on:
      wait.done: ended
      say_more.said: {}
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

#[tokio::test]
async fn lists_show_the_others_and_say_that_it_is_there() {
    let (office, bad, good) = two().await;
    let ann = person("ann");
    let inbox = || async { office.casework.inbox(&ann, None, 10, "en").await.unwrap().0 };
    let cases = || async { office.casework.cases(&ann, None, 10, "en").await.unwrap().0 };
    let (tasks, listed) = (inbox().await, cases().await);
    assert_eq!(tasks.iter().map(|item| item.optional).collect::<Vec<_>>(), [false, false, true, true]);
    assert!(tasks.iter().all(|item| !item.unreadable) && listed.iter().all(|item| !item.unreadable));

    office.world.store.harm(&bad);
    for whole in &tasks {
        let same = |item: &InboxItem| item.case == whole.case && item.number == whole.number;
        let now = inbox().await.into_iter().find(same).unwrap();
        if whole.case == good {
            assert_eq!(now, *whole);
            continue;
        }
        // What has to be done, and until when, is told by the row; who else takes part isn't.
        assert!(now.unreadable);
        assert_eq!(
            (&now.title, now.due, &now.zone, now.optional),
            (&whole.title, whole.due, &whole.zone, whole.optional)
        );
        assert_eq!((now.workflow.as_str(), now.parties.len(), whole.parties.len()), ("Plain", 0, 1));
    }
    for whole in &listed {
        let now = cases().await.into_iter().find(|item| item.case == whole.case).unwrap();
        if whole.case == good {
            assert_eq!(now, *whole);
            continue;
        }
        assert!(now.unreadable);
        assert_eq!((now.opened, &now.title, now.status.len()), (whole.opened, &whole.title, 0));
    }
    // The operator has one incident of it, however often somebody looks; to look once more reports it anew.
    let incidents = office.casework.incidents(true, None, 10).await.unwrap();
    let of: Vec<_> = incidents.iter().map(|incident| incident.case.as_ref()).collect();
    assert_eq!(of, [Some(&bad)], "{incidents:?}");
    office.world.store.heal(&bad);
    office.casework.retry(&incidents[0].id).await.unwrap();
    assert_eq!((inbox().await, cases().await), (tasks, listed));
    assert_eq!(office.casework.incidents(true, None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn a_case_opened_by_hand_is_reported_too() {
    let (office, bad, _) = two().await;
    office.world.store.harm(&bad);
    let told = office.casework.case(&person("ann"), &bad, "en").await;
    assert!(matches!(told, Err(Rejection::Fault(StoreFault::Unreadable { .. }))), "{told:?}");
    assert_eq!(office.casework.incidents(true, None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_calendar_keeps_its_day_and_statistics_say_what_they_left_out() {
    let (office, bad, good) = two().await;
    let made = office.casework.make_feed(&person("ann")).await.unwrap();
    let token = made.address.rsplit('/').next().unwrap().trim_end_matches(".ics").to_owned();
    let feed = || async { office.casework.feed(&token).await.unwrap().unwrap().items };
    let before = feed().await;
    assert_eq!(before.len(), 2);
    let counted = || async {
        let all = office.casework.all_statistics(&Asked::default(), "en").await.unwrap();
        (all.cases, all.unreadable)
    };
    assert_eq!(counted().await, (2, 0));

    office.world.store.harm(&bad);
    let after = feed().await;
    let of =
        |items: &[FeedItem], case: &CaseId| items.iter().find(|item| item.case == *case).cloned().unwrap();
    assert_eq!(of(&after, &good), of(&before, &good));
    let (was, is) = (of(&before, &bad), of(&after, &bad));
    assert_eq!((is.clock, is.due, is.last_day), (None, was.due, was.last_day));
    assert!(was.clock.is_some() && was.last_day.is_some());

    // The operator's figures come from dockets.
    assert_eq!(counted().await, (2, 0));
    office.world.store.harm_docket(&bad);
    assert_eq!(counted().await, (1, 1));
}
