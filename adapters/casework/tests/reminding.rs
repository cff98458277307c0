//! Reminders before, at and after the end of a deadline, and what its end tells the head of the office.

use registrar_casework::Wish;
use registrar_casework::ports::Message;
use registrar_engine::id::CaseId;
use registrar_testkit::{Harness, moment, participant, person};
use serde_json::Value;

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
  clerk: {pool: clerks, title: {en: Clerk, zh: 窗口人员}}
  head: {pool: heads, title: {en: Head, zh: 负责人}}
notices:
  overdue: {to: head, template: receipt, channels: [portal], title: {en: A limit has passed, zh: 期限已过}}
deadlines:
  limit: {period: 10 days, remind: [5 days before, at expiry, 1 day after], title: {en: Decision, zh: 办理期限}}
tasks:
  decide: {role: clerk, due: limit, outcomes: [decided]}
states:
  deciding: {tasks: [decide], deadlines: [limit], on: {decide.decided: end, limit.expired: {do: [{send: overdue}]}}}
  end: {final: true}
"#;

async fn office() -> (Harness, CaseId) {
    let office = Harness::empty();
    office.deploy(OFFICE).await;
    for (id, pools) in [("ann", &[][..]), ("chen", &["clerks"]), ("hu", &["heads"])] {
        office.person(id, pools).await;
    }
    let people = vec![participant("applicant", "ann", true)];
    let wish = Wish::Open { workflow: "office".to_owned(), version: None, people, data: Default::default() };
    let case = office.by("ann", wish).await.unwrap().case;
    (office, case)
}

/// The subjects of a person's messages and what their reminders say, the oldest first.
async fn told(office: &Harness, who: &str) -> Vec<(String, String)> {
    let messages: Vec<Message> = office.casework.messages(&person(who), None, None, 10).await.unwrap();
    let told = messages.into_iter().rev().map(|message| {
        let data: Value = serde_json::from_str(&message.body).unwrap();
        (message.subject, data["text"].as_str().unwrap_or("-").to_owned())
    });
    told.collect()
}

async fn at(office: &Harness, when: &str) {
    office.world.clock.move_to(moment(when));
    office.casework.settle().await.unwrap();
}

/// Opened on 2 March: the tenth day ends on 12 March 24:00 in Shanghai.
#[tokio::test]
async fn reminders_come_before_at_and_after_the_end_and_say_how_it_stands() {
    let (office, _) = office().await;
    at(&office, "2026-03-07T16:00:00Z").await;
    let before = ("Reminder: Decision".to_owned(), "Until the end of 2026-03-12: 5 days left.".to_owned());
    assert_eq!(told(&office, "chen").await, std::slice::from_ref(&before));
    at(&office, "2026-03-12T16:00:00Z").await;
    let now = ("Ends now: Decision".to_owned(), "It ends now: the end of 2026-03-12.".to_owned());
    assert_eq!(told(&office, "chen").await, [before.clone(), now.clone()]);
    // Whoever acts at the end is in time, so it expires just after.
    at(&office, "2026-03-12T16:00:01Z").await;
    assert_eq!(told(&office, "hu").await, [("A limit has passed".to_owned(), "-".to_owned())]);
    at(&office, "2026-03-13T16:00:00Z").await;
    let after =
        ("Overdue: Decision".to_owned(), "It ended at the end of 2026-03-12: over by 1 day.".to_owned());
    assert_eq!(told(&office, "chen").await, [before, now, after]);
    assert_eq!(told(&office, "hu").await.len(), 1, "the head is told once, by the arrow");
}

#[tokio::test]
async fn a_reminder_that_was_held_up_says_what_is_true_when_it_is_sent() {
    let (office, case) = office().await;
    at(&office, "2026-03-14T16:00:00Z").await;
    let over =
        ("Overdue: Decision".to_owned(), "It ended at the end of 2026-03-12: over by 2 days.".to_owned());
    assert_eq!(told(&office, "chen").await, [over.clone(), over.clone(), over]);
    office.check_docket(&case).await;
}

#[tokio::test]
async fn who_was_quicker_than_his_reminder_is_not_reminded() {
    let (office, case) = office().await;
    office.world.clock.move_to(moment("2026-03-07T16:00:00Z"));
    // The reminder's moment has come, and he acts before it is sent.
    office.casework.fire_due().await.unwrap();
    office.does("chen", &case, "decide", "decided", &[]).await.unwrap();
    office.casework.settle().await.unwrap();
    assert_eq!(told(&office, "chen").await, []);
}

#[tokio::test]
async fn who_was_in_time_is_not_told_that_he_is_late_because_the_mail_was() {
    let (office, case) = office().await;
    office.world.clock.move_to(moment("2026-03-07T16:00:00Z"));
    office.casework.fire_due().await.unwrap();
    office.does("chen", &case, "decide", "decided", &[]).await.unwrap();
    // The outbox comes to it only after the end.
    at(&office, "2026-03-14T16:00:00Z").await;
    assert_eq!(told(&office, "chen").await, []);
}
