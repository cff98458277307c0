//! The calendar, the zone and the way of counting that hold for the whole definition.

use super::context::Context;
use crate::chart::Chart;
use crate::deadline;
use crate::definition::Name;
use crate::docket;
use crate::finding::Finding;
use std::collections::BTreeSet;

/// Checks and sets them.
pub(super) fn read(cx: &mut Context) {
    let definition = cx.definition;
    let told = definition.workflow.as_ref().is_some_and(|name| !name.value.is_empty());
    cx.incomplete |= !told || definition.version.is_none();
    match &definition.calendar {
        Some(name) => {
            let known = cx.sources.calendars.calendar_names();
            if cx.sources.calendars.calendar(&name.value).is_none() {
                let message = format!("there is no calendar `{}`", name.value);
                let finding =
                    Finding::error("unknown-name", name.span, message).did_you_mean(&name.value, known);
                cx.say(finding);
            }
            cx.chart.calendar.clone_from(&name.value);
        }
        None => {
            if let Some(first) = definition.deadlines.first() {
                let message = "the definition has deadlines and names no calendar";
                let finding = Finding::error("missing-key", first.name.span, message);
                cx.say(finding.help("write `calendar: …` at the top"));
            }
        }
    }
    if let Some(counting) = &definition.counting {
        self::counting(cx, counting);
    }
    if let Some(zone) = &definition.zone {
        match deadline::zone(&zone.value) {
            Some(found) => {
                cx.chart.zone = found;
                cx.chart.zone_name.clone_from(&zone.value);
            }
            None => {
                let zones: Vec<String> = deadline::zone_names().collect();
                let finding = Finding::error(
                    "unknown-zone",
                    zone.span,
                    format!("there is no time zone `{}`", zone.value),
                );
                cx.say(
                    finding
                        .help("write a name of the IANA time zone database: `Asia/Shanghai`")
                        .did_you_mean(&zone.value, zones.iter().map(String::as_str)),
                );
            }
        }
    }
}

/// The name of a counting rule, checked.
pub(super) fn counting(cx: &mut Context, name: &Name) -> String {
    if cx.sources.calendars.counting(&name.value).is_none() {
        let known = cx.sources.calendars.counting_names();
        let finding =
            Finding::error("unknown-name", name.span, format!("there is no counting rule `{}`", name.value));
        let finding = finding.did_you_mean(&name.value, known);
        cx.say(finding);
    }
    name.value.clone()
}

/// Over the calendar and the counting rules that the chart counts with, all layers taken together.
pub(super) fn edition(chart: &Chart) -> String {
    let mut parts: BTreeSet<String> = BTreeSet::new();
    let calendar = chart.calendars.calendar(&chart.calendar);
    parts.extend(calendar.map(|calendar| format!("calendar {}", calendar.version().sha256)));
    let rules = chart.deadlines.iter().filter_map(|deadline| chart.calendars.counting(&deadline.counting));
    parts.extend(rules.map(|rule| format!("counting {}", rule.version().sha256)));
    let all: Vec<String> = parts.into_iter().collect();
    docket::digest(all.join("\n").as_bytes())
}
