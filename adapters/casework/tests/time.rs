//! Timers: due order, due instants, people first, restarts, incidents that hold one timer and no other.

use registrar_casework::ports::{IncidentSource, Reply};
use registrar_casework::{Caller, Casework, Command, Rejection, Wish};
use registrar_engine::case::Case;
use registrar_engine::docket::Entry;
use registrar_engine::event::Event;
use registrar_engine::id::CaseId;
use registrar_testkit::{Harness, moment, person};

async fn entries(office: &Harness, case: &CaseId) -> Vec<Entry> {
    let rows = office.world.ports.store.docket(case, 1, 500).await.unwrap();
    rows.iter().map(|row| serde_json::from_str(&row.text).unwrap()).collect()
}

fn review_due(case: &Case) -> registrar_engine::moment::Moment {
    match case.clocks[0].standing {
        registrar_engine::case::Standing::Running { due, .. } => due,
        ref other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_expiry_carries_its_due_instant_however_late_it_is_noticed() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let due = review_due(&office.stored(&case).await);
    office.world.clock.move_to(moment("2026-03-20T01:00:00Z"));
    office.casework.fire_due().await.unwrap();
    let entries = entries(&office, &case).await;
    let expired = entries.iter().find(|entry| matches!(entry.event, Event::Expired { .. })).unwrap();
    assert_eq!(expired.effective, due);
    assert_eq!(expired.recorded, moment("2026-03-20T01:00:00Z"));
    office.check_docket(&case).await;
}

#[tokio::test]
async fn a_person_at_the_due_instant_is_in_time_and_a_moment_later_too_late() {
    for (late_by, accepted) in [(0, true), (1, false)] {
        let office = Harness::sample().await;
        let case = office.filed(&["li"]).await;
        let due = review_due(&office.stored(&case).await);
        let wish = office.completing("chen", &case, "review", "refuse", &[("reason", "no")]).await;
        let at = registrar_engine::moment::Moment::from_micros(due.as_micros() + late_by).unwrap();
        office.world.clock.move_to(at);
        let done = office.by("chen", wish).await;
        assert_eq!(done.is_ok(), accepted, "{done:?}");
        office.casework.fire_due().await.unwrap();
        let expected = if accepted { "refused" } else { "scoring" };
        assert_eq!(office.states("zhang", &case).await, [expected]);
    }
}

#[tokio::test]
async fn what_fell_due_before_a_persons_act_is_applied_first_and_with_it() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let wish = office.completing("chen", &case, "review", "accept", &[]).await;
    office.world.clock.move_to(moment("2026-03-20T01:00:00Z"));
    // No loop has run: the door itself lets the clock expire.
    assert!(office.by("chen", wish).await.is_err());
    assert_ne!(office.states("zhang", &case).await, ["reviewing"]);
}

#[tokio::test]
async fn late_timers_fire_in_due_order_across_cases() {
    let office = Harness::sample().await;
    let mut cases = Vec::new();
    for hour in 0..4 {
        cases.push(office.filed(&["li"]).await);
        office.world.clock.move_by(jiff::SignedDuration::from_hours(24 * (hour + 1)));
    }
    // The first cases have fallen due meanwhile and have clocks of their own that fall due again.
    office.world.clock.move_to(moment("2026-05-01T01:00:00Z"));
    office.casework.settle().await.unwrap();
    let mut fired = Vec::new();
    for case in &cases {
        for entry in entries(&office, case).await {
            if matches!(entry.event, Event::Expired { .. }) {
                fired.push((entry.recorded, entry.effective, entry.number));
            }
        }
        office.check_docket(case).await;
    }
    assert!(fired.len() >= 8);
    let ended = office.world.ports.store.next_due().await.unwrap();
    assert!(ended.is_none_or(|due| due > moment("2026-05-01T01:00:00Z")));
}

#[tokio::test]
async fn timers_outlive_a_restart() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let world = office.stop().await;
    world.clock.move_to(moment("2026-03-06T01:00:00Z"));
    let office = Harness::over(world);
    office.casework.fire_due().await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["scoring"]);
    assert_eq!(office.casework.fire_due().await.unwrap(), 0, "once and not twice");
}

