//! A workflow that ships with nothing goes through check, scenarios, deployment, portal and API like any
//! other: all by the program, from a folder that the test writes.

use crate::berth::berth;
use crate::served::{Installation, asked};
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_workflow_that_ships_with_nothing_goes_the_whole_way() {
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    let berth = berth(folder.path());
    let berth = berth.to_str().unwrap();

    let checked = asked(&["check", berth]);
    assert_eq!((&checked["errors"], &checked["warnings"]), (&json!(0), &json!(0)), "{checked}");
    let played = asked(&["test", berth]);
    assert_eq!(
        (&played["passed"], &played["failed"], &played["undefined"]),
        (&json!(2), &json!(0), &json!(0))
    );
    let skipper = office.token_of("Tan Hai 谭海", &[]);
    let master = office.token_of("Gu Bo 顾波", &["--pool", "harbour"]);
    office.json(&["deploy", berth]);

    let served = office.start(&["serve"]);
    // The skipper uses the portal.
    let tan = served.browser(&skipper);
    assert!(tan.get("/start").await.contains("Berth in the fishing harbour"));
    let opening = tan.get("/open/berth").await;
    let place = tan.submit(&opening, "/open/berth", &[("do", "open"), ("skipper[1].name", "Tan Hai")]).await;
    let page = tan.get(&place).await;
    let task =
        page.split(&format!("{place}/tasks/")).nth(1).expect("there is a task").split('"').next().unwrap();
    let path = format!("{place}/tasks/{task}");
    let form = tan.get(&path).await;
    assert!(form.contains("Length in metres") && form.contains("Papers of the boat"), "{form}");
    let typed = [("do", "outcome:asked"), ("f:boat", "Sea Swallow"), ("f:metres", "12")];
    let after =
        tan.submit_with(&form, &path, &typed, Some(("d:papers", "papers.pdf", b"%PDF-1.4 papers"))).await;
    assert_eq!(after, place);
    assert!(tan.get(&place).await.contains("With the harbour master"));

    // The harbour master's office uses the API.
    let gu = served.api(&master);
    let inbox = gu.get("/api/inbox").await;
    let waiting = inbox["items"].as_array().unwrap();
    assert_eq!(waiting.len(), 1, "{inbox}");
    let case = waiting[0]["case"].as_str().unwrap();
    assert!(place.ends_with(case));
    let view = gu.get(&format!("/api/cases/{case}")).await;
    assert_eq!(view["clocks"][0]["name"], "answer_by", "{view}");
    let number = view["tasks"][0]["number"].as_u64().unwrap();
    let path = format!("/api/cases/{case}/tasks/{number}/complete");
    let wish = json!({"outcome": "refused", "form": {}});
    let (status, refused) = gu.post(&path, "first", &wish).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    assert_eq!(refused["problems"][0]["key"], "reason", "{refused}");
    let wish = json!({"outcome": "given", "form": {}});
    let (status, receipt) = gu.post(&path, "second", &wish).await;
    assert_eq!(status, StatusCode::OK, "{receipt}");
    let (_, again) = gu.post(&path, "second", &wish).await;
    assert_eq!((&again["repeated"], &again["revision"]), (&json!(true), &receipt["revision"]), "{again}");

    // What was asked for after the commit comes by the outbox: the note, and the message about it.
    let page = tan.once(&place, |page| page.contains("Berth note")).await;
    assert!(page.contains("Berth assigned"), "{page}");
    let messages = tan.once("/messages", |page| page.contains("Your berth")).await;
    assert!(messages.contains("Your berth in the fishing harbour"), "{messages}");
    // A stranger is told the same of this case as of none.
    let stranger = served.api(&office.token_of("Nobody", &[]));
    assert_eq!(stranger.status(&format!("/api/cases/{case}")).await, StatusCode::NOT_FOUND);
    drop(served);

    let verified = office.json(&["docket", "verify"]);
    assert_eq!(verified, json!({"cases": 1, "entries": 4, "wrong": [], "database": []}));
}
