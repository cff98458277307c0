//! What a template sees: the case as its reader may see it, in the reader's language.
//!
//! | name | what |
//! |---|---|
//! | `case` | `id`, `workflow` (title), `opened` |
//! | `data` | the case's data without private fields (to officials with them) |
//! | `to` | `name`, `member` (`defendant[2]`) |
//! | `parties` | `member`, `role` (title), `name` of each party |
//! | `clocks` | `name`, `title`, `due`, `last_day` of each running clock, the earliest first |
//! | `notice` | `name`, `title`, `law` of the notice; `document` names what goes with it |
//! | `deadline` | of a reminder: `name`, `title`, `due`, `last_day` |
//! | `document` | of a document: `name`, `title`, `number`, `by`, `at` |
//! | `code` | the one-time code of an invitation, where one goes with it |

use crate::access::without_private;
use crate::ports::{Addressee, Letter, Person};
use crate::words::say;
use registrar_engine::case::{Case, Clock, Standing};
use registrar_engine::chart::{Channel, Chart, Deadline, Notice, RoleKind};
use registrar_engine::definition::Text;
use registrar_engine::step::member_name;
use serde_json::{Value, json};
use std::sync::Arc;

/// What a message is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A notice of the definition.
    Notice(&'a Notice),
    /// A reminder of a clock, by its number.
    Reminder(&'a Deadline, u64),
    /// An invitation to a seat.
    Invitation,
}

impl Subject<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Notice(notice) => &notice.name,
            Self::Reminder(deadline, _) => &deadline.name,
            Self::Invitation => "invitation",
        }
    }

    fn template(&self) -> Option<String> {
        match self {
            Self::Notice(notice) => notice.template.clone(),
            Self::Reminder(..) | Self::Invitation => None,
        }
    }

    fn title(&self, language: &str) -> String {
        match self {
            Self::Notice(notice) => say(&notice.title, language, &notice.name),
            Self::Reminder(deadline, _) => say(&deadline.title, language, &deadline.name),
            Self::Invitation if language == "zh" => "邀请".to_owned(),
            Self::Invitation => "Invitation".to_owned(),
        }
    }
}

/// Writes what templates see of a case.
#[derive(Debug, Clone, Copy)]
pub struct Letters<'a> {
    /// The chart.
    pub chart: &'a Chart,
    /// The case.
    pub case: &'a Case,
}

impl Letters<'_> {
    /// A message to somebody.
    pub fn notice(
        &self,
        subject: &Subject<'_>,
        to: &Addressee,
        person: Option<&Person>,
        channel: Channel,
        code: Option<&str>,
    ) -> Letter {
        let language = person.map_or_else(|| self.language(), |person| person.language.clone());
        let role = to.member.split('[').next().and_then(|role| self.chart.role_named(role));
        let official = role.is_some_and(|role| matches!(self.chart.role(role).kind, RoleKind::Pool { .. }));
        let name = if to.name.is_empty() {
            person.map(|p| p.name.clone()).unwrap_or_default()
        } else {
            to.name.clone()
        };
        let mut data = self.data(&language, official);
        data["to"] = json!({ "name": name, "member": to.member });
        match subject {
            Subject::Notice(notice) => {
                let kind = notice.document.map(|ix| self.chart.document(ix));
                data["notice"] = json!({
                    "name": notice.name,
                    "title": subject.title(&language),
                    "law": self.law(notice.law.as_deref(), &language),
                    "document": kind.map(|kind| say(&kind.title, &language, &kind.name)),
                });
            }
            Subject::Reminder(_, number) => {
                let clock = self.case.clocks.iter().find(|clock| clock.number == *number);
                data["deadline"] = clock.map(|clock| self.clock(clock, &language)).unwrap_or_default();
            }
            Subject::Invitation => {}
        }
        if let Some(code) = code {
            data["code"] = json!(code);
        }
        let title = subject.title(&language);
        self.letter(subject.template(), Some(channel), language, title, data)
    }

    /// An issued document: in the language of the definition, for all who may see it.
    pub fn document(&self, name: &str, template: &str, number: u64) -> Letter {
        let language = self.language();
        let filed = self.case.documents.iter().find(|filed| filed.number == number);
        let title = self
            .chart
            .document_named(name)
            .map_or_else(|| name.to_owned(), |ix| say(&self.chart.document(ix).title, &language, name));
        let mut data = self.data(&language, false);
        data["document"] = json!({
            "name": name,
            "title": title,
            "number": number,
            "by": filed.map(|filed| filed.by.clone()),
            "at": filed.map(|filed| filed.at),
        });
        self.letter(Some(template.to_owned()), None, language, title, data)
    }

    fn letter(
        &self,
        template: Option<String>,
        channel: Option<Channel>,
        language: String,
        title: String,
        data: Value,
    ) -> Letter {
        let resources = Arc::new(self.chart.resources.clone());
        let zone = self.chart.zone_name.clone();
        Letter { resources, template, channel, language, title, zone, data }
    }

    /// The language of the definition: English where it speaks it, else the first it speaks.
    fn language(&self) -> String {
        let title: &Text = &self.chart.title;
        let first = title.keys().next().cloned();
        if title.contains_key("en") { "en".to_owned() } else { first.unwrap_or_else(|| "en".to_owned()) }
    }

    fn data(&self, language: &str, official: bool) -> Value {
        let (chart, case) = (self.chart, self.case);
        let seen = if official { case.data.clone() } else { without_private(&chart.data, &case.data) };
        let parties: Vec<Value> = case
            .seats
            .iter()
            .filter(|seat| seat.is_present() && matches!(chart.role(seat.role).kind, RoleKind::Party { .. }))
            .map(|seat| {
                let role = chart.role(seat.role);
                json!({
                    "member": member_name(chart, seat.member()),
                    "role": say(&role.title, language, &role.name),
                    "name": seat.name,
                })
            })
            .collect();
        let mut running: Vec<&Clock> =
            case.clocks.iter().filter(|clock| matches!(clock.standing, Standing::Running { .. })).collect();
        running.sort_by_key(|clock| match clock.standing {
            Standing::Running { due, .. } => Some(due),
            _ => None,
        });
        let clocks: Vec<Value> = running.into_iter().map(|clock| self.clock(clock, language)).collect();
        json!({
            "case": {
                "id": case.case,
                "workflow": say(&chart.title, language, &chart.workflow),
                "opened": case.opened,
            },
            "data": seen,
            "parties": parties,
            "clocks": clocks,
        })
    }

    fn clock(&self, clock: &Clock, language: &str) -> Value {
        let deadline = self.chart.deadline(clock.deadline);
        let (due, last_day) = match &clock.standing {
            Standing::Running { due, last_day, .. } => (Some(*due), *last_day),
            _ => (None, None),
        };
        json!({
            "name": deadline.name,
            "title": say(&deadline.title, language, &deadline.name),
            "due": due,
            "last_day": last_day.map(|day| day.to_string()),
        })
    }

    fn law(&self, key: Option<&str>, language: &str) -> Option<String> {
        let text = self.chart.laws.get(key?)?;
        Some(say(text, language, key?))
    }
}
