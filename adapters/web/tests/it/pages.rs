//! The pages of a case, of lists, of messages and documents.

use crate::browser::{Browser, office};
use registrar_engine::id::CaseId;
use registrar_testkit::Harness;

async fn judged(office: &Harness) -> CaseId {
    let case = office.being_served(&["li", "wu"]).await;
    office.casework.settle().await.unwrap();
    case
}

#[tokio::test]
async fn a_case_says_where_it_stands_what_comes_and_what_silence_does() {
    let (office, router) = office().await;
    let case = judged(&office).await;
    let zhang = Browser::of(&router, "zhang");
    let page = zhang.get(&format!("/cases/{case}")).await.expect(200);
    for text in ["Where it stands", "Timeline", "Documents", "People", "Your tasks"] {
        assert!(page.has(text), "{text}: {}", page.text);
    }
    zhang.get(&format!("/cases/{case}/timeline")).await.expect(200);
    zhang.get(&format!("/cases/{case}/representation")).await.expect(200);
    let judge = office.casework.case(&registrar_testkit::person("zhang"), &case, "en").await.unwrap();
    for clock in &judge.clocks {
        zhang.get(&format!("/cases/{case}/deadlines/{}", clock.number)).await.expect(200);
    }
    assert!(!judge.clocks.is_empty());
    // A deadline that has ended stays readable: here the review, which was in time.
    assert!(page.has("Deadlines that have ended"), "{}", page.text);
    let all = office.casework.deadlines(&registrar_testkit::person("zhang"), &case, "en").await.unwrap();
    let review = all.iter().find(|deadline| deadline.closed).expect("the review has ended");
    let (link, told) = (format!("/cases/{case}/deadlines/{}", review.number), "What happened to it");
    assert!(page.has(&link), "{}", page.text);
    let ended = zhang.get(&link).await.expect(200);
    assert!(ended.has(told) && ended.has("ended in time") && ended.has("met"), "{}", ended.text);
    let ended = Browser::of(&router, "zhang").in_chinese().get(&link).await.expect(200);
    assert!(ended.has("期限变动记录") && ended.has("按期结束"), "{}", ended.text);
    Browser::of(&router, "stranger").get(&link).await.expect(404);
    let chinese = Browser::of(&router, "zhang").in_chinese().get(&format!("/cases/{case}")).await.expect(200);
    assert!(chinese.has("目前进展"));
}

#[tokio::test]
async fn lists_show_what_is_to_be_done_and_by_when() {
    let (office, router) = office().await;
    let case = office.filed(&["li"]).await;
    let chen = Browser::of(&router, "chen");
    let inbox = chen.get("/inbox").await.expect(200);
    assert!(inbox.has("Waiting to be taken from your pools"));
    assert!(inbox.has(&format!("/cases/{case}/tasks/")), "{}", inbox.text);
    assert!(chen.get("/cases").await.expect(200).has(case.as_str()));
    assert!(chen.get("/start").await.expect(200).has(case.as_str()));
    let stranger = Browser::of(&router, "stranger");
    assert!(!stranger.get("/inbox").await.expect(200).has(case.as_str()));
    assert!(!stranger.get("/cases").await.expect(200).has(case.as_str()));
    chen.get("/inbox?after=nonsense").await.expect(200);
}

#[tokio::test]
async fn a_message_is_opened_by_a_button_alone() {
    let (office, router) = office().await;
    let case = judged(&office).await;
    let li = Browser::of(&router, "li");
    let list = li.get("/messages").await.expect(200);
    assert!(list.has("opening it counts as receipt"), "{}", list.text);
    let link = list.text.split("action=\"/messages/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let before = office.states("zhang", &case).await;
    li.get(&format!("/messages/{link}")).await.expect(200);
    assert_eq!(office.states("zhang", &case).await, before);
    Browser::of(&router, "wu").post(&format!("/messages/{link}"), &[]).await.expect(404);
    li.post(&format!("/messages/{link}"), &[]).await.expect(200);
    assert_ne!(office.states("zhang", &case).await, before);
}

#[tokio::test]
async fn a_case_is_opened_from_a_page_and_mistakes_lose_nothing() {
    let (office, router) = office().await;
    let zhang = Browser::of(&router, "zhang");
    let choice = zhang.get("/open").await.expect(200);
    let workflow = choice.text.split("/open/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/open/{workflow}");
    let form = zhang.get(&path).await.expect(200);
    let key = form.hidden("key");
    let nobody = [
        ("key", key.as_str()),
        ("do", "open"),
        ("plaintiff[1].name", "Zhang San & Söhne"),
        ("plaintiff[1].mail", "zhang@example.org"),
    ];
    let again = zhang.submit(&path, &nobody, &[]).await.expect(422);
    assert!(again.has("Zhang San &amp; Söhne"), "{}", again.text);
    let key = again.hidden("key");
    let mut all = nobody.to_vec();
    all[0] = ("key", key.as_str());
    all.extend([("defendant[1].name", "Li Si"), ("defendant[1].mail", "li@example.org")]);
    let opened = zhang.submit(&path, &all, &[]).await.expect(303);
    let place = opened.header("location").to_owned();
    assert!(place.starts_with("/cases/"));
    assert!(zhang.get(&place).await.expect(200).has("Li Si"));
    let twice = zhang.submit(&path, &all, &[]).await.expect(303);
    assert_eq!(twice.header("location"), place, "the same key is executed once");
    assert_eq!(
        office.casework.cases(&registrar_testkit::person("zhang"), None, 10, "en").await.unwrap().0.len(),
        1
    );
}

#[tokio::test]
async fn officials_see_how_deadlines_are_kept() {
    let (office, router) = office().await;
    judged(&office).await;
    let chen = Browser::of(&router, "chen");
    assert!(chen.get("/cases").await.expect(200).has("href=\"/statistics\""));
    let page = chen.get("/statistics?since=&until=").await.expect(200);
    for text in ["Time to review", "100.00 %", "Limits with legal effect"] {
        assert!(page.has(text), "{text}: {}", page.text);
    }
    let chinese = Browser::of(&router, "chen").in_chinese().get("/statistics").await.expect(200);
    assert!(chinese.has("期限履行统计"));
    chen.get("/statistics?since=yesterday").await.expect(400);
    // Parties have no part in it.
    Browser::of(&router, "li").get("/statistics").await.expect(404);
    Browser::of(&router, "li").get("/api/statistics").await.expect(404);
    assert!(!Browser::of(&router, "li").get("/cases").await.expect(200).has("href=\"/statistics\""));
}
