//! How many steps a core takes in a second, in memory: nothing is hashed, written or stored. The reference work from
//! its opening to its end, the shipped trial from the complaint to the hearing, and a single step of a case that has
//! seen much, where whatever is copied with the case shows. Beside them what is asked after each step.

mod charts;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use registrar_engine::case::{Case, Delivery, Served};
use registrar_engine::chart::{Channel, Chart};
use registrar_engine::effect::Effect;
use registrar_engine::event::{Actor, Draw, Event, Participant, Receipt, Upload};
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::step::Step;
use registrar_engine::value::{Record, Value};
use registrar_engine::{offers, open, step, timers};
use std::collections::BTreeMap;
use std::hint::black_box;

const WORK: &str = include_str!("../../adapters/cli/src/bench/reference-work/workflow.yaml");

fn person(name: &str) -> PersonId {
    PersonId::parse(name).expect("a name")
}

fn actor(name: &str, pools: &[&str]) -> Actor {
    Actor { person: person(name), pools: pools.iter().map(|p| (*p).to_owned()).collect(), member: None }
}

fn record(fields: &[(&str, Value)]) -> Record {
    fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn paper(kind: &str) -> Upload {
    Upload {
        document: kind.to_owned(),
        name: format!("{kind}.pdf"),
        media: "application/pdf".to_owned(),
        size: 12_345,
        digest: Digest::parse(&"5a".repeat(32)).expect("a digest"),
    }
}

/// A case and how it came about, so that the same can be done again.
struct Story {
    chart: Chart,
    people: Vec<Participant>,
    first: Moment,
    now: Moment,
    case: Case,
    events: Vec<(Event, Moment)>,
}

impl Story {
    fn open(chart: Chart, people: &[(&str, &str)]) -> Self {
        let participant = |(role, name): &(&str, &str)| Participant {
            role: (*role).to_owned(),
            name: (*name).to_owned(),
            person: Some(person(name)),
            contact: BTreeMap::new(),
            data: Record::new(),
            represents: None,
            authority: None,
        };
        let people: Vec<Participant> = people.iter().map(participant).collect();
        let now: Moment = "2026-03-02T01:00:00Z".parse().expect("a moment");
        let Step { case, effects, .. } = opened(&chart, &people, now);
        let mut story = Self { chart, people, first: now, now, case, events: Vec::new() };
        story.draw(&effects);
        story
    }

    fn tell(&mut self, event: Event) {
        let done = step(&self.chart, &self.case, &event, self.now).expect("it may happen");
        self.events.push((event, self.now));
        self.case = done.case;
        self.draw(&done.effects);
    }

    fn draw(&mut self, effects: &[Effect]) {
        for effect in effects {
            let Effect::Draw { role, task, .. } = effect else { continue };
            let drawn = person(&format!("drawn-{role}"));
            let draw = Draw {
                how: "random".to_owned(),
                candidates: vec![(drawn.clone(), 0)],
                randomness: "00".repeat(16),
                position: 0,
            };
            let (role, name) = (role.clone(), "Drawn".to_owned());
            self.tell(Event::Assigned { role, task: *task, person: drawn, name, draw });
        }
    }

    fn outcome(&self, by: Actor, act: &str, form: Record, papers: &[&str]) -> Event {
        let (task, outcome) = act.split_once('.').expect("a task and its outcome");
        let named = |number: &u64| {
            let open = self.case.task(*number).expect("it is open");
            self.chart.task(open.task).name == task
        };
        let numbers: Vec<u64> = self.case.tasks.iter().map(|open| open.number).filter(named).collect();
        let event = |number: u64| Event::Outcome {
            task: number,
            name: task.to_owned(),
            outcome: outcome.to_owned(),
            by: Some(by.clone()),
            form: form.clone(),
            documents: papers.iter().map(|kind| paper(kind)).collect(),
        };
        // One task for each member has one name.
        let mine = numbers.into_iter().map(event);
        let mut may = mine.filter(|event| step(&self.chart, &self.case, event, self.now).is_ok());
        may.next().unwrap_or_else(|| panic!("`{act}` can't be done"))
    }

    fn act(&mut self, by: Actor, act: &str, form: &[(&str, Value)], papers: &[&str]) {
        let event = self.outcome(by, act, record(form), papers);
        self.tell(event);
    }

    /// Lets time pass until a deadline expires, and all that is due before.
    fn expire(&mut self, deadline: &str) {
        loop {
            let timer = timers(&self.chart, &self.case).into_iter().next().expect("something will happen");
            self.now = self.now.max(timer.due);
            let last = matches!(&timer.event, Event::Expired { name, .. } if name == deadline);
            self.tell(timer.event);
            if last {
                break;
            }
        }
    }

    fn read(&mut self, notice: &str) {
        let waits = |d: &&Delivery| self.chart.notice(d.notice).name == notice && d.standing == Served::Open;
        let delivery = self.case.deliveries.iter().find(waits).expect("it was sent");
        let (delivery, name) = (delivery.number, notice.to_owned());
        self.tell(Event::Delivered { delivery, name, how: Receipt::Read, channel: Channel::Portal });
    }

    /// The same again from its opening.
    fn again(&self) -> Case {
        let mut case = opened(&self.chart, &self.people, self.first).case;
        for (event, at) in &self.events {
            case = step(&self.chart, &case, event, *at).expect("it may happen").case;
        }
        case
    }

    /// The opening, and each event.
    fn steps(&self) -> u64 {
        1 + self.events.len() as u64
    }
}

fn opened(chart: &Chart, people: &[Participant], at: Moment) -> Step {
    let id = CaseId::parse("measured").expect("an id");
    let by = actor(people[0].name.as_str(), &[]);
    open(chart, id, &by, people, &Record::new(), at).expect("it may be opened")
}

/// The reference work up to the task `finish`.
fn work() -> Story {
    let resources = BTreeMap::from([("moved.en.txt".to_owned(), "It moved on.".to_owned())]);
    let mut story = Story::open(charts::of(WORK, &resources), &[("applicant", "ann")]);
    for weight in 0..5 {
        let payload = Value::from("x".repeat(200).as_str());
        story.act(
            actor("ann", &[]),
            "move.moved",
            &[("payload", payload), ("weight", Value::Int(weight))],
            &[],
        );
    }
    story
}

/// The trial up to the evidence.
fn served() -> Story {
    let chart = charts::shipped("async-trial");
    let mut story = Story::open(chart, &[("plaintiff", "pia"), ("defendant", "dan"), ("defendant", "don")]);
    let claim = [
        ("claim.amount", "12000.00".into()),
        ("claim.track", "summary".into()),
        ("claim.request", "Pay".into()),
    ];
    story.act(actor("pia", &[]), "file.submitted", &claim, &["complaint"]);
    story.act(actor("fay", &["case-filing"]), "review.accept", &[], &[]);
    let data = record(&[("reference", "2026-17".into())]);
    story.tell(Event::Message { name: "payment_received".to_owned(), data });
    for defendant in ["dan", "don"] {
        story.read("claim_service");
        let agrees = [("member.e_service", Value::Bool(true))];
        story.act(actor(defendant, &[]), "link.linked", &agrees, &[]);
        story.act(actor(defendant, &[]), "file_defence.filed", &[], &["defence_paper"]);
    }
    story
}

/// The trial up to the hearing at different times.
fn trial() -> Story {
    let mut story = served();
    let parties = ["pia", "dan", "don"];
    for party in parties {
        story.act(actor(party, &[]), "give_evidence.given", &[], &["evidence"]);
        story.act(actor(party, &[]), "consent_exchange.given", &[], &[]);
    }
    story.expire("summary_evidence");
    let comment = [("about", "The receipt".into()), ("text", "I have never seen this".into())];
    story.act(actor("pia", &[]), "examine.commented", &comment, &[]);
    story.expire("exchange_end");
    story
}

/// The trial with 200 papers filed as evidence.
fn full() -> Story {
    let mut story = served();
    for _ in 0..200 {
        story.act(actor("pia", &[]), "give_evidence.given", &[], &["evidence"]);
    }
    story
}

fn bench(criterion: &mut Criterion) {
    let mut work = work();
    let mut group = criterion.benchmark_group("step");
    let due = work.case.clone();
    let task = due.tasks.first().expect("one is open").number;
    group.bench_function("timers of reference work", |b| b.iter(|| timers(&work.chart, black_box(&due))));
    group.bench_function("offers of reference work", |b| {
        b.iter(|| offers(&work.chart, black_box(&due), task).len())
    });
    work.act(actor("ann", &[]), "finish.finished", &[], &[]);
    group.throughput(Throughput::Elements(work.steps()));
    group.bench_function("reference work", |b| b.iter(|| black_box(&work).again()));

    let trial = trial();
    group.throughput(Throughput::Elements(trial.steps()));
    group.bench_function("async-trial", |b| b.iter(|| black_box(&trial).again()));

    let full = full();
    group.throughput(Throughput::Elements(1));
    let event = full.outcome(actor("pia", &[]), "give_evidence.given", Record::new(), &["evidence"]);
    group.bench_function("much history", |b| {
        b.iter(|| step(&full.chart, black_box(&full.case), &event, full.now));
    });
    group.bench_function("timers of much history", |b| b.iter(|| timers(&full.chart, black_box(&full.case))));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
