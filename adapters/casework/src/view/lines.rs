//! One sentence for each mark of the docket, in English and Chinese; none for marks that are there for
//! machines, and none for what isn't for the reader.

use super::names::{Reader, split};
use super::timeline::Line;
use registrar_engine::chart::StateKind;
use registrar_engine::deadline::Language;
use registrar_engine::docket::Mark;
use registrar_engine::id::ArrowIx;
use registrar_engine::moment::Moment;

/// The line of a mark, if it has one for this reader.
pub fn line(reader: &Reader<'_>, mark: &Mark) -> Option<Line> {
    let say = |kind, english: String, chinese: String| {
        let text = if reader.is_chinese() { chinese } else { english };
        Some(Line { kind, text, law: None })
    };
    match mark {
        Mark::Took { arrow, .. } => took(reader, *arrow),
        Mark::Entered { state } => entered(reader, state),
        Mark::TaskClosed { task, outcome: Some(outcome), by, .. } => {
            let (task, outcome) = (reader.task(task), reader.outcome(task, outcome));
            let by = if by.is_empty() { String::new() } else { reader.who(by) };
            match by.is_empty() {
                true => say("done", format!("{task}: {outcome}"), format!("{task}：{outcome}")),
                false => say("done", format!("{by}: {task}: {outcome}"), format!("{by}：{task}：{outcome}")),
            }
        }
        Mark::TaskHeld { task, to: Some(to), .. } => {
            let (task, to) = (reader.task(task), reader.who(to));
            say("people", format!("{task} is with an official: {to}"), format!("{task}由{to}办理"))
        }
        Mark::TaskHeld { task, to: None, .. } => {
            let task = reader.task(task);
            say("people", format!("{task} was given back"), format!("{task}已退回"))
        }
        Mark::ClockRuns { deadline, due, last_day, why, provisional, .. } => {
            let last_day = last_day.map(|day| day.to_string());
            Some(clock_runs(reader, deadline, *due, last_day.as_deref(), why, *provisional))
        }
        Mark::ClockSuspended { deadline, left, reason, .. } => {
            let (deadline, reason) = (reader.deadline(deadline), reader.reason(reason));
            let left = reader.period_said(left);
            let english = format!("{deadline} stands still ({reason}); {left} left");
            say("clock", english, format!("{deadline}中止（{reason}），剩余{left}"))
        }
        Mark::ClockExtended { deadline, period, by, reason, .. } => {
            let (deadline, by) = (reader.deadline(deadline), reader.who(by));
            let english = format!("{by} grants {period} more for {deadline}: {reason}");
            say("clock", english, format!("{by}准许{deadline}延长{}：{reason}", period.say(Language::Zh)))
        }
        Mark::ClockWaived { deadline, by, .. } => {
            let (deadline, by) = (reader.deadline(deadline), reader.who(by));
            say("clock", format!("{by} waives: {deadline}"), format!("{by}放弃：{deadline}"))
        }
        Mark::ClockRestored { deadline, .. } => {
            let deadline = reader.deadline(deadline);
            let english = format!("{deadline}: that it was missed is undone");
            say("clock", english, format!("{deadline}：逾期后果已消除"))
        }
        Mark::CalendarChanged { calendar } => say(
            "note",
            format!("The deadlines were counted anew with the calendar {calendar}"),
            format!("已按日历{calendar}重新计算各期限"),
        ),
        Mark::ClockExpired { deadline, .. } => {
            let deadline = reader.deadline(deadline);
            say("clock", format!("{deadline} has expired"), format!("{deadline}届满"))
        }
        Mark::ClockEnded { deadline, met: true, .. } => {
            let deadline = reader.deadline(deadline);
            say("clock", format!("{deadline}: in time"), format!("{deadline}：按期完成"))
        }
        Mark::Sent { notice, to, .. } if is_for(reader, to) => {
            let (notice, to) = (reader.notice(notice), reader.who(to));
            say("notice", format!("{notice} sent to {to}"), format!("已向{to}发出{notice}"))
        }
        Mark::Served { notice, to, at, how, .. } => {
            let (notice, to, at) = (reader.notice(notice), reader.who(to), reader.moment(*at));
            let how = how_served(reader, how);
            let english = format!("{notice} served on {to} on {at} ({how})");
            say("notice", english, format!("{notice}已于{at}送达{to}（{how}）"))
        }
        Mark::Undelivered { notice, to, next, .. } if is_for(reader, to) => {
            let (notice, to) = (reader.notice(notice), reader.who(to));
            let next = next.as_deref().map(|next| next_try(reader, next));
            match next {
                Some(next) => say(
                    "notice",
                    format!("{notice} could not be delivered to {to}; now: {next}"),
                    format!("{notice}未能送达{to}；改为：{next}"),
                ),
                None => say(
                    "notice",
                    format!("{notice} could not be delivered to {to}"),
                    format!("{notice}未能送达{to}"),
                ),
            }
        }
        Mark::Filed { document, number, by } => filed(reader, document, *number, by),
        Mark::Joined { member } => {
            let member = reader.who(member);
            say("people", format!("{member} takes part"), format!("{member}参加"))
        }
        Mark::Departed { member } => {
            let member = reader.who(member);
            say("people", format!("{member} has left"), format!("{member}退出"))
        }
        Mark::Representation { member, role, began } => {
            let (member, role) = (reader.who(member), reader.who(role));
            match began {
                true => say("people", format!("a {role} acts for {member}"), format!("{role}代理{member}")),
                false => say(
                    "people",
                    format!("a {role} no longer acts for {member}"),
                    format!("{role}不再代理{member}"),
                ),
            }
        }
        Mark::Consented { consent, member } => {
            let (consent, member) = (reader.consent(consent), reader.who(member));
            say("consent", format!("{member} consents: {consent}"), format!("{member}同意：{consent}"))
        }
        Mark::ConsentWithdrawn { consent, member } => {
            let (consent, member) = (reader.consent(consent), reader.who(member));
            let english = format!("{member} withdraws the consent: {consent}");
            say("consent", english, format!("{member}撤回同意：{consent}"))
        }
        Mark::Cost { of, member, amount } if of == "visits" => {
            let member = reader.who(member);
            say("note", format!("{amount} visit(s) of {member}"), format!("{member}到场{amount}次"))
        }
        Mark::Ended { state, .. } => {
            let state = reader.state(state);
            say("ended", format!("The case has ended: {state}"), format!("案件终结：{state}"))
        }
        Mark::Logged { text } if reader.viewpoint.official => say("note", text.clone(), text.clone()),
        // For machines, not for this reader, or told by another line.
        Mark::Left { .. }
        | Mark::TaskOpened { .. }
        | Mark::TaskClosed { .. }
        | Mark::ClockWaits { .. }
        | Mark::ClockEnded { .. }
        | Mark::Sent { .. }
        | Mark::Undelivered { .. }
        | Mark::Wrote { .. }
        | Mark::Raised { .. }
        | Mark::Cost { .. }
        | Mark::Logged { .. } => None,
    }
}

