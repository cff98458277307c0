//! Too many at once: what they are told, and who is let in all the same.

use crate::browser::{Browser, give_tokens, office, router, site};
use axum::body::Body;
use axum::http::{Method, header};
use registrar_testkit::{Crowd, Harness};
use registrar_web::{Site, Traffic};
use std::sync::Arc;

#[tokio::test]
async fn a_full_queue_is_told_as_503_with_a_time_to_come_back_and_a_calm_sentence() {
    let (office, router) = office().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let crowd = Crowd::gathers(&office).await;
    let path = format!("/cases/{case}/tasks/{task}");
    let typed = [("f:claim.amount", "77.00"), ("do", "outcome:filed"), ("key", "k")];

    let zhang = Browser::of(&router, "zhang");
    let page = zhang.submit(&path, &typed, &[]).await.expect(503);
    assert_eq!(page.header("retry-after"), "5");
    assert!(page.has("Many people are here at this moment. Nothing was changed."), "{}", page.text);
    let page = Browser::of(&router, "zhang").in_chinese().submit(&path, &typed, &[]).await.expect(503);
    assert!(page.has("当前访问人数较多，内容未作更改"), "{}", page.text);
    let request = zhang
        .request(Method::POST, &format!("/api/cases/{case}/tasks/{task}/claim"))
        .header(header::AUTHORIZATION, "Bearer token-zhang")
        .header("idempotency-key", "k2")
        .body(Body::empty())
        .unwrap();
    let answer = zhang.send(request).await.expect(503);
    assert_eq!((answer.header("retry-after"), &answer.json()["code"]), ("5", &"overloaded".into()));
    let ready = zhang.get("/ready").await.expect(503);
    assert_eq!(ready.text, "not ready: so many commands wait that no more are taken");
    zhang.get(&path).await.expect(200);

    crowd.is_served(&office).await;
    zhang.submit(&path, &typed, &[]).await.expect(303);
}

#[tokio::test]
async fn one_request_too_many_is_turned_away_and_signs_of_life_are_given_all_the_same() {
    let office = Harness::sample().await;
    give_tokens(&office).await;
    let traffic = Arc::new(Traffic::of(1));
    let router = registrar_web::router(Site { traffic: Arc::clone(&traffic), ..site(&office) });
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    office.world.store.hold_commits(true);
    let inside = {
        let (router, path) = (router.clone(), format!("/cases/{case}/tasks/{task}"));
        tokio::spawn(async move {
            let typed = [("f:claim.amount", "77.00"), ("do", "outcome:filed"), ("key", "k")];
            Browser::of(&router, "zhang").submit(&path, &typed, &[]).await
        })
    };
    tokio::task::yield_now().await;

    let li = Browser::of(&router, "li");
    let page = li.get("/inbox").await.expect(503);
    assert_eq!(page.header("retry-after"), "5");
    assert!(page.has("Please try again in a few seconds."), "{}", page.text);
    assert_eq!(li.get("/api/inbox").await.expect(503).json()["code"], "overloaded");
    li.get("/calendar/secret.ics").await.expect(503);
    assert_eq!(li.get("/health").await.expect(200).text, "ok");

    office.world.store.hold_commits(false);
    inside.await.unwrap().expect(303);
    li.get("/inbox").await.expect(200);
}

#[tokio::test]
async fn an_office_that_serves_says_that_it_is_ready_to_anybody_and_no_more() {
    let office = Harness::sample().await;
    let router = router(&office);
    let ready = Browser::of_nobody(&router).get("/ready").await.expect(200);
    assert_eq!(ready.text, "ready");
    office.stop().await;
    let later = Browser::of_nobody(&router);
    assert_eq!(later.get("/ready").await.expect(200).text, "ready", "an answer is good for a second");
}
