//! The door: idempotency, conflicts, refusals, the moment of arrival, faults.

use registrar_casework::ports::StoreFault;
use registrar_casework::{Act, Caller, Command, Rejection, Wish};
use registrar_engine::refusal::Refusal;
use registrar_testkit::{Harness, opening, person};

#[tokio::test]
async fn the_same_key_is_executed_once_and_gets_the_first_answer() {
    let office = Harness::sample().await;
    let first = office.keyed("zhang", "k", opening(&["li"])).await.unwrap();
    let again = office.keyed("zhang", "k", opening(&["li"])).await.unwrap();
    assert!(again.repeated && !first.repeated);
    assert_eq!((&again.case, again.revision, &again.receipt), (&first.case, first.revision, &first.receipt));
    assert_eq!(office.casework.cases(&person("zhang"), None, 10, "en").await.unwrap().0.len(), 1);

    let wish = office.completing("zhang", &first.case, "file", "filed", &[]).await;
    let done = office.keyed("zhang", "k2", wish.clone()).await.unwrap();
    let again = office.keyed("zhang", "k2", wish).await.unwrap();
    assert_eq!((again.repeated, again.revision), (true, done.revision));
    assert_eq!(office.stored(&first.case).await.revision, done.revision);
}

#[tokio::test]
async fn the_same_key_with_another_request_is_refused() {
    let office = Harness::sample().await;
    office.keyed("zhang", "k", opening(&["li"])).await.unwrap();
    let other = office.keyed("zhang", "k", opening(&["wu"])).await;
    assert_eq!(other, Err(Rejection::KeyReused));
    let commits = office.world.store.commits();
    assert_eq!(office.keyed("zhang", "k", opening(&["wu"])).await, Err(Rejection::KeyReused));
    assert_eq!(office.world.store.commits(), commits, "nothing was written");
}

#[tokio::test]
async fn keys_of_different_callers_are_different_keys() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    let claim = Wish::Act { case: case.clone(), act: Act::Claim { task } };
    office.keyed("chen", "k", claim.clone()).await.unwrap();
    let other = office.keyed("chu", "k", claim).await;
    assert!(
        matches!(other, Err(Rejection::Refused(Refusal::TakenByOther { .. }) | Rejection::NotFound)),
        "{other:?}"
    );
}

#[tokio::test]
async fn a_repeat_gets_no_answer_once_the_caller_may_not_see_the_case() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    let act = |act| Wish::Act { case: case.clone(), act };
    office.keyed("chen", "k1", act(Act::Claim { task })).await.unwrap();
    office.keyed("chen", "k2", act(Act::Release { task })).await.unwrap();
    // Chen leaves the pool: nothing in the case is his any more.
    office.person("chen", &[]).await;
    assert_eq!(office.keyed("chen", "k1", act(Act::Claim { task })).await, Err(Rejection::NotFound));
}

#[tokio::test]
async fn two_commands_under_one_key_at_once_are_one() {
    let office = Harness::sample().await;
    let (one, other) = tokio::join!(
        office.keyed("zhang", "k", opening(&["li"])),
        office.keyed("zhang", "k", opening(&["li"]))
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.case, other.case);
    assert!(one.repeated != other.repeated);
}

#[tokio::test]
async fn many_commands_at_once_share_commits_and_each_is_done_once() {
    let office = Harness::sample().await;
    let before = office.world.store.commits();
    let opened =
        futures::future::join_all((0..200).map(|_| async { office.by("zhang", opening(&["li"])).await }))
            .await;
    let cases: std::collections::BTreeSet<_> =
        opened.into_iter().map(|answer| answer.unwrap().case).collect();
    assert_eq!(cases.len(), 200);
    let commits = office.world.store.commits() - before;
    assert!(commits < 20, "{commits} commits for 200 commands");
}

#[tokio::test]
async fn of_two_who_end_one_task_at_once_one_is_told_who_was_first() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let accept = office.completing("chen", &case, "review", "accept", &[]).await;
    let refuse = office.completing("chu", &case, "review", "refuse", &[("reason", "no")]).await;
    let (first, second) = tokio::join!(office.by("chen", accept), office.by("chu", refuse));
    let (winners, losers): (Vec<_>, Vec<_>) = [first, second].into_iter().partition(Result::is_ok);
    assert_eq!(winners.len(), 1);
    // Who lost has no part in the case any more, unless he is told.
    match &losers[0] {
        Err(Rejection::Refused(Refusal::NotOpen { by, at, outcome, .. })) => {
            assert!(!by.is_empty() && at.is_some() && outcome.is_some());
        }
        Err(Rejection::NotFound) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_refusal_changes_nothing() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let (revision, commits) = (office.stored(&case).await.revision, office.world.store.commits());
    let wrong = office.does("zhang", &case, "review", "accept", &[]).await;
    assert!(matches!(wrong, Err(Rejection::Refused(Refusal::NotYours { .. }))), "{wrong:?}");
    let wrong = office.does("chen", &case, "review", "refuse", &[]).await;
    let Err(Rejection::Refused(Refusal::Form { problems })) = wrong else { panic!("{wrong:?}") };
    assert_eq!((problems[0].key.as_str(), problems[0].code.as_str()), ("reason", "required"));
    assert_eq!((office.stored(&case).await.revision, office.world.store.commits()), (revision, commits));
}

