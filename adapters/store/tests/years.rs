//! A deadline years away, on a file: the process ends and begins again between any two things that
//! happen to it.

use registrar_casework::ports::StoreKind;
use registrar_engine::case::Standing;
use registrar_engine::docket::Entry;
use registrar_engine::event::Event;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use registrar_store::{FileDocuments, SqlStore};
use registrar_testkit::{Harness, World, moment, participant};
use std::path::Path;
use std::sync::Arc;

const LEASE: &str = "
workflow: lease
version: 1
title: {en: Lease of a market stall}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: tenant
roles:
  tenant: {party: true}
  officer: {pool: officers}
deadlines:
  term: {period: 3 years, suspend: {by: officer}}
tasks:
  renew: {role: tenant, outcomes: [renewed]}
  leave: {role: tenant, outcomes: [left]}
states:
  let:
    tasks: [renew, leave]
    deadlines: [term]
    on: {renew.renewed: let, leave.left: given_back, term.expired: vacant}
  given_back: {final: true, outcome: given_back}
  vacant: {final: true, outcome: vacant}
";

/// The office on a file. Each time it is opened it is a new one that knows only what the file says.
struct Office<'f> {
    folder: &'f Path,
    harness: Harness,
    store: Arc<SqlStore>,
}

impl<'f> Office<'f> {
    async fn open(folder: &'f Path, now: Moment) -> Self {
        let store =
            Arc::new(SqlStore::open_file(&folder.join("registrar.db"), StoreKind::Real).await.unwrap());
        let mut world = World::at(&now.to_string());
        world.ports.store = store.clone();
        world.ports.definitions = store.clone();
        world.ports.desk = store.clone();
        world.ports.people = store.clone();
        world.ports.documents = Arc::new(FileDocuments::open(&folder.join("documents")).await.unwrap());
        Self { folder, harness: Harness::over(world), store }
    }

    /// Ends, and begins again at a moment: nobody was there in between.
    async fn again(self, now: &str) -> Self {
        self.harness.stop().await;
        self.store.close().await;
        Self::open(self.folder, moment(now)).await
    }

    async fn new_lease(&self) -> CaseId {
        let people = vec![participant("tenant", "tan", true)];
        let (workflow, data) = ("lease".to_owned(), Default::default());
        let wish = registrar_casework::Wish::Open { workflow, version: None, people, data };
        self.harness.by("tan", wish).await.unwrap().case
    }

    async fn does(&self, who: &str, case: &CaseId, task: &str, outcome: &str, form: &[(&str, &str)]) {
        let wish = self.harness.completing(who, case, task, outcome, form).await;
        // Keys outlive a restart as well, so each has a name of its own.
        self.harness.keyed(who, &format!("{task} in {case}"), wish).await.unwrap();
    }

    async fn due(&self, case: &CaseId) -> Option<String> {
        let stored = self.stored(case).await;
        stored.clocks.iter().find_map(|clock| match &clock.standing {
            Standing::Running { due, .. } => Some(due.to_string()),
            _ => None,
        })
    }

    async fn outcome(&self, case: &CaseId) -> Option<String> {
        self.stored(case).await.ended.and_then(|ended| ended.outcome)
    }

    async fn stored(&self, case: &CaseId) -> registrar_engine::case::Case {
        self.store_port().load_one(case).await.unwrap().unwrap().case
    }

    fn store_port(&self) -> &dyn registrar_casework::ports::Store {
        self.harness.world.ports.store.as_ref()
    }

    /// Each expiry in the docket: when it counts from, and when it was recorded.
    async fn expiries(&self, case: &CaseId) -> Vec<(String, String)> {
        let rows = self.store_port().docket(case, 1, 500).await.unwrap();
        let entries = rows.iter().map(|row| serde_json::from_str::<Entry>(&row.text).unwrap());
        entries
            .filter(|entry| matches!(entry.event, Event::Expired { .. }))
            .map(|entry| (entry.effective.to_string(), entry.recorded.to_string()))
            .collect()
    }
}

#[tokio::test]
async fn a_deadline_three_years_out_outlives_every_restart_and_falls_due_once() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), moment("2026-03-02T01:00:00Z")).await;
    office.harness.deploy(LEASE).await;
    office.harness.person("tan", &[]).await;
    office.harness.person("ou", &["officers"]).await;
    let (kept, cancelled, renewed) =
        (office.new_lease().await, office.new_lease().await, office.new_lease().await);
    // Three years after 2 March 2026, the end of that day in Shanghai.
    let due = "2029-03-02T16:00:00Z";
    for case in [&kept, &cancelled, &renewed] {
        assert_eq!(office.due(case).await.as_deref(), Some(due));
    }

    let office = office.again("2027-03-02T01:00:00Z").await;
    assert_eq!(office.due(&kept).await.as_deref(), Some(due));
    office.does("tan", &renewed, "renew", "renewed", &[]).await;
    let renewed_due = "2030-03-02T16:00:00Z";
    assert_eq!(office.due(&renewed).await.as_deref(), Some(renewed_due));
    office.does("tan", &cancelled, "leave", "left", &[]).await;
    assert_eq!(office.due(&cancelled).await, None);

    let office = office.again("2028-03-02T01:00:00Z").await;
    office.does("ou", &renewed, "term.suspend", "suspended", &[("reason", "the market is rebuilt")]).await;
    assert_eq!(office.due(&renewed).await, None);

    // The process was down when the first term ended, and notices a week later.
    let office = office.again("2029-03-10T01:00:00Z").await;
    assert_eq!(
        office.store_port().next_due().await.unwrap().map(|due| due.to_string()).as_deref(),
        Some(due)
    );
    office.harness.casework.settle().await.unwrap();
    assert_eq!(office.outcome(&kept).await.as_deref(), Some("vacant"));

    // The renewed term stands still, also beyond the day on which it would have ended.
    let office = office.again("2030-06-10T01:00:00Z").await;
    office.harness.casework.settle().await.unwrap();
    assert_eq!(office.expiries(&renewed).await, []);
    office.does("ou", &renewed, "term.resume", "resumed", &[]).await;
    // It stood still for 830 days, from 2 March 2028 to 10 June 2030.
    let late_due = "2032-06-09T16:00:00Z";
    assert_eq!(office.due(&renewed).await.as_deref(), Some(late_due));

    let office = office.again("2032-06-09T15:59:59Z").await;
    office.harness.casework.settle().await.unwrap();
    assert_eq!(office.expiries(&renewed).await, [], "the last second still belongs to the term");
    let office = office.again("2032-06-09T16:00:01Z").await;
    office.harness.casework.settle().await.unwrap();

    let office = office.again("2040-01-01T00:00:00Z").await;
    office.harness.casework.settle().await.unwrap();
    let once = |due: &str, noticed: &str| vec![(due.to_owned(), noticed.to_owned())];
    assert_eq!(office.expiries(&kept).await, once(due, "2029-03-10T01:00:00Z"));
    assert_eq!(office.expiries(&renewed).await, once(late_due, "2032-06-09T16:00:01Z"));
    assert_eq!(office.expiries(&cancelled).await, []);
    assert_eq!(office.outcome(&cancelled).await.as_deref(), Some("given_back"));
    assert_eq!(office.store_port().next_due().await.unwrap(), None);
    assert_eq!(office.harness.casework.fire_due().await.unwrap(), 0);
    for case in [&kept, &cancelled, &renewed] {
        office.harness.check_docket(case).await;
    }
}
