//! Opening a case on the portal: what must be said at once, acting for somebody else, lists, choices.

use crate::browser::{Browser, HOST, office};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use registrar_testkit::Harness;
use serde_json::json;

/// A permit with first data, a choice, a list, and somebody who may act for who asks.
const STALL: &str = r#"
workflow: stall
version: 1
title: {en: Stall, zh: 摊位}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: trader
roles:
  trader: {party: true, represented_by: [agent], title: {en: Trader, zh: 商户}}
  agent: {authority: mandate, title: {en: Agent, zh: 代办员}}
  clerk: {pool: clerks, title: {en: Clerk, zh: 办事员}}
data:
  place: {type: text, required: true, max_length: 30, title: {en: Where the stall stands, zh: 摊位地点}}
  size: {type: enum, of: {small: {en: Up to two metres, zh: 两米以内}, large: {en: More, zh: 两米以上}}, required: true, title: {en: Size of it, zh: 大小}}
  helpers: {type: list, title: {en: Helpers, zh: 帮手}, of: {name: {type: text, required: true, title: {en: Name of the helper, zh: 姓名}}}}
documents:
  mandate: {by: trader, media: [application/pdf], max_size: 1 MB, seen_by: [clerk, trader], title: {en: Mandate, zh: 委托书}}
tasks:
  describe: {role: trader, form: [size, helpers], title: {en: Describe it, zh: 描述}, outcomes: {sent: {title: {en: Send, zh: 提交}}}}
  grant: {role: clerk, title: {en: Grant it, zh: 准予}, outcomes: {granted: {title: {en: Granted, zh: 已准予}}}}
states:
  drafting: {title: {en: Draft, zh: 起草}, tasks: [describe], unbounded: "the trader's own time", on: {describe.sent: checking}}
  checking: {title: {en: Being checked, zh: 审查}, tasks: [grant], unbounded: "a sample", on: {grant.granted: granted}}
  granted: {final: true, outcome: granted}
"#;

async fn stalls() -> (Harness, Router) {
    let (office, router) = office().await;
    office.deploy(STALL).await;
    (office, router)
}

/// Opens a case as `zhang` and gives the path of its page.
async fn opened(router: &Router) -> String {
    let zhang = Browser::of(router, "zhang");
    let typed = [("do", "open"), ("trader[1].name", "Zhang"), ("f:place", "Bridge Street")];
    let done = zhang.submit("/open/stall", &typed, &[]).await.expect(303);
    done.header("location").split('?').next().unwrap_or_default().to_owned()
}

/// The path of the only task on the page of a case.
async fn task_on(browser: &Browser, case: &str) -> String {
    let page = browser.get(case).await.expect(200);
    let rest = page.text.split(&format!("href=\"{case}/tasks/")).nth(1).unwrap_or_default();
    format!("{case}/tasks/{}", rest.split('"').next().unwrap_or_default())
}

#[tokio::test]
async fn what_must_be_said_from_the_start_is_asked_and_its_absence_told_beside_the_field() {
    let (_office, router) = stalls().await;
    let zhang = Browser::of(&router, "zhang");
    let form = zhang.get("/open/stall").await.expect(200);
    assert!(form.has("Where the stall stands") && !form.has("Size of it"), "{}", form.text);
    let typed = [("do", "open"), ("trader[1].name", "Zhang & Sons"), ("f:place", " ")];
    let again = zhang.submit("/open/stall", &typed, &[]).await.expect(422);
    assert!(again.has("id=\"f-f-place-problem\"") && again.has("Zhang &amp; Sons"), "{}", again.text);
    let long = "x".repeat(31);
    let typed = [("do", "open"), ("trader[1].name", "Zhang"), ("f:place", long.as_str())];
    let again = zhang.submit("/open/stall", &typed, &[]).await.expect(422);
    assert!(again.has("write at most 30 characters") && again.has(&long), "{}", again.text);
    let typed = [("do", "open"), ("trader[1].name", "Zhang"), ("f:place", "Bridge Street")];
    let done = zhang.submit("/open/stall", &typed, &[]).await.expect(303);
    let page = zhang.get(done.header("location")).await.expect(200);
    assert!(page.has("The case is open.") && page.has("Next, it is your turn:"), "{}", page.text);
    assert!(page.has("Bridge Street"));
}

