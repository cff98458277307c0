//! A newer edition of a calendar is deployed: open cases are counted anew, and those concerned are told.

use registrar_casework::ports::{Added, Deployed, DocketRow, Stored, Transition};
use registrar_casework::{DeployFault, Deployment, Wish, deploy};
use registrar_engine::case::Standing;
use registrar_engine::docket::{self, Entry, FIRST_HASH, Mark};
use registrar_engine::id::CaseId;
use registrar_engine::value::Record;
use registrar_testkit::contract::sample::transition;
use registrar_testkit::{Harness, participant};
use std::collections::BTreeMap;

const REPLY: &str = r#"
workflow: reply
version: 1
title: {en: Reply}
calendar: cn
counting: cn-litigation
zone: Asia/Shanghai
starts: plaintiff
roles: {plaintiff: {party: true, title: {en: Plaintiff}}}
deadlines:
  replying: {period: 5 working days, counting: cn-licensing, title: {en: Time to reply}}
  plain: {period: 5 days, counting: plain}
tasks: {reply: {role: plaintiff, due: replying, outcomes: [sent]}}
states:
  open:
    deadlines: [replying, plain]
    tasks: [reply]
    on: {reply.sent: closed, replying.expired: closed, plain.expired: {}}
  closed: {final: true}
"#;

/// Deploys the definition with a layer over the shipped calendar.
async fn deployed(office: &Harness, text: &str, layer: &str) -> Result<Deployment, DeployFault> {
    let mut calendars: BTreeMap<String, String> = registrar_workflows::calendars().into_iter().collect();
    let layer = format!("calendar: cn\nextends: cn\nsources: {{notice: A notice}}\n{layer}");
    calendars.insert("zz.yaml".to_owned(), layer);
    deploy(&office.world.ports, text.to_owned(), BTreeMap::new(), calendars).await
}

const FIRST: &str = "edition: first\npublished: {until: 2026-03-04}\n";
const SECOND: &str = "edition: second\npublished: {until: 2026-12-31}\ndays: [{name: New, source: notice, off: [2026-03-06]}]\n";

fn opening() -> Wish {
    let people = vec![participant("plaintiff", "zhang", true)];
    Wish::Open { workflow: "reply".to_owned(), version: None, people, data: Record::new() }
}

async fn office() -> (Harness, CaseId) {
    let office = Harness::empty();
    office.person("zhang", &[]).await;
    let first = deployed(&office, REPLY, FIRST).await.unwrap();
    assert_eq!(first.kept, Added::Definition);
    let case = office.by("zhang", opening()).await.unwrap().case;
    (office, case)
}

async fn due(office: &Harness, case: &CaseId) -> (String, bool) {
    let stored = office.stored(case).await;
    match &stored.clocks[0].standing {
        Standing::Running { due, provisional, .. } => (due.to_string(), *provisional),
        other => (format!("{other:?}"), false),
    }
}

#[tokio::test]
async fn a_provisional_deadline_is_counted_anew_and_announced_when_the_calendar_arrives() {
    let (office, case) = office().await;
    // The fifth working day after Monday the 2nd is Monday the 9th, if Friday the 6th is worked.
    assert_eq!(due(&office, &case).await, ("2026-03-09T16:00:00Z".to_owned(), true));
    assert_eq!(office.casework.recount().await.unwrap(), 0, "nothing newer is there");

    let second = deployed(&office, REPLY, SECOND).await.unwrap();
    assert_eq!(second.kept, Added::Edition);
    assert_eq!(office.casework.recount().await.unwrap(), 1);
    assert_eq!(office.casework.recount().await.unwrap(), 0, "once");
    assert_eq!(due(&office, &case).await, ("2026-03-10T16:00:00Z".to_owned(), false));

    office.casework.settle().await.unwrap();
    let zhang = office.person("zhang", &[]).await;
    let messages = office.casework.messages(&zhang, None, None, 10).await.unwrap();
    let told: Vec<&str> = messages.iter().map(|message| message.body.as_str()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains(
            "By the newly published calendar (cn second) it ends on 2026-03-10, not on 2026-03-09."
        ),
        "{told:?}"
    );
}

/// How many entries replay, and what doesn't agree.
async fn checked(office: &Harness, case: &CaseId) -> (u64, Vec<String>) {
    let check = office.casework.verify_docket(case).await.unwrap().unwrap();
    (check.entries, check.problems)
}

#[tokio::test]
async fn the_docket_of_a_case_with_two_editions_replays() {
    let (office, case) = office().await;
    deployed(&office, REPLY, SECOND).await.unwrap();
    office.casework.recount().await.unwrap();
    office.does("zhang", &case, "reply", "sent", &[]).await.unwrap();
    assert_eq!(checked(&office, &case).await, (3, Vec::new()));
}

#[tokio::test]
async fn a_new_case_is_counted_with_the_newest_edition_and_an_ended_one_is_left_alone() {
    let (office, case) = office().await;
    office.does("zhang", &case, "reply", "sent", &[]).await.unwrap();
    deployed(&office, REPLY, SECOND).await.unwrap();
    assert_eq!(office.casework.recount().await.unwrap(), 0);
    let new = office.by("zhang", opening()).await.unwrap().case;
    assert_eq!(due(&office, &new).await, ("2026-03-10T16:00:00Z".to_owned(), false));
    assert_eq!(office.stored(&case).await.revision, 2);
}

