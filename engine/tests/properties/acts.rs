//! Everything that may happen next in a case, by `step` alone, as rules 26 to 29 of docs/proofs.md have it: each outcome of
//! each open task by each who may do it, each message, each receipt, and each running clock. Clocks may end in any order:
//! nothing here takes time, and a clock that is to end has its end moved to now.

use registrar_engine::case::{Case, Member, OpenTask, Place, Served, Standing};
use registrar_engine::chart::{
    Channel, Chart, EngineTask, FormPlace, Outcome, RoleKind, ServedWhen, Task, Who,
};
use registrar_engine::docket::Mark;
use registrar_engine::event::{Actor, Event, Receipt};
use registrar_engine::id::{PersonId, RoleIx};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use registrar_engine::step;
use registrar_engine::value::{Record, Value};

/// When everything happens.
pub fn now() -> Moment {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

/// Something that may happen.
pub struct Act {
    /// The case with a clock brought to its end; none where it stays as it is.
    pub case: Option<Case>,
    pub event: Event,
    /// The event that it is in the case, and in which copy.
    pub name: String,
    pub home: Option<Place>,
    /// Whose it is.
    pub member: Option<Member>,
    /// The role that acts; none: a clock, a machine, the post.
    pub role: Option<RoleIx>,
}

/// What came of it.
pub enum Came {
    /// Nothing: it was refused.
    No,
    Case(Box<Case>, Vec<Mark>),
    Incident,
    /// It doesn't settle.
    Endless,
}

impl Act {
    pub fn play(&self, chart: &Chart, case: &Case) -> Came {
        match step(chart, self.case.as_ref().unwrap_or(case), &self.event, now()) {
            Ok(done) => Came::Case(Box::new(seated(chart, done.case)), done.marks),
            Err(Refusal::Incident { reason }) if reason.contains("doesn't settle") => Came::Endless,
            Err(Refusal::Incident { .. }) => Came::Incident,
            Err(_) => Came::No,
        }
    }
}

/// Who joined takes the seat up at once: that is no event of the procedure.
fn seated(chart: &Chart, case: Case) -> Case {
    let mut case = case;
    while case.ended.is_none()
        && let Some(seat) = case.seats.iter().find(|seat| seat.person.is_none())
    {
        let member = format!("{}[{}]", chart.role(seat.role).name, seat.number);
        let event = Event::Seated { person: person(&name_of(&member)), member };
        case = step(chart, &case, &event, now()).unwrap().case;
    }
    case
}

/// Everything that may happen. `joiners`: how many may join each role that an `assign` fills.
pub fn acts(chart: &Chart, case: &Case, joiners: u32) -> Vec<Act> {
    if case.ended.is_some() {
        return Vec::new();
    }
    let mut acts = Vec::new();
    let plain = |event: Event, name: String, home: Option<Place>| Act {
        case: None,
        event,
        name,
        home,
        member: None,
        role: None,
    };
    for message in &chart.messages {
        // What a definition raises for itself comes from nowhere else.
        let event = Event::Message { name: message.name.clone(), data: Record::new() };
        acts.push(plain(event, message.name.clone(), None));
    }
    for open in &case.tasks {
        let task = chart.task(open.task);
        for outcome in &task.outcomes {
            for form in forms(chart, case, task, outcome, joiners) {
                acts.extend(doers(chart, case, task).into_iter().map(|(by, role)| Act {
                    role,
                    ..plain(
                        Event::Outcome {
                            task: open.number,
                            name: task.name.clone(),
                            outcome: outcome.name.clone(),
                            by,
                            form: form.clone(),
                            documents: Vec::new(),
                        },
                        outcome_name(chart, open, task, &outcome.name),
                        Some(open.place),
                    )
                }));
            }
        }
    }
    for (at, clock) in case.clocks.iter().enumerate() {
        if !matches!(clock.standing, Standing::Running { .. }) {
            continue;
        }
        let name = &chart.deadline(clock.deadline).name;
        let event = Event::Expired { clock: clock.number, name: name.clone() };
        let mut act = plain(event, format!("{name}.expired"), Some(clock.place));
        let mut ending = case.clone();
        ending.clocks[at].standing = Standing::Running { due: now(), last_day: None, provisional: false };
        act.case = Some(ending);
        acts.push(act);
    }
    for (at, raise) in case.raises.iter().enumerate() {
        let event = Event::Raised { raise: raise.number, name: raise.event.clone() };
        let mut act = plain(event, raise.event.clone(), Some(raise.home));
        let mut ending = case.clone();
        ending.raises[at].due = now();
        act.case = Some(ending);
        acts.push(act);
    }
    for delivery in case.deliveries.iter() {
        let notice = chart.notice(delivery.notice);
        let (number, name, home) = (delivery.number, notice.name.clone(), Some(delivery.home));
        let whose = |act: Act, role| Act { member: Some(delivery.to), role, ..act };
        if !matches!(delivery.standing, Served::At { .. }) {
            for (how, when, role) in [
                (Receipt::Reached, ServedWhen::Reached, None),
                (Receipt::Read, ServedWhen::Read, Some(delivery.to.role)),
            ] {
                if notice.served_when.contains(&when) {
                    let event = Event::Delivered {
                        delivery: number,
                        name: name.clone(),
                        how,
                        channel: Channel::Portal,
                    };
                    acts.push(whose(plain(event, format!("{name}.served"), home), role));
                }
            }
        }
        if delivery.standing == Served::Open && delivery.rung.is_none() {
            let event =
                Event::Undelivered { delivery: number, name: name.clone(), reason: "lost".to_owned() };
            acts.push(whose(plain(event, format!("{name}.undeliverable"), home), None));
        }
    }
    acts
}

/// The event that an outcome brings; of the engine's own tasks, what becomes of the clock.
fn outcome_name(chart: &Chart, _: &OpenTask, task: &Task, outcome: &str) -> String {
    let deadline = |ix| &chart.deadline(ix).name;
    match task.engine {
        None => format!("{}.{outcome}", task.name),
        Some(EngineTask::Extend(ix)) if outcome == "granted" => format!("{}.extended", deadline(ix)),
        Some(EngineTask::Extend(ix)) => format!("{}.extension_refused", deadline(ix)),
        Some(EngineTask::Suspend(ix)) => format!("{}.suspended", deadline(ix)),
        Some(EngineTask::Resume(ix)) => format!("{}.resumed", deadline(ix)),
        Some(EngineTask::Waive(ix)) => format!("{}.waived", deadline(ix)),
    }
}

fn person(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

/// Who may try a task: each member by himself, an official, a machine. `step` refuses whose it isn't.
fn doers(chart: &Chart, case: &Case, task: &Task) -> Vec<(Option<Actor>, Option<RoleIx>)> {
    let Who::Roles(roles) = &task.who else { return vec![(None, None)] };
    let mut doers = Vec::new();
    for seat in case.seats.iter().filter(|seat| roles.contains(&seat.role)) {
        let label = format!("{}[{}]", chart.role(seat.role).name, seat.number);
        let by = Actor { person: person(&name_of(&label)), pools: Vec::new(), member: Some(label) };
        doers.push((Some(by), Some(seat.role)));
    }
    for role in roles {
        if let RoleKind::Pool { pool, .. } = &chart.role(*role).kind {
            let by = Actor { person: person("clara"), pools: vec![pool.clone()], member: None };
            doers.push((Some(by), Some(*role)));
        }
    }
    doers
}

/// The account of a member.
pub fn name_of(label: &str) -> String {
    label.replace(['[', ']'], "-")
}

/// The forms that may be filled in: of a list of people who come, one with none, one, … up to those who still may.
fn forms(chart: &Chart, case: &Case, task: &Task, outcome: &Outcome, joiners: u32) -> Vec<Record> {
    let fields: Vec<_> = task.form.iter().chain(&outcome.fields).collect();
    let known = fields.iter().filter_map(|field| match (&field.place, field.key.as_str()) {
        (FormPlace::Engine(_), "period") => Some((field.key.clone(), Value::from("1 day"))),
        (FormPlace::Engine(_), _) => Some((field.key.clone(), Value::from("why not"))),
        _ => None,
    });
    let form: Record = known.collect();
    if !fields.iter().any(|field| field.key == "newcomers") {
        return vec![form];
    }
    let late = chart.role_named("late").unwrap();
    let there = u32::try_from(case.seats.iter().filter(|seat| seat.role == late).count()).unwrap();
    let list = |new: u32| {
        let names = (there + 1..=there + new).map(|number| {
            Value::Record(Record::from([("name".to_owned(), Value::from(format!("late {number}").as_str()))]))
        });
        let mut form = form.clone();
        form.insert("newcomers".to_owned(), Value::List(names.collect()));
        form
    };
    (0..=joiners.saturating_sub(there)).map(list).collect()
}
