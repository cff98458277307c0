//! The outbox: stable ids, retries, the ladder when nothing arrives, services, crashes between deed and note.

use registrar_casework::ports::{
    IncidentSource, OutboxStanding, Outgoing, Reply, SendFault, Settled, StoreFault,
};
use registrar_casework::{Act, Casework, Wish};
use registrar_engine::case::Served;
use registrar_engine::chart::Channel;
use registrar_engine::id::CaseId;
use registrar_engine::value::Record;
use registrar_testkit::{Harness, opening, participant, person};
use std::future::pending;
use std::time::Duration;
use tokio::time::timeout;

fn later() -> Option<SendFault> {
    Some(SendFault::Later("greylisted".to_owned()))
}

#[tokio::test]
async fn a_failing_channel_is_tried_again_with_growing_pauses_under_the_same_id() {
    let office = Harness::sample().await;
    office.world.recorder.fail("zhang@example.org", later());
    let case = office.filed(&["li"]).await;
    office.casework.settle().await.unwrap();
    let waiting = || {
        let rows = office.world.store.outbox();
        rows.into_iter().filter(|(_, standing)| *standing == OutboxStanding::Waiting).collect::<Vec<_>>()
    };
    let first = waiting();
    assert_eq!(first.len(), 1);
    assert!(first[0].0.due > office.stored(&case).await.latest);
    let pause = |row: &registrar_casework::ports::OutboxRow| {
        row.due.as_micros() - office.world.ports.clock.now().as_micros()
    };
    let short = pause(&first[0].0);
    office.world.clock.move_to(first[0].0.due);
    office.casework.send_due().await.unwrap();
    let second = waiting();
    assert_eq!((&second[0].0.id, second[0].0.attempts), (&first[0].0.id, 2));
    assert!(pause(&second[0].0) > short);
    office.world.recorder.fail("zhang@example.org", None);
    office.world.clock.move_to(second[0].0.due);
    office.casework.send_due().await.unwrap();
    let sent = office.world.recorder.sent();
    assert_eq!(sent.iter().filter(|parcel| parcel.id == first[0].0.id).count(), 1);
    assert!(waiting().is_empty());
}

#[tokio::test]
async fn what_is_given_up_is_an_incident_and_can_be_sent_again() {
    let office = Harness::sample().await;
    office.world.recorder.fail("zhang@example.org", later());
    office.filed(&["li"]).await;
    for _ in 0..12 {
        office.pass(24).await;
    }
    let incidents = office.casework.incidents(true, None, 10).await.unwrap();
    assert_eq!(incidents.len(), 1, "{incidents:?}");
    let receipt = &incidents[0];
    assert!(matches!(receipt.source, IncidentSource::Outbox(_)));
    assert_eq!(receipt.reason, "greylisted");
    office.world.recorder.fail("zhang@example.org", None);
    office.casework.retry(&receipt.id).await.unwrap();
    office.casework.settle().await.unwrap();
    assert!(office.world.recorder.sent().iter().any(|parcel| parcel.text.subject == "Receipt"));
}

/// A case against a defendant without an account, up to service.
async fn against_a_stranger(office: &Harness) -> CaseId {
    let Wish::Open { workflow, version, mut people, data } = opening(&["li"]) else { unreachable!() };
    people.push(participant("defendant", "feng", false));
    let case = office.by("zhang", Wish::Open { workflow, version, people, data }).await.unwrap().case;
    office.does("zhang", &case, "file", "filed", &[]).await.unwrap();
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    let reply = Reply { outcome: "scored".to_owned(), form: Record::new() };
    office.world.answers.reply("scorer", Ok(reply));
    office.casework.settle().await.unwrap();
    case
}

