//! Who sees what: strangers, members, officials, private fields, documents, messages, the timeline.

use registrar_casework::ports::Slot;
use registrar_casework::{Act, Rejection, Wish};
use registrar_engine::refusal::Refusal;
use registrar_engine::value::Record;
use registrar_testkit::{Harness, content, person};

#[tokio::test]
async fn a_stranger_gets_the_same_answer_for_a_hidden_case_as_for_none() {
    let office = Harness::sample().await;
    let hidden = office.filed(&["li"]).await;
    let none = registrar_engine::id::CaseId::parse("c-none").unwrap();
    let stranger = person("stranger");
    let mut answers = Vec::new();
    for case in [&hidden, &none] {
        let slot = Slot::Task { case: case.clone(), task: 1 };
        let claim = Wish::Act { case: case.clone(), act: Act::Claim { task: 1 } };
        let file = content(b"%PDF-1.7");
        answers.push(vec![
            office.casework.case(&stranger, case, "en").await.unwrap_err(),
            office.casework.timeline(&stranger, case, 1, 10, "en").await.unwrap_err(),
            office.casework.task(&stranger, case, 1, "en").await.unwrap_err(),
            office.casework.document(&stranger, case, 1).await.map(|_| ()).unwrap_err(),
            office.casework.upload(&stranger, slot.clone(), "complaint", "a.pdf", file).await.unwrap_err(),
            office.casework.save_draft(&stranger, slot, "{}".to_owned()).await.unwrap_err(),
            office.by("stranger", claim).await.unwrap_err(),
        ]);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].iter().all(|answer| *answer == Rejection::NotFound));
    assert!(office.casework.cases(&stranger, None, 10, "en").await.unwrap().0.is_empty());
    assert!(office.casework.inbox(&stranger, None, 10, "en").await.unwrap().0.is_empty());
}

#[tokio::test]
async fn officials_see_a_case_while_it_is_theirs_to_do_and_what_they_decided_afterwards() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    for clerk in ["chen", "chu"] {
        assert_eq!(office.view(clerk, &case).await.as_whom, ["clerk"]);
    }
    assert!(office.casework.case(&person("judge-1"), &case, "en").await.is_err());
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    office.view("chen", &case).await;
    assert_eq!(office.casework.case(&person("chu"), &case, "en").await, Err(Rejection::NotFound));
    assert_eq!(office.casework.cases(&person("chen"), None, 10, "en").await.unwrap().0.len(), 1);
    assert!(office.casework.cases(&person("chu"), None, 10, "en").await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_claimed_task_is_out_of_the_others_inboxes_until_it_is_given_back() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    let inbox = |who: &'static str| {
        let casework = office.casework.clone();
        async move { casework.inbox(&person(who), None, 10, "en").await.unwrap().0 }
    };
    let act = |act| Wish::Act { case: case.clone(), act };
    let view = office.casework.task(&person("chen"), &case, task, "en").await.unwrap();
    assert!(view.mine && view.claimable && !view.held);
    office.by("chen", act(Act::Claim { task })).await.unwrap();
    let view = office.casework.task(&person("chen"), &case, task, "en").await.unwrap();
    assert!(view.mine && !view.claimable && view.held);
    assert_eq!((inbox("chen").await.len(), inbox("chu").await.len()), (1, 0));
    assert_eq!(inbox("chen").await[0].pool, None);
    office.by("chen", act(Act::Release { task })).await.unwrap();
    assert_eq!((inbox("chen").await.len(), inbox("chu").await.len()), (1, 1));
}

#[tokio::test]
async fn a_private_field_is_for_who_wrote_it_and_for_officials() {
    let office = Harness::sample().await;
    let case = office.open(&["li"]).await;
    office.does("zhang", &case, "file", "filed", &[("secret", "470-11")]).await.unwrap();
    let seen = |view: registrar_casework::view::CaseView| view.data.iter().any(|field| field.key == "secret");
    assert!(seen(office.view("zhang", &case).await));
    assert!(seen(office.view("chen", &case).await));
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    let reply = registrar_casework::ports::Reply { outcome: "scored".to_owned(), form: Record::new() };
    office.world.answers.reply("scorer", Ok(reply));
    office.casework.settle().await.unwrap();
    assert!(!seen(office.view("li", &case).await));
    for who in ["zhang", "chen", "li"] {
        let (entries, _) = office.casework.timeline(&person(who), &case, 1, 100, "en").await.unwrap();
        assert!(!format!("{entries:?}").contains("470-11"), "{who}");
    }
    let sent = serde_json::to_string(
        &office.world.recorder.sent().iter().map(|p| p.text.text.clone()).collect::<Vec<_>>(),
    );
    assert!(!sent.unwrap().contains("470-11"));
}

