//! What an operator sees of a running server: logs without anybody's data, metrics, readiness.

use crate::berth::{asked_for, berth_by_mail};
use crate::served::{Installation, Served};
use serde_json::{Value, json};
use std::fs::File;
use std::process::Stdio;

/// Nobody listens there: mail can't leave.
const DEAF: [&str; 4] = ["--smtp", "smtp://127.0.0.1:9", "--mail-from", "Harbour <no-reply@harbour.example>"];

#[tokio::test]
async fn a_log_that_tells_all_there_is_names_no_person_no_address_no_text_and_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    let skipper = office.token_of("Tan Haifeng", &["--mail", "tan.haifeng@sea.example"]);
    let master = office.token_of("Gu Bolin", &["--pool", "harbour"]);
    office.json(&["deploy", berth_by_mail(folder.path()).to_str().unwrap()]);
    let log = folder.path().join("log");
    let arguments = [&["serve", "--log-format", "json"], &DEAF[..]].concat();
    let served = office.start_with(&arguments, "trace", Stdio::from(File::create(&log).unwrap()));

    let case = asked_for(&served, &skipper, "Tan Haifeng").await;
    assigned(&served, &master, &case).await;
    let tan = served.browser(&skipper);
    tan.once(&format!("/cases/{case}"), |page| page.contains("Berth note")).await;
    for path in
        ["/join/secret-code", "/join?code=secret-code", "/calendar/secret-code.ics", "/cases?q=Haifeng"]
    {
        served.get(path).await;
        served.with_cookie(path, &skipper).await;
    }
    served.post("/enter", "token=wrong-token-of-somebody", None).await;
    served.with_bearer("/api/inbox", "wrong-token-of-somebody").await;
    let malformed = json!({"workflow": {"Tan Haifeng": "no text"}, "people": "Tan Haifeng"});
    served.api(&skipper).post("/api/cases", "malformed", &malformed).await;
    assert!(served.terminated().success());

    let log = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    let answered = lines.iter().filter(|line| line["message"] == "answered").count();
    assert!(answered > 10, "it logs all there is: {log}");
    assert!(lines.iter().any(|line| line["route"] == "/join/{code}" && line["status"] == 401), "{log}");
    for private in
        ["Haifeng", "sea.example", "Bolin", "Sea Swallow", "secret-code", "wrong-token", &skipper, &master]
    {
        assert!(!log.contains(private), "`{private}` stands in the log: {log}");
    }
}

#[tokio::test]
async fn metrics_are_served_beside_the_portal_and_readiness_within_it() {
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    let skipper = office.token_of("Tan Haifeng", &["--mail", "tan.haifeng@sea.example"]);
    let master = office.token_of("Gu Bolin", &["--pool", "harbour"]);
    office.json(&["deploy", berth_by_mail(folder.path()).to_str().unwrap()]);
    let served = office.start(&[&["serve", "--metrics", "127.0.0.1:0"], &DEAF[..]].concat());
    let ready = served.get("/ready").await;
    assert_eq!((ready.status, ready.text.as_str()), (200, "ready"));
    assert_eq!(served.with_cookie("/metrics", &skipper).await.status, 404);

    let case = asked_for(&served, &skipper, "Tan Haifeng").await;
    assigned(&served, &master, &case).await;
    let metrics = served.metrics();
    // The message and the document are worked on side by side: either may be done first.
    let worked_on = [
        "registrar_outbox_total{what=\"notice\",result=\"again\"} 1",
        "registrar_outbox_total{what=\"render\",result=\"done\"} 1",
    ];
    let told = metrics.once("/metrics", |told| worked_on.iter().all(|line| told.contains(line))).await;
    for line in [
        "registrar_commands_total{workflow=\"berth\",result=\"done\"} ",
        "registrar_steps_total{workflow=\"berth\"} ",
        "registrar_connections_open ",
        "registrar_commit_seconds_count ",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    for private in ["Haifeng", "Swallow", &case] {
        assert!(!told.contains(private), "{private} in {told}");
    }
    assert!(served.terminated().success());
}

/// The harbour master assigns it.
async fn assigned(served: &Served, token: &str, case: &str) {
    let gu = served.api(token);
    let view = gu.get(&format!("/api/cases/{case}")).await;
    let number = view["tasks"][0]["number"].as_u64().unwrap();
    let wish = json!({"outcome": "given", "form": {}});
    let (status, answer) =
        gu.post(&format!("/api/cases/{case}/tasks/{number}/complete"), "give", &wish).await;
    assert!(status.is_success(), "{answer}");
}
