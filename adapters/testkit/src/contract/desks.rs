//! Drafts, uploads, messages.

use super::commits::commit;
use super::sample::{at, case_id, person, to_person, to_pool, transition};
use registrar_casework::ports::{
    Audience, CommitResult, Desk, Draft, Lodged, Message, Slot, Store, Transition,
};
use registrar_engine::event::Upload;
use registrar_engine::id::Digest;

fn slot(task: u64) -> Slot {
    Slot::Task { case: case_id("c-1"), task }
}

/// Nobody has another's draft, and a new one takes the place of the old.
pub async fn a_draft_belongs_to_its_person(store: &impl Desk) {
    let draft = |of: &str, slot: Slot, form: &str| Draft {
        slot,
        person: person(of),
        form: form.to_owned(),
        saved: at(1),
    };
    let first = draft("p-1", slot(1), "{\"a\":1}");
    let second = draft("p-1", slot(1), "{\"a\":2}");
    let opening = draft("p-1", Slot::Opening("sample".to_owned()), "{}");
    for one in [&first, &second, &opening] {
        store.save_draft(one).await.expect("the store answers");
    }
    assert_eq!(store.draft(&slot(1), &person("p-1")).await.expect("the store answers"), Some(second));
    assert_eq!(store.draft(&slot(1), &person("p-2")).await.expect("the store answers"), None);
    assert_eq!(store.draft(&slot(2), &person("p-1")).await.expect("the store answers"), None);
    store.drop_draft(&slot(1), &person("p-1")).await.expect("the store answers");
    store.drop_draft(&slot(1), &person("p-1")).await.expect("the store answers");
    assert_eq!(store.draft(&slot(1), &person("p-1")).await.expect("the store answers"), None);
    let found = store.draft(&opening.slot, &person("p-1")).await.expect("the store answers");
    assert_eq!(found, Some(opening));
}

/// Each person's own, each slot's own; the same content under the same kind once.
pub async fn uploads_wait_in_their_slot(store: &impl Desk) {
    let digest = |text: &str| Digest::parse(text).expect("a digest");
    let lodged = |of: &str, slot: Slot, name: &str, text: &str, seconds| Lodged {
        slot,
        person: person(of),
        upload: Upload {
            document: "complaint".to_owned(),
            name: name.to_owned(),
            media: "application/pdf".to_owned(),
            size: 7,
            digest: digest(text),
        },
        at: at(seconds),
    };
    let second = lodged("p-1", slot(1), "b.pdf", "aaaa", 2);
    let first = lodged("p-1", slot(1), "a.pdf", "bbbb", 1);
    let replaced = lodged("p-1", slot(1), "old.pdf", "aaaa", 0);
    let others = [lodged("p-2", slot(1), "x.pdf", "cccc", 1), lodged("p-1", slot(2), "x.pdf", "dddd", 1)];
    for one in [&replaced, &second, &first, &others[0], &others[1]] {
        store.lodge(one).await.expect("the store answers");
    }
    let mine = store.lodged(&slot(1), &person("p-1")).await.expect("the store answers");
    assert_eq!(mine, [first.clone(), second]);
    let gone = digest("aaaa");
    store.take_back(&slot(1), &person("p-1"), Some(&gone)).await.expect("the store answers");
    assert_eq!(store.lodged(&slot(1), &person("p-1")).await.expect("the store answers"), [first]);
    store.take_back(&slot(1), &person("p-1"), None).await.expect("the store answers");
    assert!(store.lodged(&slot(1), &person("p-1")).await.expect("the store answers").is_empty());
    for other in others {
        let found = store.lodged(&other.slot, &other.person).await.expect("the store answers");
        assert_eq!(found, [other]);
    }
}

fn message(id: &str, audience: Audience, case: &str, sent: i64) -> Message {
    Message {
        id: id.to_owned(),
        audience,
        case: case_id(case),
        member: "defendant[2]".to_owned(),
        notice: "claim_service".to_owned(),
        delivery: Some(4),
        subject: "Service of a claim".to_owned(),
        body: "Read it.".to_owned(),
        document: Some(2),
        sent: at(sent),
        read: None,
    }
}

/// A row performed twice leaves one message; the first opening counts.
pub async fn a_message_is_kept_once_and_read_once(store: &impl Desk) {
    let first = message("m-1", to_person("p-1"), "c-1", 1);
    store.put_message(&first).await.expect("the store answers");
    let again = Message { subject: "Another".to_owned(), sent: at(9), ..first.clone() };
    store.put_message(&again).await.expect("the store answers");
    assert_eq!(store.message("m-1").await.expect("the store answers"), Some(first.clone()));
    assert_eq!(store.unread(&[to_person("p-1")]).await.expect("the store answers"), 1);
    let read = Message { read: Some(at(5)), ..first };
    assert_eq!(store.read_message("m-1", at(5)).await.expect("the store answers"), Some(read.clone()));
    assert_eq!(store.read_message("m-1", at(6)).await.expect("the store answers"), Some(read));
    assert_eq!(store.read_message("m-2", at(6)).await.expect("the store answers"), None);
    assert_eq!(store.unread(&[to_person("p-1")]).await.expect("the store answers"), 0);
}

/// Of these audiences alone, of one case if asked, in pages.
pub async fn messages_come_newest_first(store: &impl Desk) {
    let (me, pool) = (to_person("p-1"), to_pool("judges"));
    let all = [
        message("m-1", me.clone(), "c-1", 1),
        message("m-2", pool.clone(), "c-2", 3),
        message("m-3", me.clone(), "c-1", 3),
        message("m-4", to_person("p-2"), "c-1", 4),
    ];
    for one in &all {
        store.put_message(one).await.expect("the store answers");
    }
    let ids = |messages: Vec<Message>| messages.into_iter().map(|m| m.id).collect::<Vec<_>>();
    let mine = [me, pool];
    let found = store.messages(&mine, None, None, 10).await.expect("the store answers");
    assert_eq!(ids(found), ["m-3", "m-2", "m-1"]);
    let of_case = store.messages(&mine, Some(&case_id("c-1")), None, 10).await.expect("the store answers");
    assert_eq!(ids(of_case), ["m-3", "m-1"]);
    let after = Some((at(3), "m-3".to_owned()));
    let page = store.messages(&mine, None, after, 1).await.expect("the store answers");
    assert_eq!(ids(page), ["m-2"]);
    assert_eq!(store.unread(&mine).await.expect("the store answers"), 3);
}

/// What a command has filed lies on no desk any more, as soon as the command is durable; a command that
/// loses leaves everything where it is.
pub async fn what_is_filed_leaves_the_desk<S: Desk + Store>(store: &S) {
    let draft =
        |of: &str, slot: Slot| Draft { slot, person: person(of), form: "{}".to_owned(), saved: at(1) };
    let mine = draft("p-1", slot(1));
    let others = [draft("p-2", slot(1)), draft("p-1", slot(2))];
    for one in others.iter().chain([&mine]) {
        store.save_draft(one).await.expect("the store answers");
    }
    let filed =
        |expected| Transition { cleared: vec![(slot(1), person("p-1"))], ..transition("c-1", expected) };
    commit(store, vec![filed(7)], &[CommitResult::Conflict]).await;
    assert!(store.draft(&mine.slot, &mine.person).await.expect("the store answers").is_some());
    commit(store, vec![filed(0)], &[CommitResult::Committed]).await;
    assert_eq!(store.draft(&mine.slot, &mine.person).await.expect("the store answers"), None);
    for one in others {
        assert_eq!(store.draft(&one.slot, &one.person).await.expect("the store answers"), Some(one));
    }
}
