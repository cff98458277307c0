//! Looks at states, the end of the case, tasks and inboxes.

use super::{Sentence, Verb};
use crate::failure::{Failure, Played};
use crate::stage::Stage;
use crate::understand::Understood;
use registrar_casework::access;
use registrar_casework::ports::TaskRow;
use registrar_engine::case::OpenTask;
use registrar_engine::event::Actor;
use registrar_engine::step::acting_for;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The state is active, in any copy.
    In,
    /// It is active in no copy.
    NotIn,
    /// It is active in this member's copy.
    MemberIn,
    /// It isn't.
    MemberNotIn,
    /// The case has ended, so and then.
    Ended,
    /// It goes on.
    NotEnded,
    /// The task is in this person's inbox.
    Can,
    /// It isn't.
    Cannot,
    /// It is open, whoever may do it.
    Open,
    /// It isn't.
    NotOpen,
    /// Exactly these outcomes are possible as things stand.
    Offers,
    /// None of these is.
    OffersNot,
    /// This official has claimed it, or was drawn for it.
    Held,
    /// Nobody has.
    Unheld,
    /// Exactly these tasks wait for this person.
    Inbox,
    /// None does.
    InboxEmpty,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence {
        verb: Verb::State(State::In), english: "the case is in {state}", chinese: "案件处于{state}"
    },
    Sentence {
        verb: Verb::State(State::NotIn),
        english: "the case is not in {state}",
        chinese: "案件不处于{state}",
    },
    Sentence {
        verb: Verb::State(State::MemberIn),
        english: "{whose} is in {state}",
        chinese: "{whose}处于{state}",
    },
    Sentence {
        verb: Verb::State(State::MemberNotIn),
        english: "{whose} is not in {state}",
        chinese: "{whose}不处于{state}",
    },
    Sentence {
        verb: Verb::State(State::Ended),
        english: "the case has ended( with outcome {outcome})( on {moment})",
        chinese: "案件已(于{moment})结束(，结果为{outcome})",
    },
    Sentence {
        verb: Verb::State(State::NotEnded),
        english: "the case has not ended",
        chinese: "案件尚未结束",
    },
    Sentence {
        verb: Verb::State(State::Can),
        english: "{who} can do {task}( of {whose})",
        chinese: "{who}可以办理({whose}的){task}",
    },
    Sentence {
        verb: Verb::State(State::Cannot),
        english: "{who} cannot do {task}( of {whose})",
        chinese: "{who}不能办理({whose}的){task}",
    },
    Sentence {
        verb: Verb::State(State::Open),
        english: "the task {task}( of {whose}) is open",
        chinese: "({whose}的)任务{task}已开放",
    },
    Sentence {
        verb: Verb::State(State::NotOpen),
        english: "the task {task}( of {whose}) is not open",
        chinese: "({whose}的)任务{task}未开放",
    },
    Sentence {
        verb: Verb::State(State::Offers),
        english: "the task {task}( of {whose}) offers {outcomes}",
        chinese: "({whose}的)任务{task}可选{outcomes}",
    },
    Sentence {
        verb: Verb::State(State::OffersNot),
        english: "the task {task}( of {whose}) does not offer {outcomes}",
        chinese: "({whose}的)任务{task}不可选{outcomes}",
    },
    Sentence {
        verb: Verb::State(State::Held),
        english: "the task {task}( of {whose}) is held by {who}",
        chinese: "({whose}的)任务{task}由{who}承办",
    },
    Sentence {
        verb: Verb::State(State::Unheld),
        english: "the task {task}( of {whose}) is held by nobody",
        chinese: "({whose}的)任务{task}无人承办",
    },
    Sentence {
        verb: Verb::State(State::Inbox),
        english: "the inbox of {who} holds {tasks}",
        chinese: "{who}的待办为{tasks}",
    },
    Sentence {
        verb: Verb::State(State::InboxEmpty),
        english: "the inbox of {who} is empty",
        chinese: "{who}没有待办",
    },
];

