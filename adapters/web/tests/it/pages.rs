//! The pages of a case, of lists, of messages and documents.

use crate::browser::{Browser, office, router};
use registrar_casework::ports::Person;
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
    let people = &office.world.ports.people;
    let first = people.person(&registrar_testkit::person("judge-1")).await.unwrap().unwrap();
    let named = Person { name: "The first judge".to_owned(), ..first };
    people.put_person(&named).await.unwrap();
    let case = judged(&office).await;
    let zhang = Browser::of(&router, "zhang");
    let page = zhang.get(&format!("/cases/{case}")).await.expect(200);
    for text in ["Where it stands", "Timeline", "Documents", "People", "Your tasks"] {
        assert!(page.has(text), "{text}: {}", page.text);
    }
    let timeline = zhang.get(&format!("/cases/{case}/timeline")).await.expect(200);
    assert!(timeline.has("The first judge (judge-1: 0), judge-2 (judge-2: 0)"), "{}", timeline.text);
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
async fn a_case_that_cannot_be_read_stands_in_the_lists_and_leads_nowhere() {
    let (office, _) = office().await;
    let case = office.filed(&["li"]).await;
    let other = office.filed(&["li"]).await;
    // Nothing of them is remembered.
    let office = Harness::over(office.stop().await);
    let router = router(&office);
    office.world.store.harm(&case);
    let chen = Browser::of(&router, "chen");
    for path in ["/inbox", "/cases", "/start"] {
        let page = chen.get(path).await.expect(200);
        assert!(
            page.has("It can’t be shown at this moment.") && page.has(case.as_str()),
            "{path}: {}",
            page.text
        );
        assert!(page.has(&format!("href=\"/cases/{other}")), "{path}: {}", page.text);
        assert!(!page.has(&format!("href=\"/cases/{case}")), "{path}: {}", page.text);
    }
    let chinese = Browser::of(&router, "chen").in_chinese().get("/inbox").await.expect(200);
    assert!(chinese.has("暂时无法显示"), "{}", chinese.text);
    let alone = chen.get(&format!("/cases/{case}")).await.expect(503);
    assert!(alone.has("This can’t be read at this moment. Nothing was changed"), "{}", alone.text);
    let figures = chen.get("/statistics").await.expect(200);
    assert!(figures.has("not counted, since they can’t be read at this moment: 1"), "{}", figures.text);
    let stranger = Browser::of(&router, "stranger");
    assert!(!stranger.get("/inbox").await.expect(200).has(case.as_str()));
    for path in ["/api/inbox", "/api/cases"] {
        let items = chen.get(path).await.expect(200).json()["items"].clone();
        let of = |id: &CaseId| {
            let found = items.as_array().unwrap().iter().find(|item| item["case"] == id.as_str());
            found.unwrap()["unreadable"].as_bool().unwrap()
        };
        assert_eq!((of(&case), of(&other)), (true, false), "{items:#}");
    }
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

#[tokio::test]
async fn a_deadline_is_shown_with_what_remains_and_on_the_clock_of_who_lives_elsewhere() {
    let (office, router) = office().await;
    let case = office.filed(&["li"]).await;
    let zhang = Browser::of(&router, "zhang");
    let page = zhang.get(&format!("/cases/{case}")).await.expect(200);
    assert!(page.has("the end of 4 March 2026"), "{}", page.text);
    assert!(page.has("(Asia/Shanghai)") && page.has("2 days left") && !page.has("that is"), "{}", page.text);

    // Somebody abroad says where he is, and sees each end on his own clock too.
    let form = zhang.get("/zone?back=/cases").await.expect(200);
    assert!(form.has("<option value=\"Europe/Berlin\">"), "{}", form.text);
    assert!(form.has("name=\"back\" value=\"/cases\""), "{}", form.text);
    let kept = zhang.post("/zone", &[("zone", "europe/berlin"), ("back", "/cases")]).await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    let form = zhang.get("/zone").await.expect(200);
    assert!(form.has("<option value=\"Europe/Berlin\" selected>"), "{}", form.text);
    for path in [format!("/cases/{case}"), format!("/cases/{case}/deadlines/{}", clock(&office, &case).await)]
    {
        let page = zhang.get(&path).await.expect(200);
        let there = "(Asia/Shanghai), that is 4 March 2026, 17:00 (UTC+01:00) in Europe/Berlin";
        assert!(page.has(there), "{path}: {}", page.text);
    }
    let chinese = zhang.in_chinese().get(&format!("/cases/{case}")).await.expect(200);
    assert!(chinese.has("即Europe/Berlin时间2026年3月4日 17:00（UTC+01:00）"), "{}", chinese.text);
    assert!(chinese.has("还剩2天"), "{}", chinese.text);

    let zhang = Browser::of(&router, "zhang");
    let seen = zhang.get(&format!("/api/cases/{case}")).await.expect(200).json();
    let shown = &seen["clocks"][0];
    assert_eq!(shown["there"]["due"], "2026-03-04T17:00:00+01:00");
    assert_eq!(shown["remaining"], serde_json::json!({"unit": "days", "count": 2, "text": "2 days"}));
    assert_eq!(shown["counted_with"]["zone"], "Asia/Shanghai");
    for wrong in ["Europe/Berlni", "../../etc/passwd"] {
        zhang.post("/zone", &[("zone", wrong)]).await.expect(422);
    }
    zhang.post("/zone", &[("zone", "")]).await.expect(303);
    assert!(!zhang.get(&format!("/cases/{case}")).await.expect(200).has("that is"));
}

async fn clock(office: &Harness, case: &CaseId) -> u64 {
    let view = office.casework.case(&registrar_testkit::person("zhang"), case, "en").await.unwrap();
    view.clocks[0].number
}

/// A procedure of the house itself: an official opens its cases.
const INSPECTION: &str = "workflow: inspection
version: 2
title: {en: Inspection, zh: 检查}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: clerk
roles: {clerk: {pool: clerks}}
tasks: {look: {role: clerk, outcomes: [seen]}}
states:
  looking: {tasks: [look], unbounded: as long as it takes, on: {look.seen: seen}}
  seen: {final: true}
guarantees:
  - always_ends
";

#[tokio::test]
async fn what_is_proved_of_a_procedure_is_told_to_who_may_open_a_case_or_serves_in_it() {
    let (office, router) = office().await;
    office.deploy(INSPECTION).await;
    let (chen, zhang) = (Browser::of(&router, "chen"), Browser::of(&router, "zhang"));
    let list = chen.get("/workflows").await.expect(200);
    assert!(list.has("/workflows/inspection") && list.has("/workflows/sample"), "{}", list.text);
    let page = chen.get("/workflows/inspection").await.expect(200);
    for wanted in
        ["Inspection", "<code>always_ends</code>", "class=\"verdict\"", "<svg ", "data-state=\"looking\""]
    {
        assert!(page.has(wanted), "{wanted}: {}", page.text);
    }
    let chinese = Browser::of(&router, "chen").in_chinese().get("/workflows/inspection").await.expect(200);
    assert!(chinese.has("检查") && chinese.has("保证"), "{}", chinese.text);
    chen.get("/workflows/inspection?version=2").await.expect(200);
    for missing in ["/workflows/inspection?version=1", "/workflows/inspection?version=x", "/workflows/none"] {
        chen.get(missing).await.expect(404);
    }
    // To a citizen it isn't there; the one that he may open is, and is linked where he opens it.
    let list = zhang.get("/workflows").await.expect(200);
    assert!(!list.has("inspection") && list.has("/workflows/sample"), "{}", list.text);
    zhang.get("/workflows/inspection").await.expect(404);
    zhang.get("/workflows/sample").await.expect(200);
    assert!(zhang.get("/open").await.expect(200).has("href=\"/workflows/sample\""));
    assert!(zhang.get("/start").await.expect(200).has("href=\"/workflows\""));
    assert_eq!(Browser::of_nobody(&router).get("/workflows").await.status, 401);
}
