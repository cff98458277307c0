//! When an office is open: the innermost layer of a calendar.

use super::day::Day;
use super::read::Reader;
use super::words::Words;
use crate::yaml::Node;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One stretch of opening, in minutes after 00:00; 24:00 is 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    /// The minute at which the office opens.
    pub from: u16,
    /// The minute at which it closes.
    pub until: u16,
}

/// The opening hours of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Whether they are only a default, to be replaced by the office's own: no law says them.
    pub by_default: bool,
    /// Where they stand written, if anywhere.
    pub source: Option<Arc<Words>>,
    working_days: Vec<Hours>,
    weekdays: [Option<Vec<Hours>>; 7],
    days: BTreeMap<Day, Vec<Hours>>,
}

impl Opening {
    pub(super) fn on(&self, day: Day, works: bool) -> &[Hours] {
        if let Some(hours) = self.days.get(&day) {
            return hours;
        }
        match (works, &self.weekdays[day.weekday_number()]) {
            (false, _) => &[],
            (true, Some(hours)) => hours,
            (true, None) => &self.working_days,
        }
    }
}

pub(super) const WEEKDAYS: [(&str, usize); 7] = [
    ("monday", 0),
    ("tuesday", 1),
    ("wednesday", 2),
    ("thursday", 3),
    ("friday", 4),
    ("saturday", 5),
    ("sunday", 6),
];

/// Reads `opening_hours`.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Opening> {
    const WHAT: &str = "`opening_hours`";
    let known = ["default", "source", "working_days", "weekdays", "days"];
    let entries = reader.map(node, WHAT, &known)?;
    let mut opening = Opening {
        by_default: false,
        source: None,
        working_days: Vec::new(),
        weekdays: Default::default(),
        days: BTreeMap::new(),
    };
    let mut hours_given = false;
    for (key, value) in entries {
        match key.text.as_str() {
            "default" => opening.by_default = reader.boolean(value, "`default`").unwrap_or(false),
            "source" => opening.source = reader.words(value, "`source`").map(Arc::new),
            "working_days" => {
                hours_given = true;
                opening.working_days = hours(reader, value);
            }
            "weekdays" => {
                let names: Vec<&str> = WEEKDAYS.iter().map(|(name, _)| *name).collect();
                for (weekday, value) in reader.map(value, "`weekdays`", &names).unwrap_or_default() {
                    if let Some((_, number)) = WEEKDAYS.iter().find(|(name, _)| *name == weekday.text) {
                        hours_given = true;
                        opening.weekdays[*number] = Some(hours(reader, value));
                    }
                }
            }
            "days" => {
                for (date, value) in reader.entries(value, "`days`").unwrap_or_default() {
                    let text = Node {
                        span: date.span,
                        kind: crate::yaml::Kind::Scalar { text: date.text.clone(), quoted: false },
                    };
                    if let Some(day) = reader.day(&text, "a day of opening") {
                        opening.days.insert(day, hours(reader, value));
                    }
                }
            }
            _ => {}
        }
    }
    if !hours_given {
        reader.missing(node.span, WHAT, "working_days");
    }
    Some(opening)
}

/// More stretches a day than any office has.
const MOST_STRETCHES: usize = 12;

fn hours(reader: &mut Reader<'_>, node: &Node) -> Vec<Hours> {
    let mut read: Vec<Hours> = Vec::new();
    for item in reader.list(node, "opening hours").iter().take(MOST_STRETCHES + 1) {
        let Some(text) = reader.text(item, "a stretch of opening") else { continue };
        let stretch = text.split_once('-').and_then(|(from, until)| Some((minute(from)?, minute(until)?)));
        match stretch {
            Some((from, until)) if from < until && read.last().is_none_or(|last| last.until <= from) => {
                read.push(Hours { from, until });
            }
            Some(_) => {
                let message =
                    format!("`{text}` ends before it begins, or begins before the one before it ends");
                reader.error("bad-hours", item.span, message);
            }
            None => {
                let message = format!("`{}` are no opening hours", super::period::shortened(text));
                let finding = crate::finding::Finding::error("bad-hours", item.span, message);
                reader.add(finding.help("write `09:00-12:00`; the last minute of a day is `24:00`"));
            }
        }
    }
    if read.len() > MOST_STRETCHES {
        reader.error(
            "too-large",
            node.span,
            format!("a day has at most {MOST_STRETCHES} stretches of opening"),
        );
    }
    read
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    if hour.len() != 2 || minute.len() != 2 || !text.trim().bytes().all(|b| b.is_ascii_digit() || b == b':') {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && (hour < 24 || (hour, minute) == (24, 0))).then_some(hour * 60 + minute)
}