#[tokio::test]
async fn a_person_cant_pass_for_a_machine_or_an_operator() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    let event = registrar_engine::event::Event::Expired { clock: 1, name: "review_by".to_owned() };
    let told = office.by("zhang", Wish::Tell { case, event }).await;
    assert_eq!(told, Err(Rejection::NotFound));
    let retried = office.by("zhang", Wish::Retry { incident: "i".to_owned() }).await;
    assert_eq!(retried, Err(Rejection::NotFound));
    assert_eq!(office.by("nobody", opening(&["li"])).await, Err(Rejection::NotFound));
}

#[tokio::test]
async fn a_store_that_fails_is_a_fault_and_the_command_can_be_repeated() {
    let office = Harness::sample().await;
    let case = office.open(&["li"]).await;
    let wish = office.completing("zhang", &case, "file", "filed", &[]).await;
    office.world.store.fail_commits(Some(StoreFault::Unavailable("disk full".to_owned())));
    let failed = office.keyed("zhang", "k", wish.clone()).await;
    assert!(matches!(failed, Err(Rejection::Fault(_))), "{failed:?}");
    assert_eq!(office.stored(&case).await.revision, 1);
    office.world.store.fail_commits(None);
    let done = office.keyed("zhang", "k", wish).await.unwrap();
    assert_eq!((done.revision, done.repeated), (2, false));
    office.check_docket(&case).await;
}

#[tokio::test]
async fn what_another_process_wrote_is_seen() {
    let office = Harness::sample().await;
    let case = office.filed(&["li"]).await;
    // Another process over the same store: its writer has a memory of its own.
    let other = Harness::over(office.world.clone());
    other.does("chen", &case, "review", "accept", &[]).await.unwrap();
    let late = office.by("chu", {
        let number = 1;
        Wish::Act { case: case.clone(), act: Act::Claim { task: number } }
    });
    assert!(late.await.is_err());
    office.world.answers.reply("scorer", Err(registrar_casework::ports::SendFault::Never("gone".to_owned())));
    other.casework.settle().await.unwrap();
    office.casework.settle().await.unwrap();
    assert_eq!(office.states("zhang", &case).await, ["being_served[1]"]);
    office.check_docket(&case).await;
}

#[tokio::test]
async fn keys_and_commands_are_bounded() {
    let office = Harness::sample().await;
    let long = office.keyed("zhang", &"k".repeat(201), opening(&["li"])).await;
    assert!(matches!(long, Err(Rejection::Malformed(_))));
    let empty = office.keyed("zhang", "", opening(&["li"])).await;
    assert!(matches!(empty, Err(Rejection::Malformed(_))));
    let case = office.open(&["li"]).await;
    let text = "x".repeat(registrar_casework::LARGEST_COMMAND);
    let large = office.does("zhang", &case, "file", "filed", &[("secret", &text)]).await;
    assert!(matches!(large, Err(Rejection::Malformed(_))));
}

#[tokio::test]
async fn a_document_is_filed_only_by_who_uploaded_it() {
    let office = Harness::sample().await;
    let case = office.open(&["li"]).await;
    let task = office.task("zhang", &case, "file").await;
    let known = registrar_engine::id::Digest::parse(&"a".repeat(64)).unwrap();
    let act = Act::Complete {
        task,
        name: Some("file".to_owned()),
        outcome: "filed".to_owned(),
        form: Default::default(),
        documents: vec![known],
    };
    let stolen = office.by("zhang", Wish::Act { case: case.clone(), act }).await;
    assert!(matches!(stolen, Err(Rejection::Refused(Refusal::Document { .. }))), "{stolen:?}");
}

#[tokio::test]
async fn stopping_serves_who_is_inside_and_turns_away_who_comes_later() {
    let office = Harness::sample().await;
    let case = office.open(&["li"]).await;
    let casework = office.casework.clone();
    let by = || Caller::Person { person: person("zhang"), member: None };
    let wish = office.completing("zhang", &case, "file", "filed", &[]).await;
    let filing = casework.advance(Command { by: by(), key: Some("k".to_owned()), wish });
    let (filed, world) = tokio::join!(filing, async {
        tokio::task::yield_now().await;
        office.stop().await
    });
    assert_eq!(filed.unwrap().revision, 2);
    let late = Command { by: by(), key: Some("k3".to_owned()), wish: opening(&["li"]) };
    assert_eq!(casework.advance(late).await, Err(Rejection::Busy));
    let restarted = Harness::over(world);
    assert_eq!(restarted.stored(&case).await.revision, 2);
}

#[tokio::test]
async fn a_panic_concerns_its_batch_and_the_door_stays_open() {
    let office = Harness::sample().await;
    let case = office.open(&["li"]).await;
    let wish = office.completing("zhang", &case, "file", "filed", &[]).await;
    office.world.store.panic_once();
    assert_eq!(office.keyed("zhang", "k", wish.clone()).await, Err(Rejection::Busy));
    assert_eq!(office.stored(&case).await.revision, 1);
    assert_eq!(office.keyed("zhang", "k", wish).await.unwrap().revision, 2);
    office.check_docket(&case).await;
}
