//! Looks at the docket and what is derived from it.

use super::{Sentence, Verb};
use crate::failure::{Failure, Played};
use crate::stage::{Stage, parted};
use crate::understand::Understood;
use crate::who::{Seat, Who};
use registrar_engine::docket::Mark;
use registrar_engine::event::Event;
use std::sync::Arc;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Docket {
    /// An entry says so.
    Did,
    /// An entry says so, with its effective moment.
    Expired,
    /// The latest draw, with its candidates.
    Lot,
    /// So many.
    Entries,
    /// Byte for byte.
    Replay,
    /// Each entry's hash follows from the one before.
    Chain,
    /// The timeline, in the feature's language, has these words.
    Timeline,
    /// It hasn't.
    TimelineNot,
    /// Something couldn't be applied and waits for an operator.
    Incident,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence {
        verb: Verb::Docket(Docket::Did),
        english: "the docket says that {who} did {task} with outcome {outcome}( on {moment})",
        chinese: "案卷记载{who}(于{moment})以结果{outcome}办结{task}",
    },
    Sentence {
        verb: Verb::Docket(Docket::Expired),
        english: "the docket says that the deadline {deadline}( of {whose}) expired( on {moment})",
        chinese: "案卷记载({whose}的)期限{deadline}(于{moment})届满",
    },
    Sentence {
        verb: Verb::Docket(Docket::Lot),
        english: "the docket shows a lot among {number} people",
        chinese: "案卷载有{number}人中的抽签",
    },
    Sentence {
        verb: Verb::Docket(Docket::Entries),
        english: "the docket has {number} entries",
        chinese: "案卷有{number}条记录",
    },
    Sentence {
        verb: Verb::Docket(Docket::Replay),
        english: "replaying the docket gives the same case",
        chinese: "重演案卷得到同一案件",
    },
    Sentence {
        verb: Verb::Docket(Docket::Chain),
        english: "the chain of the docket is unbroken",
        chinese: "案卷的哈希链完整",
    },
    Sentence {
        verb: Verb::Docket(Docket::Timeline),
        english: "the timeline( of {who}) says {text}",
        chinese: "({who}的)进程载有{text}",
    },
    Sentence {
        verb: Verb::Docket(Docket::TimelineNot),
        english: "the timeline( of {who}) does not say {text}",
        chinese: "({who}的)进程未载有{text}",
    },
    Sentence {
        verb: Verb::Docket(Docket::Incident),
        english: "there is an incident",
        chinese: "有一个异常事件",
    },
];

/// Plays a step of this topic.
///
/// # Errors
/// What is otherwise.
pub async fn play(verb: Docket, stage: &mut Stage, step: &Understood) -> Played {
    match verb {
        Docket::Did => did(stage, step).await,
        Docket::Expired => expired(stage, step).await,
        Docket::Lot => lot(stage, step).await,
        Docket::Entries => {
            let (wanted, is) = (u64::from(step.arguments.the_number()?), stage.entries().await?);
            if wanted == is {
                return Ok(());
            }
            Err(Failure::new(format!("expected the docket to have {wanted} entries"), format!("it has {is}")))
        }
        Docket::Replay => adds_up(stage, "replaying the docket to give the same case").await,
        Docket::Chain => adds_up(stage, "the chain of the docket to be unbroken").await,
        Docket::Timeline | Docket::TimelineNot => timeline(stage, step, verb == Docket::Timeline).await,
        Docket::Incident => {
            stage.incident_seen = true;
            if stage.incidents().await?.is_empty() {
                return Err(Failure::new("expected an incident", "there is none"));
            }
            Ok(())
        }
    }
}

/// Whether the docket's chain is unbroken, and replaying it gives the same case, byte for byte.
///
/// # Errors
/// Where it doesn't.
pub async fn adds_up(stage: &Stage, what: &str) -> Played {
    let is = stage.problems().await?;
    if is.is_empty() { Ok(()) } else { Err(Failure { expected: format!("expected {what}"), is }) }
}

