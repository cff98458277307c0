//! Reads the text of one calendar.

use super::day::Day;
use super::opening::{self, Opening, WEEKDAYS};
use super::read::Reader;
use super::recurring::{self, LAST_YEAR, Recurring};
use super::sheet::{Entry, Published, Reason};
use super::words::Words;
use crate::finding::{Finding, Span};
use crate::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One text, not yet laid over the calendar it extends.
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) name_span: Span,
    pub(super) file: String,
    pub(super) text: String,
    pub(super) extends: Option<(String, Span)>,
    pub(super) edition: String,
    pub(super) title: Option<Arc<Words>>,
    pub(super) zone: Option<String>,
    pub(super) rest: Option<[bool; 7]>,
    pub(super) from: Option<Day>,
    pub(super) until: Option<Day>,
    pub(super) published_span: Span,
    pub(super) unknown: BTreeSet<Day>,
    pub(super) opening: Option<Opening>,
    announced: Vec<Announced>,
    recurring: Vec<(Recurring, Reason, Reason)>,
}

/// Days of one entry of `days`.
struct Announced {
    first: Day,
    last: Day,
    works: bool,
    source: String,
    amends: Option<String>,
    reason: Reason,
    span: Span,
}

const KEYS: [&str; 12] = [
    "calendar",
    "extends",
    "edition",
    "title",
    "zone",
    "weekly_rest",
    "published",
    "unknown",
    "sources",
    "days",
    "recurring",
    "opening_hours",
];

pub(super) fn read(reader: &mut Reader<'_>, file: &str, text: &str, node: &Node) -> Option<Draft> {
    const WHAT: &str = "a calendar";
    reader.map(node, WHAT, &KEYS)?;
    let name_node = node.get("calendar")?;
    let name = reader.name(name_node, "`calendar`")?.to_owned();
    let mut draft = Draft {
        name,
        name_span: name_node.span,
        file: file.to_owned(),
        text: text.to_owned(),
        extends: None,
        edition: String::new(),
        title: None,
        zone: None,
        rest: None,
        from: None,
        until: None,
        published_span: name_node.span,
        unknown: BTreeSet::new(),
        opening: None,
        announced: Vec::new(),
        recurring: Vec::new(),
    };
    match node.get("edition") {
        Some(edition) => draft.edition = reader.text(edition, "`edition`").unwrap_or_default().to_owned(),
        None => reader.missing(name_node.span, WHAT, "edition"),
    }
    if let Some(base) = node.get("extends") {
        draft.extends = reader.text(base, "`extends`").map(|name| (name.to_owned(), base.span));
    }
    if let Some(title) = node.get("title") {
        draft.title = reader.words(title, "`title`").map(Arc::new);
    }
    if let Some(zone) = node.get("zone") {
        draft.zone = read_zone(reader, zone);
    }
    if let Some(rest) = node.get("weekly_rest") {
        draft.rest = read_rest(reader, rest);
    }
    match node.get("published") {
        Some(published) => read_published(reader, published, &mut draft),
        None if draft.extends.is_none() => reader.missing(name_node.span, WHAT, "published"),
        None => {}
    }
    if let Some(unknown) = node.get("unknown") {
        for item in reader.list(unknown, "`unknown`") {
            if let Some((first, last)) = reader.days(item, "a day") {
                draft.unknown.extend(run(reader, item.span, first, last));
            }
        }
    }
    if draft.extends.is_none() {
        for key in ["title", "weekly_rest"] {
            if node.get(key).is_none() {
                reader.missing(name_node.span, WHAT, key);
            }
        }
    }
    let sources = read_sources(reader, node);
    if let Some(days) = node.get("days") {
        for entry in reader.list(days, "`days`") {
            read_announced(reader, entry, &sources, &mut draft.announced);
        }
    }
    if let Some(recurring) = node.get("recurring") {
        for entry in reader.list(recurring, "`recurring`") {
            draft.recurring.extend(read_recurring(reader, entry, &sources));
        }
    }
    if let Some(hours) = node.get("opening_hours") {
        draft.opening = opening::read(reader, hours);
    }
    Some(draft)
}

