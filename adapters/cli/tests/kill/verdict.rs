//! What is compared at the end of an installation: what was acknowledged with what is there, through the API
//! alone, and with the mail and the questions that came out.

use crate::http::Link;
use crate::installation::Installation;
use crate::ledger::{Acknowledged, What};
use crate::people::{PERIOD, Sender};
use crate::report::Figures;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Expired later than this: not by the loop that waits for it.
const LATE: SignedDuration = SignedDuration::from_millis(100);

/// A case as its sender and everybody around it see it.
struct Seen {
    view: Value,
    docket: Vec<Value>,
    messages: Vec<Value>,
    /// Message-ID to subject and number of arrivals.
    mail: BTreeMap<String, (String, u64)>,
    questions: BTreeMap<String, u64>,
}

/// What a case must have come to.
struct Owed<'a> {
    errands: BTreeMap<u64, Timestamp>,
    papers: BTreeMap<u64, &'a String>,
    left: bool,
}

/// Whether nothing is under way any more. Cases found settled are remembered and not looked at again.
pub fn is_settled<'a>(
    installation: &Installation,
    link: &impl Fn(&str) -> Link<'a>,
    settled: &mut BTreeSet<String>,
) -> bool {
    installation.senders.iter().all(|sender| {
        let link = link(&sender.token);
        let cases = cases(installation, sender);
        if cases.keys().all(|case| settled.contains(case)) {
            return true;
        }
        let messages = all(&link, "/api/messages");
        cases.iter().filter(|(case, _)| !settled.contains(*case)).collect::<Vec<_>>().iter().all(
            |(case, commands)| {
                let (seen, owed) = (see(installation, &link, case, &messages), owed(commands));
                let errands = owed.errands.len();
                let documents = seen.documents();
                let made = documents.iter().filter(|document| !document["digest"].is_null()).count();
                let all_there = seen.expiries().len() >= errands
                    && seen.told("done", "Stamp: stamped") >= errands
                    && seen.told("done", "Check: checked") >= errands
                    && seen.messages.len() >= 2 * errands
                    && seen.mail.len() >= 2 * errands
                    && made >= errands + owed.papers.len();
                if all_there {
                    settled.insert((*case).clone());
                }
                all_there
            },
        )
    })
}

/// Compares everything.
pub fn compare<'a>(
    installation: &Installation,
    link: &impl Fn(&str) -> Link<'a>,
    figures: &mut Figures,
) -> String {
    let mut compared = 0;
    for sender in &installation.senders {
        let link = link(&sender.token);
        let cases = cases(installation, sender);
        let messages = all(&link, "/api/messages");
        let there: BTreeSet<String> =
            all(&link, "/api/cases").iter().map(|case| text(&case["case"])).collect();
        assert_eq!(
            there,
            cases.keys().cloned().collect(),
            "cases that are there, and that were acknowledged"
        );
        for (case, commands) in &cases {
            compare_case(&see(installation, &link, case, &messages), case, commands, &link, figures);
            compared += 1;
        }
    }
    format!("{compared} cases compared")
}

fn compare_case(seen: &Seen, case: &str, commands: &[&Acknowledged], link: &Link<'_>, figures: &mut Figures) {
    let owed = owed(commands);
    let errands = owed.errands.len();
    for done in commands {
        let entry = seen.docket.iter().find(|entry| entry["number"] == done.revision);
        let hash = entry.map(|entry| text(&entry["hash"]));
        assert_eq!(hash.as_ref(), Some(&done.receipt), "the receipt of {:?} in {case}", done.command);
    }
    // Each errand once, none that was never brought, and each with the sender's own moment.
    let data = seen.view["data"].as_array().expect("a case has data");
    let list = data.iter().find(|field| field["key"] == "errands").map(|field| &field["value"]);
    let items: Vec<(u64, Timestamp)> = list
        .and_then(Value::as_array)
        .map(|items| {
            items
                .iter()
                .map(|item| (item["number"].as_u64().expect("a number"), instant(&item["since"])))
                .collect()
        })
        .unwrap_or_default();
    assert_eq!(items.len(), errands, "errands of {case}");
    assert_eq!(items.into_iter().collect::<BTreeMap<_, _>>(), owed.errands, "errands of {case}");
    // Each clock expired once, on its instant.
    let mut due: Vec<Timestamp> = owed.errands.values().map(|since| *since + PERIOD).collect();
    let mut expired: Vec<Timestamp> = seen.expiries().iter().map(|(effective, _)| *effective).collect();
    due.sort();
    expired.sort();
    assert_eq!(expired, due, "expiries in {case}");
    for (what, times) in [
        ("Ask: asked", errands),
        ("Check: checked", errands),
        ("Stamp: stamped", errands),
        ("Leave: left", usize::from(owed.left)),
    ] {
        assert_eq!(seen.told("done", what), times, "`{what}` in {case}");
    }
    assert_eq!(seen.view["ended"].is_null(), !owed.left, "the end of {case}");
    figures.late_expiries +=
        seen.expiries().iter().filter(|(due, at)| at.duration_since(*due) > LATE).count() as u64;
    figures.expiries += errands as u64;
    figures.entries += seen.view["revision"].as_u64().expect("a revision");
    figures.cases += 1;
    compare_outgoing(seen, case, errands, figures);
    compare_documents(seen, case, &owed, link, figures);
}