/// Plays a step of this topic.
///
/// # Errors
/// What is otherwise.
pub async fn play(verb: State, stage: &mut Stage, step: &Understood) -> Played {
    let arguments = &step.arguments;
    match verb {
        State::In | State::NotIn | State::MemberIn | State::MemberNotIn => place(stage, step, verb).await,
        State::Ended => ended(stage, step).await,
        State::NotEnded => match stage.case().await?.ended {
            None => Ok(()),
            Some(_) => Err(Failure {
                expected: "expected the case to go on".to_owned(),
                is: stage.where_is().await?,
            }),
        },
        State::Can => {
            let why_not = why_not(stage, step).await?;
            let (who, task) = (arguments.the_who()?, arguments.the_task()?);
            match why_not {
                None => Ok(()),
                Some(mut is) => {
                    let who = stage.told(&who);
                    let expected =
                        format!("expected {who} to be able to do `{}`", stage.chart.task(task).name);
                    is.push(stage.open_told(&stage.chart, &stage.case().await?));
                    Err(Failure { expected, is })
                }
            }
        }
        State::Cannot => match why_not(stage, step).await? {
            Some(_) => Ok(()),
            None => {
                let who = stage.told(&arguments.the_who()?);
                let task = &stage.chart.task(arguments.the_task()?).name;
                let expected = format!("expected {who} not to be able to do `{task}`");
                Err(Failure::new(expected, "it is open for this person"))
            }
        },
        State::Open | State::NotOpen => open(stage, step, verb == State::Open).await,
        State::Offers | State::OffersNot => offers(stage, step, verb == State::Offers).await,
        State::Held | State::Unheld => held(stage, step).await,
        State::Inbox | State::InboxEmpty => inbox(stage, step).await,
    }
}

async fn place(stage: &Stage, step: &Understood, verb: State) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let state = step.arguments.the_state()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    let there = case
        .configuration
        .iter()
        .any(|place| place.state == state && copy.is_none_or(|copy| copy.holds(&chart, &case, place)));
    // A case that has ended is in its final state, whether or not the configuration still says so.
    let there = there || (copy.is_none() && case.ended.as_ref().is_some_and(|ended| ended.state == state));
    let wanted = matches!(verb, State::In | State::MemberIn);
    if there == wanted {
        return Ok(());
    }
    let whom = copy.map_or("the case".to_owned(), |copy| copy.told(&chart));
    let not = if wanted { "" } else { "not " };
    let expected = format!("expected {whom} {not}to be in `{}`", chart.state(state).name);
    Err(Failure { expected, is: stage.where_is().await? })
}

async fn ended(stage: &Stage, step: &Understood) -> Played {
    let case = stage.case().await?;
    let wanted = step.arguments.outcome.as_deref();
    let with = wanted.map(|outcome| format!(" with outcome `{outcome}`")).unwrap_or_default();
    let expected = format!("expected the case to have ended{with}");
    let Some(end) = &case.ended else {
        let mut is = stage.where_is().await?;
        is.push(stage.open_told(&stage.chart, &case));
        is.push(stage.clocks_told(&stage.chart, &case));
        return Err(Failure { expected, is });
    };
    let on_day = step.arguments.moment.is_none_or(|moment| moment.holds(end.at, &stage.chart.zone));
    if wanted.is_none_or(|outcome| end.outcome.as_deref() == Some(outcome)) && on_day {
        return Ok(());
    }
    Err(Failure { expected, is: stage.where_is().await? })
}

/// Why somebody can't do a task now; none: it is in the inbox and the engine would take it.
async fn why_not(stage: &mut Stage, step: &Understood) -> Played<Option<Vec<String>>> {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let (who, task) = (step.arguments.the_who()?, step.arguments.the_task()?);
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    let open: Vec<OpenTask> = stage.open_tasks(&chart, &case, task, copy).into_iter().cloned().collect();
    if open.is_empty() {
        return Ok(Some(vec![format!("`{}` isn't open", chart.task(task).name)]));
    }
    let mut reasons = Vec::new();
    for one in &open {
        let actor = stage.actor(&who, Some(one)).await?;
        let rows = inbox_of(stage, &actor).await?;
        let there = rows.iter().any(|row| row.number == one.number);
        match acting_for(&chart, &case, one, &actor) {
            Ok(_) if there => return Ok(None),
            Ok(_) => reasons.push("it isn't in the inbox".to_owned()),
            Err(refusal) => reasons.push(refusal.to_string()),
        }
    }
    Ok(Some(reasons))
}

