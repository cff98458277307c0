//! A sample case from filing to its end, through the one door: lot, service, ladder, document, views.

use registrar_casework::lot;
use registrar_casework::ports::Slot;
use registrar_testkit::{Harness, content, moment, person};

#[tokio::test]
async fn a_case_goes_from_filing_to_judgment() {
    let office = Harness::sample().await;
    let case = office.open(&["li", "wu"]).await;
    assert_eq!(office.states("zhang", &case).await, ["filing"]);

    let task = office.task("zhang", &case, "file").await;
    let slot = Slot::Task { case: case.clone(), task };
    let complaint = content(b"%PDF-1.7 the complaint");
    let zhang = person("zhang");
    let upload =
        office.casework.upload(&zhang, slot.clone(), "complaint", "a/claim.pdf", complaint).await.unwrap();
    assert_eq!((upload.name.as_str(), upload.media.as_str()), ("claim.pdf", "application/pdf"));
    office
        .does("zhang", &case, "file", "filed", &[("claim.amount", "12000"), ("secret", "x")])
        .await
        .unwrap();
    assert!(office.casework.uploads(&person("zhang"), &slot).await.unwrap().is_empty());
    assert_eq!(office.states("zhang", &case).await, ["reviewing"]);

    let (inbox, _) = office.casework.inbox(&person("chu"), None, 10, "en").await.unwrap();
    assert_eq!(inbox.len(), 1);
    assert_eq!((inbox[0].task.as_str(), inbox[0].pool.as_deref()), ("review", Some("clerks")));
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["scoring"]);

    office.world.lot.draw_next(4);
    office.world.answers.reply(
        "scorer",
        Ok(registrar_casework::ports::Reply {
            outcome: "scored".to_owned(),
            form: [("grade".to_owned(), "B".into())].into(),
        }),
    );
    office.casework.settle().await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["being_served[1]", "being_served[2]"]);
    assert_eq!(office.world.answers.asked().len(), 1);

    for defendant in ["li", "wu"] {
        let messages = office.casework.messages(&person(defendant), None, None, 10).await.unwrap();
        assert_eq!((messages.len(), messages[0].notice.as_str()), (1, "service"));
        office.casework.open_message(&person(defendant), &messages[0].id).await.unwrap();
    }
    assert_eq!(office.states("zhang", &case).await, ["answering[1]", "answering[2]"]);
    office.does("li", &case, "answer", "answered", &[]).await.unwrap();
    office.pass(24 * 4).await;
    assert_eq!(office.states("zhang", &case).await, ["deciding"]);

    let (inbox, _) = office.casework.inbox(&person("judge-2"), None, 10, "en").await.unwrap();
    let tasks: Vec<&str> = inbox.iter().map(|item| item.task.as_str()).collect();
    assert!(tasks.contains(&"decide"), "{tasks:?}");
    office.does("judge-2", &case, "decide", "decided", &[]).await.unwrap();
    office.casework.settle().await.unwrap();

    let view = office.view("zhang", &case).await;
    assert_eq!(view.ended.as_ref().and_then(|ended| ended.outcome.as_deref()), Some("decided"));
    let judgment = view.documents.iter().find(|document| document.kind == "judgment").unwrap();
    assert!(judgment.digest.is_some(), "it is rendered and stored");
    let (_, made) = office.casework.document(&person("li"), &case, judgment.number).await.unwrap();
    let mut text = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut made.unwrap(), &mut text).await.unwrap();
    assert!(text.contains(case.as_str()));
    assert_eq!(
        office.casework.messages(&person("wu"), Some(&case), None, 10).await.unwrap()[0].notice,
        "told"
    );

    office.check_docket(&case).await;
    assert_eq!(office.casework.incidents(true, None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn the_judge_is_drawn_by_the_lot_that_the_docket_shows() {
    let office = Harness::sample().await;
    office.world.lot.draw_next(1);
    let case = office.being_served(&["li"]).await;
    let entries = office.casework.timeline(&person("zhang"), &case, 1, 100, "en").await.unwrap().0;
    let draws: Vec<_> = entries.iter().filter_map(|entry| entry.draw.as_ref()).collect();
    for draw in &draws {
        assert!(lot::is_right(draw));
        assert_eq!(draw.candidates.len(), 3);
    }
    // The engine's task to extend the trial belongs to the judge: he is drawn when the clock begins.
    assert_eq!(draws.len(), 1);
    assert_eq!(draws[0].position, 1);
    assert_eq!(office.view("judge-2", &case).await.as_whom, ["judge[1]"]);
}

#[tokio::test]
async fn letters_tell_of_the_clock_that_began_with_them() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    office.casework.settle().await.unwrap();
    let sent = office.world.recorder.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].address.as_str(), sent[0].text.subject.as_str()), ("zhang@example.org", "Receipt"));
    let seen: serde_json::Value = serde_json::from_str(&sent[0].text.text).unwrap();
    assert_eq!(seen["deadline"]["name"], "review_by");
    assert_eq!(seen["deadline"]["last_day"], "2026-03-04");
    assert_eq!(seen["member"]["role_title"], "Plaintiff");
    assert_eq!(seen["data"]["claim"]["amount"], "12000.00");
    assert_eq!(seen["today"], "2026-03-02");
    assert_eq!(seen["link"], format!("http://127.0.0.1:8080/cases/{case}"));
}

