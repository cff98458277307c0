//! Reads the text of one counting rule. What it doesn't say is as in `plain`: the day of the event out, no roll.

use super::counting::{
    Addition, Cited, Counting, DayEnd, DayStart, Extension, HourSkip, HourStart, Minimum, MissingDay, Roll,
    Rule, Skip,
};
use super::period::{Period, Unit};
use super::read::Reader;
use super::sheet::Version;
use super::words::Words;
use crate::docket::digest;
use crate::finding::Finding;
use crate::yaml::Node;
use std::collections::BTreeMap;
use std::sync::Arc;

const KEYS: [&str; 10] =
    ["counting", "edition", "title", "law", "days", "months", "hours", "minimum", "extension", "additions"];

const START: [(&str, DayStart); 3] =
    [("next day", DayStart::NextDay), ("same day", DayStart::SameDay), ("clear days", DayStart::ClearDays)];
const SKIP: [(&str, Skip); 2] = [("nothing", Skip::Nothing), ("rest days", Skip::RestDays)];
const ROLL: [(&str, Roll); 3] =
    [("none", Roll::None), ("next working day", Roll::Next), ("previous working day", Roll::Previous)];
const END: [(&str, DayEnd); 2] =
    [("end of day", DayEnd::EndOfDay), ("close of business", DayEnd::CloseOfBusiness)];
const MISSING_DAY: [(&str, MissingDay); 2] =
    [("last day of month", MissingDay::LastOfMonth), ("first day of next month", MissingDay::FirstOfNext)];
const HOUR_START: [(&str, HourStart); 2] =
    [("at once", HourStart::AtOnce), ("next hour", HourStart::NextHour)];
const HOUR_SKIP: [(&str, HourSkip); 2] =
    [("nothing", HourSkip::Nothing), ("closed hours", HourSkip::ClosedHours)];
const EXTENSION: [(&str, Extension); 2] =
    [("lengthens", Extension::Lengthens), ("follows", Extension::Follows)];

type Law = BTreeMap<String, Arc<Words>>;

pub(super) fn read(reader: &mut Reader<'_>, text: &str, node: &Node) -> Option<Counting> {
    const WHAT: &str = "a counting rule";
    reader.map(node, WHAT, &KEYS)?;
    let name_node = node.get("counting")?;
    let name = reader.name(name_node, "`counting`")?.to_owned();
    for key in ["edition", "title"] {
        if node.get(key).is_none() {
            reader.missing(name_node.span, WHAT, key);
        }
    }
    let edition =
        node.get("edition").and_then(|node| reader.text(node, "`edition`")).unwrap_or_default().to_owned();
    let title = node.get("title").and_then(|node| reader.words(node, "`title`"));
    let title = title.unwrap_or_else(|| Words::same(&name));
    let law = read_law(reader, node);
    let sha256 = digest(text.as_bytes());
    let mut rule = Rule {
        version: Arc::new(Version { name, edition, sha256 }),
        title: Arc::new(title),
        start: Cited::plain(DayStart::NextDay),
        skip: Cited::plain(Skip::Nothing),
        roll: Cited::plain(Roll::None),
        roll_before: Cited::plain(Roll::None),
        end: Cited::plain(DayEnd::EndOfDay),
        missing_day: Cited::plain(MissingDay::LastOfMonth),
        hour_start: Cited::plain(HourStart::AtOnce),
        hour_skip: Cited::plain(HourSkip::Nothing),
        hour_roll: Cited::plain(Roll::None),
        hour_roll_before: Cited::plain(Roll::None),
        minimum: None,
        extension: Cited::plain(Extension::Lengthens),
        additions: BTreeMap::new(),
    };
    if let Some(days) = node.get("days") {
        reader.map(days, "`days`", &["start", "skip", "roll", "roll_before", "end"]);
        choose(reader, &law, days, "start", &START, &mut rule.start);
        read_skip(reader, &law, days, &mut rule.skip);
        choose(reader, &law, days, "roll", &ROLL, &mut rule.roll);
        choose(reader, &law, days, "roll_before", &ROLL, &mut rule.roll_before);
        choose(reader, &law, days, "end", &END, &mut rule.end);
    }
    if let Some(months) = node.get("months") {
        reader.map(months, "`months`", &["missing_day"]);
        choose(reader, &law, months, "missing_day", &MISSING_DAY, &mut rule.missing_day);
    }
    if let Some(hours) = node.get("hours") {
        reader.map(hours, "`hours`", &["start", "skip", "roll", "roll_before"]);
        choose(reader, &law, hours, "start", &HOUR_START, &mut rule.hour_start);
        choose(reader, &law, hours, "skip", &HOUR_SKIP, &mut rule.hour_skip);
        choose(reader, &law, hours, "roll", &ROLL, &mut rule.hour_roll);
        choose(reader, &law, hours, "roll_before", &ROLL, &mut rule.hour_roll_before);
    }
    if let Some(minimum) = node.get("minimum") {
        rule.minimum = read_minimum(reader, &law, minimum);
    }
    choose(reader, &law, node, "extension", &EXTENSION, &mut rule.extension);
    if let Some(additions) = node.get("additions") {
        for (manner, value) in reader.entries(additions, "`additions`").unwrap_or_default() {
            if let Some(addition) = read_addition(reader, &law, value) {
                rule.additions.insert(manner.text.clone(), addition);
            }
        }
    }
    Some(Counting(Arc::new(rule)))
}

