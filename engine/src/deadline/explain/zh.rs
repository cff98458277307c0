//! The sentences in Chinese.

use super::{Clock, Line, Run, runs, time};
use crate::deadline::count::Direction;
use crate::deadline::ledger::Left;
use crate::deadline::period::{Period, Unit};
use crate::deadline::step::{CountStep, EndKind, Law};
use crate::deadline::words::Words;
use crate::moment::Moment;
use jiff::civil::{Date, Weekday};

pub(super) fn say(line: &Line<'_>, clock: &Clock) -> String {
    match line {
        Line::Skipped { run, law } => {
            let law = law.map(|law| format!("〔{}〕", law.zh)).unwrap_or_default();
            format!("{}不计入：{}{law}", span(run), why(run))
        }
        Line::Step(step) => say_step(step, clock),
    }
}

fn say_step(step: &CountStep, clock: &Clock) -> String {
    match step {
        CountStep::Start { date, at, period, direction, rule } => {
            let way = if *direction == Direction::After { "起" } else { "倒" };
            let event = at.map_or_else(|| day(*date), |at| moment(at, clock));
            format!("自{event}{way}算{}，计算规则：{}", length(*period), rule.zh)
        }
        CountStep::FirstDayOut { date, law } => format!("{}为事件当日，不计入{}", day(*date), cite(law)),
        CountStep::FirstDayIn { date, law } => format!("{}为事件当日，计入{}", day(*date), cite(law)),
        CountStep::Begins { at, next_hour: true, law } => {
            format!("事件所在的小时不计入，自{}起计算{}", moment(*at, clock), cite(law))
        }
        CountStep::Begins { at, next_hour: false, law } => {
            format!("自{}起即时计算{}", moment(*at, clock), cite(law))
        }
        CountStep::Extended { by, law } => format!("延长{}{}", length(*by), cite(law)),
        CountStep::Skipped { day: rest, law } => {
            let run = Run::of(rest);
            format!("{}不计入：{}{}", span(&run), why(&run), cite(law))
        }
        CountStep::MadeUp { date, name, source } => {
            format!("{}为{}调休上班日，计入〔{}〕", day(*date), name.zh, source.zh)
        }
        CountStep::SkippedMore { count, until } => format!("至{}另有{count}个休息日不计入", day(*until)),
        CountStep::MissingDay { day: number, used, law } => {
            format!("该月没有{number}日，以{}为准{}", day(*used), cite(law))
        }
        CountStep::Counted { to, .. } => format!("计算至{}", day(*to)),
        CountStep::ClearDay { date, law } => {
            format!("两个事件之间须有足额的完整日数，因此为{}{}", day(*date), cite(law))
        }
        CountStep::Suspended { from, until, reason, left, to } => {
            let reason = if reason.is_empty() { String::new() } else { format!("（{reason}）") };
            let to = to.map(|to| format!("，顺延至{}", day(to))).unwrap_or_default();
            format!(
                "{}至{}中止{reason}，剩余{}{to}",
                moment(*from, clock),
                moment(*until, clock),
                remaining(*left)
            )
        }
        CountStep::Rolled { over, to, law, .. } => {
            let over: Vec<String> =
                runs(over).iter().map(|run| format!("{}（{}）", span(run), why(run))).collect();
            format!("最后一日不得为休息日：跳过{}，移至{}{}", over.join("、"), day(*to), cite(law))
        }
        CountStep::Lengthened { working_days, to, law } => {
            format!("期间至少应含{working_days}个工作日，延至{}{}", day(*to), cite(law))
        }
        CountStep::Follows { by, manner: Some(manner), law } => {
            format!("因送达方式（{manner}）另加{}{}", length(*by), cite(law))
        }
        CountStep::Follows { by, manner: None, law } => format!("其后延长{}{}", length(*by), cite(law)),
        CountStep::Ran { from, until } => {
            let (last, closes) = clock.end(*until);
            let began = clock.local(*from);
            let last = if last == began.date() { String::new() } else { day(last) };
            format!("计入：{}{}至{last}{closes}", day(began.date()), time(began))
        }
        CountStep::RanMore { count } => format!("计入：另有{count}段办公时间"),
        CountStep::NotPublished { day: unknown, until } if unknown <= until => {
            format!("暂定：{}是否为工作日尚不确定，暂按每周休息日计算", day(*unknown))
        }
        CountStep::NotPublished { day: first, until } => format!(
            "暂定：自{}起的放假安排尚未公布（已公布至{}），暂按每周休息日计算",
            day(*first),
            day(*until)
        ),
        CountStep::End { last_day, due, kind, law } => {
            let (date, clock_time) = clock.end(*due);
            let zone = &clock.name;
            match kind {
                EndKind::EndOfDay => {
                    let date = last_day.unwrap_or(date);
                    format!("于{}24:00届满（{zone}）{}", day(date), cite(law))
                }
                EndKind::CloseOfBusiness => {
                    format!("于{}{clock_time}停止办公时届满（{zone}）{}", day(date), cite(law))
                }
                EndKind::Clock => format!("于{}{clock_time}届满（{zone}）{}", day(date), cite(law)),
                EndKind::Earliest => {
                    let date = last_day.unwrap_or(date);
                    format!("不得早于{}（{zone}）{}", day(date), cite(law))
                }
            }
        }
    }
}

fn cite(law: &Law) -> String {
    law.as_ref().map(|law: &std::sync::Arc<Words>| format!("〔{}〕", law.zh)).unwrap_or_default()
}

fn why(run: &Run<'_>) -> String {
    match (run.name, run.source) {
        (Some(name), Some(source)) => format!("{}〔{}〕", name.zh, source.zh),
        (Some(name), None) => name.zh.to_string(),
        _ => "每周休息日".to_owned(),
    }
}

pub(super) fn length(period: Period) -> String {
    let unit = match period.unit {
        Unit::Minutes => "分钟",
        Unit::Hours => "小时",
        Unit::Days => "日",
        Unit::WorkingDays => "个工作日",
        Unit::Weeks => "周",
        Unit::Months => "个月",
        Unit::Years => "年",
    };
    format!("{}{unit}", period.count)
}

pub(super) fn remaining(left: Left) -> String {
    match left {
        Left::Days(0) | Left::WorkingDays(0) => "当日".to_owned(),
        Left::Days(count) => format!("{count}天"),
        Left::WorkingDays(count) => format!("{count}个工作日"),
        Left::Micros(_) => match left.hours_and_minutes().unwrap_or_default() {
            (0, minutes) => format!("{minutes}分钟"),
            (hours, 0) => format!("{hours}小时"),
            (hours, minutes) => format!("{hours}小时{minutes}分钟"),
        },
    }
}

fn span(run: &Run<'_>) -> String {
    if run.first == run.last { day(run.first) } else { format!("{}至{}", day(run.first), day(run.last)) }
}

fn moment(at: Moment, clock: &Clock) -> String {
    let local = clock.local(at);
    format!("{}{}", day(local.date()), time(local))
}

fn day(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    };
    format!("{}年{}月{}日（周{weekday}）", date.year(), date.month(), date.day())
}
