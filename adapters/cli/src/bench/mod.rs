//! `registrar bench`: how many transitions a second an installation makes durable on this machine, and how many
//! the database alone could, in one run.

mod commits;
mod figures;
#[cfg(test)]
mod tests;
mod work;

use crate::operate::wait;
use crate::outcome::{Format, Outcome, print, print_json};
use crate::scratch::Scratch;
use crate::server::wiring::{self, Place, Ways};
use figures::Latencies;
use registrar_casework::ports::StoreKind;
use registrar_store::{Address, SqlStore};
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
    /// How to tell it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Works W, then writes its rows by hand.
pub fn run(arguments: &Arguments) -> Outcome {
    wait(measure(arguments))
}

async fn measure(arguments: &Arguments) -> Result<Outcome, String> {
    let folder = Scratch::new()?;
    let place = Place { data: folder.path().to_owned(), store: arguments.store.clone() };
    let store = wiring::open_store(&place, StoreKind::Sandbox).await?;
    let running = wiring::start(&place, store.clone(), Ways::default().outside()?).await?;
    let casework = running.casework();
    let clients = arguments.clients;
    let limit = Duration::from_secs(arguments.seconds);
    work::prepare(&casework, clients).await?;
    let template = Arc::new(work::learn(&casework, &store).await?);
    let fsync = fsync(&store, store.address()).await?;

    let begun = Instant::now();
    let worked = work::all(&casework, &template, clients, arguments.cases, begun + limit).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let per_second = worked.transitions as f64 / seconds;

    let begun = Instant::now();
    let written = commits::all(&store, &template, clients, worked.transitions, begun + limit).await?;
    let floor = written as f64 / begun.elapsed().as_secs_f64();
    running.stop().await;
    let durability = store.durability().await.map_err(|e| e.to_string())?;
    store.close().await;

    let durability: serde_json::Map<String, serde_json::Value> =
        durability.into_iter().map(|(name, value)| (name, value.into())).collect();
    let told = serde_json::json!({
        "work": "W",
        "store": match store.address() { Address::Sqlite(_) => "sqlite", Address::Postgres(_) => "postgres" },
        "durability": durability,
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
    });
    match arguments.format {
        Format::Json => print_json(&told),
        Format::Text => {
            for (name, value) in told.as_object().into_iter().flatten() {
                print(&format!("{name:24} {value}"));
            }
        }
    }
    Ok(Outcome::Fine)
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

/// The median of making something small durable where the store is, in milliseconds: the file system's own on
/// a file, the smallest commit on a server.
async fn fsync(store: &Arc<SqlStore>, address: &Address) -> Result<f64, String> {
    let mut latencies = Latencies::default();
    let beside = match address {
        Address::Sqlite(file) => Some(file.with_extension("fsync")),
        Address::Postgres(_) => None,
    };
    for at in 0..100 {
        let begun = Instant::now();
        match &beside {
            Some(file) => append(file, at).map_err(|e| format!("`{}`: {e}", file.display()))?,
            None => store.commit_nothing_much().await.map_err(|e| e.to_string())?,
        }
        latencies.add(begun.elapsed());
    }
    if let Some(file) = beside {
        let _ = std::fs::remove_file(file);
    }
    Ok(latencies.percentile(50.0))
}

fn append(file: &std::path::Path, at: u64) -> std::io::Result<()> {
    use std::os::unix::fs::FileExt as _;
    let file = std::fs::File::options().create(true).truncate(false).write(true).open(file)?;
    file.write_all_at(&[7; 4096], at * 4096)?;
    file.sync_data()
}
