//! What guarantees ask of durations: `lasts`, `within` of `ends_if_silent` and of `response`. Each is proved where the
//! longest time is short enough, refuted where a way with dates takes longer or has no end, and else not decided.

use super::durations::{Asking, Durations, From, Way};
use super::explore::{Nothing, Space, Watch};
use super::guarantee::{Found, Ground, stopped};
use super::lengths::{Length, fewest_days, published};
use super::schedule::{Dated, Plan};
use super::stretch::stretched;
use super::text;
use super::unbounded::{Endless, endless};
use crate::chart::Chart;
use crate::deadline::{Language, Period};
use crate::definition::Text;
use crate::id::{DeadlineIx, RoleIx};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// So many days of opening are tried for a way that needs dates at all.
const OPENINGS: usize = 62;

/// `lasts`: the longest time from the opening on.
pub(super) fn lasts(ground: &Ground<'_, '_>, at_most: Period, not_suspended: bool) -> Found {
    if let Some(limit) = stopped(&ground.space, ground.limits) {
        return Found::Open(limit);
    }
    let asking = Asking { not_suspended, ..Asking::default() };
    let durations =
        Durations::new(ground.model, &ground.space, &Nothing, asking, From::Opening, ground.lengths);
    judge(&durations, at_most)
}

/// `within` of `ends_if_silent`: the longest time from the last act of those who fall silent on.
pub(super) fn silent(
    ground: &Ground<'_, '_>,
    roles: &[RoleIx],
    within: Period,
    not_suspended: bool,
) -> Found {
    let asking = Asking { silent: roles, not_suspended, ..Asking::default() };
    let durations =
        Durations::new(ground.model, &ground.space, &Nothing, asking, From::Anywhere, ground.lengths);
    judge(&durations, within)
}

/// `within` of `response`: the longest time in which what is watched is owed.
pub(super) fn soon(ground: &Ground<'_, '_>, space: &Space, watch: &impl Watch, within: Period) -> Found {
    let asking = Asking { watched: true, ..Asking::default() };
    let durations = Durations::new(ground.model, space, watch, asking, From::Change, ground.lengths);
    judge(&durations, within)
}

fn judge(durations: &Durations<'_, '_>, most: Period) -> Found {
    // What never begins takes no time.
    let Some(worst) = durations.worst_start() else { return Found::Holds };
    let Some(days) = durations.days_from(worst) else { return unbounded(durations, most) };
    let (held, shortest) = durations.longest_way(worst);
    let drivers: Vec<Driver> = held.iter().filter_map(|timer| Driver::of(durations, *timer)).collect();
    let allowed = fewest_days(most);
    if days <= allowed {
        let kept: BTreeSet<DeadlineIx> = durations.are_kept().collect();
        let note = bounded(durations.model.chart, days, &drivers, &kept, stands(durations));
        return Found::Within { days, note };
    }
    let first = drivers.first().map(|driver| driver.length.from);
    let mut best: Option<(Dated, Way)> = None;
    let ways = [true, false].into_iter().filter_map(|by_ends| stretched(durations, worst, by_ends));
    for way in ways.chain([shortest]) {
        let mut whole = durations.way_to(worst);
        let from = whole.len() - 1;
        whole.extend(way);
        let opened = first.into_iter().chain(openings(durations, usize::MAX));
        let dated = Plan::new(durations, &whole, from).longest(opened, most);
        let longer = |dated: &Dated| {
            best.as_ref().is_none_or(|(known, _)| dated.exceeds && !known.exceeds || dated.days > known.days)
        };
        if let Some(dated) = dated.filter(longer) {
            best = Some((dated, whole));
        }
    }
    match best {
        Some((Dated { opened, days, exceeds: true }, whole)) => {
            let en = format!(
                "it takes {days} days where the case is opened on {opened}; {most} were promised: {}{}",
                listed(&drivers, "en"),
                left_out(stands(durations), "en")
            );
            let zh = format!(
                "{opened} 立案时需 {days} 天，超过{}：{}{}",
                most.say(Language::Zh),
                listed(&drivers, "zh"),
                left_out(stands(durations), "zh")
            );
            broken(durations, &whole, text(en, zh))
        }
        other => {
            let shown = other.map(|(dated, _)| (dated.days, dated.opened));
            let [en, zh] = match shown {
                Some((shown, day)) => [
                    format!("a case opened on {day} takes {shown} days"),
                    format!("{day} 立案的案件需 {shown} 天"),
                ],
                None => [
                    "no dates were found on which it takes so long".to_owned(),
                    "未找到需时如此之长的日期".to_owned(),
                ],
            };
            Found::Open(text(
                format!(
                    "at most {days} days: {}; {en}; {most} may have only {allowed} days",
                    listed(&drivers, "en")
                ),
                format!(
                    "最长 {days} 天：{}；{zh}；{}最少只有 {allowed} 天",
                    listed(&drivers, "zh"),
                    most.say(Language::Zh)
                ),
            ))
        }
    }
}

