//! More commands than may wait: who is turned away, who waits, and what is told of it.

use registrar_casework::meter::{Figure, Rows};
use registrar_casework::ports::{Reply, StoreFault};
use registrar_casework::{Rejection, Unready};
use registrar_engine::docket::Entry;
use registrar_engine::value::{Record, Value};
use registrar_testkit::{Crowd, Harness, opening};

#[tokio::test]
async fn who_comes_to_a_full_queue_is_turned_away_and_those_in_it_are_served() {
    let office = Harness::sample().await;
    let crowd = Crowd::gathers(&office).await;
    let size = crowd.size();
    // A batch is on its way, one is decided behind it, and the others wait.
    assert!((2_049..=2 * 256 + 2_048).contains(&size), "{size}");
    assert_eq!(office.by("zhang", opening(&["wu"])).await, Err(Rejection::Overloaded));

    let answers = crowd.is_served(&office).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == Err(Rejection::NotFound)).count(), size - 1);
    office.by("zhang", opening(&["wu"])).await.unwrap();
}

#[tokio::test]
async fn timers_and_outbox_wait_for_their_place_in_a_full_queue() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    office.world.clock.move_by(jiff::SignedDuration::from_hours(24 * 200));
    let (sent, before) = (office.world.recorder.sent().len(), office.stored(&case).await.revision);
    let crowd = Crowd::gathers(&office).await;

    let casework = office.casework.clone();
    let settling = tokio::spawn(async move { casework.settle().await });
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!settling.is_finished(), "it waits");
    crowd.is_served(&office).await;
    settling.await.unwrap().unwrap();
    assert!(office.stored(&case).await.revision > before, "timers have fired");
    assert!(office.world.recorder.sent().len() > sent, "messages have left");
    office.check_docket(&case).await;
}

#[tokio::test]
async fn an_answer_from_elsewhere_that_waits_has_come_when_it_came() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    let form = Record::from([("grade".to_owned(), Value::from("B"))]);
    office.world.answers.reply("scorer", Ok(Reply { outcome: "scored".to_owned(), form }));
    let came = office.world.ports.clock.now();
    let crowd = Crowd::gathers(&office).await;
    let casework = office.casework.clone();
    let settling = tokio::spawn(async move { casework.settle().await });
    while office.world.answers.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    office.world.clock.move_by(jiff::SignedDuration::from_hours(1));
    crowd.is_served(&office).await;
    settling.await.unwrap().unwrap();
    let docket = office.world.ports.store.docket(&case, 1, 100).await.unwrap();
    let answered = docket.iter().find(|row| row.text.contains("\"scored\"")).expect("the answer came");
    let entry: Entry = serde_json::from_str(&answered.text).unwrap();
    assert_eq!((entry.effective, entry.recorded > came), (came, true));
}

#[tokio::test(start_paused = true)]
async fn an_office_is_ready_when_store_and_writer_give_a_sign_of_life() {
    let office = Harness::sample().await;
    assert_eq!(office.casework.unready().await, []);
    let crowd = Crowd::gathers(&office).await;
    assert_eq!(office.casework.unready().await, [Unready::Full]);
    crowd.is_served(&office).await;
    assert_eq!(office.casework.unready().await, []);

    let fault = StoreFault::Unavailable("the disk is gone".to_owned());
    office.world.store.fail_reads(Some(fault));
    assert_eq!(office.casework.unready().await, [Unready::Store]);
    let figures = office.casework.figures().await;
    assert_eq!(level(&figures, "registrar_store_up"), Some(0.0));
    assert_eq!(level(&figures, "registrar_incidents_open"), None, "nothing is told that isn't known");
    office.world.store.fail_reads(None);
    assert_eq!(level(&office.casework.figures().await, "registrar_store_up"), Some(1.0));

    office.world.store.hold_commits(true);
    let casework = office.casework.clone();
    let stuck = async { office.by("zhang", opening(&["li"])).await };
    let (opened, ()) = tokio::join!(stuck, async {
        tokio::task::yield_now().await;
        assert_eq!(casework.unready().await, [Unready::Writer]);
        office.world.store.hold_commits(false);
    });
    opened.unwrap();
    let casework = office.casework.clone();
    office.stop().await;
    assert_eq!(casework.unready().await, [Unready::Stopping]);
}

#[tokio::test]
async fn what_was_done_is_counted_by_workflow() {
    let office = Harness::sample().await;
    let first = office.keyed("zhang", "k", opening(&["li"])).await.unwrap();
    office.keyed("zhang", "k", opening(&["li"])).await.unwrap();
    let case = first.case;
    office.does("zhang", &case, "file", "nonsense", &[]).await.unwrap_err();
    office.does("zhang", &case, "file", "filed", &[("claim.amount", "5.00")]).await.unwrap();
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    office.pass(24 * 200).await;
    let figures = office.casework.figures().await;
    for (name, labels, least) in [
        ("registrar_commands_total", "sample,done", 3),
        ("registrar_commands_total", "sample,repeated", 1),
        ("registrar_commands_total", "sample,refused", 1),
        ("registrar_steps_total", "sample", 4),
        ("registrar_timers_total", "sample", 1),
        ("registrar_outbox_total", "notice,done", 1),
    ] {
        assert!(counted(&figures, name, labels) >= least, "{name} of {labels} in {figures:?}");
    }
    assert_eq!(counted(&figures, "registrar_commands_total", "sample,refused"), 1, "{figures:?}");
    for name in [
        "registrar_commit_seconds",
        "registrar_batch_commands",
        "registrar_timer_lag_seconds",
        "registrar_outbox_age_seconds",
    ] {
        assert!(values(&figures, name) > 0, "{name}");
    }
    let told = format!("{figures:?}");
    for private in ["zhang", "example.org", case.as_str()] {
        assert!(!told.contains(private), "{private} in {told}");
    }
}

#[tokio::test]
async fn a_name_that_is_no_workflow_gets_no_row_of_its_own() {
    let office = Harness::sample().await;
    let registrar_casework::Wish::Open { people, data, .. } = opening(&["li"]) else { unreachable!() };
    let workflow = "made-up".to_owned();
    let wish = registrar_casework::Wish::Open { workflow, version: None, people, data };
    office.by("zhang", wish).await.unwrap_err();
    let figures = office.casework.figures().await;
    assert_eq!(counted(&figures, "registrar_commands_total", "(none),not_found"), 1);
    assert!(!format!("{figures:?}").contains("made-up"));
}

/// The count of a row, by the values of its labels.
fn counted(figures: &[Figure], name: &str, labels: &str) -> u64 {
    let Some(Rows::Counts(rows)) = rows(figures, name) else { panic!("{name} is no count") };
    let is = |of: &[(&str, String)]| {
        of.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(",") == labels
    };
    rows.iter().find(|(of, _)| is(of)).map_or(0, |(_, count)| *count)
}

/// A level without labels, if it is told.
fn level(figures: &[Figure], name: &str) -> Option<f64> {
    match rows(figures, name)? {
        Rows::Levels(rows) => rows.first().map(|(_, level)| *level),
        _ => None,
    }
}

/// How many values a spread has.
fn values(figures: &[Figure], name: &str) -> u64 {
    let Some(Rows::Spread(spread)) = rows(figures, name) else { panic!("{name} is no spread") };
    spread.count
}

fn rows<'f>(figures: &'f [Figure], name: &str) -> Option<&'f Rows> {
    figures.iter().find(|figure| figure.name == name).map(|figure| &figure.rows)
}
