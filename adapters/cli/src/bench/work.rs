//! Reference work W: a case is opened, takes five steps by separate commands, and ends. Its definition stands in
//! `reference-work/`.

use super::figures::Latencies;
use registrar_casework::ports::{Audience, Person};
use registrar_casework::{Act, Caller, Casework, Command, Wish, deploy};
use registrar_engine::event::Participant;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::value::{Record, Value};
use registrar_store::{SqlStore, Template};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;
use uuid::Uuid;

const DEFINITION: &str = include_str!("reference-work/workflow.yaml");
const WORKFLOW: &str = "reference-work";
const NOTICE: &str = include_str!("reference-work/moved.en.txt");
/// Commands of one case: one opens it, five take a step, one ends it.
pub const COMMANDS: u32 = 7;
/// What each step brings: 200 bytes.
const PAYLOAD: &str = "The stall stands at the corner of the market, two metres wide, and sells noodles from six in \
                       the morning until the last bus has gone; nobody has complained about it in eleven years of \
                       its being there.";

/// What a case of W does, and the numbers of its tasks: the same in each.
#[derive(Debug)]
pub struct Learnt {
    /// The number of the task that each command after the first ends.
    tasks: Vec<u64>,
    /// The rows of one case.
    pub rows: Template,
}

/// How a client has a command executed.
pub trait Road: Send + 'static {
    /// Sends it and waits until it is done. Its case.
    fn send(&mut self, command: Command) -> impl Future<Output = Result<CaseId, String>> + Send;
}

/// In the same process.
impl Road for Casework {
    async fn send(&mut self, command: Command) -> Result<CaseId, String> {
        self.advance(command).await.map(|answer| answer.case).map_err(|e| e.to_string())
    }
}

/// What was done.
#[derive(Debug, Default)]
pub struct Worked {
    /// Cases that came to their end.
    pub cases: u64,
    /// Commands that were answered: each is a transition.
    pub transitions: u64,
    /// How long each took.
    pub latencies: Latencies,
}

/// The person behind a client.
pub fn client(number: u32) -> Result<PersonId, String> {
    PersonId::parse(&format!("client-{number:04}")).map_err(|e| e.to_string())
}

/// Deploys W and makes accounts for the clients.
pub async fn prepare(casework: &Casework, clients: u32) -> Result<(), String> {
    deploy_one(casework, DEFINITION).await?;
    for number in 0..clients {
        account(casework, &client(number)?, &format!("Client {number:04}")).await?;
    }
    Ok(())
}

/// Deploys a definition of the bench.
pub async fn deploy_one(casework: &Casework, definition: &str) -> Result<(), String> {
    let calendars: BTreeMap<String, String> = registrar_workflows::calendars().into_iter().collect();
    let resources = BTreeMap::from([("moved.en.txt".to_owned(), NOTICE.to_owned())]);
    let deployed = deploy(&casework.ports, definition.to_owned(), resources, calendars).await;
    let deployed = deployed.map_err(|e| e.to_string())?;
    if deployed.deployed.is_none() {
        return Err(format!("the definition can't be deployed: {:?}", deployed.findings));
    }
    Ok(())
}

/// Makes an account.
pub async fn account(casework: &Casework, id: &PersonId, name: &str) -> Result<(), String> {
    let person = Person {
        id: id.clone(),
        name: name.to_owned(),
        organisation: None,
        pools: Vec::new(),
        contact: BTreeMap::new(),
        language: "en".to_owned(),
        zone: String::new(),
    };
    casework.ports.people.put_person(&person).await.map_err(|e| e.to_string())
}

/// Works one case and remembers its tasks and what it writes. What is to happen between one command and the next does.
pub async fn learn(casework: &Casework, store: &SqlStore, between: impl Fn()) -> Result<Learnt, String> {
    let person = client(0)?;
    let (case, mut rows) = learn_opening(casework, store, WORKFLOW).await?;
    let mut tasks = Vec::new();
    for step in 1..COMMANDS {
        let audience = [Audience::Person(person.clone())];
        let inbox = casework.ports.store.inbox(&audience, None, 500).await.map_err(|e| e.to_string())?;
        let open = inbox.into_iter().find(|task| task.case == case).ok_or("W has no open task")?;
        tasks.push(open.number);
        between();
        let command = step_of(&person, &case, step, open.number);
        casework.advance(command).await.map_err(|e| e.to_string())?;
        store.learn(&mut rows).await.map_err(|e| e.to_string())?;
    }
    Ok(Learnt { tasks, rows })
}