/// What went out: one portal message, one Message-ID for each notice of the docket, one question for each errand.
fn compare_outgoing(seen: &Seen, case: &str, errands: usize, figures: &mut Figures) {
    for (notice, name, subject) in [
        ("Booking", "booked", "Your errand is booked"),
        ("Overdue notice", "overdue", "Your errand is overdue"),
    ] {
        let sent: Vec<u64> = seen.entries_with("notice", notice);
        assert_eq!(sent.len(), errands, "`{notice}` in {case}");
        let messages = seen.messages.iter().filter(|message| message["notice"] == name);
        let ids: Vec<String> = messages.map(|message| text(&message["id"])).collect();
        assert_eq!(ids.len(), errands, "messages `{name}` of {case}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), errands, "messages `{name}` of {case}");
        let of_entries: BTreeSet<String> =
            seen.mail.iter().filter(|(_, (known, _))| known == subject).map(|(id, _)| entry_of(id)).collect();
        let expected: BTreeSet<String> = sent.iter().map(|entry| format!("<{case}.{entry:06}")).collect();
        assert_eq!(of_entries, expected, "entries with `{notice}`, and entries of the mail that came");
    }
    assert_eq!(seen.mail.len(), 2 * errands, "mails of {case}: {:?}", seen.mail);
    assert_eq!(seen.questions.len(), errands, "questions about {case}: {:?}", seen.questions);
    figures.notices += seen.messages.len() as u64;
    figures.mail += seen.mail.len() as u64;
    figures.mail_twice += seen.mail.values().filter(|(_, times)| *times > 1).count() as u64;
    figures.questions += seen.questions.len() as u64;
    figures.questions_twice += seen.questions.values().filter(|times| **times > 1).count() as u64;
}

/// Each paper is there once with its bytes, and each proof was made.
fn compare_documents(seen: &Seen, case: &str, owed: &Owed<'_>, link: &Link<'_>, figures: &mut Figures) {
    let mut papers = Vec::new();
    let mut proofs = 0;
    for document in seen.documents() {
        let number = document["number"].as_u64().expect("a document has a number");
        let reply = link.send("GET", &format!("/api/cases/{case}/documents/{number}"), &[], b"");
        let reply = reply.expect("nobody kills it now");
        assert_eq!(reply.status, 200, "document {number} of {case}");
        match document["kind"].as_str() {
            Some("proof") => {
                assert!(reply.text().contains(case), "{}", reply.text());
                proofs += 1;
            }
            _ => papers.push(reply.text()),
        }
        figures.documents += 1;
    }
    let mut brought: Vec<String> = owed.papers.values().map(|paper| (*paper).clone()).collect();
    brought.sort();
    papers.sort();
    assert!(papers == brought, "papers of {case}: {} there, {} brought", papers.len(), brought.len());
    assert_eq!(proofs, owed.errands.len(), "proofs of {case}");
}

impl Seen {
    fn documents(&self) -> &Vec<Value> {
        self.view["documents"].as_array().expect("a case has documents")
    }

    /// Numbers of the entries with a line of this kind that has this text.
    fn entries_with(&self, kind: &str, wanted: &str) -> Vec<u64> {
        let number = |entry: &Value| entry["number"].as_u64().expect("an entry has a number");
        self.docket.iter().filter(|entry| has_line(entry, kind, wanted)).map(number).collect()
    }

    fn told(&self, kind: &str, wanted: &str) -> usize {
        self.entries_with(kind, wanted).len()
    }

    fn expiries(&self) -> Vec<(Timestamp, Timestamp)> {
        expiries(&self.docket)
    }
}

/// Effective and recorded moments of each expiry.
pub fn expiries(docket: &[Value]) -> Vec<(Timestamp, Timestamp)> {
    let expired = docket.iter().filter(|entry| has_line(entry, "clock", "has expired"));
    expired.map(|entry| (instant(&entry["effective"]), instant(&entry["recorded"]))).collect()
}

fn has_line(entry: &Value, kind: &str, wanted: &str) -> bool {
    let lines = entry["lines"].as_array().expect("an entry has lines");
    lines.iter().any(|line| line["kind"] == kind && text(&line["text"]).contains(wanted))
}

/// All entries of a case's docket.
pub fn docket(link: &Link<'_>, case: &str) -> Vec<Value> {
    let mut docket = Vec::new();
    let mut from = Some(1);
    while let Some(number) = from {
        let page = link.get(&format!("/api/cases/{case}/docket?from={number}&limit=200"));
        let page = page.expect("nobody kills it now");
        docket.extend(page["items"].as_array().expect("a page has items").iter().cloned());
        from = page["next"].as_u64();
    }
    docket
}

/// A sender's cases, with what was acknowledged in each, to the sender and to clerks.
fn cases<'a>(installation: &'a Installation, sender: &'a Sender) -> BTreeMap<String, Vec<&'a Acknowledged>> {
    let mut cases: BTreeMap<String, Vec<&Acknowledged>> = BTreeMap::new();
    for done in &sender.ledger.acknowledged {
        cases.entry(done.case.clone()).or_default().push(done);
    }
    for done in installation.clerks.iter().flat_map(|clerk| &clerk.ledger.acknowledged) {
        cases.entry(done.case.clone()).and_modify(|commands| commands.push(done));
    }
    cases
}

fn owed<'a>(commands: &[&'a Acknowledged]) -> Owed<'a> {
    let mut owed = Owed { errands: BTreeMap::new(), papers: BTreeMap::new(), left: false };
    for done in commands {
        match &done.command.what {
            What::Ask { number, since, paper } => {
                owed.errands.insert(*number, *since);
                owed.papers.extend(paper.as_ref().map(|paper| (*number, paper)));
            }
            What::Leave => owed.left = true,
            What::Open | What::Check => {}
        }
    }
    owed
}

