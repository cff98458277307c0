//! `registrar bench`: how many transitions a second an installation makes durable on this machine, and how many
//! the database alone could, in one run.

mod commits;
mod figures;
mod ground;
mod http;
mod keep_alive;
mod pending;
mod preload;
mod race;
#[cfg(test)]
mod tests;
mod timers;
mod work;

use crate::operate::wait_on;
use crate::outcome::{Format, Outcome, print, print_json};
use crate::server::wiring::{self, Place};
use figures::rounded;
use ground::Ground;
use registrar_casework::Casework;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is measured.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The store: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`, a sandbox's or one that is made now.
    /// Left out: a file in a temporary folder.
    #[arg(long, env = "REGISTRAR_BENCH_STORE", hide_env_values = true)]
    store: Option<String>,
    /// Clients that each work one case after another, waiting for each answer.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1000))]
    clients: u32,
    /// Most cases.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..))]
    cases: u32,
    /// Most seconds of each of the two halves.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Instead: so many cases are in the store before W is worked; it is told at 1,000, 100,000 and 1,000,000 of them
    /// and at the end, with an inbox and cases that are opened.
    #[arg(long, group = "instead", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    preload: Option<u64>,
    /// Instead: so many timers are due at once, each a whole transition; how many a second fire.
    #[arg(long, group = "instead", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    timers: Option<u32>,
    /// Instead: so many deadlines are pending and none has come; what the process needs while it waits.
    #[arg(long, group = "instead", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pending: Option<u64>,
    /// Instead: W in process, then W over HTTP by as many clients, each with a token and a connection that it keeps.
    #[arg(long, group = "instead")]
    http: bool,
    /// Instead: two nodes in this process, on one PostgreSQL database, and each command to both at once; no update may
    /// be lost. Each client then works its share of `--cases`.
    #[arg(long, group = "instead")]
    race: bool,
    /// How to tell it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Works W, then writes its rows by hand.
pub fn run(arguments: &Arguments) -> Outcome {
    // As a server on such a store has them.
    let place = Place { data: PathBuf::new(), store: arguments.store.clone() };
    wait_on(wiring::runtime_on(&place), measure(arguments))
}

async fn measure(arguments: &Arguments) -> Result<Outcome, String> {
    let told = match arguments {
        Arguments { preload: Some(cases), .. } => preload::measure(arguments, *cases).await?,
        Arguments { timers: Some(timers), .. } => timers::measure(arguments, *timers).await?,
        Arguments { pending: Some(pending), .. } => pending::measure(arguments, *pending).await?,
        Arguments { http: true, .. } => http::measure(arguments).await?,
        Arguments { race: true, .. } => race::measure(arguments).await?,
        _ => beside_the_floor(arguments).await?,
    };
    match arguments.format {
        Format::Json => print_json(&told.into()),
        Format::Text => told.iter().for_each(|(name, value)| print(&format!("{name:24} {value}"))),
    }
    Ok(Outcome::Fine)
}

/// W, then its rows by hand.
async fn beside_the_floor(arguments: &Arguments) -> Result<Map<String, Value>, String> {
    let ground = Ground::of(arguments).await?;
    let casework = ground.casework();
    let clients = arguments.clients;
    let limit = Duration::from_secs(arguments.seconds);
    work::prepare(&casework, clients).await?;
    let template = Arc::new(work::learn(&casework, &ground.store, || ()).await?);
    let fsync = ground.fsync().await?;

    let begun = Instant::now();
    let worked = work::all(many(&casework, clients), &template, arguments.cases, begun + limit).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let per_second = worked.transitions as f64 / seconds;

    let begun = Instant::now();
    let written = commits::all(&ground.store, &template, clients, worked.transitions, begun + limit).await?;
    let floor = written as f64 / begun.elapsed().as_secs_f64();
    let mut told = ground.told("W").await?;
    ground.stop().await;
    tell(
        &mut told,
        json!({
            "clients": clients,
            "cases": worked.cases,
            "transitions": worked.transitions,
            "seconds": rounded(seconds),
            "transitions_per_second": per_second.round(),
            "floor_per_second": floor.round(),
            "ratio": rounded(per_second / floor),
            "p50_ms": worked.latencies.percentile(50.0),
            "p99_ms": worked.latencies.percentile(99.0),
            "fsync_ms": fsync,
        }),
    );
    Ok(told)
}

/// Adds figures to what is told.
fn tell(told: &mut Map<String, Value>, figures: Value) {
    if let Value::Object(figures) = figures {
        told.extend(figures);
    }
}

/// As many handles as there are clients.
fn many(casework: &Casework, clients: u32) -> Vec<Casework> {
    (0..clients).map(|_| casework.clone()).collect()
}
