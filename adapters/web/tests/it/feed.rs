//! The calendar feed as programs read it: its bytes, its headers, what it never says.

use crate::browser::{Answer, Browser, HOST, office as sample_office, router};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use registrar_casework::Wish;
use registrar_casework::ports::{Person, Token};
use registrar_engine::docket;
use registrar_engine::id::CaseId;
use registrar_testkit::{Harness, moment, participant, person, required};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

const RENT: &str = r#"
workflow: rent
version: 1
title: {en: Rent of the blue house, zh: 蓝屋租金案}
calendar: cn
counting: cn-litigation
zone: Asia/Shanghai
starts: tenant
roles:
  tenant: {party: true, title: {en: Tenant, zh: 承租人}}
  clerk: {pool: clerks, title: {en: Clerk, zh: 书记员}}
deadlines:
  reply_by: {period: 15 days, title: {en: Statement of defence, zh: 答辩期}, suspend: {by: clerk}}
  word_by: {period: 30 hours, title: {en: Quick word, zh: 简短答复}}
  look_by: {period: 2 days, promise: true, title: {en: First look, zh: 初步查看}}
tasks:
  reply: {role: tenant, due: reply_by, outcomes: [sent]}
  say: {role: tenant, due: word_by, outcomes: [said]}
  look: {role: clerk, due: look_by, outcomes: [seen]}
states:
  waiting:
    tasks: [reply, say, look]
    deadlines: [reply_by, word_by, look_by]
    on: {reply.sent: ended, say.said: {}, look.seen: {}, reply_by.expired: ended, word_by.expired: {}, look_by.expired: {}}
  ended: {final: true, outcome: done}
"#;

/// A case of `RENT` opened by `wang` at a moment; `chen` is a clerk.
async fn rent(at: &str, language: &str) -> (Harness, Router, CaseId) {
    let office = Harness::empty();
    office.deploy(RENT).await;
    office.world.clock.move_to(moment(at));
    office.person("chen", &["clerks"]).await;
    let wang = Person {
        id: person("wang"),
        name: "Wang Xiaoming".to_owned(),
        organisation: None,
        pools: Vec::new(),
        contact: BTreeMap::new(),
        language: language.to_owned(),
        zone: String::new(),
    };
    office.world.ports.people.put_person(&wang).await.unwrap();
    for id in ["wang", "chen"] {
        let hash = docket::digest(format!("token-{id}").as_bytes());
        let token = Token { hash, person: person(id), expires: moment("2030-01-01T00:00:00Z") };
        office.world.ports.people.put_token(&token).await.unwrap();
    }
    let mut tenant = participant("tenant", "wang", true);
    tenant.name = "Wang Xiaoming".to_owned();
    let data = Default::default();
    let wish = Wish::Open { workflow: "rent".to_owned(), version: None, people: vec![tenant], data };
    let case = office.by("wang", wish).await.expect("the case opens").case;
    let router = router(&office);
    (office, router, case)
}

/// The path of a new feed.
async fn path(office: &Harness, who: &str) -> String {
    let made = office.casework.make_feed(&person(who)).await.unwrap();
    made.address.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
}

/// As a calendar program asks: no cookie, no origin.
async fn fetch(router: &Router, path: &str) -> Answer {
    fetch_knowing(router, path, None).await
}

