//! Looks at deadlines.

use super::{Sentence, Verb};
use crate::failure::{Failure, Played};
use crate::language::Language;
use crate::stage::Stage;
use crate::understand::Understood;
use crate::words::{Length, When};
use registrar_casework::access;
use registrar_engine::case::Standing;
use registrar_engine::chart::Chart;
use registrar_engine::docket::Word;
use registrar_engine::moment::Moment;
use std::sync::Arc;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// A day.
    Due,
    /// It runs.
    Running,
    /// There is none, or it waits, stands still or has expired.
    NotRunning,
    /// Counted beyond the published calendar.
    Provisional,
    /// Not so.
    NotProvisional,
    /// It stands still, with so much left.
    Suspended,
    /// Its latest run has expired.
    Expired,
    /// Its latest run ended in time.
    Met,
    /// Its latest run ended too late.
    Missed,
    /// Its latest run was given up.
    Waived,
    /// A run was missed, and that was undone.
    Restored,
    /// So many reminders have gone to this person.
    Reminded,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence {
        verb: Verb::Deadline(Deadline::Due),
        english: "the deadline {deadline}( of {whose}) is due on {moment}",
        chinese: "({whose}的)期限{deadline}于{moment}到期",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Running),
        english: "the deadline {deadline}( of {whose}) is running",
        chinese: "({whose}的)期限{deadline}正在计算",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::NotRunning),
        english: "the deadline {deadline}( of {whose}) is not running",
        chinese: "({whose}的)期限{deadline}未在计算",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Provisional),
        english: "the deadline {deadline}( of {whose}) is provisional",
        chinese: "({whose}的)期限{deadline}为暂定",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::NotProvisional),
        english: "the deadline {deadline}( of {whose}) is not provisional",
        chinese: "({whose}的)期限{deadline}不是暂定",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Suspended),
        english: "the deadline {deadline}( of {whose}) is suspended( with {period} left)",
        chinese: "({whose}的)期限{deadline}已中止(，剩余{period})",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Expired),
        english: "the deadline {deadline}( of {whose}) has expired( on {moment})",
        chinese: "({whose}的)期限{deadline}已(于{moment})届满",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Met),
        english: "the deadline {deadline}( of {whose}) was met",
        chinese: "({whose}的)期限{deadline}已遵守",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Missed),
        english: "the deadline {deadline}( of {whose}) was missed",
        chinese: "({whose}的)期限{deadline}已错过",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Waived),
        english: "the deadline {deadline}( of {whose}) was waived",
        chinese: "({whose}的)期限{deadline}已放弃",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Restored),
        english: "the deadline {deadline}( of {whose}) was restored",
        chinese: "({whose}的)期限{deadline}的逾期已消除",
    },
    Sentence {
        verb: Verb::Deadline(Deadline::Reminded),
        english: "{who} has been reminded of the deadline {deadline} {number} time(s)",
        chinese: "已就期限{deadline}提醒{who}{number}次",
    },
];

/// Plays a step of this topic.
///
/// # Errors
/// What is otherwise.
pub async fn play(verb: Deadline, stage: &mut Stage, step: &Understood) -> Played {
    match verb {
        Deadline::Expired | Deadline::Met | Deadline::Missed | Deadline::Waived | Deadline::Restored => {
            end(stage, step, verb).await
        }
        Deadline::Reminded => reminded(stage, step).await,
        _ => standing(stage, step, verb).await,
    }
}

/// What a clock that is there must look like.
async fn standing(stage: &Stage, step: &Understood, verb: Deadline) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let deadline = step.arguments.the_deadline()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    if verb == Deadline::NotRunning {
        let clocks = stage.clocks(&chart, &case, deadline, copy);
        let running = clocks.into_iter().find(|c| matches!(c.standing, Standing::Running { .. }));
        return match running {
            None => Ok(()),
            Some(clock) => {
                let expected =
                    format!("expected the deadline `{}` not to run", chart.deadline(deadline).name);
                Err(Failure::new(expected, stage.clock_told(&chart, clock)))
            }
        };
    }
    let clock = stage.clock(&chart, &case, deadline, copy)?;
    let holds = clock.is_some_and(|clock| looks(&chart, step, verb, &clock.standing));
    if holds {
        return Ok(());
    }
    let whose = copy.map(|copy| format!(" of {}", copy.told(&chart))).unwrap_or_default();
    let name = &chart.deadline(deadline).name;
    let how = match (verb, step.arguments.moment) {
        (Deadline::Due, Some(When::Day(day))) => format!("to be due on {day}"),
        (Deadline::Due, Some(moment)) => {
            let at = moment.instant(&chart.zone).map(|at| stage.end_told(at)).unwrap_or_default();
            format!("to end on {at}")
        }
        (Deadline::Provisional, _) => "to be provisional".to_owned(),
        (Deadline::NotProvisional, _) => "to be certain".to_owned(),
        (Deadline::Suspended, _) => {
            let left = step.arguments.period.map(|left| format!(" with {} left", left.written()));
            format!("to be suspended{}", left.unwrap_or_default())
        }
        _ => "to run".to_owned(),
    };
    let expected = format!("expected the deadline `{name}`{whose} {how}");
    let is = match clock {
        Some(clock) => vec![stage.clock_told(&chart, clock)],
        None => {
            let mut is = vec![format!("`{name}` doesn't run")];
            is.extend(stage.where_is().await?);
            is
        }
    };
    Err(Failure { expected, is })
}

