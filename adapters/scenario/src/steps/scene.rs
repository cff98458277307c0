//! Setting the scene: definition, clock, calendar, officials, lots, the case itself.

use super::{Sentence, Verb, time};
use crate::failure::{Failure, Played};
use crate::form::Newcomer;
use crate::language::Language;
use crate::stage::Stage;
use crate::understand::{Arguments, Understood};
use crate::who::{Seat, Who};
use registrar_casework::ports::Slot;
use registrar_casework::{Caller, Command, Wish};
use registrar_engine::chart::RoleKind;
use registrar_engine::event::Participant;
use registrar_engine::id::{PersonId, RoleIx};
use registrar_engine::value::Record;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// The definition under test.
    Workflow,
    /// The definition stands below, between """.
    Inline,
    /// Sets the clock.
    Now,
    /// Changes the workflow's calendar for this scenario.
    RestDay,
    /// Likewise.
    WorkingDay,
    /// What is counted beyond it is provisional.
    Published,
    /// The officials of a pool, by name.
    Pool,
    /// The next draw finds this one.
    Lot,
    /// Opens a case.
    Open,
    /// The same, and the answer is kept.
    TryOpen,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence {
        verb: Verb::Scene(Scene::Workflow),
        english: "the workflow {workflow}",
        chinese: "工作流{workflow}",
    },
    Sentence { verb: Verb::Scene(Scene::Inline), english: "the workflow", chinese: "工作流" },
    Sentence { verb: Verb::Scene(Scene::Now), english: "it is {moment}", chinese: "现在是{moment}" },
    Sentence {
        verb: Verb::Scene(Scene::RestDay), english: "{day} is a rest day", chinese: "{day}是休息日"
    },
    Sentence {
        verb: Verb::Scene(Scene::WorkingDay),
        english: "{day} is a working day",
        chinese: "{day}是工作日",
    },
    Sentence {
        verb: Verb::Scene(Scene::Published),
        english: "the calendar is published until {day}",
        chinese: "日历公布到{day}",
    },
    Sentence {
        verb: Verb::Scene(Scene::Pool),
        english: "the pool {pool} has {names}",
        chinese: "人员库{pool}有{names}",
    },
    Sentence {
        verb: Verb::Scene(Scene::Lot),
        english: "the lot falls on {person}",
        chinese: "抽签抽中{person}",
    },
    Sentence {
        verb: Verb::Scene(Scene::Open),
        english: "a case opened by {who}( with( {people}))",
        chinese: "由{who}提起的案件(，另有({people}))",
    },
    Sentence {
        verb: Verb::Scene(Scene::TryOpen),
        english: "{who} tries to open a case( with( {people}))",
        chinese: "{who}试图提起案件(，另有({people}))",
    },
];

/// Plays a step of this topic. Those about the definition, the clock's start and the calendar have been
/// heeded when the stage was set; what comes of the calendar later is a newer edition of it.
///
/// # Errors
/// Why it doesn't work.
pub async fn play(verb: Scene, stage: &mut Stage, step: &Understood) -> Played {
    let arguments = &step.arguments;
    match verb {
        // A newer calendar has been heeded by then.
        Scene::RestDay | Scene::WorkingDay | Scene::Published => Ok(()),
        Scene::Workflow | Scene::Inline => {
            Err(Failure::cannot("this step comes too late: the scenario has begun")
                .because("the definition is fixed with the first step that needs it"))
        }
        Scene::Now => time::reach(stage, arguments.the_moment()?).await,
        Scene::Pool => {
            let pool = arguments.the_pool()?;
            for name in &arguments.names {
                stage.account(name, Some(&pool)).await?;
            }
            Ok(())
        }
        Scene::Lot => {
            stage.lot_on = Some(arguments.the_person()?);
            Ok(())
        }
        Scene::Open => {
            let command = opening(stage, step).await?;
            stage.does(command).await.map(|_| ())
        }
        Scene::TryOpen => {
            let command = opening(stage, step).await?;
            stage.tries(command).await
        }
    }
}