#[tokio::test]
async fn a_page_says_in_plain_words_where_the_case_stands_and_what_comes() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let view = office.view("zhang", &case).await;
    assert_eq!(view.status[0].title, "Under review");
    let clock = &view.clocks[0];
    assert_eq!(clock.text, "Time to review: until 2026-03-04 24:00 (Asia/Shanghai); 2 days left");
    assert_eq!(clock.due, Some(moment("2026-03-04T16:00:00Z")));
    assert_eq!(clock.on_expiry[0].text, "taken as accepted");
    assert_eq!(clock.on_expiry[0].law.as_deref(), Some("Sample Act art. 1"));
    assert_eq!(view.waits_for[0].title, "review");
    assert_eq!(view.waits_for[0].for_whom, "Clerk");
    let chinese = office.casework.case(&person("zhang"), &case, "zh").await.unwrap();
    assert_eq!(chinese.status[0].title, "审查中");
    assert_eq!(chinese.parties[1].text, "被告 1（li）");
    let (entries, next) = office.casework.timeline(&person("zhang"), &case, 1, 1, "en").await.unwrap();
    assert_eq!((entries.len(), next), (1, Some(2)));
    let (entries, next) = office.casework.timeline(&person("zhang"), &case, 2, 9, "en").await.unwrap();
    let lines: Vec<&str> = entries[0].lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        lines,
        [
            "Plaintiff (zhang): file: filed",
            "Under review",
            "Receipt sent to Plaintiff (zhang)",
            "Time to review runs until 2026-03-04"
        ]
    );
    assert_eq!(next, None);
}

#[tokio::test]
async fn what_remains_is_told_by_the_clock_of_casework_and_to_the_minute_on_the_last_day() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    office.casework.choose_zone(&person("zhang"), "America/New_York").await.unwrap();
    office.world.clock.move_to(moment("2026-03-04T10:46:30Z"));
    let view = office.view("zhang", &case).await;
    let clock = &view.clocks[0];
    let remaining = clock.remaining.as_ref().unwrap();
    assert_eq!((remaining.unit.as_str(), remaining.count), ("minutes", 5 * 60 + 14));
    assert_eq!(
        clock.text,
        "Time to review: until 2026-03-04 24:00 (Asia/Shanghai), that is 2026-03-04 11:00 in America/New_York; \
         5 hours 14 minutes left"
    );
    assert_eq!(clock.there.as_ref().unwrap().due, "2026-03-04T11:00:00-05:00");
    let task = &view.waits_for[0];
    assert_eq!((task.deadline, task.remaining.as_ref()), (Some(clock.number), Some(remaining)));
    assert_eq!(task.on_expiry, clock.on_expiry);
    let versions = clock.counted_with.as_ref().unwrap();
    assert!(!versions.calendar_edition.is_empty() && !versions.zone_database.is_empty());
    let chinese = office.casework.case(&person("zhang"), &case, "zh").await.unwrap();
    assert!(chinese.clocks[0].text.ends_with("；剩余5小时14分钟"), "{}", chinese.clocks[0].text);
    // A zone that the database doesn't have is refused.
    assert!(office.casework.choose_zone(&person("zhang"), "Mars/Olympus").await.is_err());
    office.casework.choose_zone(&person("zhang"), " asia/shanghai ").await.unwrap();
    assert_eq!(
        office.view("zhang", &case).await.clocks[0].there,
        None,
        "the same clock as the organisation's"
    );
}
