//! Who gets in, what every answer carries, what a foreign page may do.

use crate::browser::{Browser, HOST, office};
use axum::body::Body;
use axum::http::{Method, header};
use registrar_web::SandboxRoute;

#[tokio::test]
async fn without_a_token_only_health_and_the_way_in_answer() {
    let (_office, router) = office().await;
    let nobody = Browser::of_nobody(&router);
    nobody.get("/health").await.expect(200);
    let entry = nobody.get("/").await.expect(200);
    assert!(entry.has("Your access token"));
    assert!(nobody.get("/style.css").await.expect(200).header("content-type").starts_with("text/css"));
    for path in
        ["/start", "/inbox", "/cases", "/open", "/messages", "/cases/x", "/cases/x/tasks/1", "/join/abc"]
    {
        let answer = nobody.get(path).await.expect(401);
        assert!(answer.has("Your access token"), "{path}");
    }
    let api = nobody.get("/openapi.json").await.expect(401);
    assert_eq!(api.json()["code"], "signed_out");
}

#[tokio::test]
async fn a_token_becomes_a_cookie_that_no_script_and_no_other_site_gets() {
    let (_office, router) = office().await;
    let nobody = Browser::of_nobody(&router);
    let wrong = nobody.post("/enter", &[("token", "nonsense")]).await.expect(401);
    assert!(wrong.has("known or has expired"), "{}", wrong.text);
    let right = nobody.post("/enter", &[("token", "token-zhang"), ("next", "/inbox")]).await.expect(303);
    assert_eq!(right.header("location"), "/inbox");
    assert_eq!(
        right.header("set-cookie"),
        "registrar=token-zhang; Path=/; HttpOnly; SameSite=Strict; Secure"
    );
    let away = nobody.post("/enter", &[("token", "token-zhang"), ("next", "//evil.example")]).await;
    assert_eq!(away.header("location"), "/");
}

#[tokio::test]
async fn a_page_of_another_site_can_change_nothing() {
    let (_office, router) = office().await;
    let zhang = Browser::of(&router, "zhang");
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let mut request = zhang.request(Method::POST, "/leave");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let answer = zhang.send(request.body(Body::empty()).unwrap()).await.expect(403);
        assert!(answer.headers.get(header::SET_COOKIE).is_none(), "{origin:?}");
    }
    let own = zhang.request(Method::POST, "/leave").header(header::ORIGIN, format!("https://{HOST}"));
    zhang.send(own.body(Body::empty()).unwrap()).await.expect(303);
}

#[tokio::test]
async fn every_answer_forbids_scripts_frames_and_guessing() {
    let (_office, router) = office().await;
    let zhang = Browser::of(&router, "zhang");
    for path in ["/", "/inbox", "/nowhere", "/cases/none", "/health"] {
        let answer = zhang.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(!answer.has("<script") && !answer.has(" style=") && !answer.has(" onclick="), "{path}");
    }
}

#[tokio::test]
async fn the_language_is_kept_in_a_cookie_and_asked_of_the_browser() {
    let (_office, router) = office().await;
    let nobody = Browser::of_nobody(&router);
    let chosen = nobody.post("/language", &[("language", "zh"), ("back", "/inbox")]).await.expect(303);
    assert!(chosen.header("set-cookie").starts_with("registrar_language=zh;"));
    assert_eq!(chosen.header("location"), "/inbox");
    let zhang = Browser::of(&router, "zhang").in_chinese();
    let page = zhang.get("/inbox").await.expect(200);
    assert!(page.has("<html lang=\"zh-CN\">") && page.has("<h1>待办</h1>"));
}

#[tokio::test]
async fn a_stranger_gets_the_same_answer_for_a_hidden_case_as_for_none() {
    let (office, router) = office().await;
    let case = office.filed(&["li", "wu"]).await;
    let stranger = Browser::of(&router, "stranger");
    let task = office.task("chen", &case, "review").await;
    for (hidden, none) in [
        (format!("/cases/{case}"), "/cases/none".to_owned()),
        (format!("/cases/{case}/timeline"), "/cases/none/timeline".to_owned()),
        (format!("/cases/{case}/tasks/{task}"), format!("/cases/none/tasks/{task}")),
        (format!("/cases/{case}/documents/1"), "/cases/none/documents/1".to_owned()),
        (format!("/cases/{case}/representation"), "/cases/none/representation".to_owned()),
        (format!("/cases/{case}/deadlines/1"), "/cases/none/deadlines/1".to_owned()),
    ] {
        let (hidden_page, none_page) =
            (stranger.get(&hidden).await.expect(404), stranger.get(&none).await.expect(404));
        assert_eq!(hidden_page.text.replace(&hidden, ""), none_page.text.replace(&none, ""), "{hidden}");
    }
    Browser::of(&router, "zhang").get(&format!("/cases/{case}")).await.expect(200);
}

#[tokio::test]
async fn the_real_thing_has_no_route_of_the_sandbox() {
    let (_office, router) = office().await;
    for browser in [Browser::of(&router, "zhang"), Browser::of_nobody(&router)] {
        for route in SandboxRoute::ALL {
            browser.get(route.path()).await.expect(404);
            browser.post(route.path(), &[("person", "zhang"), ("step", "next")]).await.expect(404);
        }
        assert!(!browser.get("/").await.expect(200).has("sandbox"));
    }
}