fn read_zone(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let name = reader.text(node, "`zone`")?;
    if super::zone(name).is_none() {
        let names: Vec<String> = super::zone_names().collect();
        let finding = Finding::error("unknown-name", node.span, format!("there is no time zone `{name}`"));
        reader.add(finding.did_you_mean(name, names.iter().map(String::as_str)));
        return None;
    }
    Some(name.to_owned())
}

fn read_rest(reader: &mut Reader<'_>, node: &Node) -> Option<[bool; 7]> {
    let mut rest = [false; 7];
    for day in reader.list(node, "`weekly_rest`") {
        if let Some(number) = reader.choice(day, "a day of weekly rest", &WEEKDAYS) {
            rest[number] = true;
        }
    }
    if rest == [true; 7] {
        reader.error("out-of-range", node.span, "a week has at least one working day".to_owned());
        return None;
    }
    Some(rest)
}

fn read_published(reader: &mut Reader<'_>, node: &Node, draft: &mut Draft) {
    draft.published_span = node.span;
    for (key, value) in reader.map(node, "`published`", &["from", "until"]).unwrap_or_default() {
        let day = match key.text.as_str() {
            "until" if value.text() == Some("open") => {
                jiff::civil::Date::new(LAST_YEAR as i16, 12, 31).ok().map(Day::from)
            }
            _ => reader.day(value, "a day of publication"),
        };
        if key.text == "from" { draft.from = day } else { draft.until = day }
    }
    if draft.extends.is_none() {
        for key in ["from", "until"] {
            if node.get(key).is_none() {
                reader.missing(node.span, "`published`", key);
            }
        }
    }
}

type Sources = BTreeMap<String, Arc<Words>>;

fn read_sources(reader: &mut Reader<'_>, node: &Node) -> Sources {
    let Some(node) = node.get("sources") else { return Sources::new() };
    let entries = reader.entries(node, "`sources`").unwrap_or_default();
    let read = entries.iter().filter_map(|(key, value)| {
        let words = reader.words(value, "a source")?;
        Some((key.text.clone(), Arc::new(words)))
    });
    read.collect()
}

/// `name` and `source` of an entry; the source must be declared.
fn read_reason(
    reader: &mut Reader<'_>,
    entry: &Node,
    what: &str,
    sources: &Sources,
) -> Option<(String, Reason)> {
    let (Some(name), Some(source)) = (entry.get("name"), entry.get("source")) else {
        for key in ["name", "source"] {
            if entry.get(key).is_none() {
                reader.missing(entry.span, what, key);
            }
        }
        return None;
    };
    let name = reader.words(name, "`name`").map(Arc::new);
    let key = known_source(reader, source, sources)?;
    let source = sources.get(&key)?.clone();
    Some((key, Reason { name: name?, source }))
}

fn known_source(reader: &mut Reader<'_>, node: &Node, sources: &Sources) -> Option<String> {
    let key = reader.text(node, "a source")?;
    if !sources.contains_key(key) {
        let finding =
            Finding::error("unknown-name", node.span, format!("`{key}` is not among the `sources`"));
        reader.add(finding.did_you_mean(key, sources.keys().map(String::as_str)));
        return None;
    }
    Some(key.to_owned())
}

fn read_announced(reader: &mut Reader<'_>, entry: &Node, sources: &Sources, into: &mut Vec<Announced>) {
    const WHAT: &str = "an entry of `days`";
    if reader.map(entry, WHAT, &["name", "source", "amends", "off", "work"]).is_none() {
        return;
    }
    let Some((source, reason)) = read_reason(reader, entry, WHAT, sources) else { return };
    let amends = entry.get("amends").and_then(|node| known_source(reader, node, sources));
    if entry.get("off").is_none() && entry.get("work").is_none() {
        reader.missing(entry.span, WHAT, "off");
    }
    for (key, works) in [("off", false), ("work", true)] {
        let Some(node) = entry.get(key) else { continue };
        for item in reader.list(node, &format!("`{key}`")) {
            if let Some((first, last)) = reader.days(item, "a day") {
                let (source, amends, reason) = (source.clone(), amends.clone(), reason.clone());
                into.push(Announced { first, last, works, source, amends, reason, span: item.span });
            }
        }
    }
}

