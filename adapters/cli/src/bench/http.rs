//! W over HTTP: the server as `registrar serve` has it, in this process, and clients that share the machine with it.

use super::figures::rounded;
use super::ground::{Ground, resident};
use super::keep_alive::Connection;
use super::work::{self, Road, Worked};
use super::{Arguments, many, tell};
use crate::operate::person::new_token;
use crate::server::{address, files};
use registrar_casework::ports::SystemRandomness;
use registrar_casework::{Act, Casework, Command, Wish};
use registrar_engine::id::CaseId;
use registrar_engine::value::Record;
use registrar_web::{CONNECTIONS, Limits, Site, Traffic, router};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// W in process, then the same over HTTP.
pub async fn measure(arguments: &Arguments) -> Result<Map<String, Value>, String> {
    let ground = Ground::of(arguments).await?;
    let (casework, clients) = (ground.casework(), arguments.clients);
    work::prepare(&casework, clients).await?;
    let learnt = Arc::new(work::learn(&casework, &ground.store, || ()).await?);
    let limit = Duration::from_secs(arguments.seconds);

    let begun = Instant::now();
    let inside = work::all(many(&casework, clients), &learnt, arguments.cases, begun + limit).await?;
    let in_process = rate(&inside, begun);

    let (at, stop, serving) = serve(&casework).await?;
    let mut roads = Vec::new();
    for number in 0..clients {
        let person = work::client(number)?;
        let ports = &casework.ports;
        let (token, _) = new_token(&*ports.people, &*ports.clock, &SystemRandomness, &person, 1).await?;
        roads.push(Connection::open(at, token).await?);
    }
    let begun = Instant::now();
    let over = work::all(roads, &learnt, arguments.cases, begun + limit).await?;
    let over_http = rate(&over, begun);
    let at_work = resident();
    // Nobody listens any more only if it has ended by itself.
    let _ = stop.send(());
    serving.await.map_err(|e| e.to_string())?.map_err(|e| e.to_string())?;
    let mut told = ground.told("W").await?;
    ground.stop().await;
    tell(
        &mut told,
        json!({
            "clients": clients,
            "cases": over.cases,
            "transitions": over.transitions,
            "transitions_per_second": over_http.round(),
            "in_process_per_second": in_process.round(),
            "ratio": rounded(over_http / in_process),
            "p50_ms": over.latencies.percentile(50.0),
            "p99_ms": over.latencies.percentile(99.0),
            "in_process_p50_ms": inside.latencies.percentile(50.0),
            "in_process_p99_ms": inside.latencies.percentile(99.0),
            "resident_mb": at_work,
        }),
    );
    Ok(told)
}

fn rate(worked: &Worked, begun: Instant) -> f64 {
    worked.transitions as f64 / begun.elapsed().as_secs_f64()
}

/// The real server on a port of its own; what ends it, and when it has.
async fn serve(
    casework: &Casework,
) -> Result<(SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>), String> {
    let listener = address::listen("127.0.0.1", 0).await?;
    let at = listener.local_addr().map_err(|e| e.to_string())?;
    let traffic = Arc::new(Traffic::default());
    let site = Site {
        casework: casework.clone(),
        name: "Registrar".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        secure_cookies: false,
        traffic: Arc::clone(&traffic),
    };
    // The clients' ends are open files too.
    let limits = Limits { connections: files::make_room(CONNECTIONS * 2) / 2, ..Limits::default() };
    let (stop, stopped) = oneshot::channel();
    let stopped = async {
        // Whoever could have said so has gone: the same.
        let _ = stopped.await;
    };
    let serving = registrar_web::serve_apart(listener, router(site), limits, traffic, stopped);
    let serving = tokio::spawn(serving.map_err(|e| e.to_string())?);
    Ok((at, stop, serving))
}

/// Over a connection, as a program would.
impl Road for Connection {
    async fn send(&mut self, command: Command) -> Result<CaseId, String> {
        let (path, body) = asked(&command.wish)?;
        let answer = self.post(&path, command.key.as_deref().unwrap_or_default(), &body).await?;
        if let Wish::Act { case, .. } = command.wish {
            // It knows the case, and a good answer is all that it waited for.
            return Ok(case);
        }
        let answer: Value = serde_json::from_slice(answer).map_err(|e| e.to_string())?;
        let case = answer.get("case").and_then(Value::as_str).ok_or("the answer names no case")?;
        CaseId::parse(case).map_err(|e| e.to_string())
    }
}

/// What the API is asked for.
fn asked(wish: &Wish) -> Result<(String, String), String> {
    match wish {
        Wish::Open { workflow, people, data, .. } => {
            let person = |one: &registrar_engine::event::Participant| json!({ "role": one.role, "name": one.name, "person": "me", "contact": one.contact });
            let people: Vec<Value> = people.iter().map(person).collect();
            let body = json!({ "workflow": workflow, "people": people, "data": data });
            Ok(("/api/cases".to_owned(), body.to_string()))
        }
        Wish::Act { case, act: Act::Complete { task, outcome, form, .. } } => {
            let body = serde_json::to_string(&Completion { outcome, form }).map_err(|e| e.to_string())?;
            Ok((format!("/api/cases/{case}/tasks/{task}/complete"), body))
        }
        other => Err(format!("W has no {other:?}")),
    }
}

/// The end of a task, written at once: most that clients send is this.
#[derive(Serialize)]
struct Completion<'a> {
    outcome: &'a str,
    form: &'a Record,
}