#[tokio::test]
async fn a_document_is_for_those_whom_the_definition_names_and_for_who_filed_it() {
    let office = Harness::sample().await;
    let case = office.being_served(&["li"]).await;
    let messages = office.casework.messages(&person("li"), None, None, 10).await.unwrap();
    office.casework.open_message(&person("li"), &messages[0].id).await.unwrap();
    office.does("li", &case, "answer", "answered", &[]).await.unwrap();
    let task = office.task("judge-1", &case, "decide").await;
    let slot = Slot::Task { case: case.clone(), task };
    let note = content("private thoughts".as_bytes());
    office.casework.upload(&person("judge-1"), slot, "note", "note.txt", note).await.unwrap();
    office.does("judge-1", &case, "decide", "decided", &[]).await.unwrap();
    office.casework.settle().await.unwrap();
    let kinds = |view: registrar_casework::view::CaseView| {
        view.documents.into_iter().map(|document| document.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(office.view("judge-1", &case).await), ["note", "judgment"]);
    assert_eq!(kinds(office.view("chen", &case).await), ["note", "judgment"]);
    assert_eq!(kinds(office.view("li", &case).await), ["judgment"]);
    let note = office.view("judge-1", &case).await.documents[0].number;
    let hidden = office.casework.document(&person("li"), &case, note).await.map(|_| ());
    let none = office.casework.document(&person("li"), &case, 9_999).await.map(|_| ());
    assert_eq!((hidden, none), (Err(Rejection::NotFound), Err(Rejection::NotFound)));
    let (entries, _) = office.casework.timeline(&person("li"), &case, 1, 100, "en").await.unwrap();
    let lines = entries.iter().flat_map(|entry| &entry.lines).map(|line| line.text.as_str());
    let filed: Vec<&str> =
        lines.filter(|line| line.starts_with("note") || line.starts_with("judgment")).collect();
    assert_eq!(filed, ["judgment, by Judge (judge-1)"]);
}

#[tokio::test]
async fn to_a_party_that_nothing_has_been_addressed_to_the_case_isnt_there() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let li = person("li");
    assert_eq!(office.casework.case(&li, &case, "en").await, Err(Rejection::NotFound));
    assert_eq!(office.casework.document(&li, &case, 1).await.map(|_| ()), Err(Rejection::NotFound));
    assert!(office.casework.cases(&li, None, 10, "en").await.unwrap().0.is_empty());
    let case = office.being_served(&["li"]).await;
    office.view("li", &case).await;
    assert_eq!(office.casework.cases(&li, None, 10, "en").await.unwrap().0.len(), 1);
}

#[tokio::test]
async fn a_task_of_somebody_else_shows_no_form_values_and_takes_no_upload() {
    let office = Harness::sample().await;
    let case = office.open(&["li"]).await;
    let filing = office.task("zhang", &case, "file").await;
    let mine = office.casework.task(&person("zhang"), &case, filing, "en").await.unwrap();
    assert_eq!(mine.outcomes[0].schema["properties"]["claim.amount"]["title"], "Amount");
    office.does("zhang", &case, "file", "filed", &[]).await.unwrap();
    let task = office.task("chen", &case, "review").await;
    let slot = Slot::Task { case: case.clone(), task };
    let file = content(b"%PDF-1.7");
    let zhang = person("zhang");
    let refused = office.casework.upload(&zhang, slot.clone(), "complaint", "a.pdf", file).await;
    assert!(matches!(refused, Err(Rejection::Refused(Refusal::NotYours { .. }))), "{refused:?}");
    let view = office.casework.task(&zhang, &case, task, "en").await.unwrap();
    assert!(!view.mine && view.values.is_empty());
    let chen = person("chen");
    office.casework.save_draft(&chen, slot, "{\"secret\":\"x\"}".to_owned()).await.unwrap();
    assert_eq!(office.casework.task(&zhang, &case, task, "en").await.unwrap().draft, None);
    let theirs = office.casework.task(&chen, &case, task, "en").await.unwrap();
    assert_eq!(theirs.draft.as_deref(), Some("{\"secret\":\"x\"}"));
}

#[tokio::test]
async fn uploads_are_refused_by_their_first_bytes_and_their_size_before_they_are_kept() {
    let office = Harness::sample().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let upload = |kind: &'static str, bytes: Vec<u8>| {
        let casework = office.casework.clone();
        let slot = Slot::Task { case: case.clone(), task };
        async move { casework.upload(&person("zhang"), slot, kind, "claim.pdf", content(&bytes)).await }
    };
    let reason = |refused: Result<_, Rejection>| match refused {
        Err(Rejection::Refused(Refusal::Document { reason, .. })) => reason,
        Err(Rejection::Refused(Refusal::Unknown { name, .. })) => name,
        other => panic!("{:?}", other.map(|_: registrar_engine::event::Upload| ())),
    };
    let svg = upload("complaint", b"<svg onload=alert(1)>".to_vec()).await;
    assert_eq!(reason(svg), "it is image/svg+xml, and must be one of: application/pdf, text/plain");
    let mut large = b"%PDF-1.7".to_vec();
    large.resize((1 << 20) + 1, b' ');
    assert!(reason(upload("complaint", large).await).starts_with("it has more than "));
    assert_eq!(reason(upload("complaint", Vec::new()).await), "it is empty");
    assert_eq!(reason(upload("judgment", b"%PDF-1.7".to_vec()).await), "judgment");
    let slot = Slot::Task { case: case.clone(), task };
    assert!(office.casework.uploads(&person("zhang"), &slot).await.unwrap().is_empty());
    let kept = upload("complaint", b"%PDF-1.7 good".to_vec()).await.unwrap();
    assert_eq!(kept.size, 13);
}

#[tokio::test]
async fn a_task_that_is_over_says_who_ended_it_and_when() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    office.does("chen", &case, "review", "accept", &[]).await.unwrap();
    let late = office.casework.task(&person("zhang"), &case, task, "en").await;
    let Err(Rejection::Refused(Refusal::NotOpen { by, outcome, at, .. })) = late else { panic!("{late:?}") };
    assert_eq!((by.as_str(), outcome.as_deref(), at.is_some()), ("clerk", Some("accept"), true));
}