fn read_recurring(
    reader: &mut Reader<'_>,
    entry: &Node,
    sources: &Sources,
) -> Option<(Recurring, Reason, Reason)> {
    const WHAT: &str = "an entry of `recurring`";
    reader.map(entry, WHAT, &["name", "source", "on", "observed", "years"])?;
    let reason = read_reason(reader, entry, WHAT, sources);
    let rule = recurring::read(reader, entry)?;
    let (_, reason) = reason?;
    let observed =
        Words::new(&format!("{} (observed)", reason.name.en), &format!("{}（补休）", reason.name.zh));
    let observed = Reason { name: Arc::new(observed), source: reason.source.clone() };
    Some((rule, reason, observed))
}

/// Longest run of days in one entry: longer ones are a slip of the pen.
const LONGEST_RUN: i64 = 400;

fn run(reader: &mut Reader<'_>, span: Span, first: Day, last: Day) -> Vec<Day> {
    if last.since(first) > LONGEST_RUN {
        reader.error("bad-date", span, format!("one entry runs over more than {LONGEST_RUN} days"));
        return Vec::new();
    }
    std::iter::successors(Some(first), |day| day.plus(1)).take_while(|day| *day <= last).collect()
}

impl Draft {
    /// Whether this text itself says what the day is.
    pub(super) fn says(&self, day: Day) -> bool {
        self.announced.iter().any(|announced| announced.first <= day && day <= announced.last)
    }

    /// Lays this text's days over those of its base.
    pub(super) fn lay_days(
        &self,
        reader: &mut Reader<'_>,
        rest: [bool; 7],
        published: Published,
        days: &mut BTreeMap<Day, Entry>,
    ) {
        let first_year = i64::from(published.from.date().year()).max(1583);
        let last_year = i64::from(published.until.date().year()).min(LAST_YEAR);
        for (rule, reason, observed) in &self.recurring {
            // New Year's Day of the year after may be observed on the last day of this one.
            for year in first_year..=last_year.saturating_add(1) {
                let Some((day, moved)) = rule.in_year(year) else { continue };
                days.entry(day).or_insert_with(|| Entry { works: false, reason: reason.clone() });
                if let Some(moved) = moved {
                    days.entry(moved).or_insert_with(|| Entry { works: false, reason: observed.clone() });
                }
            }
        }
        let mut own: BTreeMap<Day, &str> = BTreeMap::new();
        for announced in &self.announced {
            for day in run(reader, announced.span, announced.first, announced.last) {
                self.lay_day(reader, announced, day, rest, published, days, &mut own);
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one day, all that is known about it, and the two maps it goes into"
    )]
    fn lay_day<'a>(
        &'a self,
        reader: &mut Reader<'_>,
        announced: &'a Announced,
        day: Day,
        rest: [bool; 7],
        published: Published,
        days: &mut BTreeMap<Day, Entry>,
        own: &mut BTreeMap<Day, &'a str>,
    ) {
        let date = day.date();
        if day < published.from || day > published.until {
            let message = format!("`{date}` is outside of what is `published`");
            let finding = Finding::error("unpublished-day", announced.span, message);
            reader.add(finding.help("`published` must say from which to which day everything is known"));
        }
        let amended = announced.amends.as_deref();
        if let Some(earlier) = own.get(&day).filter(|earlier| Some(**earlier) != amended) {
            let message = format!("`{date}` is already given by `{earlier}`");
            let help = format!("write `amends: {earlier}` if this announcement changes that one");
            reader.add(Finding::error("repeated-day", announced.span, message).help(help));
            return;
        }
        let works_anyway = match days.get(&day) {
            Some(entry) => entry.works,
            None => !rest[day.weekday_number()],
        };
        if announced.works && works_anyway {
            let message = format!("`{date}` is a working day without this");
            reader.add(Finding::warning("needless-day", announced.span, message));
        }
        own.insert(day, &announced.source);
        days.insert(day, Entry { works: announced.works, reason: announced.reason.clone() });
    }
}