fn read_law(reader: &mut Reader<'_>, node: &Node) -> Law {
    let Some(node) = node.get("law") else { return Law::new() };
    let entries = reader.entries(node, "`law`").unwrap_or_default();
    let read = entries.iter().filter_map(|(key, value)| {
        let words = reader.words(value, "a place in the law")?;
        Some((key.text.clone(), Arc::new(words)))
    });
    read.collect()
}

/// `key: word`, or `key: {is: word, law: name}`.
fn choose<T: Copy>(
    reader: &mut Reader<'_>,
    law: &Law,
    within: &Node,
    key: &str,
    known: &[(&str, T)],
    into: &mut Cited<T>,
) {
    let Some(node) = within.get(key) else { return };
    let what = format!("`{key}`");
    let said = if node.map().is_some() {
        reader.map(node, &what, &["is", "law"]);
        into.law = cited(reader, law, node);
        match node.get("is") {
            Some(said) => said,
            None => return reader.missing(node.span, &what, "is"),
        }
    } else {
        node
    };
    if let Some(is) = reader.choice(said, &what, known) {
        into.is = is;
    }
}

fn cited(reader: &mut Reader<'_>, law: &Law, node: &Node) -> Option<Arc<Words>> {
    let node = node.get("law")?;
    let key = reader.text(node, "`law`")?;
    if !law.contains_key(key) {
        let finding = Finding::error("unknown-name", node.span, format!("`{key}` is not in the table `law`"));
        reader.add(finding.did_you_mean(key, law.keys().map(String::as_str)));
    }
    law.get(key).cloned()
}

/// As [`choose`], and `up_to: 5 days` beside `is: rest days`.
fn read_skip(reader: &mut Reader<'_>, law: &Law, within: &Node, into: &mut Cited<Skip>) {
    let Some(node) = within.get("skip") else { return };
    let Some(limit) = node.get("up_to") else { return choose(reader, law, within, "skip", &SKIP, into) };
    reader.map(node, "`skip`", &["is", "law", "up_to"]);
    into.law = cited(reader, law, node);
    let Some(said) = node.get("is") else { return reader.missing(node.span, "`skip`", "is") };
    let limit_days = read_days(reader, limit);
    match (reader.choice(said, "`skip`", &SKIP), limit_days) {
        (Some(Skip::RestDays), Some(limit)) => into.is = Skip::RestDaysUpTo(limit),
        (Some(_), Some(_)) => {
            reader.error(
                "out-of-range",
                limit.span,
                "`up_to` needs something to skip: `is: rest days`".to_owned(),
            );
        }
        _ => {}
    }
}

fn read_period(reader: &mut Reader<'_>, node: &Node) -> Option<Period> {
    match reader.text(node, "a period")?.parse() {
        Ok(period) => Some(period),
        Err(error) => {
            let error: super::period::PeriodError = error;
            reader.add(Finding::error("bad-period", node.span, error.to_string()).help(error.help()));
            None
        }
    }
}

fn read_days(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    let period = read_period(reader, node)?;
    if period.unit != Unit::Days {
        reader.error("bad-period", node.span, format!("`{period}` must be a number of days"));
        return None;
    }
    Some(period.count)
}

fn read_minimum(reader: &mut Reader<'_>, law: &Law, node: &Node) -> Option<Cited<Minimum>> {
    const WHAT: &str = "`minimum`";
    reader.map(node, WHAT, &["working_days", "of_periods_from", "law"])?;
    let (Some(working_days), Some(from)) = (node.get("working_days"), node.get("of_periods_from")) else {
        let lacking = if node.get("working_days").is_none() { "working_days" } else { "of_periods_from" };
        reader.missing(node.span, WHAT, lacking);
        return None;
    };
    let working_days = reader.number(working_days, "`working_days`", 1, 100);
    let from_days = read_days(reader, from)?;
    let working_days = u32::try_from(working_days?).ok()?;
    Some(Cited { is: Minimum { working_days, from_days }, law: cited(reader, law, node) })
}

fn read_addition(reader: &mut Reader<'_>, law: &Law, node: &Node) -> Option<Addition> {
    const WHAT: &str = "an addition";
    reader.map(node, WHAT, &["add", "law"])?;
    let Some(add) = node.get("add") else {
        reader.missing(node.span, WHAT, "add");
        return None;
    };
    let add = read_period(reader, add);
    let law = cited(reader, law, node);
    Some(Addition { add: add?, law })
}
