//! The people: senders open cases and bring errands, a clerk checks them. Each does one thing after the other,
//! and what wasn't answered comes first when the server is back.

use crate::chance::Chance;
use crate::http::{Link, Lost};
use crate::ledger::{Command, Ledger, What, completion};
use crate::trigger::Sight;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The period of the workflow's deadline.
pub const PERIOD: SignedDuration = SignedDuration::from_mins(1);
/// Errands fall due from so many microseconds ago to so many from now: in good time, while the server is
/// down, or before it is up again.
const DUE_FROM: i64 = -1_500_000;
const DUE_WITHIN: u64 = 3_500_000;
/// Most errands of one case.
const ERRANDS: u64 = 6;

/// Somebody who brings errands.
#[derive(Debug)]
pub struct Sender {
    pub token: String,
    pub ledger: Ledger,
    chance: Chance,
    next_number: u64,
    case: Option<String>,
    left_to_ask: u64,
}

impl Sender {
    pub fn new(token: String, chance: Chance, first_number: u64) -> Self {
        Self {
            token,
            ledger: Ledger::default(),
            chance,
            next_number: first_number,
            case: None,
            left_to_ask: 0,
        }
    }

    /// One command, and now and then one that was acknowledged already.
    pub fn turn(&mut self, link: &Link<'_>) -> Result<(), Lost> {
        if self.ledger.waiting.is_none() {
            if self.chance.once_in(8) {
                let any = self.chance.below(self.ledger.acknowledged.len() as u64);
                self.ledger.ask_again(usize::try_from(any).expect("it is an index"), link)?;
            }
            self.ledger.waiting = Some(self.next(link)?);
        }
        let done = self.ledger.send(link)?;
        match &done.command.what {
            What::Open => {
                self.case = Some(done.case.clone());
                self.left_to_ask = self.chance.below(ERRANDS) + 1;
            }
            What::Ask { since, .. } => {
                self.left_to_ask -= 1;
                let until = (*since + PERIOD).duration_since(Timestamp::now());
                if let Ok(until) = Duration::try_from(until) {
                    link.trigger.saw_at(Sight::Due, Instant::now() + until);
                }
            }
            What::Leave | What::Check => self.case = None,
        }
        Ok(())
    }

    fn next(&mut self, link: &Link<'_>) -> Result<Command, Lost> {
        let Some(case) = self.case.clone() else { return Ok(self.opening()) };
        if self.left_to_ask == 0 && self.chance.once_in(4) {
            // This one is never closed.
            return Ok(self.opening());
        }
        let wanted = if self.left_to_ask == 0 { "leave" } else { "ask" };
        let view = link.get(&format!("/api/cases/{case}"))?;
        let tasks = view["tasks"].as_array().expect("a case has tasks");
        let open = tasks.iter().find(|task| task["name"] == wanted);
        let task =
            open.and_then(|task| task["number"].as_u64()).unwrap_or_else(|| panic!("{wanted}: {view}"));
        if wanted == "leave" {
            return Ok(completion(What::Leave, &case, task, "left", &json!({}), &[]));
        }
        self.errand(&case, task, link)
    }

    fn opening(&mut self) -> Command {
        let number = self.number();
        let body =
            json!({ "workflow": "errands", "people": [{ "role": "sender", "name": "Ann", "person": "me" }] });
        Command { what: What::Open, path: "/api/cases".to_owned(), key: format!("open-{number}"), body }
    }

    fn errand(&mut self, case: &str, task: u64, link: &Link<'_>) -> Result<Command, Lost> {
        let number = self.number();
        let offset = DUE_FROM + i64::try_from(self.chance.below(DUE_WITHIN)).expect("it is small");
        let due = Timestamp::now().as_microsecond() + offset;
        // The number makes up the last digits, so that each instant is one errand's.
        let due = due - due.rem_euclid(100_000) + i64::try_from(number % 100_000).expect("it is small");
        let since = Timestamp::from_microsecond(due).expect("an instant of today") - PERIOD;
        let (mut paper, mut papers) = (None, Vec::new());
        if self.chance.once_in(3) {
            let text = format!("The paper of errand {number}.\n").repeat(1 + number as usize % 2_000);
            papers.push(lodge(case, task, &text, link)?);
            paper = Some(text);
        }
        let form = json!({ "number": number, "since": since.to_string() });
        Ok(completion(What::Ask { number, since, paper }, case, task, "asked", &form, &papers))
    }

    fn number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }
}

fn lodge(case: &str, task: u64, text: &str, link: &Link<'_>) -> Result<String, Lost> {
    let path = format!("/api/cases/{case}/tasks/{task}/uploads/paper?name=paper.txt");
    let reply = link.send("PUT", &path, &[("Content-Type", "text/plain")], text.as_bytes())?;
    assert!(matches!(reply.status, 200 | 201), "{path}: {} {}", reply.status, reply.text());
    link.trigger.saw(Sight::Lodged);
    Ok(reply.json()["digest"].as_str().expect("an upload has a digest").to_owned())
}

/// Somebody who checks errands: whichever of the two clerks was drawn.
#[derive(Debug)]
pub struct Clerk {
    pub token: String,
    pub ledger: Ledger,
}

impl Clerk {
    pub fn new(token: String) -> Self {
        Self { token, ledger: Ledger::default() }
    }

    /// One check. False: there is nothing to check now.
    pub fn turn(&mut self, link: &Link<'_>) -> Result<bool, Lost> {
        if self.ledger.waiting.is_none() {
            let inbox = link.get("/api/inbox?limit=1")?;
            let Some(item) = inbox["items"].as_array().and_then(|items| items.first()) else {
                return Ok(false);
            };
            self.ledger.waiting = Some(check(item));
        }
        self.ledger.send(link)?;
        Ok(true)
    }
}

fn check(item: &Value) -> Command {
    let case = item["case"].as_str().expect("an item has its case");
    let task = item["number"].as_u64().expect("an item has its number");
    completion(What::Check, case, task, "checked", &json!({}), &[])
}