async fn inbox_of(stage: &Stage, actor: &Actor) -> Played<Vec<TaskRow>> {
    let audiences = access::audiences(&actor.person, &actor.pools);
    let rows = stage.ports.store.inbox(&audiences, None, 1_000).await.map_err(Failure::fault)?;
    let case = stage.case_id()?;
    Ok(rows.into_iter().filter(|row| row.case == case).collect())
}

async fn open(stage: &Stage, step: &Understood, wanted: bool) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let task = step.arguments.the_task()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    if stage.open_tasks(&chart, &case, task, copy).is_empty() != wanted {
        return Ok(());
    }
    let whose = copy.map(|copy| format!(" of {}", copy.told(&chart))).unwrap_or_default();
    let not = if wanted { "" } else { "not " };
    let expected = format!("expected `{}`{whose} {not}to be open", chart.task(task).name);
    let mut is = stage.where_is().await?;
    is.push(stage.open_told(&chart, &case));
    Err(Failure { expected, is })
}

/// The open task that the step means.
async fn meant(stage: &mut Stage, step: &Understood) -> Played<OpenTask> {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let task = step.arguments.the_task()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    if let Some(open) = stage.task_meant(&chart, &case, task, None, copy).await? {
        return Ok(open.clone());
    }
    let mut is = stage.where_is().await?;
    is.push(stage.open_told(&chart, &case));
    Err(Failure { expected: format!("expected `{}` to be open", chart.task(task).name), is })
}

async fn offers(stage: &mut Stage, step: &Understood, exactly: bool) -> Played {
    let chart = Arc::clone(&stage.chart);
    let open = meant(stage, step).await?;
    let case = stage.case().await?;
    let offered: BTreeSet<&str> =
        registrar_engine::offers(&chart, &case, open.number).into_iter().map(|o| o.name.as_str()).collect();
    let wanted: BTreeSet<&str> = step.arguments.outcomes.iter().map(String::as_str).collect();
    let holds = if exactly { offered == wanted } else { offered.is_disjoint(&wanted) };
    if holds {
        return Ok(());
    }
    let name = &chart.task(open.task).name;
    let not = if exactly { "" } else { "not " };
    let expected = format!("expected `{name}` {not}to offer {}", list(wanted));
    Err(Failure::new(expected, format!("it offers {}", list(offered))))
}

async fn held(stage: &mut Stage, step: &Understood) -> Played {
    let open = meant(stage, step).await?;
    let name = stage.chart.task(open.task).name.clone();
    let is = match &open.assignee {
        Some(person) => format!("it is held by {}", stage.cast.name(person)),
        None => "it is held by nobody".to_owned(),
    };
    match &step.arguments.who {
        None if open.assignee.is_none() => Ok(()),
        None => Err(Failure::new(format!("expected `{name}` to be held by nobody"), is)),
        Some(who) => {
            let (person, _) = stage.person(who, Some(&open)).await?;
            if open.assignee.as_ref() == Some(&person) {
                return Ok(());
            }
            let expected = format!("expected `{name}` to be held by {}", stage.cast.name(&person));
            Err(Failure::new(expected, is))
        }
    }
}

async fn inbox(stage: &mut Stage, step: &Understood) -> Played {
    let chart = Arc::clone(&stage.chart);
    let who = step.arguments.the_who()?;
    let actor = stage.actor(&who, None).await?;
    let rows = inbox_of(stage, &actor).await?;
    let there: BTreeSet<&str> = rows.iter().map(|row| row.task.as_str()).collect();
    let wanted: BTreeSet<&str> =
        step.arguments.tasks.iter().map(|task| chart.task(*task).name.as_str()).collect();
    if there == wanted {
        return Ok(());
    }
    let expected = match wanted.is_empty() {
        true => format!("expected nothing to wait for {}", stage.told(&who)),
        false => format!("expected {} to wait for {}", list(wanted), stage.told(&who)),
    };
    let is = if there.is_empty() { "nothing waits".to_owned() } else { format!("{} wait", list(there)) };
    Err(Failure::new(expected, is))
}

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
