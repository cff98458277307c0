//! What people do: tasks, claims, repeats, authority, decisions on deadlines.

use super::{Sentence, Verb};
use crate::failure::{Failure, Played};
use crate::stage::{Copy, Stage, task_slot};
use crate::understand::Understood;
use registrar_casework::ports::Slot;
use registrar_casework::{Act, Caller, Command, Wish};
use registrar_engine::chart::RoleKind;
use registrar_engine::event::Event;
use registrar_engine::id::{Digest, TaskIx};
use registrar_engine::step::member_name;
use registrar_engine::value::Record;
use std::sync::Arc;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// Ends a task by one of its outcomes.
    Do,
    /// The same, and the answer is kept.
    TryDo,
    /// Takes a task of a pool.
    Claim,
    /// And the answer is kept.
    TryClaim,
    /// Gives a claimed task back.
    GiveBack,
    /// And the answer is kept.
    TryGiveBack,
    /// The last command once more, with the same key.
    Again,
    /// Another command with the key of the last.
    SameKey,
    /// Somebody may act for a member from now on, by the document that the definition asks for.
    Authorise,
    /// And the answer is kept.
    TryAuthorise,
    /// And the person may not act any more.
    EndAuthority,
    /// Somebody with an account takes the seat.
    Seat,
    /// Ends the task of the deadline's extend with granted.
    Grant,
    /// And the answer is kept.
    TryGrant,
    /// Ends it with refused.
    Refuse,
    /// Ends the task of the deadline's suspend.
    Suspend,
    /// And lets it go on.
    Resume,
    /// Ends the task of the deadline's waive.
    Waive,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence {
        verb: Verb::People(People::Do),
        english: "{who} does {task}( of {whose})( with outcome {outcome})( and files the document(s) {documents})( as {media})( of {size})",
        chinese: "{who}办理({whose}的){task}(，结果为{outcome})(，提交文件{documents})(，类型为{media})(，大小为{size})",
    },
    Sentence {
        verb: Verb::People(People::TryDo),
        english: "{who} tries to do {task}( of {whose})( with outcome {outcome})( and files the document(s) {documents})( as {media})( of {size})",
        chinese: "{who}试图办理({whose}的){task}(，结果为{outcome})(，提交文件{documents})(，类型为{media})(，大小为{size})",
    },
    Sentence {
        verb: Verb::People(People::Claim),
        english: "{who} claims {task}( of {whose})",
        chinese: "{who}领取({whose}的){task}",
    },
    Sentence {
        verb: Verb::People(People::TryClaim),
        english: "{who} tries to claim {task}( of {whose})",
        chinese: "{who}试图领取({whose}的){task}",
    },
    Sentence {
        verb: Verb::People(People::GiveBack),
        english: "{who} gives back {task}( of {whose})",
        chinese: "{who}退回({whose}的){task}",
    },
    Sentence {
        verb: Verb::People(People::TryGiveBack),
        english: "{who} tries to give back {task}( of {whose})",
        chinese: "{who}试图退回({whose}的){task}",
    },
    Sentence {
        verb: Verb::People(People::Again),
        english: "the same is sent again",
        chinese: "同一指令再次发送",
    },
    Sentence {
        verb: Verb::People(People::SameKey),
        english: "the same key is sent with outcome {outcome}",
        chinese: "以同一编号改发结果{outcome}",
    },
    Sentence {
        verb: Verb::People(People::Authorise),
        english: "{who} gives {person} authority as {role}( for {whose})",
        chinese: "{who}授权{person}担任({whose}的){role}",
    },
    Sentence {
        verb: Verb::People(People::TryAuthorise),
        english: "{who} tries to give {person} authority as {role}( for {whose})",
        chinese: "{who}试图授权{person}担任({whose}的){role}",
    },
    Sentence {
        verb: Verb::People(People::EndAuthority),
        english: "{who} ends the authority of {person}( for {whose})",
        chinese: "{who}终止({whose})对{person}的授权",
    },
    Sentence {
        verb: Verb::People(People::Seat),
        english: "{person} takes up the invitation as {whose}",
        chinese: "{person}应邀成为{whose}",
    },
    Sentence {
        verb: Verb::People(People::Grant),
        english: "{who} grants {period} more for the deadline {deadline}( of {whose})",
        chinese: "{who}准许({whose}的)期限{deadline}延长{period}",
    },
    Sentence {
        verb: Verb::People(People::TryGrant),
        english: "{who} tries to grant {period} more for the deadline {deadline}( of {whose})",
        chinese: "{who}试图准许({whose}的)期限{deadline}延长{period}",
    },
    Sentence {
        verb: Verb::People(People::Refuse),
        english: "{who} refuses more time for the deadline {deadline}( of {whose})",
        chinese: "{who}不准许({whose}的)期限{deadline}延长",
    },
    Sentence {
        verb: Verb::People(People::Suspend),
        english: "{who} suspends the deadline {deadline}( of {whose})",
        chinese: "{who}中止({whose}的)期限{deadline}",
    },
    Sentence {
        verb: Verb::People(People::Resume),
        english: "{who} resumes the deadline {deadline}( of {whose})",
        chinese: "{who}恢复({whose}的)期限{deadline}",
    },
    Sentence {
        verb: Verb::People(People::Waive),
        english: "{who} waives the deadline {deadline}( of {whose})",
        chinese: "{who}放弃({whose}的)期限{deadline}",
    },
];