fn see(installation: &Installation, link: &Link<'_>, case: &str, messages: &[Value]) -> Seen {
    let docket = docket(link, case);
    let mut mail: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for arrived in installation.mailbox.mail() {
        if arrived.message_id.contains(case) {
            let kept = mail.entry(arrived.message_id.clone()).or_insert((arrived.subject.clone(), 0));
            assert_eq!(kept.0, arrived.subject, "two mails have one Message-ID");
            kept.1 += 1;
        }
    }
    let mut questions = BTreeMap::new();
    for question in installation.machine.questions().into_iter().filter(|question| question.case == case) {
        *questions.entry(question.key).or_default() += 1;
    }
    let view = link.get(&format!("/api/cases/{case}")).expect("nobody kills it now");
    let messages = messages.iter().filter(|message| message["case"] == *case).cloned().collect();
    Seen { view, docket, messages, mail, questions }
}

/// All items of a list.
pub fn all(link: &Link<'_>, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut after = String::new();
    loop {
        let page = link.get(&format!("{path}?limit=200{after}")).expect("nobody kills it now");
        items.extend(page["items"].as_array().expect("a page has items").iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return items,
        }
    }
}

/// The case and the docket's entry in a Message-ID, which is what makes it stable.
fn entry_of(message_id: &str) -> String {
    message_id.split('.').take(2).collect::<Vec<_>>().join(".")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

fn instant(value: &Value) -> Timestamp {
    text(value).parse().unwrap_or_else(|e| panic!("{e}: {value}"))
}
