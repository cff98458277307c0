//! Forms: fields, mistakes, documents, drafts, and outcomes that are no longer open.

use crate::browser::{Browser, office};

#[tokio::test]
async fn a_form_with_mistakes_comes_back_with_everything_typed_and_each_message_beside_its_field() {
    let (office, router) = office().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let path = format!("/cases/{case}/tasks/{task}");
    let zhang = Browser::of(&router, "zhang");
    let form = zhang.get(&path).await.expect(200);
    assert!(form.has("enctype=\"multipart/form-data\""), "{}", form.text);
    let key = form.hidden("key");
    let typed =
        [("key", key.as_str()), ("f:claim.amount", "a <lot>"), ("f:secret", "mine"), ("do", "outcome:filed")];
    let pdf: &[u8] = b"%PDF-1.7 the complaint";
    let again = zhang.submit(&path, &typed, &[("d:complaint", "claim.pdf", pdf)]).await.expect(422);
    assert!(again.has("value=\"a &lt;lot&gt;\""), "{}", again.text);
    assert!(again.has("mine"));
    assert!(again.has("aria-invalid=\"true\""));
    assert!(again.has("href=\"#f-f-claim-amount\""));
    assert!(again.has("claim.pdf"), "the document lies there as lodged");
    let key = again.hidden("key");
    let typed =
        [("key", key.as_str()), ("f:claim.amount", "12000"), ("f:secret", "mine"), ("do", "outcome:filed")];
    let done = zhang.submit(&path, &typed, &[]).await.expect(303);
    assert!(done.header("location").starts_with(&format!("/cases/{case}?done=")), "{done:?}");
    assert_eq!(office.states("zhang", &case).await, ["reviewing"]);
    let page = zhang.get(&format!("/cases/{case}")).await.expect(200);
    assert!(page.has("claim.pdf"));
}

#[tokio::test]
async fn an_outcome_no_longer_open_is_refused_with_who_ended_it_and_when() {
    let (office, router) = office().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    let path = format!("/cases/{case}/tasks/{task}");
    let chen = Browser::of(&router, "chen");
    chen.get(&path).await.expect(200);
    office.does("chu", &case, "review", "accept", &[]).await.unwrap();
    let late = chen.submit(&path, &[("do", "outcome:accept"), ("key", "late")], &[]).await;
    assert!(late.expect(409).has("was ended by Clerk"));
    let zhang = Browser::of(&router, "zhang").get(&path).await.expect(409);
    assert!(zhang.has("was ended by") && zhang.has("2026-03-02 09:00"), "{}", zhang.text);
}

#[tokio::test]
async fn a_file_of_the_wrong_kind_is_refused_before_it_is_kept_and_the_rest_of_the_form_stays() {
    let (office, router) = office().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let path = format!("/cases/{case}/tasks/{task}");
    let zhang = Browser::of(&router, "zhang");
    let svg: &[u8] = b"<svg onload='x()'></svg>";
    let typed = [("f:claim.amount", "77"), ("do", "outcome:filed")];
    let page = zhang.submit(&path, &typed, &[("d:complaint", "claim.pdf", svg)]).await.expect(422);
    assert!(page.has("image/svg+xml") && page.has("value=\"77\""), "{}", page.text);
    assert!(!page.has("claim.pdf"));
    assert_eq!(office.states("zhang", &case).await, ["filing"]);
}

#[tokio::test]
async fn a_draft_is_there_when_one_comes_back() {
    let (office, router) = office().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let path = format!("/cases/{case}/tasks/{task}");
    let zhang = Browser::of(&router, "zhang");
    zhang.submit(&path, &[("f:claim.amount", "not yet"), ("do", "draft")], &[]).await.expect(200);
    assert!(zhang.get(&path).await.expect(200).has("value=\"not yet\""));
    assert_eq!(office.states("zhang", &case).await, ["filing"]);
    // To the defendant, who hasn't been addressed yet, not even the case is there.
    assert!(!Browser::of(&router, "li").get(&path).await.expect(404).has("not yet"));
}

#[tokio::test]
async fn a_task_of_a_pool_is_taken_and_given_back() {
    let (office, router) = office().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    let path = format!("/cases/{case}/tasks/{task}");
    let (chen, chu) = (Browser::of(&router, "chen"), Browser::of(&router, "chu"));
    chen.submit(&path, &[("do", "claim")], &[]).await.expect(303);
    assert!(chen.get(&path).await.expect(200).has("Give it back"));
    assert!(chu.submit(&path, &[("do", "claim")], &[]).await.status.is_client_error());
    chen.submit(&path, &[("do", "release")], &[]).await.expect(303);
    chu.submit(&path, &[("do", "claim")], &[]).await.expect(303);
}

#[tokio::test]
async fn an_authority_is_given_with_its_document_and_ended_again() {
    let (office, router) = office().await;
    // The other side sees the case and may still end nobody's authority.
    let case = office.being_served(&["li"]).await;
    let path = format!("/cases/{case}/representation");
    let (zhang, zhao) = (Browser::of(&router, "zhang"), Browser::of(&router, "zhao"));
    let typed = |person| {
        [
            ("do", "give"),
            ("member", "plaintiff[1]"),
            ("role", "lawyer"),
            ("authority", "power"),
            ("person", person),
        ]
    };
    let wrong = zhang.submit(&path, &typed("zhao"), &[("d:power", "p.pdf", b"<svg/>")]).await.expect(422);
    assert!(wrong.has("image/svg+xml") && wrong.has("value=\"zhao\""), "{}", wrong.text);
    zhang.submit(&path, &typed("zhao"), &[]).await.expect(422);
    let power: &[u8] = b"%PDF-1.7 power of attorney";
    zhang.submit(&path, &typed("nobody-here"), &[("d:power", "p.pdf", power)]).await.expect(422);
    zhao.get(&format!("/cases/{case}")).await.expect(404);
    zhang.submit(&path, &typed("zhao"), &[("d:power", "p.pdf", power)]).await.expect(303);
    let seen = zhao.get(&format!("/cases/{case}")).await.expect(200);
    assert!(seen.has("represented by zhao (Lawyer)"), "{}", seen.text);
    let ending = [("do", "end"), ("member", "plaintiff[1]"), ("person", "zhao")];
    Browser::of(&router, "li").submit(&path, &ending, &[]).await.expect(422);
    zhang.submit(&path, &ending, &[]).await.expect(303);
    zhao.get(&format!("/cases/{case}")).await.expect(404);
}