#[tokio::test]
async fn an_agent_opens_a_case_for_somebody_within_an_authority_that_is_kept_through_mistakes() {
    let (_office, router) = stalls().await;
    let zhao = Browser::of(&router, "zhao");
    assert!(zhao.get("/open/stall").await.expect(200).has("/open/stall?as=agent"));
    let form = zhao.get("/open/stall?as=agent").await.expect(200);
    assert!(form.has("For whom do you open the case?") && form.has("Mandate"), "{}", form.text);
    let typed = [
        ("do", "open"),
        ("as", "agent"),
        ("trader[1].name", "Old Li"),
        ("trader[1].mail", "li@example.org"),
        ("trader[1].person", "li"),
        ("f:place", "Bridge Street"),
    ];
    let missing = zhao.submit("/open/stall", &typed, &[]).await.expect(422);
    assert!(missing.has("it is missing") && missing.has("Old Li"), "{}", missing.text);
    let wrong =
        zhao.submit("/open/stall", &typed, &[("d:mandate", "m.pdf", b"<svg></svg>")]).await.expect(422);
    assert!(wrong.has("image/svg+xml") && wrong.has("Old Li") && !wrong.has("m.pdf"), "{}", wrong.text);
    let mut unsaid = typed.to_vec();
    unsaid.retain(|(name, _)| *name != "f:place");
    let again =
        zhao.submit("/open/stall", &unsaid, &[("d:mandate", "m.pdf", b"%PDF-1.7 m")]).await.expect(422);
    assert!(again.has("m.pdf"), "the document lies there as lodged: {}", again.text);
    let done = zhao.submit("/open/stall", &typed, &[]).await.expect(303);
    let page = zhao.get(done.header("location")).await.expect(200);
    assert!(page.has("Old Li") && page.has("represented by zhao (Agent)"), "{}", page.text);
    let case = done.header("location").split('?').next().unwrap_or_default().to_owned();
    let li = Browser::of(&router, "li").get(&case).await.expect(200);
    assert!(li.has("m.pdf") && li.has("Describe it"), "{}", li.text);
    Browser::of(&router, "wu").get(&case).await.expect(404);
}

#[tokio::test]
async fn values_of_a_choice_are_read_by_their_titles_in_the_readers_language() {
    let (_office, router) = stalls().await;
    let case = opened(&router).await;
    let zhang = Browser::of(&router, "zhang");
    let task = task_on(&zhang, &case).await;
    let form = zhang.get(&task).await.expect(200);
    assert!(form.has("Up to two metres") && !form.has("> small<"), "{}", form.text);
    let wrong = zhang.submit(&task, &[("do", "outcome:sent"), ("f:size", "")], &[]).await.expect(422);
    assert!(wrong.has("choose one of those offered") && !wrong.has("small, large"), "{}", wrong.text);
    zhang.submit(&task, &[("do", "outcome:sent"), ("f:size", "small")], &[]).await.expect(303);
    assert!(zhang.get(&case).await.expect(200).has("Up to two metres"));
    let chinese = Browser::of(&router, "zhang").in_chinese().get(&case).await.expect(200);
    assert!(chinese.has("两米以内") && !chinese.has("small"), "{}", chinese.text);
}

