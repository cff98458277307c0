//! Looks at the answer to the last step that tried something.

use super::{Sentence, Verb};
use crate::failure::{Failure, Played};
use crate::reason::Reason;
use crate::stage::{Stage, Tried};
use crate::understand::Understood;
use registrar_casework::Rejection;
use registrar_engine::refusal::Refusal;
use std::collections::BTreeSet;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It worked.
    Accepted,
    /// It didn't.
    Refused,
    /// Who came first, and when.
    EndedBy,
    /// The task was closed because its state was left.
    MovedOn,
    /// These words are in the sentence.
    Says,
    /// A message stands beside this field.
    FormMistake,
    /// What the refusal offers instead, exactly.
    Possible,
    /// The repeat got the first answer.
    Same,
    /// The docket has no new entry since before that step.
    Nothing,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence {
        verb: Verb::Answer(Answer::Accepted), english: "that is accepted", chinese: "该行为被接受"
    },
    Sentence {
        verb: Verb::Answer(Answer::Refused),
        english: "that is refused( because {reason})",
        chinese: "该行为被拒绝(，因为{reason})",
    },
    Sentence {
        verb: Verb::Answer(Answer::EndedBy),
        english: "the refusal says that {who} ended it with outcome {outcome}( on {moment})",
        chinese: "拒绝说明{who}已(于{moment})以结果{outcome}办结",
    },
    Sentence {
        verb: Verb::Answer(Answer::MovedOn),
        english: "the refusal says that the case moved on without it( on {moment})",
        chinese: "拒绝说明案件已(于{moment})继续进行",
    },
    Sentence {
        verb: Verb::Answer(Answer::Says),
        english: "the refusal says {text}",
        chinese: "拒绝说明含有{text}",
    },
    Sentence {
        verb: Verb::Answer(Answer::FormMistake),
        english: "the form has a mistake at {field}",
        chinese: "表单{field}处有错误",
    },
    Sentence {
        verb: Verb::Answer(Answer::Possible),
        english: "the possible outcomes are {outcomes}",
        chinese: "可选结果为{outcomes}",
    },
    Sentence {
        verb: Verb::Answer(Answer::Same),
        english: "the answer is the same as before",
        chinese: "答复与之前相同",
    },
    Sentence {
        verb: Verb::Answer(Answer::Nothing),
        english: "nothing has happened",
        chinese: "什么也没有发生",
    },
];

/// Plays a step of this topic.
///
/// # Errors
/// What is otherwise.
pub async fn play(verb: Answer, stage: &mut Stage, step: &Understood) -> Played {
    let last =
        stage.last.as_mut().ok_or_else(|| Failure::cannot("nothing has been tried before this step"))?;
    last.unseen = false;
    let last = last.clone();
    let arguments = &step.arguments;
    match verb {
        Answer::Accepted => match &last.answer {
            Ok(_) => Ok(()),
            Err(rejection) => {
                let is = stage.refused(rejection).is;
                Err(Failure { expected: "expected it to be accepted".to_owned(), is })
            }
        },
        Answer::Refused => {
            let rejection = rejected(&last)?;
            let Some(wanted) = arguments.reason else { return Ok(()) };
            if Reason::of(rejection) == Some(wanted) {
                return Ok(());
            }
            let expected = format!("expected it to be refused because {}", wanted.phrase(stage.language));
            let is = match Reason::of(rejection) {
                Some(reason) => format!("it was refused because {}", reason.phrase(stage.language)),
                None => "it was refused for another reason".to_owned(),
            };
            let mut failure = Failure::new(expected, is);
            failure.is.extend(stage.refused(rejection).is);
            Err(failure)
        }
        Answer::EndedBy | Answer::MovedOn => ended_by(stage, step, &last).await,
        Answer::Says => {
            let wanted = arguments.the_text()?;
            let said = stage.rejection_told(rejected(&last)?);
            if said.contains(&wanted) {
                return Ok(());
            }
            Err(Failure::new(format!("expected the refusal to say `{wanted}`"), format!("it says: {said}")))
        }
        Answer::FormMistake => {
            let field = arguments.the_field()?;
            let rejection = rejected(&last)?;
            let Rejection::Refused(Refusal::Form { problems }) = rejection else {
                let expected = format!("expected a mistake at `{}`", field.name);
                return Err(Failure { expected, is: stage.refused(rejection).is });
            };
            let beside = |key: &str| {
                key == field.name
                    || key.starts_with(&format!("{}.", field.name))
                    || key.starts_with(&format!("{}[", field.name))
            };
            if problems.iter().any(|problem| beside(&problem.key)) {
                return Ok(());
            }
            let places: Vec<String> =
                problems.iter().map(|p| format!("`{}`: {}", p.key, p.message)).collect();
            let expected = format!("expected a mistake at `{}`", field.name);
            Err(Failure { expected, is: places })
        }
        Answer::Possible => {
            let wanted: BTreeSet<&String> = arguments.outcomes.iter().collect();
            let possible: BTreeSet<&String> = match rejected(&last)? {
                Rejection::Refused(
                    Refusal::NotOffered { possible, .. } | Refusal::UnknownOutcome { possible, .. },
                ) => possible.iter().collect(),
                _ => BTreeSet::new(),
            };
            if wanted == possible {
                return Ok(());
            }
            let list = |names: &BTreeSet<&String>| match names.len() {
                0 => "nothing".to_owned(),
                _ => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
            };
            let expected = format!("expected the refusal to offer {}", list(&wanted));
            Err(Failure::new(expected, format!("it offers {}", list(&possible))))
        }
        Answer::Same => same(stage, &last),
        Answer::Nothing => {
            let now = stage.entries().await?;
            if now == last.entries {
                return Ok(());
            }
            let new = now.saturating_sub(last.entries);
            Err(Failure::new(
                "expected nothing to have happened",
                format!("the docket has {new} new entries"),
            ))
        }
    }
}

