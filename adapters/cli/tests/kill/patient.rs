//! Somebody whose cases go wrong: of a workflow of its own, so that what is done to it is done to nobody else.

use crate::http::{Link, Reply};
use crate::verdict;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// The workflow's name.
pub const WORKFLOW: &str = "frail";
/// Its deadline's period.
const PERIOD: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);

#[derive(Debug)]
pub struct Patient {
    pub token: String,
    cases: Vec<Ill>,
}

/// A case, and when its deadline ends.
#[derive(Debug, Clone)]
pub struct Ill {
    pub case: String,
    due: Timestamp,
}

impl Patient {
    pub fn new(token: String) -> Self {
        Self { token, cases: Vec::new() }
    }

    /// Opens a case whose deadline ends so soon. With `too_much` what is done then can't be done.
    pub fn opens(&mut self, link: &Link<'_>, soon: Duration, too_much: bool) -> Ill {
        let number = self.cases.len();
        let body =
            json!({ "workflow": WORKFLOW, "people": [{ "role": "patient", "name": "Eve", "person": "me" }] });
        let opened = done(link.post("/api/cases", &format!("open-{number}"), &body).expect("it answers"));
        let case = opened["case"].as_str().expect("a receipt").to_owned();
        let due = Timestamp::now() + soon;
        let due = Timestamp::from_microsecond(due.as_microsecond()).expect("an instant of today");
        let form = json!({ "since": (due - PERIOD).to_string(), "number": if too_much { 9 } else { 1 } });
        does(link, &case, "begin", "begun", &form);
        let ill = Ill { case, due };
        self.cases.push(ill.clone());
        ill
    }

    pub fn has(&self, case: &str) -> bool {
        self.cases.iter().any(|ill| ill.case == case)
    }

    /// Compares: each has ended, once, on its instant, and was told once.
    pub fn compare(&self, link: &Link<'_>) {
        for Ill { case, due } in &self.cases {
            assert!(has_ended(link, case), "{case} hasn't ended");
            let docket = verdict::docket(link, case);
            let expired: Vec<Timestamp> =
                verdict::expiries(&docket).into_iter().map(|(effective, _)| effective).collect();
            assert_eq!(expired, [*due], "expiries in {case}");
            let messages = verdict::all(link, "/api/messages");
            let told = messages.iter().filter(|message| message["case"] == **case).count();
            assert_eq!(told, 1, "messages of {case}");
        }
    }
}

/// Makes the number one that can be counted on.
pub fn repairs(link: &Link<'_>, case: &str) {
    does(link, case, "repair", "repaired", &json!({ "number": 1 }));
}

pub fn has_ended(link: &Link<'_>, case: &str) -> bool {
    !link.get(&format!("/api/cases/{case}")).expect("it answers")["ended"].is_null()
}

fn does(link: &Link<'_>, case: &str, task: &str, outcome: &str, form: &Value) {
    let view = link.get(&format!("/api/cases/{case}")).expect("it answers");
    let tasks = view["tasks"].as_array().expect("a case has tasks");
    let open = tasks.iter().find(|open| open["name"] == task).and_then(|open| open["number"].as_u64());
    let open = open.unwrap_or_else(|| panic!("{task}: {view}"));
    let path = format!("/api/cases/{case}/tasks/{open}/complete");
    let body = json!({ "outcome": outcome, "form": form, "documents": [] });
    done(link.post(&path, &format!("{task}-{case}-{open}"), &body).expect("it answers"));
}

#[track_caller]
fn done(reply: Reply) -> Value {
    assert!(matches!(reply.status, 200 | 201), "{} {}", reply.status, reply.text());
    reply.json()
}
