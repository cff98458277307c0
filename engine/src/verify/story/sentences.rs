//! What happened in sentences, by the titles of the definition.

use super::super::model::{Act, Model};
use super::super::text;
use super::cast::Cast;
use super::deeds::Filled;
use super::plan::{Leg, Plan};
use super::player::{Happened, What, Why};
use crate::chart::Chart;
use crate::definition::Text;
use crate::event::Event;
use crate::value::Value;

/// A title in a language, else in any, else the name.
fn titled(title: &Text, language: &str, name: &str) -> String {
    let title = title.get(language).or_else(|| title.values().next());
    title.map_or_else(|| name.replace('_', " "), Clone::clone)
}

/// An act of a plan, with where the case is then.
pub fn of_leg(model: &Model<'_>, leg: &Leg) -> Text {
    both(|language| whole(model, leg, &act(model, leg, None, language), "", language))
}

/// What happened.
pub fn of_happened(model: &Model<'_>, plan: &Plan, cast: &Cast, happened: &Happened) -> Text {
    let chart = model.chart;
    both(|language| {
        let zh = language == "zh";
        match (happened.what, &happened.event) {
            (What::Act, event) => match plan.legs.get(happened.leg) {
                Some(leg) => {
                    let said = act(model, leg, Some(event), language);
                    whole(model, leg, &said, &filled(&happened.filled, language), language)
                }
                None => String::new(),
            },
            (What::Aside, event) if zh => format!("{}案件不因此变化。", ended(chart, event, language)),
            (What::Aside, event) => format!("{} Nothing comes of it.", ended(chart, event, language)),
            (What::Drawn, Event::Assigned { role, .. }) => {
                let title = chart.role_named(role).map(|ix| titled(&chart.role(ix).title, language, role));
                let title = title.unwrap_or_else(|| role.clone());
                if zh {
                    format!("确定「{title}」的人选。")
                } else {
                    format!("An official is found for “{title}”.")
                }
            }
            (What::Seated(seat), _) => {
                let name = cast.parties.get(seat).map(|party| party.name.as_str()).unwrap_or_default();
                if zh { format!("{name}应邀加入。") } else { format!("{name} takes up the invitation.") }
            }
            (What::Drawn, _) => String::new(),
        }
    })
}

/// Why a story couldn't be played: what it assumes.
pub fn of_why(model: &Model<'_>, plan: &Plan, why: &Why) -> Text {
    let undated = ("so it is told without dates", "因此未列日期");
    match why {
        Why::Witness { leg } => {
            let number = (leg + 1).min(plan.legs.len());
            let conditions = conditions(model, plan.legs.get(*leg));
            text(
                format!(
                    "that some values and moments lead the way of step {number}{}; none were found, {}",
                    if conditions.is_empty() { String::new() } else { format!(" ({conditions})") },
                    undated.0
                ),
                format!(
                    "第{number}步可由某些数值和时刻实现{}；未找到具体数值，{}",
                    if conditions.is_empty() { String::new() } else { format!("（{conditions}）") },
                    undated.1
                ),
            )
        }
        Why::Refused { leg, reason } => {
            let number = leg + 1;
            text(
                format!("that step {number} can be done; it was refused: {reason}; {}", undated.0),
                format!("第{number}步可以办理；试行时被拒绝：{reason}；{}", undated.1),
            )
        }
        Why::Order { leg, first } => order(model, plan, *leg, *first),
        Why::Budget => text(
            format!("that it can be played; too much would have to be tried, {}", undated.0),
            format!("可以按日期发生；需要尝试的组合过多，{}", undated.1),
        ),
    }
}

