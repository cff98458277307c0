//! What one person has sent, and which of it was acknowledged: the list that the server is held to.

use crate::http::{Link, Lost, Reply};
use crate::trigger::Sight;
use jiff::Timestamp;
use serde_json::{Value, json};

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Opens a case.
    Open,
    /// Adds an errand, perhaps with a paper.
    Ask { number: u64, since: Timestamp, paper: Option<String> },
    /// Ends the asking.
    Leave,
    /// Checks an errand.
    Check,
}

/// A command: sent again, it is the same to the byte.
#[derive(Debug, Clone)]
pub struct Command {
    pub what: What,
    pub path: String,
    pub key: String,
    pub body: Value,
}

/// A command with its answer.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    pub command: Command,
    pub case: String,
    /// Revision and hash of the docket's last entry then.
    pub revision: u64,
    pub receipt: String,
    answer: String,
}

/// One person's list.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Sent, perhaps several times, and never answered.
    pub waiting: Option<Command>,
    /// In the order of their answers.
    pub acknowledged: Vec<Acknowledged>,
    /// Without an answer at first, and found to have been done, or not.
    pub found_done: u64,
    pub found_undone: u64,
    pub asked_again: u64,
    lost: bool,
}

impl Ledger {
    /// Sends what waits, for the first time or again.
    pub fn send(&mut self, link: &Link<'_>) -> Result<&Acknowledged, Lost> {
        let command = self.waiting.as_ref().expect("a command waits");
        let reply = match link.post(&command.path, &command.key, &command.body) {
            Ok(reply) => reply,
            Err(lost) => {
                self.lost = true;
                return Err(lost);
            }
        };
        link.trigger.saw(Sight::Acknowledged);
        let acknowledged = acknowledged(command, &reply);
        let repeated = reply.json()["repeated"] == true;
        assert!(self.lost || !repeated, "never sent before, and answered as done before: {command:?}");
        if std::mem::take(&mut self.lost) {
            *(if repeated { &mut self.found_done } else { &mut self.found_undone }) += 1;
        }
        self.waiting = None;
        self.acknowledged.push(acknowledged);
        Ok(self.acknowledged.last().expect("it was just put there"))
    }

    /// Sends something acknowledged again: the answer is the first one, to the byte.
    pub fn ask_again(&mut self, at: usize, link: &Link<'_>) -> Result<(), Lost> {
        let Some(first) = self.acknowledged.get(at) else { return Ok(()) };
        let reply = link.post(&first.command.path, &first.command.key, &first.command.body)?;
        let again = acknowledged(&first.command, &reply);
        assert!(reply.json()["repeated"] == true, "done a second time: {:?}", first.command);
        assert_eq!(again.answer, first.answer, "another answer to {:?}", first.command);
        self.asked_again += 1;
        Ok(())
    }
}

fn acknowledged(command: &Command, reply: &Reply) -> Acknowledged {
    assert!(matches!(reply.status, 200 | 201), "{command:?}: {} {}", reply.status, reply.text());
    let receipt = reply.json();
    let text = |name: &str| receipt[name].as_str().expect("a receipt").to_owned();
    Acknowledged {
        command: command.clone(),
        case: text("case"),
        revision: receipt["revision"].as_u64().expect("a receipt"),
        receipt: text("receipt"),
        // The one thing that tells a repeated answer from the first.
        answer: reply.text().replace("\"repeated\":true", "\"repeated\":false"),
    }
}

/// The end of a task.
pub fn completion(
    what: What,
    case: &str,
    task: u64,
    outcome: &str,
    form: &Value,
    papers: &[String],
) -> Command {
    Command {
        what,
        path: format!("/api/cases/{case}/tasks/{task}/complete"),
        key: format!("{outcome}-{case}-{task}"),
        body: json!({ "outcome": outcome, "form": form, "documents": papers }),
    }
}