#[tokio::test]
async fn when_every_channel_fails_the_next_rung_of_the_ladder_is_tried_once() {
    let office = Harness::sample().await;
    office.world.recorder.fail("feng@example.org", Some(SendFault::Never("no such mailbox".to_owned())));
    let case = against_a_stranger(&office).await;
    // Neither mail nor portal reaches him: a clerk has to post it.
    let stored = office.stored(&case).await;
    let feng = stored.deliveries.iter().find(|delivery| delivery.to.number == 2).unwrap();
    assert_eq!((feng.rung, &feng.standing), (Some(0), &Served::Open));
    let posts = stored.tasks.iter().filter(|open| open.serves == Some(feng.number)).count();
    assert_eq!(posts, 1);
    office.pass(1).await;
    assert_eq!(office.stored(&case).await.deliveries, stored.deliveries);
    office.does("chu", &case, "post", "handed_over", &[]).await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["being_served[1]", "answering[2]"]);
    office.check_docket(&case).await;
}

#[tokio::test]
async fn a_mail_that_left_doesnt_count_as_service_and_nothing_else_is_tried() {
    let office = Harness::sample().await;
    let case = against_a_stranger(&office).await;
    assert_eq!(office.states("zhang", &case).await, ["being_served[1]", "being_served[2]"]);
    assert!(office.stored(&case).await.deliveries.iter().all(|delivery| delivery.rung.is_none()));
}

#[tokio::test]
async fn an_invitation_goes_with_the_notice_and_seats_one_person() {
    let office = Harness::sample().await;
    let case = against_a_stranger(&office).await;
    let parcel = office.world.recorder.sent().into_iter().find(|p| p.address == "feng@example.org").unwrap();
    let seen: serde_json::Value = serde_json::from_str(&parcel.text.text).unwrap();
    let code = seen["code"].as_str().unwrap().to_owned();
    assert_eq!(seen["link"], format!("http://127.0.0.1:8080/join/{code}"));
    for who in ["feng", "thief"] {
        office.person(who, &[]).await;
    }
    let redeem = |who: &'static str, code: String| {
        let casework = office.casework.clone();
        async move { casework.redeem(&person(who), &code).await }
    };
    assert!(redeem("thief", "wrong".to_owned()).await.is_err());
    let answer = redeem("feng", code.clone()).await.unwrap();
    assert_eq!(answer.case, case);
    assert!(redeem("thief", code.clone()).await.is_err());
    assert!(redeem("feng", code).await.unwrap().repeated);
    office.casework.settle().await.unwrap();
    // The service that is under way has come into his portal.
    let messages = office.casework.messages(&person("feng"), None, None, 10).await.unwrap();
    assert_eq!(messages.len(), 1);
    office.casework.open_message(&person("feng"), &messages[0].id).await.unwrap();
    assert_eq!(office.states("feng", &case).await, ["being_served[1]", "answering[2]"]);
    assert!(office.casework.open_message(&person("li"), &messages[0].id).await.is_err());
}

#[tokio::test]
async fn an_expired_invitation_is_as_if_there_were_none() {
    let office = Harness::sample().await;
    against_a_stranger(&office).await;
    let parcel = office.world.recorder.sent().into_iter().find(|p| p.address == "feng@example.org").unwrap();
    let seen: serde_json::Value = serde_json::from_str(&parcel.text.text).unwrap();
    office.person("feng", &[]).await;
    office.world.clock.move_by(jiff::SignedDuration::from_hours(24 * 181));
    let late = office.casework.redeem(&person("feng"), seen["code"].as_str().unwrap()).await;
    assert_eq!(late, Err(registrar_casework::Rejection::NotFound));
}

#[tokio::test]
async fn a_crash_between_sending_and_noting_it_sends_again_under_the_same_id() {
    let office = Harness::sample().await;
    office.filed(&["li"]).await;
    let (now, rows) = (office.world.ports.clock.now(), office.world.store.outbox());
    let mail =
        rows.iter().find(|(row, _)| matches!(row.what, Outgoing::Notice { channel: Channel::Mail, .. }));
    let mail = mail.unwrap().0.clone();
    // The first process claims the rows, sends the mail, and is gone before it says so.
    let lease = registrar_engine::moment::Moment::from_micros(now.as_micros() + 600_000_000).unwrap();
    assert_eq!(office.world.ports.store.claim(now, lease, 10).await.unwrap().len(), 2);
    let office = Harness::over(office.stop().await);
    assert_eq!(office.casework.send_due().await.unwrap(), 0, "the lease still runs");
    office.world.clock.move_to(lease);
    assert_eq!(office.casework.send_due().await.unwrap(), 2);
    assert_eq!(office.world.recorder.sent()[0].id, mail.id);
    assert_eq!(office.casework.messages(&person("zhang"), None, None, 10).await.unwrap().len(), 1);
    let done = Settled::Failed { at: lease, reason: "late word of the first".to_owned() };
    office.world.ports.store.settle(&[(mail.case.clone(), mail.id.clone(), done)]).await.unwrap();
    let rows = office.world.store.outbox();
    assert!(rows.iter().all(|(_, standing)| *standing == OutboxStanding::Done));
}