#[tokio::test]
async fn the_loops_fire_when_the_clock_comes_to_it() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let mut running = Casework::start(office.world.ports.clone());
    running.run_loops();
    office.world.clock.move_to(moment("2026-03-05T01:00:00Z"));
    for _ in 0..1_000 {
        if office.stored(&case).await.revision > 2 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert!(office.stored(&case).await.revision > 2);
    running.stop().await;
}

#[tokio::test]
async fn a_reminder_goes_once_to_who_has_to_act() {
    let office = Harness::sample().await;
    let case = office.being_served(&["li"]).await;
    let messages = office.casework.messages(&person("li"), None, None, 10).await.unwrap();
    office.casework.open_message(&person("li"), &messages[0].id).await.unwrap();
    office.pass(24 * 3).await;
    let reminders = |messages: Vec<registrar_casework::ports::Message>| {
        messages.into_iter().filter(|message| message.notice == "answer_by").count()
    };
    let mine = office.casework.messages(&person("li"), None, None, 10).await.unwrap();
    assert_eq!(reminders(mine), 1);
    let others = office.casework.messages(&person("zhang"), None, None, 10).await.unwrap();
    assert_eq!(reminders(others), 0);
    let mailed = office.world.recorder.sent();
    assert_eq!(mailed.iter().filter(|parcel| parcel.text.subject == "Reminder: Time to answer").count(), 1);
    assert_eq!(office.states("zhang", &case).await, ["answering[1]"]);
}

const FAULTY: &str = r#"
workflow: faulty
version: 1
title: {en: Faulty}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {party: true}
data:
  list: {type: list, of: {text: {type: text}}}
  number: {type: integer, min: 0, max: 9, default: 9}
  late: {type: boolean, default: false}
deadlines:
  soon: {period: 1 days}
  later: {period: 2 days}
tasks:
  wait: {role: applicant, outcomes: [done]}
  repair: {role: applicant, repeat: true, form: [number], outcomes: [repaired]}
states:
  waiting:
    tasks: [wait, repair]
    deadlines: [soon, later]
    on:
      wait.done: ended
      repair.repaired: {}
      soon.expired: {do: [{set: {number: "data.number + 1"}}]}
      later.expired: {do: [{set: {late: "true"}}]}
  ended: {final: true, outcome: done}
"#;

async fn faulty() -> (Harness, CaseId) {
    let office = Harness::empty();
    office.deploy(FAULTY).await;
    office.person("ann", &[]).await;
    let people = vec![registrar_testkit::participant("applicant", "ann", true)];
    let data = Default::default();
    let wish = Wish::Open { workflow: "faulty".to_owned(), version: None, people, data };
    let case = office.by("ann", wish).await.unwrap().case;
    (office, case)
}

#[tokio::test]
async fn a_faulty_timer_becomes_an_incident_and_holds_up_no_other() {
    let (office, case) = faulty().await;
    office.pass(24 * 5).await;
    let incidents = office.casework.incidents(true, None, 10).await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert_eq!((&incidents[0].source, incidents[0].case.as_ref()), (&IncidentSource::Timer, Some(&case)));
    assert_eq!(office.stored(&case).await.data["late"], true.into());
    // The case can be read and acted on, and an incident that isn't repaired stays one.
    assert_eq!(office.states("ann", &case).await, ["waiting"]);
    let again = office.casework.retry(&incidents[0].id).await;
    assert_eq!(again, Err(Rejection::Incident { id: incidents[0].id.clone() }));
    office.does("ann", &case, "repair", "repaired", &[("number", "3")]).await.unwrap();
    office.casework.retry(&incidents[0].id).await.unwrap();
    assert_eq!(office.stored(&case).await.data["number"], 4.into());
    assert_eq!(office.casework.incidents(true, None, 10).await.unwrap(), []);
    assert_eq!(office.casework.retry(&incidents[0].id).await, Err(Rejection::NotFound));
    let expired = entries(&office, &case).await;
    let expired = expired.iter().rev().find(|entry| matches!(entry.event, Event::Expired { .. })).unwrap();
    assert_eq!(expired.effective, incidents[0].effective.unwrap());
    office.check_docket(&case).await;
}