#[tokio::test]
async fn what_fell_due_before_the_calendar_came_falls_due_by_what_was_told() {
    let (office, case) = office().await;
    office.world.clock.move_to("2026-03-10T01:00:00Z".parse().unwrap());
    deployed(&office, REPLY, SECOND).await.unwrap();
    office.casework.recount().await.unwrap();
    let stored = office.stored(&case).await;
    assert_eq!(stored.ended.map(|ended| ended.at.to_string()).as_deref(), Some("2026-03-09T16:00:00Z"));
}

#[tokio::test]
async fn the_loops_count_anew_what_another_process_has_deployed() {
    let (office, case) = office().await;
    deployed(&office, REPLY, SECOND).await.unwrap();
    let mut running = registrar_casework::Casework::start(office.world.ports.clone());
    running.run_loops();
    for _ in 0..10_000 {
        if office.stored(&case).await.revision > 1 {
            break;
        }
        tokio::task::yield_now().await;
    }
    running.stop().await;
    assert_eq!(due(&office, &case).await, ("2026-03-10T16:00:00Z".to_owned(), false));
}

#[tokio::test]
async fn another_text_under_the_same_version_is_still_refused() {
    let (office, _) = office().await;
    let other = REPLY.replace("Time to reply", "Another title");
    let refused = deployed(&office, &other, SECOND).await;
    assert!(matches!(refused, Err(DeployFault::VersionTaken { .. })), "{refused:?}");
}

/// The case as it was stored before editions were told apart, with its definition and its docket.
async fn office_of_the_first_schema() -> (Harness, CaseId) {
    let (made, case) = office().await;
    let known = made.world.ports.definitions.deployed().await.unwrap().remove(0);
    let definition = made.world.ports.definitions.definition(&known.digest, &known.edition).await.unwrap();
    let Stored { deployed, text, resources, calendars } = definition.unwrap();
    let row = made.world.ports.store.docket(&case, 1, 1).await.unwrap().remove(0);

    let mut old = made.stored(&case).await;
    old.editions.clear();
    let mut entry: Entry = serde_json::from_str(&row.text).unwrap();
    for mark in &mut entry.marks {
        if let Mark::ClockRuns { with, .. } = mark {
            with.clear();
        }
    }
    let text_of_case = serde_json::to_string(&old).unwrap();
    assert!(!text_of_case.contains("editions") && !text_of_case.contains("past"), "{text_of_case}");
    entry.case_digest = docket::digest(text_of_case.as_bytes());
    let hash = entry.hash(FIRST_HASH);

    let office = Harness::empty();
    office.person("zhang", &[]).await;
    let deployed = Deployed { edition: String::new(), ..deployed };
    office.world.ports.definitions.deploy(&Stored { deployed, text, resources, calendars }).await.unwrap();
    let transition = Transition {
        expected: 0,
        case: serde_json::from_str(&text_of_case).unwrap(),
        text: text_of_case,
        docket: vec![DocketRow { text: entry.canonical(), hash: hash.clone(), ..row }],
        head_hash: hash,
        ..transition("c-1", 1)
    };
    office.world.ports.store.commit(vec![transition]).await.unwrap();
    (office, case)
}

#[tokio::test]
async fn a_case_of_the_first_schema_is_stepped_counted_anew_and_proved() {
    let (office, case) = office_of_the_first_schema().await;
    assert_eq!(checked(&office, &case).await, (1, Vec::new()));
    deployed(&office, REPLY, SECOND).await.unwrap();
    assert_eq!(office.casework.recount().await.unwrap(), 1);
    assert_eq!(due(&office, &case).await, ("2026-03-10T16:00:00Z".to_owned(), false));
    office.does("zhang", &case, "reply", "sent", &[]).await.unwrap();
    assert_eq!(checked(&office, &case).await, (3, Vec::new()));
}

#[tokio::test]
async fn a_definition_that_cannot_be_read_keeps_no_other_from_being_counted_anew() {
    let (office, case) = office().await;
    // It comes first, by its name.
    let other = REPLY.replace("workflow: reply", "workflow: aardvark");
    deployed(&office, &other, FIRST).await.unwrap();
    let wish = match opening() {
        Wish::Open { people, data, .. } => {
            Wish::Open { workflow: "aardvark".to_owned(), version: None, people, data }
        }
        other => other,
    };
    office.by("zhang", wish).await.unwrap();
    deployed(&office, &other, SECOND).await.unwrap();
    deployed(&office, REPLY, SECOND).await.unwrap();
    office.world.store.harm_newest_edition("aardvark");
    // Nothing of it is remembered.
    let office = Harness::over(office.stop().await);
    assert_eq!(office.casework.recount().await.unwrap(), 1);
    assert_eq!(due(&office, &case).await, ("2026-03-10T16:00:00Z".to_owned(), false));
}

#[tokio::test]
async fn a_case_that_could_not_be_read_is_counted_anew_once_an_operator_has_seen_to_it() {
    let (office, case) = office().await;
    let office = Harness::over(office.stop().await);
    office.world.store.harm(&case);
    deployed(&office, REPLY, SECOND).await.unwrap();
    assert_eq!(office.casework.recount().await.unwrap(), 0);
    assert!(office.casework.case(&registrar_testkit::person("zhang"), &case, "en").await.is_err());
    office.world.store.heal(&case);
    let incidents = office.casework.incidents(true, None, 10).await.unwrap();
    office.casework.retry(&incidents[0].id).await.unwrap();
    assert_eq!(due(&office, &case).await, ("2026-03-10T16:00:00Z".to_owned(), false));
}