fn rejected(last: &Tried) -> Played<&Rejection> {
    match &last.answer {
        Err(rejection) => Ok(rejection),
        Ok(_) => Err(Failure::new("expected it to be refused", "it was accepted")),
    }
}

fn same(stage: &Stage, last: &Tried) -> Played {
    let Some(before) = &last.before else {
        return Err(Failure::cannot("the last step didn't send the same again"));
    };
    let same = match (before, &last.answer) {
        (Ok(before), Ok(now)) => {
            let repeated = now.repeated || before.repeated;
            repeated
                && before.receipt == now.receipt
                && before.revision == now.revision
                && before.case == now.case
        }
        (Err(before), Err(now)) => before == now,
        _ => false,
    };
    if same {
        return Ok(());
    }
    let told = |answer: &Result<registrar_casework::Answer, Rejection>| match answer {
        Ok(answer) => format!("accepted as entry {}", answer.revision),
        Err(rejection) => stage.rejection_told(rejection),
    };
    let is = format!("before: {}; now: {}", told(before), told(&last.answer));
    Err(Failure::new("expected the same answer as before", is))
}

async fn ended_by(stage: &mut Stage, step: &Understood, last: &Tried) -> Played {
    let rejection = rejected(last)?;
    let Rejection::Refused(Refusal::NotOpen { by, at, outcome, .. }) = rejection else {
        let is = stage.refused(rejection).is;
        return Err(Failure {
            expected: "expected the refusal to say how the task was ended".to_owned(),
            is,
        });
    };
    let case = stage.case().await?;
    let right_moment = match (step.arguments.moment, at) {
        (None, _) => true,
        (Some(moment), Some(at)) => moment.holds(*at, &stage.chart.zone),
        (Some(_), None) => false,
    };
    let right_person = match &step.arguments.who {
        // Moved on without it: nobody ended it.
        None => by.is_empty() && outcome.is_none() && at.is_some(),
        Some(who) => stage.labels(&case, who)?.contains(by) && *outcome == step.arguments.outcome,
    };
    if right_moment && right_person {
        return Ok(());
    }
    let expected = match (&step.arguments.who, &step.arguments.outcome) {
        (Some(who), Some(outcome)) => {
            format!("expected the refusal to say that {} ended it with `{outcome}` then", stage.told(who))
        }
        _ => "expected the refusal to say that the case moved on without it then".to_owned(),
    };
    Err(Failure { expected, is: stage.refused(rejection).is })
}
