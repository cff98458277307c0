//! What is too large, too often, too late, or could run in a browser.

use crate::browser::{Browser, give_tokens, office, router};
use registrar_casework::ports::Slot;
use registrar_engine::event::Participant;
use registrar_notify::TeraTemplates;
use registrar_testkit::{Harness, World, person};
use std::sync::Arc;

#[tokio::test]
async fn a_document_over_its_limit_is_refused_and_nothing_of_it_is_kept() {
    let (office, router) = office().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let path = format!("/cases/{case}/tasks/{task}");
    let zhang = Browser::of(&router, "zhang");
    let mut large = b"%PDF-1.7 ".to_vec();
    large.resize((1 << 20) + 1, b' ');
    let typed = [("f:claim.amount", "77"), ("do", "upload")];
    let page = zhang.submit(&path, &typed, &[("d:complaint", "claim.pdf", &large)]).await.expect(422);
    assert!(page.has("has more than") && page.has("value=\"77\""), "{}", page.text);
    let slot = Slot::Task { case, task };
    assert_eq!(office.casework.uploads(&person("zhang"), &slot).await.unwrap(), []);
}

#[tokio::test]
async fn a_form_beyond_all_measure_is_refused_as_too_large() {
    let (office, router) = office().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let zhang = Browser::of(&router, "zhang");
    let text = "x".repeat((1 << 20) + 1);
    let typed = [("f:secret", text.as_str()), ("do", "draft")];
    let page = zhang.submit(&format!("/cases/{case}/tasks/{task}"), &typed, &[]).await.expect(413);
    assert!(page.has("too large"), "{}", page.text);
    zhang.post("/enter", &[("token", &"x".repeat(3 << 20))]).await.expect(413);
}

#[tokio::test]
async fn who_tries_many_tokens_waits_and_is_told_how_long() {
    let (office, router) = office().await;
    let nobody = Browser::of_nobody(&router);
    for _ in 0..10 {
        nobody.post("/enter", &[("token", "guess-1")]).await.expect(401);
    }
    let stopped = nobody.post("/enter", &[("token", "guess-2")]).await.expect(429);
    assert_eq!(stopped.header("retry-after"), "900");
    assert!(stopped.has("Please wait") && stopped.has("Your access token"), "{}", stopped.text);
    nobody.post("/enter", &[("token", "token-zhang")]).await.expect(303);
    office.pass(1).await;
    nobody.post("/enter", &[("token", "guess-2")]).await.expect(401);
}

#[tokio::test]
async fn who_comes_too_late_reads_who_was_first_and_can_copy_what_was_typed() {
    let (office, router) = office().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    let chen = Browser::of(&router, "chen");
    office.does("chu", &case, "review", "accept", &[]).await.unwrap();
    let typed = [("do", "outcome:refuse"), ("o:refuse:reason", "no claim at all")];
    let late = chen.submit(&format!("/cases/{case}/tasks/{task}"), &typed, &[]).await.expect(409);
    assert!(late.has("was ended by Clerk on 2026-03-02 09:00"), "{}", late.text);
    assert!(late.has("no claim at all"), "{}", late.text);
    // To a stranger nothing is told, not even that.
    let path = format!("/cases/{case}/tasks/{task}");
    Browser::of(&router, "stranger").submit(&path, &typed, &[]).await.expect(404);
}

#[tokio::test]
async fn an_issued_document_is_shown_in_a_box_without_rights() {
    // The templates as they really are, not the tests' plain ones.
    let mut world = World::at("2026-03-02T01:00:00Z");
    world.ports.templates = Arc::new(TeraTemplates::default());
    let office = Harness::over(world);
    office.deploy(registrar_testkit::SAMPLE).await;
    for (id, pool) in [("zhang", ""), ("li", ""), ("stranger", ""), ("chen", "clerks"), ("judge-1", "judges")]
    {
        office.person(id, &[pool]).await;
    }
    give_tokens(&office).await;
    let router = router(&office);
    let case = office.being_served(&["li"]).await;
    let li = Browser::of(&router, "li");
    let list = li.get("/messages").await.expect(200);
    let link = list
        .text
        .split("action=\"/messages/")
        .nth(1)
        .unwrap_or_default()
        .split('"')
        .next()
        .unwrap_or_default();
    li.post(&format!("/messages/{link}"), &[]).await.expect(200);
    office.does("li", &case, "answer", "answered", &[]).await.unwrap();
    let judge = office
        .stored(&case)
        .await
        .seats
        .iter()
        .find_map(|seat| seat.person.clone().filter(|person| person.as_str().starts_with("judge")));
    let judge = judge.expect("a judge was drawn");
    office.does(judge.as_str(), &case, "decide", "decided", &[]).await.unwrap();
    office.casework.settle().await.unwrap();
    let zhang = Browser::of(&router, "zhang");
    let view = office.view("zhang", &case).await;
    let judgment = view.documents.iter().find(|document| document.issued).expect("it was issued");
    let shown = zhang.get(&format!("/cases/{case}/documents/{}?view=1", judgment.number)).await.expect(200);
    let policy = shown.header("content-security-policy");
    assert!(policy.starts_with("sandbox; default-src 'none'") && !policy.contains("allow"), "{policy}");
    assert!(shown.header("content-type").starts_with("text/html"));
    assert!(shown.header("content-disposition").starts_with("inline"));
    let kept = zhang.get(&format!("/cases/{case}/documents/{}", judgment.number)).await.expect(200);
    assert!(kept.header("content-disposition").starts_with("attachment"));
    Browser::of(&router, "stranger")
        .get(&format!("/cases/{case}/documents/{}", judgment.number))
        .await
        .expect(404);
}

#[tokio::test]
async fn an_invitation_gives_its_seat_once_by_a_button_and_to_one_person() {
    let (office, router) = office().await;
    let mut wish = registrar_testkit::opening(&[]);
    if let registrar_casework::Wish::Open { people, .. } = &mut wish {
        let invited: Participant = registrar_testkit::participant("defendant", "Li Si", false);
        people.push(invited);
    }
    let case = office.by("zhang", wish).await.expect("the case opens").case;
    office.does("zhang", &case, "file", "filed", &[("claim.amount", "12000.00")]).await.unwrap();
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    office.pass(24 * 3).await;
    let sent = office.world.recorder.sent();
    let letter = sent.iter().map(|sent| format!("{sent:?}")).find(|text| text.contains("/join/"));
    let letter = letter.expect("the defendant is invited");
    let code: String = letter
        .split("/join/")
        .nth(1)
        .unwrap_or_default()
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let path = format!("/join/{code}");
    Browser::of_nobody(&router).get(&path).await.expect(401);
    let li = Browser::of(&router, "li");
    let typed = li.get(&format!("/join?code=%20{code}%20")).await.expect(303);
    assert_eq!(typed.header("location"), path);
    assert!(li.get(&path).await.expect(200).has("Take my place in the case"));
    li.get(&format!("/cases/{case}")).await.expect(404);
    li.post(&path, &[]).await.expect(303);
    li.get(&format!("/cases/{case}")).await.expect(200);
    Browser::of(&router, "wu").post(&path, &[]).await.expect(404);
    li.post("/join/nosuchcode", &[]).await.expect(404);
}