/// Days of opening that are tried, at most so many.
fn openings(durations: &Durations<'_, '_>, most: usize) -> impl Iterator<Item = Date> + use<> {
    let (first, last) = published(durations.model.chart);
    let start = Date::new(first, 1, 1).ok();
    let days = start.into_iter().flat_map(|start| start.series(jiff::Span::new().days(1)));
    days.take_while(move |day| day.year() <= last).take(most)
}

fn unbounded(durations: &Durations<'_, '_>, most: Period) -> Found {
    let days: Vec<Date> = openings(durations, OPENINGS).collect();
    let Some(found) = endless(durations, &days) else {
        return Found::Open(text(
            "no bound was found: something runs of which nobody knows when it ends, or no dates were found for a loop",
            "未找到上限：有的期限无法预知何时届满，或者循环没有可行的日期",
        ));
    };
    let end = match found.round {
        Some(begin) => told_round(durations, &found, begin, most),
        None => told_wait(durations, &found.way),
    };
    broken(durations, &found.way, end)
}

fn broken(durations: &Durations<'_, '_>, way: &Way, end: Text) -> Found {
    Found::Broken(vec![super::guarantee::Way { acts: durations.told(way), end }])
}

fn told_wait(durations: &Durations<'_, '_>, way: &Way) -> Text {
    let at = way.last().map_or(0, |(_, to)| *to);
    let words = durations.space.configuration(at);
    let [en, zh] = ["en", "zh"].map(|language| durations.model.titles(words, language));
    if durations.stands[at as usize] {
        return text(
            format!("unbounded: in {en} deadlines stand still, and nothing makes them go on"),
            format!("无上限：在{zh}期限中止，且没有任何事项使其恢复"),
        );
    }
    text(
        format!("unbounded: in {en} no deadline runs, and nobody has to act"),
        format!("无上限：在{zh}没有期限在进行，也无人必须作为"),
    )
}

fn told_round(durations: &Durations<'_, '_>, found: &Endless, begin: usize, most: Period) -> Text {
    let titles = |step: usize, language: &str| {
        let at = found.way.get(step).map_or(0, |(_, to)| *to);
        durations.model.titles(durations.space.configuration(at), language)
    };
    // The places that it passes, each once.
    let passed = |language: &str| {
        let mut passed: Vec<String> = Vec::new();
        for step in begin..found.way.len() {
            let here = titles(step, language);
            if passed.last() != Some(&here) {
                passed.push(here);
            }
        }
        passed
    };
    let ran: Vec<u16> = found.way[begin..]
        .iter()
        .flat_map(|(_, at)| durations.bounds[*at as usize].iter().copied())
        .collect();
    let mut drivers: Vec<Driver> = Vec::new();
    for timer in ran {
        let driver = Driver::of(durations, timer);
        drivers.extend(driver.filter(|new| !drivers.iter().any(|known| known.name == new.name)));
    }
    let round = |language: &str| match found.days {
        Some(days) if days > 0 && language == "zh" => {
            format!("，每轮最长 {days} 天（{}）", listed(&drivers, language))
        }
        Some(days) if days > 0 => format!(", up to {days} days each round ({})", listed(&drivers, language)),
        _ => String::new(),
    };
    text(
        format!("unbounded: {} and so on{}; {most} were promised", passed("en").join(", then "), round("en")),
        format!(
            "无上限：{}，如此反复{}；承诺期限为{}",
            passed("zh").join("、然后"),
            round("zh"),
            most.say(Language::Zh)
        ),
    )
}

