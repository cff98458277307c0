//! Whose deadlines a calendar feed shows: asked anew at each reading.

use registrar_casework::ports::Slot;
use registrar_casework::view::FeedView;
use registrar_casework::{Act, Rejection, Wish};
use registrar_engine::id::CaseId;
use registrar_testkit::{Harness, content, person};

/// Makes a person's feed and gives its token.
async fn token(office: &Harness, who: &str) -> String {
    let made = office.casework.make_feed(&person(who)).await.unwrap();
    let file = made.address.strip_prefix("http://127.0.0.1:8080/calendar/").unwrap();
    file.strip_suffix(".ics").unwrap().to_owned()
}

async fn read(office: &Harness, token: &str) -> Option<FeedView> {
    office.casework.feed(token).await.unwrap()
}

/// The deadlines of a feed by name, in the order of their ends.
async fn shown(office: &Harness, token: &str) -> Vec<String> {
    let mut names = Vec::new();
    for item in read(office, token).await.expect("the feed is there").items {
        let case = office.stored(&item.case).await;
        let chart = office.casework.charts.of(&case).await.unwrap();
        let clock = case.clocks.iter().find(|clock| Some(clock.number) == item.clock).unwrap();
        let copy: String = clock.place.copy.iter().map(|number| format!("[{number}]")).collect();
        names.push(format!("{}{copy}", chart.deadline(clock.deadline).name));
    }
    names
}

async fn opens_message(office: &Harness, who: &str) {
    let messages = office.casework.messages(&person(who), None, None, 10).await.unwrap();
    office.casework.open_message(&person(who), &messages[0].id).await.unwrap();
}

async fn represent(office: &Harness, case: &CaseId, member: &str, by: &str, agent: &str) {
    let paper = content(b"I give authority.");
    let slot = Slot::Case(case.clone());
    let upload = office.casework.upload(&person(by), slot, "power", "power.txt", paper).await.unwrap();
    let (role, person, document) = ("lawyer".to_owned(), person(agent), upload.digest);
    let act = Act::Represent { member: member.to_owned(), role, person, document };
    office.by(by, Wish::Act { case: case.clone(), act }).await.unwrap();
}

const LATE_FILING: &str = r#"
workflow: permit
version: 1
title: {en: Permit}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {party: true, represented_by: [lawyer]}
  lawyer: {authority: power}
documents:
  power: {by: applicant, media: [text/plain], max_size: 1 MB, seen_by: [applicant]}
deadlines:
  file_by: {period: 15 days, remind: [1 day before]}
  rest: {period: 20 days}
tasks:
  file: {role: applicant, due: file_by, outcomes: [filed]}
states:
  filing:
    tasks: [file]
    deadlines: [file_by, rest]
    on: {file.filed: ended, file_by.expired: ended, rest.expired: ended}
  ended: {final: true, outcome: done}
"#;

async fn permit() -> (Harness, CaseId) {
    let office = Harness::empty();
    office.deploy(LATE_FILING).await;
    for id in ["ann", "zhao"] {
        office.person(id, &[]).await;
    }
    let people = vec![registrar_testkit::participant("applicant", "ann", true)];
    let wish = Wish::Open { workflow: "permit".to_owned(), version: None, people, data: Default::default() };
    let case = office.by("ann", wish).await.unwrap().case;
    (office, case)
}

#[tokio::test]
async fn a_feed_shows_what_its_person_has_to_do_in_the_own_copy_and_nobody_elses() {
    let office = Harness::sample().await;
    let feeds = [token(&office, "li").await, token(&office, "wu").await, token(&office, "judge-1").await];
    let [li, wu, judge] = &feeds;
    let zhang = token(&office, "zhang").await;
    office.being_served(&["li", "wu"]).await;
    assert!(shown(&office, li).await.is_empty(), "nothing runs before the service");
    opens_message(&office, "li").await;
    assert_eq!(shown(&office, li).await, ["answer_by[1]"]);
    assert!(shown(&office, wu).await.is_empty(), "the other's copy");
    opens_message(&office, "wu").await;
    assert_eq!(shown(&office, wu).await, ["answer_by[2]"]);
    assert!(shown(&office, &zhang).await.is_empty(), "nothing is the plaintiff's to do");
    // Nobody has a task by the trial's limit yet: it is the business of the official of the case.
    assert_eq!(shown(&office, judge).await, ["trial"]);
    assert!(shown(&office, &token(&office, "judge-2").await).await.is_empty());
}

