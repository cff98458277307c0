//! A clock in doubt: nothing expires, what people do goes on, and what can't be told apart is kept until it can.

use registrar_casework::Rejection;
use registrar_casework::ports::{Doubt, Incident, IncidentSource};
use registrar_engine::case::Standing;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use registrar_testkit::{Harness, moment};

/// Monday, 2 March 2026 is when the office opens; a year is what somebody has typed.
fn doubt() -> Option<Doubt> {
    let [shown, reckoned] = ["2027-03-02T01:00:00Z", "2026-03-02T01:00:00Z"].map(moment);
    Some(Doubt { shown, reckoned })
}

async fn filed() -> (Harness, CaseId, Moment) {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let due = match office.stored(&case).await.clocks[0].standing {
        Standing::Running { due, .. } => due,
        ref other => panic!("{other:?}"),
    };
    (office, case, due)
}

fn later(at: Moment, minutes: i64) -> Moment {
    Moment::from_micros(at.as_micros() + minutes * 60_000_000).unwrap()
}

async fn open_incidents(office: &Harness) -> Vec<Incident> {
    office.casework.incidents(true, None, 10).await.unwrap()
}

async fn level(office: &Harness, name: &str) -> String {
    let figures = office.casework.figures().await;
    format!("{:?}", figures.iter().find(|figure| figure.name == name).unwrap().rows)
}

#[tokio::test]
async fn nothing_expires_while_the_clock_is_in_doubt_and_then_as_of_its_instant() {
    let (office, case, due) = filed().await;
    office.world.clock.doubted(doubt());
    office.world.clock.move_to(later(due, 60));
    let revision = office.stored(&case).await.revision;
    assert_eq!(office.casework.fire_due().await, Ok(0));
    office.casework.settle().await.unwrap();
    assert_eq!(office.stored(&case).await.revision, revision);
    let held = level(&office, "registrar_expiries_held").await;
    office.world.clock.doubted(None);
    assert_ne!(level(&office, "registrar_expiries_held").await, held);
    office.casework.settle().await.unwrap();
    assert_ne!(office.states("zhang", &case).await, ["reviewing"]);
    let rows = office.world.ports.store.docket(&case, revision + 1, 10).await.unwrap();
    let entry: registrar_engine::docket::Entry = serde_json::from_str(&rows[0].text).unwrap();
    assert_eq!(entry.effective, due);
    office.check_docket(&case).await;
}

#[tokio::test]
async fn who_is_in_time_is_served_as_ever() {
    let (office, case, due) = filed().await;
    office.world.clock.doubted(doubt());
    office.world.clock.move_to(due);
    office.does("chen", &case, "review", "refuse", &[("reason", "no")]).await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["refused"]);
    assert_eq!(open_incidents(&office).await, []);
    office.check_docket(&case).await;
}

/// The clerk acts an hour after the instant at which her time may have run out.
async fn acts_too_late_perhaps() -> (Harness, CaseId, Moment, Incident) {
    let (office, case, due) = filed().await;
    office.world.clock.doubted(doubt());
    office.world.clock.move_to(later(due, 60));
    let refused = office.does("chen", &case, "review", "refuse", &[("reason", "no")]).await.unwrap_err();
    let [kept] = open_incidents(&office).await.try_into().unwrap();
    assert_eq!(refused, Rejection::Incident { id: kept.id.clone() });
    assert_eq!((kept.source.clone(), kept.effective), (IncidentSource::Person, Some(later(due, 60))));
    assert_eq!(office.states("zhang", &case).await, ["reviewing"], "nothing is decided");
    // A retry doesn't decide it either.
    assert_eq!(office.casework.retry(&kept.id).await, Err(refused));
    (office, case, due, kept)
}

#[tokio::test]
async fn who_acts_after_an_instant_that_is_held_is_kept_and_comes_after_the_expiry() {
    let (office, case, due, kept) = acts_too_late_perhaps().await;
    office.world.clock.doubted(None);
    // No loop has run: the retry lets the clock expire first.
    let told = office.casework.retry(&kept.id).await;
    assert!(matches!(told, Err(Rejection::Refused(_))), "{told:?}");
    assert_eq!(open_incidents(&office).await, [], "it has its answer");
    assert_eq!(office.states("zhang", &case).await, ["scoring"]);
    let entered = office.stored(&case).await.latest;
    assert_eq!(entered, due);
    office.check_docket(&case).await;
}

#[tokio::test]
async fn what_was_kept_is_told_to_be_kept_under_the_same_key_again() {
    let (office, case, due) = filed().await;
    let wish = office.completing("chen", &case, "review", "refuse", &[("reason", "no")]).await;
    office.world.clock.doubted(doubt());
    office.world.clock.move_to(later(due, 1));
    assert!(matches!(office.keyed("chen", "k", wish.clone()).await, Err(Rejection::Incident { .. })));
    office.world.clock.doubted(None);
    let told = office.keyed("chen", "k", wish).await;
    assert!(matches!(told, Err(Rejection::Refused(_))), "the key is free, and the time is over: {told:?}");
}
