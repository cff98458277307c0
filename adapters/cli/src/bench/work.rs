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

fn client(number: u32) -> Result<PersonId, String> {
    PersonId::parse(&format!("client-{number:04}")).map_err(|e| e.to_string())
}

/// Deploys W and makes accounts for the clients.
pub async fn prepare(casework: &Casework, clients: u32) -> Result<(), String> {
    let calendars: BTreeMap<String, String> = registrar_workflows::calendars().into_iter().collect();
    let resources = BTreeMap::from([("moved.en.txt".to_owned(), NOTICE.to_owned())]);
    let deployed = deploy(&casework.ports, DEFINITION.to_owned(), resources, calendars).await;
    let deployed = deployed.map_err(|e| e.to_string())?;
    if deployed.deployed.is_none() {
        return Err(format!("W can't be deployed: {:?}", deployed.findings));
    }
    for number in 0..clients {
        let person = Person {
            id: client(number)?,
            name: format!("Client {number:04}"),
            organisation: None,
            pools: Vec::new(),
            contact: BTreeMap::new(),
            language: "en".to_owned(),
            zone: String::new(),
        };
        casework.ports.people.put_person(&person).await.map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Works one case and remembers its tasks and what it writes.
pub async fn learn(casework: &Casework, store: &SqlStore) -> Result<Learnt, String> {
    let person = client(0)?;
    let answer = casework.advance(opening(&person, Uuid::now_v7())).await.map_err(|e| e.to_string())?;
    let case = answer.case;
    let mut rows = Template::of(case.clone());
    store.learn(&mut rows).await.map_err(|e| e.to_string())?;
    let mut tasks = Vec::new();
    for step in 1..COMMANDS {
        let audience = [Audience::Person(person.clone())];
        let inbox = casework.ports.store.inbox(&audience, None, 500).await.map_err(|e| e.to_string())?;
        let open = inbox.into_iter().find(|task| task.case == case).ok_or("W has no open task")?;
        tasks.push(open.number);
        let command = step_of(&person, &case, step, open.number);
        casework.advance(command).await.map_err(|e| e.to_string())?;
        store.learn(&mut rows).await.map_err(|e| e.to_string())?;
    }
    Ok(Learnt { tasks, rows })
}

fn opening(person: &PersonId, key: Uuid) -> Command {
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
        workflow: "reference-work".to_owned(),
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
        name: name.to_owned(),
        outcome: outcome.to_owned(),
        form,
        documents: Vec::new(),
    };
    let key = format!("{case}:{step}");
    Command { by: by(person), key: Some(key), wish: Wish::Act { case: case.clone(), act } }
}

/// All clients work until there are enough cases or the time is up.
pub async fn all(
    casework: &Casework,
    learnt: &Arc<Learnt>,
    clients: u32,
    cases: u32,
    until: Instant,
) -> Result<Worked, String> {
    let begun = Arc::new(AtomicU32::new(0));
    let mut each = Vec::new();
    for number in 0..clients {
        let (casework, learnt, begun) = (casework.clone(), Arc::clone(learnt), Arc::clone(&begun));
        let person = client(number)?;
        each.push(tokio::spawn(async move {
            let mut worked = Worked::default();
            while Instant::now() < until && begun.fetch_add(1, Ordering::Relaxed) < cases {
                one(&casework, &learnt, &person, until, &mut worked).await?;
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
    casework: &Casework,
    learnt: &Learnt,
    person: &PersonId,
    until: Instant,
    worked: &mut Worked,
) -> Result<(), String> {
    let mut command = opening(person, Uuid::now_v7());
    for (step, task) in (1..COMMANDS).zip(&learnt.tasks) {
        let answer = timed(casework, command, worked).await?;
        if Instant::now() >= until {
            return Ok(());
        }
        command = step_of(person, &answer, step, *task);
    }
    timed(casework, command, worked).await?;
    worked.cases += 1;
    Ok(())
}

async fn timed(casework: &Casework, command: Command, worked: &mut Worked) -> Result<CaseId, String> {
    let begun = Instant::now();
    let answer = casework.advance(command).await.map_err(|e| e.to_string())?;
    worked.latencies.add(begun.elapsed());
    worked.transitions += 1;
    Ok(answer.case)
}