/// Which clock ends before what.
pub fn order(model: &Model<'_>, plan: &Plan, leg: usize, first: Act) -> Text {
    let wanted = plan.legs.get(leg);
    let name = |language: &str| {
        let sentence = wanted.map(|leg| act(model, leg, None, language)).unwrap_or_default();
        sentence.trim_end_matches(['.', '。']).to_owned()
    };
    let other = |language: &str| model.sentence(&first, language).trim_end_matches(['.', '。']).to_owned();
    text(
        format!(
            "the run that breaks it needs this order: “{}” before “{}”; no dates were found that give it",
            name("en"),
            other("en")
        ),
        format!("反例要求“{}”先于“{}”；未找到符合这一次序的日期", name("zh"), other("zh")),
    )
}

fn both(said: impl Fn(&str) -> String) -> Text {
    text(said("en"), said("zh"))
}

fn whole(model: &Model<'_>, leg: &Leg, said: &str, filled: &str, language: &str) -> String {
    let places = model.titles(&leg.to, language);
    match (language, leg.act) {
        ("en", Act::Open) => format!("The case is opened{filled}. It is in {places}."),
        (_, Act::Open) => format!("立案{filled}。案件处于{places}。"),
        ("en", _) => format!("{}{filled}. The case is in {places}.", said.trim_end_matches('.')),
        _ => format!("{}{filled}。案件处于{places}。", said.trim_end_matches('。')),
    }
}

/// An act; where its event is known, by that.
fn act(model: &Model<'_>, leg: &Leg, event: Option<&Event>, language: &str) -> String {
    let chart = model.chart;
    match (leg.act, event) {
        (Act::RungExpired { .. }, Some(event)) => ended(chart, event, language),
        (Act::Raised(_), event) => {
            let name = match event {
                Some(Event::Raised { name, .. }) => name.clone(),
                _ => model.act_name(&leg.act),
            };
            if language == "zh" {
                format!("预定的事件 `{name}` 发生。")
            } else {
                format!("What was put off till now comes: `{name}`.")
            }
        }
        _ => model.sentence(&leg.act, language),
    }
}

fn ended(chart: &Chart, event: &Event, language: &str) -> String {
    let zh = language == "zh";
    match event {
        Event::Expired { name, .. } => {
            let title =
                chart.deadline_named(name).map(|ix| titled(&chart.deadline(ix).title, language, name));
            let title = title.unwrap_or_else(|| name.clone());
            if zh {
                format!("期限「{title}」届满。")
            } else {
                format!("The deadline “{title}” ends.")
            }
        }
        Event::Raised { name, .. } if zh => format!("预定的事件 `{name}` 发生。"),
        Event::Raised { name, .. } => format!("What was put off till now comes: `{name}`."),
        _ => String::new(),
    }
}

/// What was filled in, as far as something reads it.
fn filled(filled: &[Filled], language: &str) -> String {
    let zh = language == "zh";
    let said = filled.iter().filter(|one| one.matters).map(|one| {
        let value = match &one.value {
            Value::Bool(true) if zh => "是".to_owned(),
            Value::Bool(false) if zh => "否".to_owned(),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            Value::List(items) if zh => format!("{}项", items.len()),
            Value::List(items) => format!("{} item(s)", items.len()),
            Value::Text(text) => text.clone(),
            other => serde_json::to_string(other).unwrap_or_default(),
        };
        format!("{}{}{value}", titled(&one.title, language, &one.key), if zh { "：" } else { ": " })
    });
    let said: Vec<String> = said.collect();
    match (said.is_empty(), zh) {
        (true, _) => String::new(),
        (false, true) => format!("（{}）", said.join("；")),
        (false, false) => format!(" ({})", said.join("; ")),
    }
}

/// The conditions of the arrows that an act takes.
fn conditions(model: &Model<'_>, leg: Option<&Leg>) -> String {
    let arrows = leg.into_iter().flat_map(|leg| &leg.ways.all).flat_map(|(arrows, _)| arrows);
    let conditions = arrows.filter_map(|arrow| model.chart.arrow(*arrow).condition.as_ref());
    let mut sources: Vec<String> = conditions.map(|condition| format!("`{}`", condition.source())).collect();
    sources.dedup();
    sources.truncate(4);
    sources.join(", ")
}
