//! Cases and rows as simple as they may be.

use registrar_casework::ports::{
    AccessRow, Addressee, Answered, Audience, DocketRow, OutboxRow, Outgoing, TaskRow, Transition,
};
use registrar_engine::case::{Case, FORMAT, Pages, Shared};
use registrar_engine::chart::Channel;
use registrar_engine::docket;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;

/// A moment of 2 March 2026, so many seconds after nine in the morning, UTC.
///
/// # Panics
/// Never for the numbers of a test.
pub fn at(seconds: i64) -> Moment {
    Moment::from_micros(1_772_442_000_000_000 + seconds * 1_000_000)
        .expect("a moment within the years of jiff")
}

/// A case id.
///
/// # Panics
/// If the text is none.
pub fn case_id(id: &str) -> CaseId {
    CaseId::parse(id).expect("an id")
}

/// A person's id.
///
/// # Panics
/// If the text is none.
pub fn person(id: &str) -> PersonId {
    PersonId::parse(id).expect("an id")
}

/// A person as audience.
pub fn to_person(id: &str) -> Audience {
    Audience::Person(person(id))
}

/// A pool as audience.
pub fn to_pool(name: &str) -> Audience {
    Audience::Pool(name.to_owned())
}

/// A case in which nothing is.
pub fn case(id: &str, revision: u64) -> Case {
    Case {
        format: FORMAT,
        case: case_id(id),
        workflow: "sample".into(),
        version: 1,
        digest: "d1".into(),
        editions: Shared::default(),
        revision,
        opened: at(0),
        latest: at(i64::try_from(revision).unwrap_or_default()),
        ended: None,
        configuration: Vec::new(),
        history: Shared::default(),
        data: Shared::default(),
        seats: Shared::default(),
        acted: Vec::new(),
        tasks: Vec::new(),
        acts: Pages::new(),
        clocks: Vec::new(),
        past: Shared::default(),
        deliveries: Pages::new(),
        documents: Pages::new(),
        consents: Vec::new(),
        counters: Vec::new(),
        raises: Vec::new(),
        costs: Shared::default(),
        last_number: 0,
    }
}

/// The transition from one revision to the next, with one docket entry.
///
/// # Panics
/// Never: a case is plain data.
pub fn transition(id: &str, expected: u64) -> Transition {
    let case = case(id, expected + 1);
    let text = serde_json::to_string(&case).expect("a case is plain data");
    let entry = format!("{{\"entry\":{}}}", expected + 1);
    let hash = docket::digest(format!("{id}{entry}").as_bytes());
    Transition {
        expected,
        case,
        text,
        docket: vec![DocketRow { number: expected + 1, text: entry, hash: hash.clone() }],
        head_hash: hash,
        next_due: None,
        tasks: None,
        access: None,
        outbox: Vec::new(),
        answers: Vec::new(),
        incidents: Vec::new(),
        resolved: Vec::new(),
        cleared: Vec::new(),
    }
}

/// An open task of a case.
pub fn task(id: &str, number: u64, audience: Audience, due: Option<Moment>) -> TaskRow {
    TaskRow {
        case: case_id(id),
        number,
        audience,
        task: "review".to_owned(),
        assignee: None,
        opened: at(0),
        due,
        workflow: "sample".into(),
        digest: "d1".into(),
    }
}

/// Who may see a case.
pub fn access(id: &str, audience: Audience) -> AccessRow {
    AccessRow { case: case_id(id), audience }
}

/// A first answer.
pub fn answered(scope: &str, key: &str) -> Answered {
    Answered {
        scope: scope.to_owned(),
        key: key.to_owned(),
        request: "hash".to_owned(),
        answer: "{\"done\":true}".to_owned(),
        at: at(1),
    }
}

/// A notice by mail.
pub fn outgoing(row: &str, id: &str, group: Option<&str>, due: Moment) -> OutboxRow {
    OutboxRow {
        id: row.to_owned(),
        case: case_id(id),
        entry: 1,
        group: group.map(str::to_owned),
        due,
        attempts: 0,
        what: Outgoing::Notice {
            notice: "receipt".to_owned(),
            delivery: None,
            to: Addressee {
                audience: Some(to_person("p-1")),
                member: "plaintiff[1]".to_owned(),
                name: "Zhang San".to_owned(),
                address: None,
            },
            channel: Channel::Mail,
            invite: None,
        },
    }
}
