//! Casework over a world in memory, with the few steps that most tests begin with.

use crate::World;
use registrar_casework::ports::{Person, Slot};
use registrar_casework::view::CaseView;
use registrar_casework::{
    Act, Answer, Caller, Casework, Command, Deployment, Rejection, Running, Wish, deploy,
};
use registrar_engine::case::Case;
use registrar_engine::chart::Channel;
use registrar_engine::event::{Event, Participant};
use registrar_engine::finding::Severity;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::value::{Record, Value};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// A small workflow with a pool, a lot, a service, a ladder, copies and an issued document.
pub const SAMPLE: &str = include_str!("../samples/sample.yaml");

/// Casework at work over a world in memory; nothing runs by itself.
pub struct Harness {
    /// The world.
    pub world: World,
    /// Casework.
    pub casework: Casework,
    running: Running,
    keys: AtomicU64,
}

impl Harness {
    /// An office without definitions at nine in the morning of Monday, 2 March 2026, in Shanghai.
    pub fn empty() -> Self {
        Self::over(World::at("2026-03-02T01:00:00Z"))
    }

    /// An office over a world: another one over the same world is what comes after a restart.
    pub fn over(world: World) -> Self {
        let running = Casework::start(world.ports.clone());
        let casework = running.casework();
        Self { world, casework, running, keys: AtomicU64::new(1) }
    }

    /// The office with [`SAMPLE`] deployed and its people: `zhang` and `zhao` (plaintiff and his lawyer),
    /// `li` and `wu` (defendants), `chen` and `chu` (clerks), `judge-1` to `judge-3`.
    pub async fn sample() -> Self {
        let harness = Self::empty();
        harness.deploy(SAMPLE).await;
        for id in ["zhang", "zhao", "li", "wu", "stranger"] {
            harness.person(id, &[]).await;
        }
        for id in ["chen", "chu"] {
            harness.person(id, &["clerks"]).await;
        }
        for id in ["judge-1", "judge-2", "judge-3"] {
            harness.person(id, &["judges"]).await;
        }
        harness
    }