async fn did(stage: &mut Stage, step: &Understood) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let (who, task) = (step.arguments.the_who()?, step.arguments.the_task()?);
    let outcome = step.arguments.the_outcome()?;
    let labels = stage.labels(&case, &who)?;
    let name = &chart.task(task).name;
    let mut others = Vec::new();
    for (at, _, mark) in stage.marks().await? {
        let Mark::TaskClosed { task: label, outcome: ended, by, .. } = &mark else { continue };
        if parted(label).0 != name {
            continue;
        }
        let then = step.arguments.moment.is_none_or(|moment| moment.holds(at, &chart.zone));
        if labels.contains(by) && ended.as_deref() == Some(outcome.as_str()) && then {
            return Ok(());
        }
        let ended = ended.as_deref().unwrap_or("no outcome");
        let by = if by.is_empty() { "nobody" } else { by };
        others.push(format!("`{name}` was ended on {} by {by}: {ended}", stage.when(at)));
    }
    if others.is_empty() {
        others.push(format!("`{name}` was never ended"));
    }
    let who = stage.told(&who);
    let expected =
        format!("expected the docket to say that {who} did `{name}` with outcome `{outcome}` then");
    Err(Failure { expected, is: others })
}

async fn expired(stage: &mut Stage, step: &Understood) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let deadline = step.arguments.the_deadline()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    let mut others = Vec::new();
    for (at, _, mark) in stage.marks().await? {
        let Mark::ClockExpired { deadline: label, .. } = &mark else { continue };
        if !stage.is_deadline(&chart, &case, label, deadline, copy) {
            continue;
        }
        if step.arguments.moment.is_none_or(|moment| moment.holds(at, &chart.zone)) {
            return Ok(());
        }
        others.push(format!("it expired on {}", stage.when(at)));
    }
    if others.is_empty() {
        others.push("it never expired".to_owned());
    }
    let name = &chart.deadline(deadline).name;
    Err(Failure { expected: format!("expected the docket to say that `{name}` expired then"), is: others })
}

async fn lot(stage: &Stage, step: &Understood) -> Played {
    let wanted = step.arguments.the_number()?;
    let draws = stage.docket().await?.into_iter().filter_map(|entry| match entry.event {
        Event::Assigned { draw, .. } => Some(draw),
        _ => None,
    });
    let expected = format!("expected a lot among {wanted} people");
    let Some(draw) = draws.last() else { return Err(Failure::new(expected, "nobody was drawn")) };
    if !registrar_casework::lot::is_right(&draw) {
        return Err(Failure::new(expected, "the draw isn't the one that its randomness gives"));
    }
    if u32::try_from(draw.candidates.len()) == Ok(wanted) {
        return Ok(());
    }
    let names: Vec<String> = draw.candidates.iter().map(|(person, _)| stage.cast.name(person)).collect();
    Err(Failure::new(expected, format!("the candidates were {}", names.join(", "))))
}

async fn timeline(stage: &mut Stage, step: &Understood, wanted: bool) -> Played {
    let text = step.arguments.the_text()?;
    let starter = Who::Role(Seat { role: stage.chart.starts, number: Some(1) });
    let who = step.arguments.who.clone().unwrap_or(starter);
    let lines = lines(stage, &who).await?;
    if lines.iter().any(|line| line.contains(&text)) == wanted {
        return Ok(());
    }
    let not = if wanted { "" } else { "not " };
    let expected = format!("expected the timeline of {} {not}to say `{text}`", stage.told(&who));
    Err(Failure { expected, is: lines })
}

/// The timeline as a person reads it.
async fn lines(stage: &mut Stage, who: &Who) -> Played<Vec<String>> {
    let case = stage.case_id()?;
    let (person, _) = stage.person(who, None).await?;
    let language = stage.language.key();
    let mut lines = Vec::new();
    let mut from = 1;
    loop {
        let page = stage.casework.timeline(&person, &case, from, 500, language).await;
        let (entries, next) = page.map_err(|rejection| stage.refused(&rejection))?;
        for entry in entries {
            let at = stage.when(entry.effective);
            lines.extend(entry.lines.into_iter().map(|line| format!("{at} {}", line.text)));
        }
        match next {
            Some(next) => from = next,
            None => return Ok(lines),
        }
    }
}
