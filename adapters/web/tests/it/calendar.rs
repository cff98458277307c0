//! The page and the API by which somebody makes, replaces and ends the address of a calendar feed.

use crate::browser::{Browser, office};
use axum::body::Body;
use axum::http::Method;

/// The path inside the address that a page or an answer shows.
fn path(text: &str) -> String {
    let start = text.find("/calendar/").unwrap_or_else(|| panic!("no address: {text}"));
    let rest = text.get(start..).unwrap_or_default();
    rest.split_inclusive(".ics").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_address_is_shown_once_replaced_at_once_and_ended() {
    let (_office, router) = office().await;
    let (zhang, nobody) = (Browser::of(&router, "zhang"), Browser::of_nobody(&router));
    let none = zhang.get("/calendar").await.expect(200);
    assert!(none.has("You have no feed now.") && !none.has(".ics"), "{}", none.text);
    let made = zhang.post("/calendar", &[("do", "make")]).await.expect(200);
    assert!(
        made.has("It is shown this once") && made.has("http://127.0.0.1:8080/calendar/"),
        "{}",
        made.text
    );
    assert_eq!(made.header("cache-control"), "no-store");
    let first = path(&made.text);
    nobody.get(&first).await.expect(200);
    let later = zhang.get("/calendar").await.expect(200);
    assert!(later.has("You have a feed.") && later.has("2 March 2026, 09:00"), "{}", later.text);
    assert!(
        !later.has(".ics") && later.has("Replace the address") && later.has("End the feed"),
        "{}",
        later.text
    );
    let second = path(&zhang.post("/calendar", &[("do", "make")]).await.expect(200).text);
    assert_ne!(first, second);
    nobody.get(&first).await.expect(404);
    nobody.get(&second).await.expect(200);
    let ended = zhang.post("/calendar", &[("do", "end")]).await.expect(303);
    assert_eq!(ended.header("location"), "/calendar");
    nobody.get(&second).await.expect(404);
    zhang.post("/calendar", &[("do", "nonsense")]).await.expect(303);
    assert!(zhang.get("/calendar").await.expect(200).has("You have no feed now."));
}

#[tokio::test]
async fn the_page_is_for_who_signed_in_and_is_found_from_the_own_things() {
    let (_office, router) = office().await;
    let nobody = Browser::of_nobody(&router);
    nobody.get("/calendar").await.expect(401);
    nobody.post("/calendar", &[("do", "make")]).await.expect(401);
    let zhang = Browser::of(&router, "zhang");
    for page in ["/start", "/inbox", "/cases"] {
        assert!(zhang.get(page).await.expect(200).has("href=\"/calendar\""), "{page}");
    }
    let foreign = zhang.request(Method::POST, "/calendar").header("origin", "https://evil.example");
    zhang.send(foreign.body(Body::from("do=make")).unwrap()).await.expect(403);
    let chinese = Browser::of(&router, "zhang").in_chinese();
    let made = chinese.post("/calendar", &[("do", "make")]).await.expect(200);
    assert!(made.has("此地址仅显示这一次") && made.has("请像保管密码一样"), "{}", made.text);
}

#[tokio::test]
async fn programs_do_the_same_by_the_api() {
    let (office, router) = office().await;
    let (zhang, nobody) = (Browser::of(&router, "zhang"), Browser::of_nobody(&router));
    assert!(zhang.get("/api/calendar-feed").await.expect(200).json()["made"].is_null());
    let made = zhang.post("/api/calendar-feed", &[]).await.expect(201).json();
    assert_eq!(made["made"], "2026-03-02T01:00:00Z");
    let first = path(made["address"].as_str().unwrap());
    nobody.get(&first).await.expect(200);
    let standing = zhang.get("/api/calendar-feed").await.expect(200);
    assert_eq!(standing.json()["made"], "2026-03-02T01:00:00Z");
    assert!(!standing.has(".ics"));
    let second = path(&zhang.post("/api/calendar-feed", &[]).await.expect(201).text);
    nobody.get(&first).await.expect(404);
    let gone = |browser: &Browser| browser.request(Method::DELETE, "/api/calendar-feed");
    nobody.send(gone(&nobody).body(Body::empty()).unwrap()).await;
    nobody.get(&second).await.expect(200);
    let request = gone(&zhang).header("origin", format!("http://{}", crate::browser::HOST));
    zhang.send(request.body(Body::empty()).unwrap()).await.expect(204);
    nobody.get(&second).await.expect(404);
    // A new token for the person ends the feed with the tokens before it.
    let third = path(&zhang.post("/api/calendar-feed", &[]).await.expect(201).text);
    office.world.ports.people.end_tokens(&registrar_testkit::person("zhang"), None).await.unwrap();
    nobody.get(&third).await.expect(404);
}