/// An arrow speaks where its author gave it a title or a provision.
fn took(reader: &Reader<'_>, arrow: u16) -> Option<Line> {
    let arrow = reader.chart.arrows.get(ArrowIx(arrow).at())?;
    if arrow.title.is_empty() {
        return None;
    }
    let text = crate::words::say(&arrow.title, reader.language, "");
    Some(Line { kind: "entered", text, law: reader.law(arrow.law.as_deref()) })
}

/// Boxes are told by what is in them.
fn entered(reader: &Reader<'_>, state: &str) -> Option<Line> {
    let ix = reader.chart.state_named(split(state).0)?;
    let known = reader.chart.state(ix);
    let speaks = matches!(known.kind, StateKind::Atomic | StateKind::Final { .. });
    let law = reader.law(known.law.as_deref());
    speaks.then(|| Line { kind: "entered", text: reader.state(state), law })
}

fn clock_runs(
    reader: &Reader<'_>,
    deadline: &str,
    due: Moment,
    last_day: Option<&str>,
    why: &str,
    provisional: bool,
) -> Line {
    let law = reader.chart.deadline_named(split(deadline).0);
    let law = law.and_then(|ix| reader.law(reader.chart.deadline(ix).law.as_deref()));
    let title = reader.deadline(deadline);
    let until = reader.until(Some(due), last_day);
    let (english, chinese) = match why {
        "extended" => ("was extended and runs until", "已延长，至"),
        "resumed" => ("goes on and runs until", "恢复计算，至"),
        "recounted" => ("was counted anew and runs until", "重新计算，至"),
        "calendar" => ("runs by the newer calendar until", "依新日历计算，至"),
        "kept" => ("keeps the end that was told", "维持已告知的届满日"),
        _ => ("runs until", "开始计算，至"),
    };
    let beyond = match (provisional, reader.is_chinese()) {
        (false, _) => "",
        (true, true) => "（暂定：日历尚未公布）",
        (true, false) => " (provisional: the calendar isn't published that far)",
    };
    let text = match reader.is_chinese() {
        true => format!("{title}{chinese}{until}{beyond}"),
        false => format!("{title} {english} {until}{beyond}"),
    };
    Line { kind: "clock", text, law }
}

fn filed(reader: &Reader<'_>, document: &str, number: u64, by: &str) -> Option<Line> {
    let filed = reader.case.documents.iter().find(|filed| filed.number == number);
    let visible = match filed {
        Some(filed) => reader.viewpoint.sees_document(reader.chart, filed),
        None => reader
            .chart
            .document_named(document)
            .is_some_and(|ix| reader.viewpoint.sees_kind(reader.chart, ix)),
    };
    let by = filed.map_or_else(|| reader.who(by), |filed| reader.filed_by(filed));
    let document = reader.document(document);
    let text = match reader.is_chinese() {
        true => format!("{document}，{by}"),
        false => format!("{document}, by {by}"),
    };
    visible.then_some(Line { kind: "document", text, law: None })
}

/// Who was written to is for officials and for the addressee.
fn is_for(reader: &Reader<'_>, to: &str) -> bool {
    reader.viewpoint.official || reader.viewpoint.is(reader.chart, to)
}

fn how_served(reader: &Reader<'_>, how: &str) -> String {
    match how {
        "reached" => reader.either("it reached the addressee's system", "已到达受送达人系统"),
        "read" => reader.either("it was read", "已阅读"),
        event => match event.split_once('.') {
            Some((deadline, "expired")) => reader.deadline(deadline),
            Some((task, outcome)) => {
                let (task, outcome) = (reader.task(task), reader.outcome(task, outcome));
                format!("{task}: {outcome}")
            }
            None => event.to_owned(),
        },
    }
}

fn next_try(reader: &Reader<'_>, next: &str) -> String {
    let name = split(next).0;
    if reader.chart.task_named(name).is_some() { reader.task(next) } else { reader.deadline(next) }
}