/// Opens a case for the first client and remembers what that writes.
pub async fn learn_opening(
    casework: &Casework,
    store: &SqlStore,
    workflow: &str,
) -> Result<(CaseId, Template), String> {
    let opening = opening(workflow, &client(0)?, Uuid::now_v7());
    let answer = casework.advance(opening).await.map_err(|e| e.to_string())?;
    let mut rows = Template::of(answer.case.clone());
    store.learn(&mut rows).await.map_err(|e| e.to_string())?;
    Ok((answer.case, rows))
}

/// The opening of a case of W by a client.
pub fn opening_of(number: u32) -> Result<Command, String> {
    Ok(opening(WORKFLOW, &client(number)?, Uuid::now_v7()))
}

/// A later command of a client in a case: 1 is the first after the opening.
pub fn step(learnt: &Learnt, number: u32, case: &CaseId, step: u32) -> Result<Command, String> {
    let at = usize::try_from(step).ok().and_then(|step| step.checked_sub(1));
    let task = at.and_then(|at| learnt.tasks.get(at)).ok_or("W has no such step")?;
    Ok(step_of(&client(number)?, case, step, *task))
}

fn opening(workflow: &str, person: &PersonId, key: Uuid) -> Command {
    let applicant = Participant {
        role: "applicant".to_owned(),
        name: person.to_string(),
        person: Some(person.clone()),
        contact: [(registrar_engine::chart::Channel::Mail, format!("{person}@example.org"))].into(),
        data: Record::new(),
        represents: None,
        authority: None,
    };
    let wish = Wish::Open {
        workflow: workflow.to_owned(),
        version: None,
        people: vec![applicant],
        data: Record::new(),
    };
    Command { by: by(person), key: Some(key.to_string()), wish }
}

fn by(person: &PersonId) -> Caller {
    Caller::Person { person: person.clone(), member: None }
}

fn step_of(person: &PersonId, case: &CaseId, step: u32, task: u64) -> Command {
    let last = step + 1 == COMMANDS;
    let (name, outcome) = if last { ("finish", "finished") } else { ("move", "moved") };
    let mut form = Record::new();
    if !last {
        let payload: String = PAYLOAD.chars().take(200).collect();
        form.insert("payload".to_owned(), Value::from(payload.as_str()));
        form.insert("weight".to_owned(), Value::Int(i64::from(step)));
    }
    let act = Act::Complete {
        task,
        name: Some(name.to_owned()),
        outcome: outcome.to_owned(),
        form,
        documents: Vec::new(),
    };
    let key = format!("{case}:{step}");
    Command { by: by(person), key: Some(key), wish: Wish::Act { case: case.clone(), act } }
}

/// All clients work until there are enough cases or the time is up, each on a road of its own.
pub async fn all<R: Road>(
    roads: Vec<R>,
    learnt: &Arc<Learnt>,
    cases: u32,
    until: Instant,
) -> Result<Worked, String> {
    let begun = Arc::new(AtomicU32::new(0));
    let mut each = Vec::new();
    for (number, mut road) in (0..).zip(roads) {
        let (learnt, begun) = (Arc::clone(learnt), Arc::clone(&begun));
        let person = client(number)?;
        each.push(tokio::spawn(async move {
            let mut worked = Worked::default();
            while Instant::now() < until && begun.fetch_add(1, Ordering::Relaxed) < cases {
                one(&mut road, &learnt, &person, until, &mut worked).await?;
            }
            Ok::<_, String>(worked)
        }));
    }
    let mut all = Worked::default();
    for one in each {
        let worked = one.await.map_err(|e| e.to_string())??;
        all.cases += worked.cases;
        all.transitions += worked.transitions;
        all.latencies.extend(worked.latencies);
    }
    Ok(all)
}

async fn one(
    road: &mut impl Road,
    learnt: &Learnt,
    person: &PersonId,
    until: Instant,
    worked: &mut Worked,
) -> Result<(), String> {
    let mut command = opening(WORKFLOW, person, Uuid::now_v7());
    for (step, task) in (1..COMMANDS).zip(&learnt.tasks) {
        let case = timed(road, command, worked).await?;
        if Instant::now() >= until {
            return Ok(());
        }
        command = step_of(person, &case, step, *task);
    }
    timed(road, command, worked).await?;
    worked.cases += 1;
    Ok(())
}

async fn timed(road: &mut impl Road, command: Command, worked: &mut Worked) -> Result<CaseId, String> {
    let begun = Instant::now();
    let case = road.send(command).await?;
    worked.latencies.add(begun.elapsed());
    worked.transitions += 1;
    Ok(case)
}
