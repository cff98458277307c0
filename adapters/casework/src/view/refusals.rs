//! A refusal in the reader's words: who ended the task and when, what would be possible instead.

use super::names::Reader;
use crate::command::Rejection;
use crate::office::Casework;
use registrar_engine::case::Act;
use registrar_engine::chart::{Chart, FormField};
use registrar_engine::form;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::refusal::{FormProblem, Refusal};

impl Casework {
    /// A refusal as one plain sentence. To a stranger it is said without any name of the case.
    pub async fn say_refusal(
        &self,
        person: &PersonId,
        case: Option<&CaseId>,
        refusal: &Refusal,
        language: &str,
    ) -> String {
        let seen = match (case, refusal) {
            (Some(case), Refusal::NotOpen { task, .. }) => match self.seen(person, None, case).await {
                Ok(seen) => Some(seen),
                Err(_) => {
                    let this = |act: &Act, chart: &Chart| chart.task(act.task).name == *task;
                    self.colleague(person, case, this).await.ok().flatten()
                }
            },
            (Some(case), _) => self.seen(person, None, case).await.ok(),
            (None, _) => None,
        };
        match &seen {
            Some(seen) => sentence(&Words::InCase(seen.reader(language)), refusal),
            None => sentence(&Words::Outside { chinese: language.starts_with("zh") }, refusal),
        }
    }

    /// The problems of the first data of a case that is being opened, each in the reader's language.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn say_opening_problems(
        &self,
        workflow: &str,
        problems: Vec<FormProblem>,
        language: &str,
    ) -> Result<Vec<FormProblem>, Rejection> {
        let deployed = self.ports.definitions.deployed().await?;
        let Some(highest) = deployed.iter().find(|known| known.workflow == workflow) else {
            return Ok(problems);
        };
        let fields = registrar_engine::step::first_data(
            &*self.charts.edition(&highest.digest, &highest.edition).await?,
        );
        let said = problems.into_iter().map(|problem| FormProblem {
            message: form::problem_text(&problem, &fields, language),
            ..problem
        });
        Ok(said.collect())
    }

    /// The problems of a task's form, each in the reader's language.
    pub async fn say_problems(
        &self,
        person: &PersonId,
        case: &CaseId,
        task: u64,
        problems: Vec<FormProblem>,
        language: &str,
    ) -> Vec<FormProblem> {
        let Ok(seen) = self.seen(person, None, case).await else { return problems };
        let Some(open) = seen.case.task(task) else { return problems };
        let task = seen.chart.task(open.task);
        let fields = task.form.iter().chain(task.outcomes.iter().flat_map(|outcome| &outcome.fields));
        let fields: Vec<FormField> = fields.cloned().collect();
        let said = problems.into_iter().map(|problem| FormProblem {
            message: form::problem_text(&problem, &fields, language),
            ..problem
        });
        said.collect()
    }
}

/// What names are said with.
enum Words<'a> {
    InCase(Reader<'a>),
    Outside { chinese: bool },
}

impl Words<'_> {
    fn is_chinese(&self) -> bool {
        match self {
            Self::InCase(reader) => reader.is_chinese(),
            Self::Outside { chinese } => *chinese,
        }
    }

    fn task(&self, name: &str) -> String {
        match self {
            Self::InCase(reader) => reader.task(name),
            Self::Outside { .. } => crate::words::for_the_eye(name),
        }
    }

    fn outcome(&self, task: &str, outcome: &str) -> String {
        match self {
            Self::InCase(reader) => reader.outcome(task, outcome),
            Self::Outside { .. } => crate::words::for_the_eye(outcome),
        }
    }

    fn outcomes(&self, task: &str, names: &[String]) -> String {
        let between = if self.is_chinese() { "、" } else { ", " };
        names.iter().map(|name| self.outcome(task, name)).collect::<Vec<_>>().join(between)
    }

    fn who(&self, label: &str) -> String {
        match self {
            Self::InCase(reader) => {
                label.split(", ").map(|one| reader.who(one)).collect::<Vec<_>>().join(", ")
            }
            Self::Outside { .. } => crate::words::for_the_eye(label),
        }
    }

    fn document(&self, name: &str) -> String {
        match self {
            Self::InCase(reader) => reader.document(name),
            Self::Outside { .. } => crate::words::for_the_eye(name),
        }
    }

    fn deadline(&self, name: &str) -> String {
        match self {
            Self::InCase(reader) => reader.deadline(name),
            Self::Outside { .. } => crate::words::for_the_eye(name),
        }
    }

    fn moment(&self, at: registrar_engine::moment::Moment) -> String {
        match self {
            Self::InCase(reader) => reader.moment(at),
            Self::Outside { .. } => at.to_string(),
        }
    }
}

fn sentence(words: &Words<'_>, refusal: &Refusal) -> String {
    if words.is_chinese() { chinese(words, refusal) } else { english(words, refusal) }
}