#[tokio::test]
async fn a_service_that_cant_be_had_counts_as_failed_where_the_task_says_so() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    office.world.answers.reply("scorer", Err(SendFault::Never("unknown endpoint".to_owned())));
    office.casework.settle().await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["being_served[1]"]);
    assert_eq!(office.casework.incidents(true, None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn an_answer_that_the_task_doesnt_declare_is_an_incident() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    let reply = Reply { outcome: "nonsense".to_owned(), form: Record::new() };
    office.world.answers.reply("scorer", Ok(reply));
    office.casework.settle().await.unwrap();
    let incidents = office.casework.incidents(true, None, 10).await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert!(incidents[0].reason.contains("nonsense"), "{}", incidents[0].reason);
    let reply = Reply { outcome: "scored".to_owned(), form: Record::new() };
    office.world.answers.reply("scorer", Ok(reply));
    office.casework.retry(&incidents[0].id).await.unwrap();
    office.casework.settle().await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["being_served[1]"]);
}

#[tokio::test]
async fn a_service_is_not_asked_when_its_task_is_over() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    office.world.clock.move_by(jiff::SignedDuration::from_hours(24 * 4));
    office.casework.fire_due().await.unwrap();
    office.casework.settle().await.unwrap();
    assert_eq!(office.world.answers.asked(), []);
    assert_eq!(office.states("zhang", &case).await, ["being_served[1]"]);
}

#[tokio::test]
async fn who_acts_for_a_party_gets_its_notices() {
    let office = Harness::sample().await;
    let case = office.open(&["li"]).await;
    let slot = registrar_casework::ports::Slot::Case(case.clone());
    let paper = registrar_testkit::content(b"I give authority.");
    let zhang = person("zhang");
    let upload = office.casework.upload(&zhang, slot, "power", "power.txt", paper).await.unwrap();
    let act = Act::Represent {
        member: "plaintiff[1]".to_owned(),
        role: "lawyer".to_owned(),
        person: person("zhao"),
        document: upload.digest,
    };
    office.by("zhang", Wish::Act { case: case.clone(), act }).await.unwrap();
    office.does("zhao", &case, "file", "filed", &[]).await.unwrap();
    office.casework.settle().await.unwrap();
    for who in ["zhang", "zhao"] {
        let messages = office.casework.messages(&person(who), None, None, 10).await.unwrap();
        assert_eq!(messages.len(), 1, "{who}");
    }
    let end = Act::EndRepresentation { member: "plaintiff[1]".to_owned(), person: person("zhao") };
    office.by("zhang", Wish::Act { case: case.clone(), act: end }).await.unwrap();
    assert!(office.casework.case(&person("zhao"), &case, "en").await.is_err());
}

#[tokio::test(start_paused = true)]
async fn what_was_claimed_when_the_store_failed_does_not_wait_for_the_end_of_its_lease() {
    let office = Harness::sample().await;
    office.filed(&["li"]).await;
    office.world.store.fail_reads(Some(StoreFault::Unavailable("the line is cut".to_owned())));
    let mut running = Casework::start(office.world.ports.clone());
    running.run_loops();
    // The stopwatch stands still but for this: nobody waits in truth.
    let passes = |seconds| timeout(Duration::from_secs(seconds), pending::<()>());
    let _ = passes(1).await;
    assert_eq!(office.world.recorder.sent().len(), 0);
    office.world.store.fail_reads(None);
    let _ = passes(10).await;
    // The clock by which leases run hasn't moved.
    assert!(!office.world.recorder.sent().is_empty());
    running.stop().await;
}
