//! What a template sees: the case as its reader may see it, in the reader's language.
//!
//! | name | what |
//! |---|---|
//! | `case` | `id`, `workflow_title`, `opened` |
//! | `data` | the case's data without private fields (to officials with them) |
//! | `member` | the reader: `name`, `role_title`, `member` (`defendant[2]`) |
//! | `members` | those who take part: `member`, `role_title`, `name`, `party` |
//! | `deadline` | the clock that the text is about, if there is one: `name`, `title`, `due` (time in the zone of the case), `last_day` |
//! | `clocks` | the same of each running clock, the earliest first |
//! | `served` | each service that is complete: `notice` (its name), `title`, `member`, `name`, `day`, `how` |
//! | `notice` | `name`, `title` of the notice, and the title of the `document` that goes with it |
//! | `document` | of a document: `name`, `title`, `number`, `by`, `at` |
//! | `text` | of a reminder and of news of an end: what there is to say, in a sentence or two |
//! | `law` | the provision |
//! | `link` | where to open the case; with an invitation, where to take it up |
//! | `code` | the one-time code of an invitation, where one goes with it |
//! | `today` | the day, in the zone of the case |

use crate::access::without_private;
use crate::ports::{Addressee, Letter, Person};
use crate::reminder;
use crate::words::{for_the_eye, say};
use registrar_engine::case::{Case, Clock, Seat, Served, Standing};
use registrar_engine::chart::{Channel, Chart, Deadline, Notice, RoleKind};
use registrar_engine::moment::Moment;
use registrar_engine::step::{member_name, member_named, members_around};
use serde_json::{Value, json};
use std::sync::Arc;