fn english(words: &Words<'_>, refusal: &Refusal) -> String {
    match refusal {
        Refusal::CaseEnded { at, .. } => format!("The case ended on {}.", words.moment(*at)),
        Refusal::NotOpen { task, by, at: Some(at), outcome, .. } => {
            let (name, at) = (words.task(task), words.moment(*at));
            match outcome {
                Some(outcome) if by.is_empty() => {
                    format!("“{name}” was ended on {at}: {}.", words.outcome(task, outcome))
                }
                Some(outcome) => {
                    let by = words.who(by);
                    format!("“{name}” was ended by {by} on {at}: {}.", words.outcome(task, outcome))
                }
                None => format!("“{name}” was closed on {at}, because the case moved on without it."),
            }
        }
        Refusal::NotOpen { task, .. } => format!("“{}” isn't open.", words.task(task)),
        Refusal::NotYours { task, whose } => {
            format!("“{}” is for somebody else: {}.", words.task(task), words.who(whose))
        }
        Refusal::TakenByOther { task } => {
            format!("“{}” has been taken by a colleague.", words.task(task))
        }
        Refusal::NotClaimed { task } => format!("You haven't taken “{}”.", words.task(task)),
        Refusal::Separated { role, other } => {
            let (role, other) = (words.who(role), words.who(other));
            format!("You can't act as {role}, because you have acted as {other} in this case.")
        }
        Refusal::UnknownOutcome { task, outcome, possible } => {
            let possible = words.outcomes(task, possible);
            format!("“{}” can't end with “{outcome}”. Possible: {possible}.", words.task(task))
        }
        Refusal::NotOffered { task, outcome, possible } if possible.is_empty() => {
            format!("“{}” isn't possible as things stand.", words.outcome(task, outcome))
        }
        Refusal::NotOffered { task, outcome, possible } => {
            let possible = words.outcomes(task, possible);
            let outcome = words.outcome(task, outcome);
            format!("“{outcome}” isn't possible as things stand. Possible now: {possible}.")
        }
        Refusal::Form { problems } => match problems.len() {
            1 => "The form has one mistake.".to_owned(),
            many => format!("The form has {many} mistakes."),
        },
        Refusal::Document { document, reason } => {
            format!("{} isn't taken: {reason}.", words.document(document))
        }
        Refusal::Extension { deadline, reason } => {
            format!("{} can't be extended: {reason}.", words.deadline(deadline))
        }
        other => {
            let text = other.to_string();
            let mut letters = text.chars();
            let first = letters.next().map(char::to_uppercase);
            format!("{}{}.", first.into_iter().flatten().collect::<String>(), letters.as_str())
        }
    }
}

fn chinese(words: &Words<'_>, refusal: &Refusal) -> String {
    match refusal {
        Refusal::CaseEnded { at, .. } => format!("本案已于{}结束。", words.moment(*at)),
        Refusal::NotOpen { task, by, at: Some(at), outcome, .. } => {
            let (name, at) = (words.task(task), words.moment(*at));
            match outcome {
                Some(outcome) if by.is_empty() => {
                    format!("“{name}”已于{at}结束：{}。", words.outcome(task, outcome))
                }
                Some(outcome) => {
                    let by = words.who(by);
                    format!("“{name}”已由{by}于{at}结束：{}。", words.outcome(task, outcome))
                }
                None => format!("案件已进入下一步，“{name}”已于{at}关闭。"),
            }
        }
        Refusal::NotOpen { task, .. } => format!("“{}”目前不能办理。", words.task(task)),
        Refusal::NotYours { task, whose } => {
            format!("“{}”由{}办理，不由您办理。", words.task(task), words.who(whose))
        }
        Refusal::TakenByOther { task } => format!("“{}”已由同事领取。", words.task(task)),
        Refusal::NotClaimed { task } => format!("您没有领取“{}”。", words.task(task)),
        Refusal::Separated { role, other } => {
            let (role, other) = (words.who(role), words.who(other));
            format!("您在本案中已担任{other}，不能再担任{role}。")
        }
        Refusal::UnknownOutcome { task, outcome, possible } => {
            let possible = words.outcomes(task, possible);
            format!("“{}”没有“{outcome}”这一结果，可选：{possible}。", words.task(task))
        }
        Refusal::NotOffered { task, outcome, possible } if possible.is_empty() => {
            format!("目前不能选择“{}”。", words.outcome(task, outcome))
        }
        Refusal::NotOffered { task, outcome, possible } => {
            let possible = words.outcomes(task, possible);
            format!("目前不能选择“{}”。现在可选：{possible}。", words.outcome(task, outcome))
        }
        Refusal::Form { problems } => format!("表单有{}处需要更正。", problems.len()),
        Refusal::Document { document, reason } => {
            format!("未接收{}：{reason}。", words.document(document))
        }
        Refusal::Extension { deadline, reason } => {
            format!("{}不能延长：{reason}。", words.deadline(deadline))
        }
        Refusal::People { reason } => format!("案件人员不符合要求：{reason}。"),
        Refusal::Unknown { name, .. } => format!("本案中没有“{name}”。"),
        Refusal::Limit { limit, .. } => format!("已达到{limit}的上限。"),
        Refusal::Incident { .. } => "由于流程定义有误，目前无法办理。".to_owned(),
    }
}
