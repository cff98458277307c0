//! The machine's clock is set while the server runs: `libfaketime` does that to one process and leaves the time since
//! the machine's start alone.

use crate::berth::{asked_for, berth};
use crate::served::{Installation, Served};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// An installation whose clock is set by writing a file.
struct Office {
    folder: tempfile::TempDir,
    installation: Installation,
}

impl Office {
    fn new() -> Option<Self> {
        let found = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
            .map(|machine| PathBuf::from(format!("/usr/lib/{machine}/faketime/libfaketime.so.1")))
            .into_iter()
            .find(|library| library.is_file());
        let Some(library) = found else {
            registrar_testkit::required::not_run("faketime", "there is no libfaketime");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let mut installation = Installation::new(folder.path());
        installation.around = vec![
            ("LD_PRELOAD", library.into()),
            ("FAKETIME_TIMESTAMP_FILE", folder.path().join("clock").into()),
            ("FAKETIME_NO_CACHE", "1".into()),
            ("DONT_FAKE_MONOTONIC", "1".into()),
        ];
        let office = Self { folder, installation };
        office.set("+0");
        office.installation.json(&["deploy", berth(office.folder.path()).to_str().unwrap()]);
        Some(office)
    }

    /// Sets the clock, by this against the right time.
    fn set(&self, by: &str) {
        let (beside, clock) = (self.folder.path().join("next"), self.folder.path().join("clock"));
        std::fs::write(&beside, format!("{by}\n")).unwrap();
        std::fs::rename(beside, clock).unwrap();
    }

    fn incidents(&self, more: &[&str]) -> Vec<Value> {
        let told = self.installation.json(&[&["incident", "list"], more].concat());
        told["incidents"].as_array().unwrap().clone()
    }
}

impl Office {
    /// The open incidents once they are as they should be.
    async fn incidents_once(&self, are: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let asking = async {
            loop {
                let open = self.incidents(&[]);
                if are(&open) {
                    return open;
                }
                // A program was run meanwhile: it gave the others their turn, and so does this.
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), asking).await.expect("they come to be so")
    }

    /// The one open incident.
    async fn raised(&self) -> Value {
        self.incidents_once(|open| open.len() == 1).await.remove(0)
    }
}

/// Asks until the answer is of this kind.
async fn until(served: &Served, path: &str, token: &str, says: impl Fn(&str) -> bool) -> String {
    let asking = async {
        loop {
            let answer = served.with_bearer(path, token).await;
            if says(&answer.text) {
                return answer.text;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), asking).await.expect("it comes to be so")
}

#[tokio::test]
async fn a_clock_that_is_set_a_month_ahead_lets_nothing_expire_until_an_operator_says_that_it_is_right() {
    let Some(office) = Office::new() else { return };
    let skipper = office.installation.token_of("Tan", &[]);
    let served = office.installation.start(&["serve", "--metrics", "127.0.0.1:0"]);
    let case = asked_for(&served, &skipper, "Tan").await;
    let held = |text: &str| text.contains("registrar_expiries_held 1");
    assert!(!held(&served.metrics().get("/metrics").await));

    office.set("+30d");
    let ready = until(&served, "/ready", &skipper, |text| text.contains("nothing expires")).await;
    assert!(ready.starts_with("ready, but "), "{ready}");
    assert_eq!(served.get("/ready").await.status, 200, "people are served");
    assert!(held(&served.metrics().get("/metrics").await));
    let incident = office.raised().await;
    assert_eq!(incident["source"], "clock", "{incident}");
    let place = format!("/api/cases/{case}");
    let before = served.api(&skipper).get(&place).await;
    assert!(before["ended"].is_null(), "{before}");
    // What somebody does meanwhile has the time that it would have had.
    let second = asked_for(&served, &skipper, "Tan").await;
    let opened = served.api(&skipper).get(&format!("/api/cases/{second}")).await;
    let moment = |view: &Value| view["opened"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let apart = moment(&opened).duration_since(moment(&before));
    assert!(apart < jiff::SignedDuration::from_mins(10), "{opened}");

    // The operator says so: now the five days are over, and silence is a yes.
    let id = incident["id"].as_str().unwrap();
    assert!(office.installation.run(&["incident", "retry", id]).status.success());
    until(&served, &place, &skipper, |text| text.contains("\"outcome\":\"berthed\"")).await;
    assert_eq!(office.incidents(&[]), Vec::<Value>::new());
    assert_eq!(served.get("/ready").await.text, "ready");
}

#[tokio::test]
async fn a_clock_that_is_set_right_again_ends_the_hold_by_itself_and_nobody_has_lost_a_day() {
    let Some(office) = Office::new() else { return };
    let skipper = office.installation.token_of("Tan", &[]);
    let master = office.installation.token_of("Gu", &["--pool", "harbour"]);
    let served = office.installation.start(&["serve"]);
    let case = asked_for(&served, &skipper, "Tan").await;
    for by in ["+30d", "-30d"] {
        office.set(by);
        until(&served, "/ready", &skipper, |text| text.contains("nothing expires")).await;
        office.raised().await;
        office.set("+0");
        until(&served, "/ready", &skipper, |text| text == "ready").await;
        office.incidents_once(|open| open.is_empty()).await;
    }
    assert_eq!(office.incidents(&["--all"]).len(), 2);
    let gu = served.api(&master);
    let view = gu.get(&format!("/api/cases/{case}")).await;
    let number = view["tasks"][0]["number"].as_u64().unwrap();
    let wish = json!({"outcome": "refused", "form": {"reason": "full"}});
    let done = gu.post(&format!("/api/cases/{case}/tasks/{number}/complete"), "no", &wish).await;
    assert!(done.0.is_success(), "{done:?}");
    assert!(served.terminated().success());

    // Set while nobody runs, between two processes on the same start of the machine.
    office.set("+30d");
    let served = office.installation.start(&["serve"]);
    assert!(served.get("/ready").await.has("nothing expires"));
    assert_eq!(office.incidents(&[]).len(), 1);
}
