//! What comes from outside: receipts, messages, answers of services.

use super::{Sentence, Verb};
use crate::failure::{Failure, Played};
use crate::stage::Stage;
use crate::understand::Understood;
use registrar_engine::chart::{Channel, Who};
use registrar_engine::event::{Event, Receipt};
use registrar_engine::step::member_name;
use std::sync::Arc;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum World {
    /// The latest such notice is opened in the portal.
    Read,
    /// It is in the addressee's system.
    Reached,
    /// Every channel has failed.
    Undelivered,
    /// From another system.
    Message,
    /// A service that was asked answers.
    Service,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence {
        verb: Verb::World(World::Read),
        english: "the notice {notice} to {who} is read",
        chinese: "{who}阅读通知{notice}",
    },
    Sentence {
        verb: Verb::World(World::Reached),
        english: "the notice {notice} reaches {who}",
        chinese: "通知{notice}到达{who}",
    },
    Sentence {
        verb: Verb::World(World::Undelivered),
        english: "the notice {notice} to {who} cannot be delivered",
        chinese: "通知{notice}无法投递给{who}",
    },
    Sentence {
        verb: Verb::World(World::Message),
        english: "the message {message} comes",
        chinese: "收到消息{message}",
    },
    Sentence {
        verb: Verb::World(World::Service),
        english: "the service {service} answers( {task}) with outcome {outcome}",
        chinese: "服务{service}答复({task})，结果为{outcome}",
    },
];

/// Plays a step of this topic.
///
/// # Errors
/// Why it doesn't work.
pub async fn play(verb: World, stage: &mut Stage, step: &Understood) -> Played {
    match verb {
        World::Read => {
            let (delivery, name, _) = delivery(stage, step).await?;
            if opens_message(stage, step, delivery).await? {
                return Ok(());
            }
            receipt(stage, delivery, name, Receipt::Read, Channel::Portal).await
        }
        World::Reached => {
            let (delivery, name, channel) = delivery(stage, step).await?;
            receipt(stage, delivery, name, Receipt::Reached, channel).await
        }
        World::Undelivered => {
            let (delivery, name, _) = delivery(stage, step).await?;
            let reason = "as the scenario says".to_owned();
            stage.tell(Event::Undelivered { delivery, name, reason }).await.map(|_| ())
        }
        World::Message => {
            let message = step.arguments.the_message()?;
            let name = stage.chart.messages[message.at()].name.clone();
            stage.tell(Event::Message { name, data: step.form.clone() }).await.map(|_| ())
        }
        World::Service => answer(stage, step).await,
    }
}

/// Opens the message in the portal, where the person has an account and so a message.
async fn opens_message(stage: &mut Stage, step: &Understood, delivery: u64) -> Played<bool> {
    let case = stage.case().await?;
    let who = step.arguments.the_who()?;
    let member = stage.addressee(&case, &who)?;
    let Some(person) = case.seat(member).and_then(|seat| seat.person.clone()) else { return Ok(false) };
    let messages = stage.casework.messages(&person, Some(&case.case), None, 1_000).await;
    let messages = messages.map_err(|rejection| stage.refused(&rejection))?;
    let Some(message) = messages.iter().find(|message| message.delivery == Some(delivery)) else {
        return Ok(false);
    };
    let opened = stage.casework.open_message(&person, &message.id).await;
    opened.map_err(|rejection| stage.refused(&rejection))?;
    stage.settle().await?;
    Ok(true)
}

async fn receipt(stage: &mut Stage, delivery: u64, name: String, how: Receipt, channel: Channel) -> Played {
    stage.tell(Event::Delivered { delivery, name, how, channel }).await.map(|_| ())
}

/// The latest delivery of the notice to the person, and the channel it went through.
async fn delivery(stage: &mut Stage, step: &Understood) -> Played<(u64, String, Channel)> {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let ix = step.arguments.the_notice()?;
    let notice = chart.notice(ix);
    let to = stage.addressee(&case, &step.arguments.the_who()?)?;
    let whom = member_name(&chart, to);
    if notice.served_when.is_empty() {
        let message = format!("`{}` is no service: nothing hangs on whether it arrives", notice.name);
        return Err(Failure::cannot(message));
    }
    let Some(delivery) = stage.delivery(&case, ix, to) else {
        let mut is = stage.where_is().await?;
        is.insert(0, format!("`{}` has not been sent to {whom}", notice.name));
        return Err(Failure {
            expected: format!("expected `{}` to be under way to {whom}", notice.name),
            is,
        });
    };
    let channel = notice.channels.first().copied().unwrap_or(Channel::Portal);
    Ok((delivery.number, notice.name.clone(), channel))
}

async fn answer(stage: &mut Stage, step: &Understood) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let service = step.arguments.the_service()?;
    let asked = case.tasks.iter().find(|open| {
        chart.task(open.task).who == Who::Service(service)
            && step.arguments.task.is_none_or(|task| open.task == task)
    });
    let Some(open) = asked else {
        let name = &chart.services[service.at()].0;
        let mut is = stage.where_is().await?;
        is.push(stage.open_told(&chart, &case));
        return Err(Failure { expected: format!("expected `{name}` to have been asked"), is });
    };
    let event = Event::Outcome {
        task: open.number,
        name: chart.task(open.task).name.clone(),
        outcome: step.arguments.the_outcome()?,
        by: None,
        form: step.form.clone(),
        documents: Vec::new(),
    };
    stage.tell(event).await.map(|_| ())
}