async fn opening(stage: &mut Stage, step: &Understood) -> Played<Command> {
    if stage.opened.is_some() {
        return Err(Failure::cannot("a scenario has one case, and it is open already"));
    }
    stage.staff_pools().await?;
    let chart = Arc::clone(&stage.chart);
    let mut newcomers = step.people.clone();
    let is_party = matches!(chart.role(chart.starts).kind, RoleKind::Party { .. });
    if is_party && !newcomers.iter().any(|newcomer| newcomer.role == chart.starts) {
        newcomers.insert(0, Newcomer::of(chart.starts));
    }
    let mut people = Vec::new();
    let mut counts: BTreeMap<RoleIx, u32> = BTreeMap::new();
    for newcomer in &newcomers {
        let number = counts.entry(newcomer.role).or_default();
        *number += 1;
        let (role, number) = (newcomer.role, *number);
        let many = newcomers.iter().filter(|other| other.role == role).count() > 1;
        let name = newcomer.name.clone().unwrap_or_else(|| default_name(stage, role, many.then_some(number)));
        let person = match newcomer.account {
            true => Some(stage.account(&name, None).await?.id),
            false => None,
        };
        people.push(Participant {
            role: chart.role(role).name.clone(),
            name,
            person,
            contact: newcomer.contact.clone(),
            data: newcomer.data.clone(),
            represents: None,
            authority: None,
        });
    }
    let by = opener(stage, &step.arguments.the_who()?, &mut people).await?;
    let wish = Wish::Open { workflow: chart.workflow.clone(), version: None, people, data: Record::new() };
    Ok(Command { by, key: Some(stage.fresh_key()), wish })
}

fn default_name(stage: &Stage, role: RoleIx, number: Option<u32>) -> String {
    let role = stage.chart.role(role);
    let title = role.title.get(stage.language.key()).unwrap_or(&role.name).replace('_', " ");
    match (number, stage.language) {
        (None, _) => title,
        (Some(number), Language::English) => format!("{title} {number}"),
        (Some(number), Language::Chinese) => format!("{title}{number}"),
    }
}

/// Who opens: a member among the people, who acts for one, or anybody else who tries.
async fn opener(stage: &mut Stage, who: &Who, people: &mut Vec<Participant>) -> Played<Caller> {
    let chart = Arc::clone(&stage.chart);
    let at_seat = |seat: &Seat, people: &[Participant]| -> Option<(PersonId, String)> {
        let name = &chart.role(seat.role).name;
        let number = seat.number.unwrap_or(1);
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        let found = people.iter().filter(|person| person.role == *name).nth(at)?;
        Some((found.person.clone()?, format!("{name}[{number}]")))
    };
    match who {
        Who::Role(seat) if matches!(chart.role(seat.role).kind, RoleKind::Party { .. }) => {
            let name = &chart.role(seat.role).name;
            let missing = || Failure::cannot(format!("no {name} with an account is among the people named"));
            let (person, _) = at_seat(seat, people).ok_or_else(missing)?;
            Ok(Caller::Person { person, member: None })
        }
        Who::For { role, member } => {
            let RoleKind::Representative { authority } = chart.role(*role).kind else {
                return Err(Failure::lacks("a role that acts for others"));
            };
            let number = member.number.unwrap_or(1);
            let represents = format!("{}[{number}]", chart.role(member.role).name);
            let name = format!("{} ({represents})", default_name(stage, *role, None));
            let person = stage.account(&name, None).await?.id;
            let slot = Slot::Opening(chart.workflow.clone());
            let upload = stage.upload(slot, &person, authority, &Arguments::default()).await?;
            let upload = upload.map_err(|rejection| stage.refused(&rejection))?;
            people.push(Participant {
                role: chart.role(*role).name.clone(),
                name,
                person: Some(person.clone()),
                contact: BTreeMap::new(),
                data: Record::new(),
                represents: Some(represents),
                authority: Some(upload),
            });
            Ok(Caller::Person { person, member: None })
        }
        other => stage.caller(other, None).await,
    }
}