/// Plays a step of this topic.
///
/// # Errors
/// Why it doesn't work.
pub async fn play(verb: People, stage: &mut Stage, step: &Understood) -> Played {
    match verb {
        People::Do | People::TryDo => end_task(stage, step, verb == People::TryDo).await,
        People::Claim | People::GiveBack => {
            let command = holding(stage, step, verb, false).await?;
            stage.does(command).await.map(|_| ())
        }
        People::TryClaim | People::TryGiveBack => {
            let command = holding(stage, step, verb, true).await?;
            stage.tries(command).await
        }
        People::Again => {
            let command = last_command(stage)?;
            stage.tries(command).await
        }
        People::SameKey => {
            let mut command = last_command(stage)?;
            let Wish::Act { act: Act::Complete { outcome, .. }, .. } = &mut command.wish else {
                return Err(Failure::cannot("the last command ended no task: it has no other outcome"));
            };
            *outcome = step.arguments.the_outcome()?;
            stage.tries(command).await
        }
        People::Authorise | People::TryAuthorise => {
            authorise(stage, step, verb == People::TryAuthorise).await
        }
        People::EndAuthority => {
            let (by, member) = for_member(stage, step).await?;
            let person = stage.account(&step.arguments.the_person()?, None).await?.id;
            let command = stage.act(by, Act::EndRepresentation { member, person })?;
            stage.does(command).await.map(|_| ())
        }
        People::Seat => {
            let case = stage.case().await?;
            let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
            let Some(Copy::Member(member)) = copy else { return Err(Failure::lacks("a member")) };
            let person = stage.account(&step.arguments.the_person()?, None).await?.id;
            let member = member_name(&stage.chart, member);
            stage.tell(Event::Seated { member, person }).await.map(|_| ())
        }
        People::Grant
        | People::TryGrant
        | People::Refuse
        | People::Suspend
        | People::Resume
        | People::Waive => {
            let command = decision(stage, step, verb).await?;
            match verb {
                People::TryGrant => stage.tries(command).await,
                _ => stage.does(command).await.map(|_| ()),
            }
        }
    }
}

fn last_command(stage: &Stage) -> Played<Command> {
    let last = stage.last.as_ref().map(|last| last.command.clone());
    last.ok_or_else(|| Failure::cannot("nothing has been sent before this step"))
}

/// The number of the task that is meant, and who acts. One that is trying may come too late.
async fn task_and_caller(
    stage: &mut Stage,
    step: &Understood,
    task: TaskIx,
    trying: bool,
) -> Played<(u64, Caller)> {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let who = step.arguments.the_who()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    let open = stage.task_meant(&chart, &case, task, Some(&who), copy).await?.cloned();
    let number = match &open {
        Some(open) => open.number,
        None if trying => stage.late_task(&chart, &case, task, copy),
        None => {
            let whose = copy.map(|copy| format!(" of {}", copy.told(&chart))).unwrap_or_default();
            let expected = format!("expected `{}`{whose} to be open", chart.task(task).name);
            let mut is = stage.where_is().await?;
            is.push(stage.open_told(&chart, &case));
            return Err(Failure { expected, is });
        }
    };
    let caller = stage.caller(&who, open.as_ref()).await?;
    Ok((number, caller))
}

/// Ends a task. Documents are uploaded before, and may be refused there.
async fn end_task(stage: &mut Stage, step: &Understood, trying: bool) -> Played {
    let chart = Arc::clone(&stage.chart);
    let task = step.arguments.the_task()?;
    let kind = chart.task(task);
    let outcome = match (&step.arguments.outcome, kind.outcomes.as_slice()) {
        (Some(outcome), _) => outcome.clone(),
        (None, [only]) => only.name.clone(),
        (None, several) => {
            let names: Vec<String> = several.iter().map(|outcome| format!("`{}`", outcome.name)).collect();
            let message = format!("`{}` can end in several ways, say which: {}", kind.name, names.join(", "));
            return Err(Failure::cannot(message));
        }
    };
    let (number, by) = task_and_caller(stage, step, task, trying).await?;
    let case = stage.case().await?;
    let mut digests = Vec::new();
    let mut refused = None;
    // A task that is closed takes no documents: a late command comes without.
    if let (Caller::Person { person, .. }, Some(_)) = (&by, case.task(number)) {
        for document in &step.arguments.documents {
            let slot = task_slot(&case.case, number);
            match stage.upload(slot, person, *document, &step.arguments).await? {
                Ok(upload) => digests.push(upload.digest),
                Err(rejection) => refused = refused.or(Some(rejection)),
            }
        }
    }
    let (name, form) = (Some(kind.name.clone()), step.form.clone());
    let command = stage.act(by, Act::Complete { task: number, name, outcome, form, documents: digests })?;
    match (refused, trying) {
        (Some(rejection), true) => stage.refused_before(command, rejection).await,
        (Some(rejection), false) => Err(stage.refused(&rejection)),
        (None, true) => stage.tries(command).await,
        (None, false) => stage.does(command).await.map(|_| ()),
    }
}

