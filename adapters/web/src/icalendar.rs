//! Deadlines as iCalendar (RFC 5545, with RFC 7986's name and interval).
//!
//! Titles are neutral: a number and the end of the case's id say to the person which deadline it is, and to anybody else
//! nothing. Days and instants come counted from casework and are written as they are; the program that shows them is
//! told to count nothing.

use crate::language::Lang;
use crate::words::word;
use icalendar::{Calendar, Class, Component as _, Event, EventStatus, Property};
use registrar_casework::view::{FeedItem, FeedView};
use registrar_engine::moment::Moment;

/// A calendar has at least one component (RFC 5545, 3.6), also while nobody has anything to do: a zone shows nothing.
const NOTHING: &str = "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
    TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
const END: &str = "END:VCALENDAR\r\n";
/// How often a calendar program is asked to look again.
const REFRESH: &str = "PT4H";
/// The end of each UID: it names no host, since an installation may move.
const SUFFIX: &str = "registrar";
/// Characters from the end of a case's id: the random ones.
const SHOWN: usize = 8;

/// The text of a feed.
pub(crate) fn calendar(view: &FeedView, portal: &str) -> String {
    let language = Lang::from_code(&view.language).unwrap_or(Lang::En);
    let name = word("feed_name", language);
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Registrar//Deadlines//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("X-PUBLISHED-TTL", REFRESH),
    ] {
        calendar.append_property((key, value));
    }
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done(),
    );
    for item in &view.items {
        calendar.push(event(item, portal, language));
    }
    let text = calendar.to_string();
    match text.strip_suffix(END) {
        Some(open) if view.items.is_empty() => format!("{open}{NOTHING}{END}"),
        _ => text,
    }
}

fn event(item: &FeedItem, portal: &str, language: Lang) -> Event {
    let case = &item.case;
    // Of a case that can't be read nobody knows the clocks: it has one item of its own.
    let (uid, page) = match item.clock {
        Some(clock) => (format!("{case}.{clock}"), format!("/deadlines/{clock}")),
        None => (case.to_string(), String::new()),
    };
    let start = match item.last_day {
        Some(day) => {
            let day = day.strftime("%Y%m%d").to_string();
            Property::new("DTSTART", day).add_parameter("VALUE", "DATE").done()
        }
        None => Property::new("DTSTART", utc(item.due)),
    };
    let status = if item.provisional { EventStatus::Tentative } else { EventStatus::Confirmed };
    let mut about = vec![word("feed_about", language)];
    about.extend(item.provisional.then(|| word("provisional", language)));
    about.extend(item.clock.is_none().then(|| word("unreadable", language)));
    let space = if language == Lang::En { " " } else { "" };
    Event::with_uid(&format!("{uid}@{SUFFIX}"))
        .sequence(u32::try_from(item.revision).unwrap_or(u32::MAX))
        .add_property("DTSTAMP", utc(item.latest))
        .append_property(start)
        .append_property(status)
        .summary(&title(item, language))
        .description(&about.join(space))
        .url(&format!("{portal}/cases/{case}{page}"))
        .class(Class::Private)
        // It takes no time of the day it ends on.
        .add_property("TRANSP", "TRANSPARENT")
        .done()
}

fn title(item: &FeedItem, language: Lang) -> String {
    let id = item.case.as_str();
    let from = id.char_indices().rev().nth(SHOWN - 1).map_or(0, |(at, _)| at);
    let (key, clock) = match item.clock {
        None => ("feed_unreadable", 0),
        Some(clock) if item.promise => ("feed_promise", clock),
        Some(clock) => ("feed_deadline", clock),
    };
    word(key, language).replace("{clock}", &clock.to_string()).replace("{case}", id.get(from..).unwrap_or(id))
}

fn utc(at: Moment) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}