#[tokio::test]
async fn what_came_by_a_representation_ends_with_it() {
    let (office, case) = permit().await;
    let zhao = token(&office, "zhao").await;
    assert!(shown(&office, &zhao).await.is_empty());
    represent(&office, &case, "applicant[1]", "ann", "zhao").await;
    assert_eq!(shown(&office, &zhao).await, ["file_by"]);
    let end = Act::EndRepresentation { member: "applicant[1]".to_owned(), person: person("zhao") };
    office.by("ann", Wish::Act { case: case.clone(), act: end }).await.unwrap();
    assert!(shown(&office, &zhao).await.is_empty());
    assert_eq!(shown(&office, &token(&office, "ann").await).await, ["file_by"]);
}

/// A reminder that was asked for while he acted isn't sent to who acts no more.
#[tokio::test]
async fn who_has_left_a_case_is_not_reminded_in_it() {
    for (left, told) in [(false, 1), (true, 0)] {
        let (office, case) = permit().await;
        represent(&office, &case, "applicant[1]", "ann", "zhao").await;
        office.casework.settle().await.unwrap();
        office.world.clock.move_to(registrar_testkit::moment("2026-03-16T16:00:00Z"));
        office.casework.fire_due().await.unwrap();
        if left {
            let end = Act::EndRepresentation { member: "applicant[1]".to_owned(), person: person("zhao") };
            office.by("ann", Wish::Act { case: case.clone(), act: end }).await.unwrap();
        }
        office.casework.settle().await.unwrap();
        let messages = office.casework.messages(&person("zhao"), None, None, 10).await.unwrap();
        assert_eq!(messages.len(), told, "{messages:?}");
        assert_eq!(office.casework.messages(&person("ann"), None, None, 10).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn what_came_by_a_pool_ends_with_it_and_what_a_colleague_took_is_his() {
    let office = Harness::sample().await;
    let (chen, chu) = (token(&office, "chen").await, token(&office, "chu").await);
    let case = office.filed(&["li"]).await;
    assert_eq!((shown(&office, &chen).await, shown(&office, &chu).await).0, ["review_by"]);
    assert_eq!(shown(&office, &chu).await, ["review_by"]);
    let task = office.task("chen", &case, "review").await;
    office.by("chen", Wish::Act { case: case.clone(), act: Act::Claim { task } }).await.unwrap();
    assert_eq!(shown(&office, &chen).await, ["review_by"]);
    assert!(shown(&office, &chu).await.is_empty());
    office.by("chen", Wish::Act { case, act: Act::Release { task } }).await.unwrap();
    assert_eq!(shown(&office, &chu).await, ["review_by"]);
    office.person("chu", &[]).await;
    assert!(shown(&office, &chu).await.is_empty());
}

#[tokio::test]
async fn with_its_case_a_deadline_ends() {
    let (office, case) = permit().await;
    let ann = token(&office, "ann").await;
    assert_eq!(shown(&office, &ann).await, ["file_by"]);
    office.does("ann", &case, "file", "filed", &[]).await.unwrap();
    assert!(shown(&office, &ann).await.is_empty());
}

#[tokio::test]
async fn a_new_address_ends_the_old_one_and_ending_ends_the_last() {
    let (office, _) = permit().await;
    let ann = person("ann");
    assert_eq!(office.casework.feed_made(&ann).await.unwrap(), None);
    let (first, second) = (token(&office, "ann").await, token(&office, "ann").await);
    assert_ne!(first, second);
    assert_eq!(first.len(), 64);
    assert_eq!(office.casework.feed_made(&ann).await.unwrap(), Some(office.world.ports.clock.now()));
    assert_eq!(read(&office, &first).await, None);
    assert!(read(&office, &second).await.is_some());
    office.casework.end_feed(&ann).await.unwrap();
    assert_eq!(read(&office, &second).await, None);
    assert_eq!(office.casework.feed_made(&ann).await.unwrap(), None);
    let third = token(&office, "ann").await;
    office.world.ports.people.end_tokens(&ann, None).await.unwrap();
    assert_eq!(read(&office, &third).await, None, "all of the person's tokens were ended");
    let nobody = office.casework.make_feed(&person("nobody")).await.map(|_| ());
    assert_eq!(nobody, Err(Rejection::NotFound));
}

#[tokio::test]
async fn what_is_kept_of_an_address_is_no_way_to_it() {
    let (office, _) = permit().await;
    let ann = token(&office, "ann").await;
    let kept = office.world.ports.people.feed_of(&person("ann")).await.unwrap().expect("there is one");
    assert!(!format!("{kept:?}").contains(&ann));
    assert_eq!(read(&office, &kept.hash).await, None);
    for other in ["", "x", &ann[1..], &format!("{ann} ")] {
        assert_eq!(read(&office, other).await, None, "{other}");
    }
}