async fn fetch_knowing(router: &Router, path: &str, tag: Option<&str>) -> Answer {
    let mut request = Request::builder().method(Method::GET).uri(path).header(header::HOST, HOST);
    if let Some(tag) = tag {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    Browser::of_nobody(router).send(request.body(Body::empty()).unwrap()).await
}

/// The events with their properties, name and parameters before the colon.
fn events(text: &str) -> Vec<BTreeMap<String, String>> {
    let unfolded = text.replace("\r\n ", "");
    let blocks = unfolded.split("BEGIN:VEVENT\r\n").skip(1).map(str::to_owned).collect::<Vec<_>>();
    let properties = |block: String| {
        let inside = block.split("END:VEVENT").next().unwrap_or_default().to_owned();
        let pairs = inside.lines().filter_map(|line| line.split_once(':'));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    blocks.into_iter().map(properties).collect()
}

#[tokio::test]
async fn a_day_is_shown_as_a_day_and_an_hour_as_an_instant() {
    let (office, router, case) = rent("2026-03-02T01:00:00Z", "en").await;
    let feed = fetch(&router, &path(&office, "wang").await).await.expect(200);
    let found = events(&feed.text);
    assert_eq!(found.len(), 2, "{}", feed.text);
    // 30 hours from the next hour, 10:00 in Shanghai; 15 days from the 3rd on.
    assert_eq!(found[0]["DTSTART"], "20260303T080000Z");
    assert_eq!(found[1]["DTSTART;VALUE=DATE"], "20260317");
    for event in &found {
        assert_eq!((event["STATUS"].as_str(), event["TRANSP"].as_str()), ("CONFIRMED", "TRANSPARENT"));
        assert_eq!((event["CLASS"].as_str(), event["DTSTAMP"].as_str()), ("PRIVATE", "20260302T010000Z"));
        let (number, _) = event["UID"].split_once('@').unwrap();
        let number = number.strip_prefix(&format!("{case}.")).unwrap();
        assert_eq!(event["URL"], format!("http://127.0.0.1:8080/cases/{case}/deadlines/{number}"));
        let short: String =
            case.as_str().chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        assert_eq!(event["SUMMARY"], format!("Registrar: deadline {number}\\, case …{short}"));
    }
    assert_ne!(found[0]["UID"], found[1]["UID"]);
    assert!(feed.has("VERSION:2.0\r\n") && feed.has("METHOD:PUBLISH\r\n"), "{}", feed.text);
    assert!(feed.has("REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n") && !feed.has("VALARM"), "{}", feed.text);
    assert!(feed.text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{}", feed.text);
}

#[tokio::test]
async fn a_feed_names_no_party_no_matter_and_no_deadline() {
    for language in ["en", "zh"] {
        let (office, router, _) = rent("2026-03-02T01:00:00Z", language).await;
        for (who, shown) in [("wang", 2), ("chen", 1)] {
            let feed = fetch(&router, &path(&office, who).await).await.expect(200);
            assert_eq!(events(&feed.text).len(), shown, "{}", feed.text);
            let plain = feed.text.replace("\r\n ", "");
            for word in [
                "Wang", "wang", "chen", "Rent", "rent", "house", "蓝屋", "defence", "答辩", "reply", "Quick",
                "word", "简短", "First", "look", "初步", "enant", "承租", "lerk", "书记",
            ] {
                assert!(!plain.contains(word), "{word}: {plain}");
            }
        }
    }
}

#[tokio::test]
async fn a_promise_is_marked_and_the_language_is_the_persons_own() {
    let (office, router, _) = rent("2026-03-02T01:00:00Z", "zh").await;
    let chen = fetch(&router, &path(&office, "chen").await).await.expect(200);
    assert!(events(&chen.text)[0]["SUMMARY"].starts_with("Registrar: promised time "), "{}", chen.text);
    let wang = fetch(&router, &path(&office, "wang").await).await.expect(200);
    assert!(wang.has("X-WR-CALNAME:Registrar：期限\r\n"), "{}", wang.text);
    assert!(events(&wang.text)[0]["SUMMARY"].starts_with("Registrar：期限"), "{}", wang.text);
    assert_eq!(events(&wang.text)[0]["DESCRIPTION"], "详情请登录平台查看。");
}

#[tokio::test]
async fn a_case_that_cannot_be_read_keeps_its_earliest_end_in_the_calendar() {
    let (office, _, case) = rent("2026-03-02T01:00:00Z", "en").await;
    let office = Harness::over(office.stop().await);
    let router = router(&office);
    office.world.store.harm(&case);
    let feed = fetch(&router, &path(&office, "wang").await).await.expect(200);
    let found = events(&feed.text);
    assert_eq!(found.len(), 1, "{}", feed.text);
    assert_eq!(
        (found[0]["DTSTART"].as_str(), &found[0]["UID"]),
        ("20260303T080000Z", &format!("{case}@registrar"))
    );
    assert_eq!(found[0]["URL"], format!("http://127.0.0.1:8080/cases/{case}"));
    assert!(found[0]["SUMMARY"].starts_with("Registrar: something to do"), "{}", feed.text);
    assert!(found[0]["DESCRIPTION"].contains("can’t be shown at this moment"), "{}", feed.text);
}

#[tokio::test]
async fn an_end_beyond_the_published_calendar_is_tentative() {
    let (office, router, _) = rent("2026-12-28T01:00:00Z", "en").await;
    let feed = fetch(&router, &path(&office, "wang").await).await.expect(200);
    let found = events(&feed.text);
    assert_eq!(found[1]["DTSTART;VALUE=DATE"], "20270112");
    assert_eq!(found[1]["STATUS"], "TENTATIVE");
    assert!(found[1]["DESCRIPTION"].contains("this date may still move"), "{}", feed.text);
    assert_eq!(found[0]["STATUS"], "CONFIRMED", "hours need no calendar");
}

#[tokio::test]
async fn what_stands_still_is_not_shown_and_comes_back_moved_under_the_same_uid() {
    let (office, router, case) = rent("2026-03-02T01:00:00Z", "en").await;
    let path = path(&office, "wang").await;
    let first = fetch(&router, &path).await.expect(200);
    let before = events(&first.text).remove(1);
    office.does("chen", &case, "reply_by.suspend", "suspended", &[("reason", "negotiations")]).await.unwrap();
    let still = fetch(&router, &path).await.expect(200);
    assert!(events(&still.text).iter().all(|event| event["UID"] != before["UID"]), "{}", still.text);
    office.pass(24 * 5).await;
    office.does("chen", &case, "reply_by.resume", "resumed", &[]).await.unwrap();
    let after = fetch(&router, &path).await.expect(200);
    let after = events(&after.text).into_iter().find(|event| event["UID"] == before["UID"]).unwrap();
    assert!(after["DTSTART;VALUE=DATE"] > before["DTSTART;VALUE=DATE"], "{after:?}");
    let sequence = |event: &BTreeMap<String, String>| event["SEQUENCE"].parse::<u32>().unwrap();
    assert!(sequence(&after) > sequence(&before));
    assert!(after["DTSTAMP"] > before["DTSTAMP"]);
}

#[tokio::test]
async fn a_feed_is_not_stored_nor_referred_to_and_changes_only_with_its_cases() {
    let (office, router, case) = rent("2026-03-02T01:00:00Z", "en").await;
    let path = path(&office, "wang").await;
    let first = fetch(&router, &path).await.expect(200);
    assert_eq!(first.header("cache-control"), "private, no-store");
    assert_eq!(first.header("referrer-policy"), "no-referrer");
    assert_eq!(first.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(first.header("x-content-type-options"), "nosniff");
    assert!(first.headers.get(header::SET_COOKIE).is_none());
    office.world.clock.move_by(jiff::SignedDuration::from_mins(90));
    let again = fetch(&router, &path).await.expect(200);
    assert_eq!((&again.text, again.header("etag")), (&first.text, first.header("etag")));
    for known in [first.header("etag").to_owned(), format!("\"x\", W/{}", first.header("etag"))] {
        let unchanged = fetch_knowing(&router, &path, Some(&known)).await.expect(304);
        assert_eq!((unchanged.text.as_str(), unchanged.header("cache-control")), ("", "private, no-store"));
    }
    office.does("wang", &case, "say", "said", &[]).await.unwrap();
    let changed = fetch_knowing(&router, &path, Some(first.header("etag"))).await.expect(200);
    assert_eq!(events(&changed.text).len(), 1, "{}", changed.text);
    assert!(fetch(&router, &path).await.expect(200).header("etag") != first.header("etag"));
}

#[tokio::test]
async fn an_address_that_is_none_and_one_that_has_ended_get_the_same_answer() {
    let (office, router, _) = rent("2026-03-02T01:00:00Z", "en").await;
    let (old, live) = (path(&office, "wang").await, path(&office, "wang").await);
    fetch(&router, &live).await.expect(200);
    let never = format!("/calendar/{}.ics", "0".repeat(64));
    let without = live.trim_end_matches(".ics").to_owned();
    let kept = office.world.ports.people.feed_of(&person("wang")).await.unwrap().unwrap().hash;
    let hash = format!("/calendar/{kept}.ics");
    let mut answers = Vec::new();
    for path in [&old, &never, &without, &hash, "/calendar/x", "/calendar/.ics", "/calendar/%ff%00.ics"] {
        let answer = fetch(&router, path).await.expect(404);
        assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
        answers.push(answer.text);
    }
    assert!(answers.iter().all(|text| text == "not found"), "{answers:?}");
    office.casework.end_feed(&person("wang")).await.unwrap();
    assert_eq!(fetch(&router, &live).await.expect(404).text, "not found");
}

#[tokio::test]
async fn the_token_of_a_feed_opens_nothing_else_and_the_feed_takes_nothing() {
    let (office, router, case) = rent("2026-03-02T01:00:00Z", "en").await;
    let path = path(&office, "wang").await;
    let token = path.trim_start_matches("/calendar/").trim_end_matches(".ics").to_owned();
    let nobody = Browser::of_nobody(&router);
    nobody.post("/enter", &[("token", &token)]).await.expect(401);
    for inside in ["/api/inbox".to_owned(), format!("/api/cases/{case}"), "/api/calendar-feed".to_owned()] {
        let request =
            Request::builder().uri(&inside).header(header::AUTHORIZATION, format!("Bearer {token}"));
        nobody.send(request.body(Body::empty()).unwrap()).await.expect(401);
    }
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let request = Request::builder().method(method).uri(&path).header(header::HOST, HOST);
        nobody.send(request.body(Body::empty()).unwrap()).await.expect(405);
    }
    // A mistyped address isn't repeated on the page that says so.
    let mistyped = fetch(&router, &format!("{path}/x")).await.expect(404);
    assert!(!mistyped.has(&token), "{}", mistyped.text);
}

#[tokio::test]
async fn many_misses_are_told_to_wait_and_keep_nobody_from_a_feed_or_the_way_in() {
    let (office, router) = sample_office().await;
    let path = path(&office, "zhang").await;
    for _ in 0..10 {
        fetch(&router, "/calendar/0000.ics").await.expect(404);
    }
    let told = fetch(&router, "/calendar/00001.ics").await.expect(429);
    assert_eq!(told.header("retry-after"), "900");
    assert_eq!(told.header("cache-control"), "private, no-store");
    for number in 0..200 {
        fetch(&router, &format!("/calendar/{number:04x}.ics")).await;
    }
    fetch(&router, "/calendar/ffff.ics").await.expect(429);
    fetch(&router, &path).await.expect(200);
    Browser::of_nobody(&router).post("/enter", &[("token", "token-zhang")]).await.expect(303);
    office.pass(1).await;
    fetch(&router, "/calendar/0000.ics").await.expect(404);
}

/// Prints what PyPI's icalendar reads: a line for each event, its fields parted by tabs.
const READER: &str = r#"
import sys, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(str(calendar['X-WR-CALNAME']))
for event in calendar.walk('VEVENT'):
    start = event.decoded('DTSTART')
    print('\t'.join([type(start).__name__, start.isoformat(), str(event['STATUS']), str(event['SUMMARY']),
                     str(event['SEQUENCE']), str(event['UID']), event.decoded('DTSTAMP').isoformat()]))
"#;

/// What PyPI's icalendar reads of a feed; nothing where it isn't to be had.
fn read_by_pypi(text: &str) -> Option<String> {
    let Some(python) = required::python_with_icalendar() else {
        required::not_run("icalendar", "no python3 on the PATH has the package icalendar");
        return None;
    };
    let mut reader = Command::new(python)
        .args(["-c", READER])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    reader.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("python reads");
    let read = reader.wait_with_output().expect("python ends");
    assert!(read.status.success());
    Some(String::from_utf8(read.stdout).expect("it prints UTF-8"))
}

/// RFC 5545, 3.6: a calendar has at least one component.
#[tokio::test]
async fn a_feed_without_deadlines_is_a_calendar_all_the_same() {
    let (office, router, case) = rent("2026-12-28T01:00:00Z", "zh").await;
    office.does("wang", &case, "reply", "sent", &[]).await.unwrap();
    let feed = fetch(&router, &path(&office, "wang").await).await.expect(200);
    assert!(events(&feed.text).is_empty(), "{}", feed.text);
    assert!(feed.text.ends_with("END:STANDARD\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n"), "{}", feed.text);
    assert_eq!(feed.text.matches("BEGIN:VTIMEZONE").count(), 1);
    if let Some(read) = read_by_pypi(&feed.text) {
        assert_eq!(read, "Registrar：期限\n");
    }
}

#[tokio::test]
async fn icalendar_of_pypi_reads_what_was_meant() {
    let (office, router, case) = rent("2026-12-28T01:00:00Z", "zh").await;
    let feed = fetch(&router, &path(&office, "wang").await).await.expect(200);
    let Some(text) = read_by_pypi(&feed.text) else { return };
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines[0], ["Registrar：期限"]);
    assert_eq!(lines[1][..3], ["datetime", "2026-12-29T08:00:00+00:00", "CONFIRMED"]);
    assert_eq!(lines[2][..3], ["date", "2027-01-12", "TENTATIVE"]);
    assert_eq!(lines.len(), 3, "{text}");
    let short = case.as_str().get(case.as_str().len() - 8..).unwrap();
    for line in &lines[1..] {
        let number = line[5].strip_prefix(&format!("{case}.")).unwrap().strip_suffix("@registrar").unwrap();
        assert_eq!(line[3], format!("Registrar：期限{number}，案件…{short}"));
        let revision = office.stored(&case).await.revision.to_string();
        assert_eq!((line[4], line[6]), (revision.as_str(), "2026-12-28T01:00:00+00:00"));
    }
}