#[tokio::test]
async fn rows_of_a_list_come_and_go_without_losing_what_is_typed_in_the_others() {
    let (_office, router) = stalls().await;
    let case = opened(&router).await;
    let zhang = Browser::of(&router, "zhang");
    let task = task_on(&zhang, &case).await;
    let names = ["f:helpers[1].name", "f:helpers[2].name", "f:helpers[3].name"];
    let typed = [(names[0], "Ann"), (names[1], "Ben"), ("rows:f:helpers", "2"), ("f:size", "large")];
    let more = [&typed[..], &[("do", "more:f:helpers")]].concat();
    let more = zhang.submit(&task, &more, &[]).await.expect(200);
    assert!(more.has("value=\"Ann\"") && more.has("value=\"Ben\"") && more.has(names[2]), "{}", more.text);
    let less = [&typed[..], &[(names[2], "Cai"), ("do", "less:2:f:helpers")]].concat();
    let less = zhang.submit(&task, &less, &[]).await.expect(200);
    assert!(less.has("value=\"Ann\"") && less.has("value=\"Cai\"") && !less.has("Ben"), "{}", less.text);
    assert!(less.has("value=\"large\" checked"), "{}", less.text);
    let send = [("do", "outcome:sent"), ("f:size", "large"), (names[0], "Ann"), (names[1], "Cai")];
    zhang.submit(&task, &send, &[]).await.expect(303);
    assert!(zhang.get(&case).await.expect(200).has("Ann; Cai"));
}

#[tokio::test]
async fn what_was_done_is_confirmed_with_what_comes_next() {
    let (_office, router) = stalls().await;
    let case = opened(&router).await;
    let zhang = Browser::of(&router, "zhang");
    let task = task_on(&zhang, &case).await;
    let done = zhang.submit(&task, &[("do", "outcome:sent"), ("f:size", "small")], &[]).await.expect(303);
    let page = zhang.get(done.header("location")).await.expect(200);
    assert!(page.has("Trader (Zhang): Describe it: Send"), "{}", page.text);
    assert!(page.has("Now it waits for others: Grant it, Clerk"), "{}", page.text);
    let chen = Browser::of(&router, "chen");
    let done = chen.submit(&task_on(&chen, &case).await, &[("do", "outcome:granted")], &[]).await.expect(303);
    assert!(chen.get(done.header("location")).await.expect(200).has("The case has ended:"));
    assert!(!chen.get(&case).await.expect(200).has("role=\"status\""));
}

#[tokio::test]
async fn a_program_opens_a_case_for_somebody_within_an_authority() {
    let (_office, router) = stalls().await;
    let zhao = Browser::of(&router, "zhao");
    let send = |method: Method, path: &str, body: Body| {
        let request = Request::builder().method(method).uri(path).header("host", HOST);
        let request = request.header("authorization", "Bearer token-zhao");
        zhao.send(request.header("content-type", "application/json").body(body).unwrap())
    };
    let path = "/api/workflows/stall/uploads/mandate?name=m.pdf";
    let lodged = send(Method::PUT, path, Body::from("%PDF-1.7 m")).await.expect(201).json();
    let new = |digest: &str| {
        let people = json!([
            { "role": "trader", "name": "Old Li", "person": "li" },
            { "role": "agent", "name": "Zhao", "person": "me", "represents": "trader[1]", "authority": digest },
        ]);
        json!({ "workflow": "stall", "people": people, "data": { "place": "Bridge Street" } }).to_string()
    };
    send(Method::POST, "/api/cases", Body::from(new("0".repeat(64).as_str()))).await.expect(422);
    let digest = lodged["digest"].as_str().unwrap();
    let opened = send(Method::POST, "/api/cases", Body::from(new(digest))).await.expect(201).json();
    let case = format!("/api/cases/{}", opened["case"].as_str().unwrap());
    let seen = send(Method::GET, &case, Body::empty()).await.expect(200).json();
    assert_eq!(seen["parties"][0]["represented_by"], json!(["Zhao (Agent)"]));
    assert_eq!(seen["data"][0]["text"], "Bridge Street");
    let unsaid =
        json!({ "workflow": "stall", "people": [{ "role": "trader", "name": "Z", "person": "me" }] });
    let unsaid = send(Method::POST, "/api/cases", Body::from(unsaid.to_string())).await.expect(422).json();
    assert_eq!((&unsaid["code"], &unsaid["problems"][0]["key"]), (&json!("form"), &json!("place")));
}