async fn holding(stage: &mut Stage, step: &Understood, verb: People, trying: bool) -> Played<Command> {
    let (task, by) = task_and_caller(stage, step, step.arguments.the_task()?, trying).await?;
    let act = match verb {
        People::Claim | People::TryClaim => Act::Claim { task },
        _ => Act::Release { task },
    };
    stage.act(by, act)
}

/// Who acts, and the member it is about: the one named, or else the one who acts.
async fn for_member(stage: &mut Stage, step: &Understood) -> Played<(Caller, String)> {
    let case = stage.case().await?;
    let who = step.arguments.the_who()?;
    let by = stage.caller(&who, None).await?;
    let member = match stage.copy(&case, step.arguments.whose.as_ref())? {
        Some(Copy::Member(member)) => member,
        _ => stage.addressee(&case, &who)?,
    };
    Ok((by, member_name(&stage.chart, member)))
}

async fn authorise(stage: &mut Stage, step: &Understood, trying: bool) -> Played {
    let chart = Arc::clone(&stage.chart);
    let role = step.arguments.the_role()?;
    let RoleKind::Representative { authority } = chart.role(role).kind else {
        return Err(Failure::cannot(format!("`{}` doesn't act for others", chart.role(role).name)));
    };
    let (by, member) = for_member(stage, step).await?;
    let person = stage.account(&step.arguments.the_person()?, None).await?.id;
    let slot = Slot::Case(stage.case_id()?);
    let Caller::Person { person: uploader, .. } = &by else { return Err(Failure::lacks("a person")) };
    let uploaded = stage.upload(slot, &uploader.clone(), authority, &step.arguments).await?;
    // Without the document, what is left is a command with one that nobody has.
    let digest = uploaded.as_ref().map(|upload| upload.digest.clone());
    let digest = digest.or_else(|_| Digest::parse("none")).map_err(Failure::fault)?;
    let role = chart.role(role).name.clone();
    let command = stage.act(by, Act::Represent { member, role, person, document: digest })?;
    match (uploaded, trying) {
        (Err(rejection), true) => stage.refused_before(command, rejection).await,
        (Err(rejection), false) => Err(stage.refused(&rejection)),
        (Ok(_), true) => stage.tries(command).await,
        (Ok(_), false) => stage.does(command).await.map(|_| ()),
    }
}

/// A decision on a deadline is the outcome of a task that the engine keeps open while it runs.
async fn decision(stage: &mut Stage, step: &Understood, verb: People) -> Played<Command> {
    let chart = Arc::clone(&stage.chart);
    let deadline = chart.deadline(step.arguments.the_deadline()?);
    let name = &deadline.name;
    let mut form = Record::from([("reason".to_owned(), "as the scenario says".into())]);
    let (task, outcome) = match verb {
        People::Suspend | People::Resume => {
            let (suspend, resume) = deadline.suspend.ok_or_else(|| {
                Failure::cannot(format!(
                    "nobody may suspend `{name}`: the definition has no `suspend` for it"
                ))
            })?;
            match verb {
                People::Suspend => (suspend, "suspended"),
                _ => (resume, "resumed"),
            }
        }
        People::Waive => {
            let waive = deadline.waive.ok_or_else(|| {
                Failure::cannot(format!("nobody may waive `{name}`: the definition has no `waive` for it"))
            })?;
            (waive, "waived")
        }
        _ => {
            let extend = deadline.extend.as_ref().ok_or_else(|| {
                Failure::cannot(format!("`{name}` can't be extended: the definition has no `extend` for it"))
            })?;
            match verb {
                People::Refuse => (extend.task, "refused"),
                _ => {
                    let period = step.arguments.the_period()?.written();
                    form.insert("period".to_owned(), period.as_str().into());
                    (extend.task, "granted")
                }
            }
        }
    };
    let (number, by) = task_and_caller(stage, step, task, verb == People::TryGrant).await?;
    let kind = chart.task(task);
    // The engine's own tasks ask for no more than they need.
    let asked = |key: &String| {
        let of_outcome = kind.outcomes.iter().filter(|o| o.name == outcome).flat_map(|o| &o.fields);
        kind.form.iter().chain(of_outcome).any(|field| field.key == *key)
    };
    form.retain(|key, _| asked(key));
    let act = Act::Complete {
        task: number,
        name: Some(kind.name.clone()),
        outcome: outcome.to_owned(),
        form,
        documents: Vec::new(),
    };
    stage.act(by, act)
}
