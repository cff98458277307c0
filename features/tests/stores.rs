//! Every scenario holds on each database too, not only in memory.

use registrar_casework::ports::StoreKind;
use registrar_features::folder;
use registrar_scenario::{Making, Options, Storage, Stores, run};
use registrar_store::{Address, SqlStore};
use registrar_testkit::Postgres;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

fn all_hold(on: &str, make: impl Fn() -> Making + Send + Sync + 'static) {
    let options = Options { stores: Stores::made_by(make), ..Options::default() };
    let report = run(&[folder()], &options).unwrap();
    let line = format!("features on {on}: {} of {} scenarios hold\n", report.passed, report.scenarios.len());
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    assert!(report.is_good() && report.passed > 0, "{}", report.text());
}

async fn open(address: &str) -> Result<SqlStore, String> {
    let address: Address = address.parse().map_err(|e| format!("{e}"))?;
    SqlStore::open(&address, StoreKind::Sandbox).await.map_err(|e| e.to_string())
}

/// Makes the tables once: each scenario gets a copy.
fn prepare(address: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { open(address).await.unwrap().close().await });
}

fn opening(address: String) -> Making {
    Box::pin(async move { Ok(Storage::on(&Arc::new(open(&address).await?))) })
}

#[test]
fn every_scenario_holds_on_sqlite() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().to_owned();
    prepare(&format!("sqlite://{}/empty.db", path.display()));
    let number = AtomicU32::new(0);
    all_hold("SQLite", move || {
        let file = path.join(format!("{}.db", number.fetch_add(1, Ordering::Relaxed)));
        std::fs::copy(path.join("empty.db"), &file).unwrap();
        opening(format!("sqlite://{}", file.display()))
    });
}

#[test]
fn every_scenario_holds_on_postgres() {
    let Some(server) = Postgres::start() else { return };
    let empty = server.database();
    prepare(&empty);
    all_hold("PostgreSQL", move || opening(server.copy_of(&empty)));
}