/// What a message is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A notice of the definition.
    Notice(&'a Notice),
    /// A reminder of a clock, by its number, with the end that it is about.
    Reminder(&'a Deadline, u64, Moment),
    /// The end of a clock that a newer calendar has moved, or made sure.
    Moved {
        /// The deadline.
        deadline: &'a Deadline,
        /// The clock, by its number.
        clock: u64,
        /// Its end before.
        was: Moment,
        /// Its last day before.
        last_day: Option<jiff::civil::Date>,
    },
    /// An invitation to a seat.
    Invitation,
}

impl Subject<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Notice(notice) => &notice.name,
            Self::Reminder(deadline, ..) | Self::Moved { deadline, .. } => &deadline.name,
            Self::Invitation => "invitation",
        }
    }

    fn template(&self) -> Option<String> {
        match self {
            Self::Notice(notice) => notice.template.clone(),
            Self::Reminder(..) | Self::Moved { .. } | Self::Invitation => None,
        }
    }

    fn title(&self, language: &str, now: Moment) -> String {
        match self {
            Self::Notice(notice) => say(&notice.title, language, &notice.name),
            Self::Reminder(deadline, _, end) => {
                let title = say(&deadline.title, language, &deadline.name);
                reminder::subject(&title, reminder::span(*end, now), language)
            }
            Self::Moved { deadline, .. } => {
                let title = say(&deadline.title, language, &deadline.name);
                match language {
                    "zh" => format!("期限届满日有更新：{title}"),
                    _ => format!("News of the end of a deadline: {title}"),
                }
            }
            Self::Invitation if language == "zh" => "邀请您参加案件".to_owned(),
            Self::Invitation => "You are invited to a case".to_owned(),
        }
    }

    fn law(&self) -> Option<&String> {
        match self {
            Self::Notice(notice) => notice.law.as_ref(),
            Self::Reminder(deadline, ..) | Self::Moved { deadline, .. } => deadline.law.as_ref(),
            Self::Invitation => None,
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
    /// Address of the portal.
    pub portal: &'a str,
    /// The language that the installation writes in, if it has set one.
    pub house: Option<&'a str>,
    /// Now.
    pub now: Moment,
    /// Numbers of the clocks that the text may be about.
    pub started: &'a [u64],
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
        let (role, _) = to.member.split_once('[').unwrap_or((&to.member, ""));
        let role = self.chart.role_named(role).map(|ix| self.chart.role(ix));
        let official = role.is_some_and(|role| matches!(role.kind, RoleKind::Pool { .. }));
        let name = match (to.name.as_str(), person) {
            ("", Some(person)) => person.name.clone(),
            (name, _) => name.to_owned(),
        };
        let mut data = self.data(&language, official);
        if !name.is_empty() {
            let role_title =
                role.map_or_else(|| for_the_eye(&to.member), |r| say(&r.title, &language, &r.name));
            data["member"] = json!({ "name": name, "role_title": role_title, "member": to.member });
        }
        let clock = match subject {
            Subject::Reminder(_, number, _) | Subject::Moved { clock: number, .. } => {
                self.case.clocks.iter().find(|clock| clock.number == *number)
            }
            _ => self.clock_for(&to.member),
        };
        if let Some(clock) = clock {
            data["deadline"] = self.clock(clock, &language);
        }
        if let Subject::Reminder(_, _, end) = subject {
            let span = reminder::span(*end, self.now);
            let own = person.map_or("", |person| person.zone.as_str());
            let zones = reminder::Zones { here: &self.chart.zone, name: &self.chart.zone_name, own };
            data["text"] = json!(reminder::sentence(*end, span, &zones, &language));
        }
        if let (Subject::Moved { was, last_day, .. }, Some(clock)) = (subject, clock) {
            data["text"] = json!(self.moved(clock, *was, *last_day, &language));
        }
        if let Subject::Notice(notice) = subject {
            let kind = notice.document.map(|ix| self.chart.document(ix));
            data["notice"] = json!({
                "name": notice.name,
                "title": subject.title(&language, self.now),
                "document": kind.map(|kind| say(&kind.title, &language, &kind.name)),
            });
        }
        self.add_law(&mut data, subject.law(), &language);
        if let Some(code) = code {
            data["code"] = json!(code);
            data["link"] = json!(format!("{}/join/{code}", self.portal));
        }
        let title = subject.title(&language, self.now);
        self.letter(subject.template(), Some(channel), language, title, data)
    }

    /// An issued document: in the language of the house, for all who may see it.
    pub fn document(&self, name: &str, template: &str, number: u64) -> Letter {
        let language = self.language();
        let filed = self.case.documents.iter().find(|filed| filed.number == number);
        let kind = self.chart.document_named(name).map(|ix| self.chart.document(ix));
        let title = kind.map_or_else(|| for_the_eye(name), |kind| say(&kind.title, &language, name));
        let mut data = self.data(&language, false);
        data["document"] = json!({
            "name": name,
            "title": title,
            "number": number,
            "by": filed.map(|filed| filed.by.clone()),
            "at": filed.map(|filed| self.day(filed.at)),
        });
        self.add_law(&mut data, kind.and_then(|kind| kind.law.as_ref()), &language);
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
        let resources = Arc::clone(&self.chart.resources);
        let zone = self.chart.zone_name.clone();
        Letter { resources, template, channel, language, title, zone, data }
    }

    /// The language of the house, where the definition speaks it; else English, else the first it speaks.
    fn language(&self) -> String {
        let spoken = &self.chart.title;
        let wanted = self.house.into_iter().chain(["en"]).find(|language| spoken.contains_key(*language));
        wanted.or(spoken.keys().next().map(String::as_str)).unwrap_or("en").to_owned()
    }

    fn data(&self, language: &str, official: bool) -> Value {
        let (chart, case) = (self.chart, self.case);
        let seen = if official { (*case.data).clone() } else { without_private(&chart.data, &case.data) };
        let members: Vec<Value> = case
            .seats
            .iter()
            .filter(|seat| seat.is_present())
            .map(|seat| self.seat(seat, language))
            .collect();
        let mut running: Vec<(Moment, &Clock)> = case
            .clocks
            .iter()
            .filter_map(|clock| match clock.standing {
                Standing::Running { due, .. } => Some((due, clock)),
                _ => None,
            })
            .collect();
        running.sort_by_key(|(due, clock)| (*due, clock.number));
        let clocks: Vec<Value> = running.into_iter().map(|(_, clock)| self.clock(clock, language)).collect();
        json!({
            "case": {
                "id": case.case,
                "workflow_title": say(&chart.title, language, &chart.workflow),
                "opened": case.opened,
            },
            "data": seen,
            "members": members,
            "clocks": clocks,
            "served": self.served(language),
            "link": format!("{}/cases/{}", self.portal, case.case),
            "today": self.day(self.now),
        })
    }

    fn seat(&self, seat: &Seat, language: &str) -> Value {
        let role = self.chart.role(seat.role);
        json!({
            "member": member_name(self.chart, seat.member()),
            "role_title": say(&role.title, language, &role.name),
            "name": seat.name,
            "party": matches!(role.kind, RoleKind::Party { .. }),
        })
    }

    /// What was served on whom, when and how.
    fn served(&self, language: &str) -> Vec<Value> {
        let (chart, case) = (self.chart, self.case);
        let complete = case.deliveries.iter().filter_map(|delivery| match &delivery.standing {
            Served::At { at, how } => Some((delivery, *at, how)),
            _ => None,
        });
        complete
            .map(|(delivery, at, how)| {
                let notice = chart.notice(delivery.notice);
                json!({
                    "notice": notice.name,
                    "title": say(&notice.title, language, &notice.name),
                    "member": member_name(chart, delivery.to),
                    "name": case.seat(delivery.to).map(|seat| seat.name.clone()),
                    "day": self.day(at),
                    "how": how,
                })
            })
            .collect()
    }

    /// The clock that a text to this member is about: of those that started in the same step and have
    /// legal effect, the member's own before the case's, the earliest first.
    fn clock_for(&self, member: &str) -> Option<&Clock> {
        let member = member_named(self.chart, self.case, member);
        let concerns = |clock: &&Clock| {
            let around = members_around(self.chart, self.case, &clock.place);
            around.is_empty() || member.is_some_and(|member| around.contains(&member))
        };
        self.case
            .clocks
            .iter()
            .filter(|clock| self.started.contains(&clock.number))
            .filter(|clock| !self.chart.deadline(clock.deadline).promise)
            .filter(concerns)
            .filter_map(|clock| match clock.standing {
                Standing::Running { due, .. } => Some((clock.place.copy.is_empty(), due, clock)),
                _ => None,
            })
            .min_by_key(|(of_case, due, clock)| (*of_case, *due, clock.number))
            .map(|(_, _, clock)| clock)
    }

    fn clock(&self, clock: &Clock, language: &str) -> Value {
        let deadline = self.chart.deadline(clock.deadline);
        let (due, last_day) = match &clock.standing {
            Standing::Running { due, last_day, .. } => (Some(self.time(*due)), *last_day),
            _ => (None, None),
        };
        json!({
            "name": deadline.name,
            "title": say(&deadline.title, language, &deadline.name),
            "due": due,
            "last_day": last_day.map(|day| day.to_string()),
        })
    }

    /// What a newer calendar did to an end.
    fn moved(
        &self,
        clock: &Clock,
        was: Moment,
        was_last: Option<jiff::civil::Date>,
        language: &str,
    ) -> String {
        let until = |due: Moment, last: Option<jiff::civil::Date>| {
            last.map_or_else(|| self.time(due), |day| day.to_string())
        };
        let before = until(was, was_last);
        let calendar = self.chart.calendars.calendar(&self.chart.calendar);
        let calendar = calendar.map(|calendar| calendar.version().to_string()).unwrap_or_default();
        let (now, provisional) = match &clock.standing {
            Standing::Running { due, last_day, provisional } => (until(*due, *last_day), *provisional),
            _ => return String::new(),
        };
        let moved = now != before;
        match (language == "zh", moved, provisional) {
            (true, true, false) => format!("依新公布的日历（{calendar}），届满日由{before}改为{now}。"),
            (true, true, true) => {
                format!("依新的日历（{calendar}），届满日由{before}改为{now}；后续日历尚未公布，仍为暂定。")
            }
            (true, false, _) => format!("依新公布的日历（{calendar}），届满日确定为{now}。"),
            (false, true, false) => {
                format!("By the newly published calendar ({calendar}) it ends on {now}, not on {before}.")
            }
            (false, true, true) => format!(
                "By the newer calendar ({calendar}) it ends on {now}, not on {before}. Later days aren't published yet, so it may move again."
            ),
            (false, false, _) => {
                format!("By the newly published calendar ({calendar}) it is sure now: it ends on {now}.")
            }
        }
    }

    fn add_law(&self, data: &mut Value, key: Option<&String>, language: &str) {
        if let Some((key, text)) = key.and_then(|key| Some((key, self.chart.laws.get(key)?))) {
            data["law"] = json!(say(text, language, key));
        }
    }

    fn day(&self, at: Moment) -> String {
        at.timestamp().to_zoned(self.chart.zone.clone()).date().to_string()
    }

    fn time(&self, at: Moment) -> String {
        at.timestamp().to_zoned(self.chart.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }
}