    /// Deploys a definition with the shipped calendars.
    ///
    /// # Panics
    /// When there are errors in it: they are all told.
    pub async fn deploy(&self, text: &str) -> Deployment {
        let template = include_str!("../samples/judgment.en.html");
        let names = ["judgment.en.html", "judgment.zh.html", "receipt.en.txt", "receipt.zh.txt"];
        let resources = names.map(|name| (name.to_owned(), template.to_owned())).into();
        let calendars = registrar_workflows::calendars().into_iter().collect();
        let deployment = deploy(&self.world.ports, text.to_owned(), resources, calendars)
            .await
            .expect("the version isn't taken");
        let errors: Vec<String> = deployment
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| {
                format!(
                    "{}:{}: {} ({:?})",
                    finding.span.line, finding.span.column, finding.message, finding.help
                )
            })
            .collect();
        assert!(deployment.deployed.is_some(), "{}", errors.join("\n"));
        deployment
    }

    /// Adds a person with these pools; mail goes to `ID@example.org`.
    ///
    /// # Panics
    /// If the id is none.
    pub async fn person(&self, id: &str, pools: &[&str]) -> PersonId {
        let person = Person {
            id: person(id),
            name: id.to_owned(),
            organisation: None,
            pools: pools.iter().map(|pool| (*pool).to_owned()).collect(),
            contact: BTreeMap::from([(Channel::Mail, format!("{id}@example.org"))]),
            language: "en".to_owned(),
            zone: String::new(),
        };
        self.world.ports.people.put_person(&person).await.expect("the store in memory works");
        person.id
    }

    /// A new idempotency key.
    pub fn key(&self) -> String {
        format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    /// Has something executed for a person under a new key.
    ///
    /// # Errors
    /// Why nothing was done.
    pub async fn by(&self, who: &str, wish: Wish) -> Result<Answer, Rejection> {
        self.keyed(who, &self.key(), wish).await
    }

    /// The same under a given key.
    ///
    /// # Errors
    /// Why nothing was done.
    pub async fn keyed(&self, who: &str, key: &str, wish: Wish) -> Result<Answer, Rejection> {
        let by = Caller::Person { person: person(who), member: None };
        self.casework.advance(Command { by, key: Some(key.to_owned()), wish }).await
    }

    /// Tells a case what happened, as another system.
    ///
    /// # Errors
    /// Why nothing was done.
    pub async fn tell(&self, case: &CaseId, event: Event) -> Result<Answer, Rejection> {
        let by = Caller::Machine("test".to_owned());
        let wish = Wish::Tell { case: case.clone(), event };
        self.casework.advance(Command { by, key: None, wish }).await
    }

    /// `zhang` opens a case of the sample against these, who have accounts.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn open(&self, defendants: &[&str]) -> CaseId {
        self.by("zhang", opening(defendants)).await.expect("the case opens").case
    }

    /// Ends the open task of this name by an outcome.
    ///
    /// # Errors
    /// Why nothing was done.
    ///
    /// # Panics
    /// When no such task is open for this person or anybody.
    pub async fn does(
        &self,
        who: &str,
        case: &CaseId,
        task: &str,
        outcome: &str,
        form: &[(&str, &str)],
    ) -> Result<Answer, Rejection> {
        let wish = self.completing(who, case, task, outcome, form).await;
        self.by(who, wish).await
    }

    /// The wish of [`does`](Harness::does).
    ///
    /// # Panics
    /// When no such task is open.
    pub async fn completing(
        &self,
        who: &str,
        case: &CaseId,
        task: &str,
        outcome: &str,
        form: &[(&str, &str)],
    ) -> Wish {
        let number = self.task(who, case, task).await;
        let form = form.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
        let slot = Slot::Task { case: case.clone(), task: number };
        let lodged = self.casework.uploads(&person(who), &slot).await.expect("the store in memory works");
        let act = Act::Complete {
            task: number,
            name: Some(task.to_owned()),
            outcome: outcome.to_owned(),
            form,
            documents: lodged.into_iter().map(|lodged| lodged.upload.digest).collect(),
        };
        Wish::Act { case: case.clone(), act }
    }

    /// The number of an open task of this name: the person's own before another's.
    ///
    /// # Panics
    /// When none is open.
    pub async fn task(&self, who: &str, case: &CaseId, task: &str) -> u64 {
        let stored = self.stored(case).await;
        let chart = self.casework.charts.of(&stored).await.expect("the definition is deployed");
        let known = self.world.ports.people.person(&person(who)).await.expect("the store in memory works");
        let pools = known.map(|known| known.pools).unwrap_or_default();
        let actor = registrar_engine::event::Actor { person: person(who), pools, member: None };
        let named: Vec<_> = stored.tasks.iter().filter(|open| chart.task(open.task).name == task).collect();
        let own = named
            .iter()
            .find(|open| registrar_engine::step::acting_for(&chart, &stored, open, &actor).is_ok());
        own.or(named.first()).unwrap_or_else(|| panic!("`{task}` is not open")).number
    }

    /// Files the complaint: what follows [`open`](Harness::open).
    ///
    /// # Panics
    /// When that is refused.
    pub async fn filed(&self, defendants: &[&str]) -> CaseId {
        let case = self.open(defendants).await;
        self.does("zhang", &case, "file", "filed", &[("claim.amount", "12000.00")])
            .await
            .expect("it is filed");
        case
    }

    /// Files, accepts and has the service score: the defendants are being served.
    ///
    /// # Panics
    /// When any of it is refused.
    pub async fn being_served(&self, defendants: &[&str]) -> CaseId {
        let case = self.filed(defendants).await;
        self.does("chen", &case, "review", "accept", &[]).await.expect("it is accepted");
        let form = Record::from([("grade".to_owned(), Value::from("B"))]);
        let reply = registrar_casework::ports::Reply { outcome: "scored".to_owned(), form };
        self.world.answers.reply("scorer", Ok(reply));
        self.casework.settle().await.expect("it settles");
        case
    }

    /// The case as it is stored.
    ///
    /// # Panics
    /// When there is none.
    pub async fn stored(&self, case: &CaseId) -> Case {
        let loaded = self.world.ports.store.load_one(case).await;
        loaded.expect("the store in memory works").expect("it is there").case
    }

    /// The names of the states that hold no other: `answering[2]`.
    ///
    /// # Panics
    /// When the person may not see the case.
    pub async fn states(&self, who: &str, case: &CaseId) -> Vec<String> {
        self.view(who, case).await.status.into_iter().map(|status| status.name).collect()
    }

    /// The case as a person sees it.
    ///
    /// # Panics
    /// When the person may not see it.
    pub async fn view(&self, who: &str, case: &CaseId) -> CaseView {
        self.casework.case(&person(who), case, "en").await.expect("the case is there for this person")
    }

    /// Moves the clock and lets everything happen that is due on the way.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn pass(&self, hours: i64) {
        self.world.clock.move_by(jiff::SignedDuration::from_hours(hours));
        self.casework.settle().await.expect("it settles");
    }

    /// Stops casework; the world stays.
    pub async fn stop(self) -> World {
        self.running.stop().await;
        self.world
    }

    /// The replayed docket agrees with the case.
    ///
    /// # Panics
    /// When it doesn't, with everything that differs.
    pub async fn check_docket(&self, case: &CaseId) {
        let check = self.casework.verify_docket(case).await.expect("the store in memory works");
        assert_eq!(check.expect("the case is there").problems, Vec::<String>::new());
    }
}

/// The wish to open a sample case for `zhang` against these.
pub fn opening(defendants: &[&str]) -> Wish {
    let mut people = vec![participant("plaintiff", "zhang", true)];
    people.extend(defendants.iter().map(|id| participant("defendant", id, true)));
    Wish::Open { workflow: "sample".to_owned(), version: None, people, data: Record::new() }
}

/// Somebody who takes part from the start, with an account or to be invited by mail.
pub fn participant(role: &str, id: &str, account: bool) -> Participant {
    Participant {
        role: role.to_owned(),
        name: id.to_owned(),
        person: account.then(|| person(id)),
        contact: BTreeMap::from([(Channel::Mail, format!("{id}@example.org"))]),
        data: Record::new(),
        represents: None,
        authority: None,
    }
}

/// A person's id.
///
/// # Panics
/// If the text is none.
pub fn person(id: &str) -> PersonId {
    PersonId::parse(id).expect("an id")
}

/// The content of an upload.
pub fn content(bytes: &[u8]) -> registrar_casework::ports::Content {
    Box::pin(std::io::Cursor::new(bytes.to_vec()))
}
