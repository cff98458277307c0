//! Time passes: the only way in which the clock moves.

use super::{Sentence, Verb};
use crate::failure::{Failure, Played};
use crate::stage::Stage;
use crate::understand::Understood;
use crate::words::{Length, Unit, When};
use registrar_engine::case::Standing;
use registrar_engine::moment::Moment;
use std::sync::Arc;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// Moves the clock.
    Pass,
    /// Moves the clock at once.
    Down,
    /// Moves the clock to a moment that is still to come.
    Reach,
    /// Moves the clock to the end of a running deadline.
    Expire,
    /// Moves the clock to shortly before.
    Before,
    /// Moves the clock to the nearest end of any deadline.
    Next,
    /// Moves the clock from due instant to due instant.
    Silence,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence { verb: Verb::Time(Time::Pass), english: "{period} pass(es)", chinese: "经过{period}" },
    Sentence {
        verb: Verb::Time(Time::Down),
        english: "{period} pass(es) while the system is down",
        chinese: "系统停机{period}",
    },
    Sentence {
        verb: Verb::Time(Time::Reach),
        english: "the clock reaches {moment}",
        chinese: "时间到了{moment}",
    },
    Sentence {
        verb: Verb::Time(Time::Expire),
        english: "the deadline {deadline}( of {whose}) expires",
        chinese: "({whose}的)期限{deadline}届满",
    },
    Sentence {
        verb: Verb::Time(Time::Before),
        english: "it is {period} before the deadline {deadline}( of {whose}) expires",
        chinese: "距({whose}的)期限{deadline}届满还有{period}",
    },
    Sentence {
        verb: Verb::Time(Time::Next),
        english: "the next deadline expires",
        chinese: "下一个期限届满",
    },
    Sentence {
        verb: Verb::Time(Time::Silence),
        english: "nobody does anything until the case ends( within {period})",
        chinese: "无人采取行动直到案件结束(，不超过{period})",
    },
];

/// How long nobody may do anything before the test says that the case will never end.
const PATIENCE: Length = Length { amount: 10, unit: Unit::Years };

/// Plays a step of this topic.
///
/// # Errors
/// Why it doesn't work.
pub async fn play(verb: Time, stage: &mut Stage, step: &Understood) -> Played {
    let arguments = &step.arguments;
    match verb {
        Time::Pass => {
            let at = from_now(stage, arguments.the_period()?)?;
            stage.go_to(at).await
        }
        Time::Down => {
            let at = from_now(stage, arguments.the_period()?)?;
            stage.sleep_until(at).await
        }
        Time::Reach => reach(stage, arguments.the_moment()?).await,
        Time::Expire => {
            let (due, _) = running(stage, step).await?;
            stage.go_to(due).await
        }
        Time::Before => {
            let (due, name) = running(stage, step).await?;
            let period = arguments.the_period()?;
            let at = period.from(due, &stage.chart.zone, true).ok_or_else(|| no_calendar(period))?;
            if at < stage.now() {
                let is = format!(
                    "it is {}, and `{name}` ends on {}",
                    stage.when(stage.now()),
                    stage.end_told(due)
                );
                return Err(Failure::new("expected this moment to be still to come", is));
            }
            stage.go_to(at).await
        }
        Time::Next => {
            let case = stage.case().await?;
            let ends = case.clocks.iter().filter_map(|clock| match clock.standing {
                Standing::Running { due, .. } => Some(due),
                _ => None,
            });
            match ends.min() {
                Some(due) => stage.go_to(due).await,
                None => {
                    let is = stage.clocks_told(&stage.chart, &case);
                    Err(Failure::new("expected some deadline to run", is))
                }
            }
        }
        Time::Silence => silence(stage, arguments.period.unwrap_or(PATIENCE)).await,
    }
}

fn no_calendar(period: Length) -> Failure {
    let message = format!("the clock can't be moved by {}", period.written());
    Failure::cannot(message).because("only calendars count working days: name a day or another unit")
}

fn from_now(stage: &Stage, period: Length) -> Played<Moment> {
    period.from(stage.now(), &stage.chart.zone, false).ok_or_else(|| no_calendar(period))
}

/// Moves the clock to a moment that is still to come.
///
/// # Errors
/// When it is past.
pub async fn reach(stage: &mut Stage, moment: When) -> Played {
    let at = moment.instant(&stage.chart.zone);
    let at = at.ok_or_else(|| Failure::cannot("there is no such moment on the clock of the zone"))?;
    if at < stage.now() {
        let is = format!("it is {} already", stage.when(stage.now()));
        return Err(Failure::new("expected this moment to be still to come", is));
    }
    stage.go_to(at).await
}

/// The end of the running deadline that the step names.
async fn running(stage: &Stage, step: &Understood) -> Played<(Moment, String)> {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let deadline = step.arguments.the_deadline()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    let name = chart.deadline(deadline).name.clone();
    let clock = stage.clock(&chart, &case, deadline, copy)?;
    match clock.map(|clock| &clock.standing) {
        Some(Standing::Running { due, .. }) => Ok((*due, name)),
        _ => {
            let is = clock.map(|clock| stage.clock_told(&chart, clock));
            let mut is: Vec<String> = is.into_iter().collect();
            if is.is_empty() {
                is = stage.where_is().await?;
                is.push(stage.clocks_told(&chart, &case));
            }
            Err(Failure { expected: format!("expected the deadline `{name}` to run"), is })
        }
    }
}

async fn silence(stage: &mut Stage, patience: Length) -> Played {
    let last = from_now(stage, patience)?;
    loop {
        let case = stage.case().await?;
        if case.ended.is_some() {
            return Ok(());
        }
        let expected = format!("expected the case to end within {} without anybody", patience.written());
        let next = stage.next_timer().await?;
        match next {
            Some(next) if next <= last => {
                // What is due already and stays so is an incident's: time goes on without it.
                let at = next.max(stage.now());
                stage.go_to(at).await?;
                let after = stage.next_timer().await?;
                if after.is_some_and(|after| after <= at) && stage.case().await?.revision == case.revision {
                    return Err(Failure::new(expected, "a timer is due that can't be fired"));
                }
            }
            Some(_) => {
                let mut is = stage.where_is().await?;
                is.push(stage.clocks_told(&stage.chart, &case));
                return Err(Failure { expected, is });
            }
            None => {
                let mut is = stage.where_is().await?;
                is.push(format!("no clock runs, and {}", stage.open_told(&stage.chart, &case)));
                return Err(Failure { expected, is });
            }
        }
    }
}
