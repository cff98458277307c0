//! Two nodes on one database, at the same cases: each command of W is sent to both at once. Whatever the two of them
//! answer, every docket must hold each transition once, and nothing that was answered may be missing.

use super::ground::Ground;
use super::work::{self, COMMANDS, Learnt};
use super::{Arguments, tell};
use crate::scratch::Scratch;
use crate::server::wiring::Place;
use registrar_casework::{Answer, Casework, Command, Rejection};
use registrar_store::Address;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What came of it.
#[derive(Debug, Default)]
struct Raced {
    cases: u64,
    /// Transitions that were answered as done.
    done: u64,
    /// Answers that were given once more, under the key that both nodes got.
    repeated: u64,
    /// Commands that were too late.
    refused: u64,
    /// Commands to be sent again, since both nodes wrote the case.
    again: u64,
    /// Cases in whose docket something is missing or stands twice.
    lost: u64,
}

/// Races two nodes.
pub async fn measure(arguments: &Arguments) -> Result<Map<String, Value>, String> {
    let (one, other) = (Ground::of(arguments).await?, second(arguments).await?);
    work::prepare(&one.casework(), arguments.clients).await?;
    let learnt = Arc::new(work::learn(&one.casework(), &one.store, || ()).await?);
    let begun = Instant::now();
    let until = begun + Duration::from_secs(arguments.seconds);
    let mut each = Vec::new();
    for client in 0..arguments.clients {
        let (nodes, learnt) = ([one.casework(), other.casework()], Arc::clone(&learnt));
        let cases = arguments.cases.div_ceil(arguments.clients);
        each.push(tokio::spawn(async move {
            let mut raced = Raced::default();
            for _ in 0..cases {
                if Instant::now() >= until {
                    break;
                }
                case(&nodes, &learnt, client, &mut raced).await?;
            }
            Ok::<_, String>(raced)
        }));
    }
    let mut all = Raced::default();
    for one in each {
        let Raced { cases, done, repeated, refused, again, lost } =
            one.await.map_err(|e| e.to_string())??;
        all.cases += cases;
        all.done += done;
        all.repeated += repeated;
        all.refused += refused;
        all.again += again;
        all.lost += lost;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let mut told = one.told("W by two nodes at the same cases").await?;
    other.stop().await;
    one.stop().await;
    let Raced { cases, done, repeated, refused, again, lost } = all;
    tell(
        &mut told,
        json!({
            "clients": arguments.clients, "seconds": seconds.round(), "cases": cases, "transitions": done,
            "transitions_per_second": (done as f64 / seconds).round(),
            "repeated": repeated, "refused": refused, "again": again, "lost": lost,
        }),
    );
    Ok(told)
}

/// The other node.
async fn second(arguments: &Arguments) -> Result<Ground, String> {
    let folder = Scratch::new()?;
    let place = Place { data: folder.path().to_owned(), store: arguments.store.clone() };
    match place.address()? {
        Address::Postgres(_) => Ground::on(&place, folder).await,
        Address::Sqlite(_) => {
            Err("a file has one process: name a PostgreSQL database with --store for two nodes".to_owned())
        }
    }
}

/// One case from its opening to its end, each step sent to both nodes at once: under one key, or under two, which are
/// two commands of which one comes too late.
async fn case(nodes: &[Casework; 2], learnt: &Learnt, client: u32, raced: &mut Raced) -> Result<(), String> {
    let [one, other] = nodes;
    let mut revisions = BTreeSet::new();
    let opening = work::opening_of(client)?;
    let (left, right) = tokio::join!(one.advance(opening.clone()), other.advance(opening.clone()));
    let mut answers = vec![left, right];
    let mut case = None;
    for step in 1..=COMMANDS {
        // Both may have given up for the other's sake.
        while !told(std::mem::take(&mut answers), &mut case, &mut revisions, raced)? {
            let again = match &case {
                None => opening.clone(),
                Some(case) => work::step(learnt, client, case, step - 1)?,
            };
            answers.push(one.advance(again).await);
        }
        let (Some(case), true) = (&case, step < COMMANDS) else { break };
        let command = work::step(learnt, client, case, step)?;
        let mut second = command.clone();
        if step % 2 == 0 {
            second = Command { key: command.key.as_ref().map(|key| format!("{key}:other")), ..second };
        }
        let (left, right) = tokio::join!(one.advance(command), other.advance(second));
        answers.extend([left, right]);
    }
    let Some(case) = case else { return Err("no case was opened".to_owned()) };
    let check = one.verify_docket(&case).await.map_err(|e| e.to_string())?;
    let whole = check.is_some_and(|check| check.problems.is_empty() && check.entries == u64::from(COMMANDS));
    raced.cases += 1;
    raced.done += revisions.len() as u64;
    if !whole || revisions != (1..=u64::from(COMMANDS)).collect() {
        raced.lost += 1;
    }
    Ok(())
}

/// What the nodes answered to one step. False: neither has done it yet.
fn told(
    answers: Vec<Result<Answer, Rejection>>,
    case: &mut Option<registrar_engine::id::CaseId>,
    revisions: &mut BTreeSet<u64>,
    raced: &mut Raced,
) -> Result<bool, String> {
    let mut done = false;
    for answer in answers {
        match answer {
            Ok(answer) => {
                done = true;
                if answer.repeated {
                    raced.repeated += 1;
                } else if !revisions.insert(answer.revision)
                    || case.as_ref().is_some_and(|case| *case != answer.case)
                {
                    // Two were told that the same was theirs to do.
                    raced.lost += 1;
                }
                *case = Some(answer.case);
            }
            Err(Rejection::Refused(_)) => raced.refused += 1,
            Err(Rejection::Busy) => raced.again += 1,
            Err(other) => return Err(other.to_string()),
        }
    }
    Ok(done)
}
