//! Tables of scenarios: people and forms, with values written as scenarios read them.

use super::deeds::Filled;
use crate::chart::{Channel, Chart, Type};
use crate::event::Participant;
use crate::moment::Moment;
use crate::value::Value;

/// Room before a row.
const INDENT: &str = "      ";

/// The form below a step; empty without any.
pub fn form(chart: &Chart, filled: &[Filled]) -> Option<String> {
    let rows: Option<Vec<Vec<String>>> =
        filled.iter().map(|one| Some(vec![one.key.clone(), value(chart, &one.kind, &one.value)?])).collect();
    rows.map(|rows| table(&rows))
}

/// The people below the opening; none where the sentence alone says it.
pub fn people(chart: &Chart, people: &[Participant], filled: &[Filled]) -> Option<String> {
    let channels: Vec<Channel> = {
        let mut all: Vec<Channel> = people.iter().flat_map(|person| person.contact.keys().copied()).collect();
        all.sort();
        all.dedup();
        all
    };
    let account = people.iter().any(|person| person.person.is_none());
    let mut fields: Vec<&str> =
        people.iter().flat_map(|person| person.data.keys().map(String::as_str)).collect();
    fields.sort_unstable();
    fields.dedup();
    let mut head = vec!["role".to_owned(), "name".to_owned()];
    head.extend(channels.iter().map(|channel| word(*channel).to_owned()));
    head.extend(account.then(|| "account".to_owned()));
    head.extend(fields.iter().map(|field| (*field).to_owned()));
    let mut rows = vec![head];
    for person in people {
        let mut row = vec![person.role.clone(), person.name.clone()];
        row.extend(channels.iter().map(|channel| person.contact.get(channel).cloned().unwrap_or_default()));
        row.extend(account.then(|| if person.person.is_some() { "yes" } else { "no" }.to_owned()));
        for field in &fields {
            let kind = filled.iter().find(|one| one.key == *field).map(|one| &one.kind);
            row.push(match (person.data.get(*field), kind) {
                (Some(known), Some(kind)) => value(chart, kind, known)?,
                _ => String::new(),
            });
        }
        rows.push(row);
    }
    Some(table(&rows))
}

fn word(channel: Channel) -> &'static str {
    match channel {
        Channel::Portal => "portal",
        Channel::Mail => "mail",
        Channel::Sms => "sms",
    }
}

fn table(rows: &[Vec<String>]) -> String {
    let width = |at: usize| {
        rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let mut text = String::new();
    for row in rows {
        text.push_str(INDENT);
        for (at, cell) in row.iter().enumerate() {
            text.push_str("| ");
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width(at).saturating_sub(cell.chars().count()) + 1));
        }
        text.push_str("|\n");
    }
    text
}

/// A value in a cell.
pub fn value(chart: &Chart, kind: &Type, value: &Value) -> Option<String> {
    let text = match (kind, value) {
        (_, Value::Null) => String::new(),
        (Type::Instant, Value::Text(text)) => moment(chart, text.parse().ok()?)?,
        (Type::List(_) | Type::Record(_) | Type::Opaque { .. } | Type::Any, value) => {
            serde_json::to_string(value).ok()?
        }
        (_, Value::Text(text)) => text.clone(),
        (_, Value::Bool(yes)) => yes.to_string(),
        (_, Value::Int(number)) => number.to_string(),
        _ => return None,
    };
    let text = text.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n");
    Some(text)
}

/// A moment as scenarios write it; none where it has parts of a second.
pub fn moment(chart: &Chart, at: Moment) -> Option<String> {
    if at.as_micros().rem_euclid(1_000_000) != 0 {
        return None;
    }
    let local = at.timestamp().to_zoned(chart.zone.clone());
    let format = if local.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    Some(local.strftime(format).to_string())
}
