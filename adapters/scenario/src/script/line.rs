//! One line of a script, as written.

use registrar_engine::chart;
use registrar_engine::event::Receipt;
use registrar_engine::moment::Moment;
use registrar_engine::value::{Record, Value};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// Most bytes of one line.
pub const LONGEST_LINE: usize = 1 << 20;
/// The keys by which lines are told apart.
const KINDS: [&str; 6] = ["event", "after", "at", "task", "notice", "case"];

/// What a line asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A message from outside.
    Event(Message),
    /// The clock goes on by so much.
    After(jiff::SignedDuration),
    /// The clock goes to an instant.
    At(Moment),
    /// A task ends.
    Task(TaskDone),
    /// A notice reaches its addressee, or doesn't.
    Notice(Letter),
    /// Another case begins, or goes on.
    Case(CaseLine),
}

/// A message.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Its name.
    pub event: String,
    /// What it carries; what isn't a record, for a message that carries anything, under the empty name.
    #[serde(default, deserialize_with = "carried")]
    pub data: Record,
}

fn carried<'de, D: Deserializer<'de>>(from: D) -> Result<Record, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Record(fields) => fields,
        Value::Null => Record::new(),
        whole => Record::from([(String::new(), whole)]),
    })
}

/// The end of a task.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskDone {
    /// Its name.
    pub task: String,
    /// How it ends.
    pub outcome: String,
    /// Who does it: a role, or a member; nobody: whoever may, or a machine.
    #[serde(default, rename = "as")]
    pub by: Option<String>,
    /// What is filled in, by key.
    #[serde(default)]
    pub form: Record,
}

/// What became of a notice.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Its name.
    pub notice: String,
    /// What became of it.
    pub how: How,
    /// To whom, where it went to several: `defendant[2]`.
    #[serde(default)]
    pub to: Option<String>,
}

/// What may become of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It is in the addressee's system.
    Reached,
    /// It was opened.
    Read,
    /// It could not be delivered.
    Undelivered,
}

impl How {
    /// The receipt; none: it could not be delivered.
    pub fn receipt(self) -> Option<Receipt> {
        match self {
            Self::Reached => Some(Receipt::Reached),
            Self::Read => Some(Receipt::Read),
            Self::Undelivered => None,
        }
    }
}

/// A case.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLine {
    /// Its name.
    pub case: String,
    /// When it is opened.
    #[serde(default)]
    pub at: Option<Moment>,
    /// How many members a role has from the start, where it isn't as few as may be.
    #[serde(default)]
    pub people: BTreeMap<String, u32>,
    /// What is given when it is opened, by key.
    #[serde(default)]
    pub data: Record,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct At {
    at: Moment,
}

impl Line {
    /// Reads a line.
    ///
    /// # Errors
    /// What is wrong with it, and what to write.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST_LINE {
            return Err(format!("a line has at most {LONGEST_LINE} bytes"));
        }
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).map_err(|error| format!("expected a JSON object: {error}"))?;
        // `at` may stand beside `case`.
        let kinds = KINDS.iter().rev().filter(|kind| object.contains_key(**kind));
        let Some(kind) = kinds.copied().next() else {
            return Err(format!("expected one of the keys `{}`", KINDS.join("`, `")));
        };
        let value = serde_json::Value::Object(object);
        let told = |error: serde_json::Error| error.to_string();
        Ok(match kind {
            "event" => Self::Event(serde_json::from_value(value).map_err(told)?),
            "task" => Self::Task(serde_json::from_value(value).map_err(told)?),
            "notice" => Self::Notice(serde_json::from_value(value).map_err(told)?),
            "case" => Self::Case(serde_json::from_value(value).map_err(told)?),
            "at" => {
                let At { at } = serde_json::from_value(value).map_err(told)?;
                Self::At(at)
            }
            _ => {
                let After { after } = serde_json::from_value(value).map_err(told)?;
                let wrong =
                    || format!("`{after}` is no plain duration: write `10 ms`, `30 minutes` or `3 days`");
                Self::After(chart::duration(&after).ok_or_else(wrong)?)
            }
        })
    }
}