fn looks(chart: &Chart, step: &Understood, verb: Deadline, standing: &Standing) -> bool {
    match (verb, standing) {
        (Deadline::Due, Standing::Running { due, last_day, .. }) => match step.arguments.moment {
            // A period in days ends with its last day; one in hours is due on the day of its end.
            Some(When::Day(day)) => match last_day {
                Some(last) => *last == day,
                None => When::Day(day).holds(*due, &chart.zone),
            },
            Some(moment) => moment.instant(&chart.zone) == Some(*due),
            None => false,
        },
        (Deadline::Running, Standing::Running { .. }) => true,
        (Deadline::Provisional, Standing::Running { provisional, .. }) => *provisional,
        (Deadline::NotProvisional, Standing::Running { provisional, .. }) => !provisional,
        (Deadline::Suspended, Standing::Suspended { left }) => step.arguments.period.is_none_or(|wanted| {
            let read = Length::read(&left.to_string(), Language::English);
            read == Some(wanted)
        }),
        _ => false,
    }
}

/// How the latest run of a deadline came to its end, by the docket.
async fn end(stage: &Stage, step: &Understood, verb: Deadline) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let deadline = step.arguments.the_deadline()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    let name = &chart.deadline(deadline).name;
    let ledgers = stage.ledgers().await?;
    let runs = ledgers.iter().filter(|ledger| ledger.started.is_some());
    let runs = runs.filter(|ledger| stage.is_deadline(&chart, &case, &ledger.deadline, deadline, copy));
    // Relief may lead to a new run: the one that was restored is looked for among all.
    let runs = runs.filter(|ledger| verb != Deadline::Restored || ledger.word == Word::Restored);
    let latest = runs.max_by_key(|ledger| (ledger.started, ledger.number));
    let right = |at: Moment| step.arguments.moment.is_none_or(|moment| moment.holds(at, &chart.zone));
    let is_word = |word| latest.is_some_and(|ledger| ledger.word == word);
    let holds = match verb {
        Deadline::Expired => latest.and_then(|ledger| ledger.expired).is_some_and(right),
        // Expired is missed, also while the state that lists it is still there.
        Deadline::Missed => is_word(Word::Missed),
        Deadline::Waived => is_word(Word::Waived),
        Deadline::Restored => is_word(Word::Restored),
        _ => is_word(Word::Met),
    };
    if holds {
        return Ok(());
    }
    let is = match latest {
        None if verb == Deadline::Restored => "no run of it was restored".to_owned(),
        None => "it has never run".to_owned(),
        Some(ledger) => match (ledger.expired, ledger.ended) {
            (Some(at), _) => format!("it expired on {}", stage.when(at)),
            (None, Some(at)) => format!("it was {} on {}", ledger.word.name(), stage.when(at)),
            (None, None) => {
                let clock = stage.clocks(&chart, &case, deadline, copy).pop();
                clock.map_or("it runs".to_owned(), |clock| stage.clock_told(&chart, clock))
            }
        },
    };
    let whose = copy.map(|copy| format!(" of {}", copy.told(&chart))).unwrap_or_default();
    let how = match (verb, step.arguments.moment) {
        (Deadline::Expired, Some(_)) => "to have expired then",
        (Deadline::Expired, None) => "to have expired",
        (Deadline::Missed, _) => "to have been missed",
        (Deadline::Waived, _) => "to have been waived",
        (Deadline::Restored, _) => "to have been restored",
        _ => "to have been met",
    };
    Err(Failure::new(format!("expected the deadline `{name}`{whose} {how}"), is))
}

async fn reminded(stage: &mut Stage, step: &Understood) -> Played {
    let chart = Arc::clone(&stage.chart);
    let who = step.arguments.the_who()?;
    let deadline = chart.deadline(step.arguments.the_deadline()?);
    let wanted = step.arguments.the_number()?;
    let actor = stage.actor(&who, None).await?;
    let audiences = access::audiences(&actor.person, &actor.pools);
    let case = stage.case_id()?;
    let messages = stage.ports.desk.messages(&audiences, Some(&case), None, 1_000).await;
    let messages = messages.map_err(Failure::fault)?;
    let count = messages.iter().filter(|message| message.notice == deadline.name).count();
    if u32::try_from(count) == Ok(wanted) {
        return Ok(());
    }
    let who = stage.told(&who);
    let expected = format!("expected {who} to have been reminded of `{}` {wanted} times", deadline.name);
    Err(Failure::new(expected, format!("it was {count} times")))
}
