//! What a log says of a request that failed: its route and what is wrong, and nothing that somebody sent or stored.

use crate::browser::{Browser, office};
use registrar_casework::ports::StoreFault;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::filter::LevelFilter;

/// A log that is read afterwards.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_request_that_fails_is_logged_by_its_route_and_names_nobody() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (office, router) = office().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let zhang = Browser::of(&router, "zhang");
    let path = format!("/cases/{case}/tasks/{task}?code=secret-code");
    let typed =
        [("f:claim.amount", "77.00"), ("f:secret", "Ann Smith"), ("do", "outcome:filed"), ("key", "k")];

    let (id, reason) = (case.to_string(), "invalid type: string \"Ann Smith\"".to_owned());
    office.world.store.fail_commits(Some(StoreFault::Unreadable { what: "case", id, reason }));
    let page = zhang.submit(&path, &typed, &[]).await.expect(503);
    assert!(!page.has("Ann Smith"), "{}", page.text);
    office.world.store.panic_once();
    zhang.submit(&path, &typed, &[]).await.expect(503);

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let failed = log.lines().filter(|line| line.contains("a request failed"));
    let failed: Vec<&str> = failed.filter(|line| line.contains("/cases/{case}/tasks/{number}")).collect();
    assert_eq!(failed.len(), 2, "{log}");
    assert!(failed[0].contains(&format!("the stored case `{case}` can't be read")), "{log}");
    assert!(failed[1].contains("busy"), "{log}");
    for private in ["Ann Smith", "secret-code", "token-zhang", "zhang"] {
        assert!(!log.contains(private), "`{private}` stands in the log: {log}");
    }
}
