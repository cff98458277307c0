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

fn opening(address: String) -> Making {
    Box::pin(async move {
        let address: Address = address.parse().map_err(|e| format!("{e}"))?;
        let store = SqlStore::open(&address, StoreKind::Sandbox).await.map_err(|e| e.to_string())?;
        Ok(Storage::on(&Arc::new(store)))
    })
}

#[test]
fn every_scenario_holds_on_sqlite() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().to_owned();
    let number = AtomicU32::new(0);
    all_hold("SQLite", move || {
        let file = path.join(format!("{}.db", number.fetch_add(1, Ordering::Relaxed)));
        opening(format!("sqlite://{}", file.display()))
    });
}

#[test]
fn every_scenario_holds_on_postgres() {
    let Some(server) = Postgres::start() else { return };
    all_hold("PostgreSQL", move || opening(server.database()));
}