/// A clock that makes it so long.
#[derive(Clone)]
pub(super) struct Driver {
    name: String,
    title: Text,
    length: Length,
}

impl Driver {
    /// Of a clock; a clock that stands for a box has none of its own.
    pub fn of(durations: &Durations<'_, '_>, timer: u16) -> Option<Self> {
        if durations.box_of(timer).is_some() {
            return None;
        }
        let deadline = durations.timers.deadline(durations.model, timer);
        let length = durations.lengths.get(&deadline)?.clone();
        let deadline = durations.model.chart.deadline(deadline);
        Some(Self { name: deadline.name.clone(), title: deadline.title.clone(), length })
    }
}

/// That something takes so long at most, by what, and which limits officials are taken to keep for it.
pub(super) fn bounded(
    chart: &Chart,
    days: u64,
    drivers: &[Driver],
    kept: &BTreeSet<DeadlineIx>,
    stands: bool,
) -> Text {
    let titles = |language: &str| {
        let title = |deadline: &DeadlineIx| {
            let deadline = chart.deadline(*deadline);
            deadline.title.get(language).unwrap_or(&deadline.name).clone()
        };
        kept.iter().map(title).collect::<Vec<_>>()
    };
    let [in_time, in_time_zh] = if kept.is_empty() {
        Default::default()
    } else {
        [
            format!("; officials are taken to bring the case on in time by: {}", titles("en").join(", ")),
            format!("；以承办人员按期推进案件为前提：{}", titles("zh").join("、")),
        ]
    };
    text(
        format!(
            "at most {days} days, from the worst day of the published calendars: {}{}{in_time}",
            listed(drivers, "en"),
            left_out(stands, "en")
        ),
        format!(
            "最长 {days} 天（以已公布日历中最不利的日期起算）：{}{}{in_time_zh}",
            listed(drivers, "zh"),
            left_out(stands, "zh")
        ),
    )
}

/// Each with its days and the day from which it takes so many; then what the law counts.
fn listed(drivers: &[Driver], language: &str) -> String {
    let zh = language == "zh";
    let each = drivers.iter().map(|Driver { name, title, length }| {
        let title = title.get(language).unwrap_or(name);
        let Length { days, from, .. } = length;
        if zh {
            format!("{title} {days} 天（自 {from} 起）")
        } else {
            format!("{title} {days} from {from}")
        }
    });
    let each: Vec<String> = each.collect();
    let periods = drivers.iter().flat_map(|driver| &driver.length.periods);
    let law: Vec<String> =
        periods.map(|period| if zh { period.say(Language::Zh) } else { period.to_string() }).collect();
    let (comma, means) = if zh { ("、", "；按法定单位：") } else { (", ", "; as the law counts: ") };
    format!("{}{means}{}", each.join(comma), law.join(" + "))
}

/// Whether time in which a clock stands still is left out.
fn stands(durations: &Durations<'_, '_>) -> bool {
    durations.asking.not_suspended && durations.stands.contains(&true)
}

/// That suspended time is left out, where some is.
fn left_out(stands: bool, language: &str) -> &'static str {
    match (stands, language) {
        (false, _) => "",
        (true, "zh") => "；期限中止的时间不计在内",
        (true, _) => "; time in which a deadline is suspended isn't counted",
    }
}