/// More cases than three pages of due ones, opened an hour apart.
const DAYS_OF_CASES: usize = 1_100;

#[tokio::test]
async fn after_downtime_people_are_served_between_timers_that_come_in_due_order() {
    let office = Harness::empty();
    office.deploy(&FAULTY.replace("default: 9", "default: 0")).await;
    office.person("ann", &[]).await;
    let opening = || Wish::Open {
        workflow: "faulty".to_owned(),
        version: None,
        people: vec![registrar_testkit::participant("applicant", "ann", true)],
        data: Default::default(),
    };
    let mut cases = Vec::new();
    for _ in 0..DAYS_OF_CASES {
        cases.push(office.by("ann", opening()).await.unwrap().case);
        office.world.clock.move_by(jiff::SignedDuration::from_hours(1));
    }
    office.world.clock.move_by(jiff::SignedDuration::from_hours(24 * 7));
    let mut fire = std::pin::pin!(async {
        let mut all = 0;
        loop {
            match office.casework.fire_due().await.unwrap() {
                0 => return all,
                more => all += more,
            }
        }
    });
    tokio::select! {
        biased;
        fired = &mut fire => panic!("all {fired} timers before anybody else"),
        answer = office.by("ann", opening()) => drop(answer.unwrap()),
    }
    let (mut latest_fired, mut earliest_waiting) = (None, None);
    for case in &cases {
        for entry in entries(&office, case).await {
            if matches!(entry.event, Event::Expired { .. }) {
                latest_fired = latest_fired.max(Some(entry.effective));
            }
        }
        let stored = office.stored(case).await;
        let standing = stored.clocks.iter().filter_map(|clock| match clock.standing {
            registrar_engine::case::Standing::Running { due, .. } => Some(due),
            _ => None,
        });
        earliest_waiting = standing.chain(earliest_waiting).min();
    }
    assert!(
        latest_fired.is_some() && latest_fired <= earliest_waiting,
        "{latest_fired:?} {earliest_waiting:?}"
    );
    // Of each case both; those of the one that was opened meanwhile aren't due yet.
    assert_eq!(fire.await, 2 * DAYS_OF_CASES as u64);
    office.check_docket(cases.last().unwrap()).await;
}

#[tokio::test]
async fn an_incident_that_no_longer_matters_is_settled_by_a_retry() {
    let (office, case) = faulty().await;
    office.pass(24 * 5).await;
    let incidents = office.casework.incidents(true, None, 10).await.unwrap();
    office.does("ann", &case, "wait", "done", &[]).await.unwrap();
    office.casework.retry(&incidents[0].id).await.unwrap();
    assert_eq!(office.casework.incidents(true, None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn nobody_in_the_pool_is_an_incident_that_can_be_retried() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    for judge in ["judge-1", "judge-2", "judge-3"] {
        office.person(judge, &[]).await;
    }
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    let form = [("grade".to_owned(), "A".into())].into();
    office.world.answers.reply("scorer", Ok(Reply { outcome: "scored".to_owned(), form }));
    office.casework.settle().await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["scoring"]);
    let incidents = office.casework.incidents(true, None, 10).await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].source, IncidentSource::Machine);
    office.person("judge-9", &["judges"]).await;
    office.casework.retry(&incidents[0].id).await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["being_served[1]"]);
    assert_eq!(office.view("judge-9", &case).await.as_whom, ["judge[1]"]);
}

#[tokio::test]
async fn a_command_with_a_fault_in_it_concerns_nobody_else() {
    let (office, case) = faulty().await;
    let (_, other) = (office.person("bob", &[]).await, ());
    let () = other;
    let event = Event::Message { name: "nothing".to_owned(), data: Default::default() };
    let by = || Caller::Machine("test".to_owned());
    let bad = Command { by: by(), key: None, wish: Wish::Tell { case: case.clone(), event } };
    let (bad, good) = tokio::join!(
        office.casework.advance(bad),
        office.does("ann", &case, "repair", "repaired", &[("number", "1")])
    );
    assert!(bad.is_err());
    good.unwrap();
}
