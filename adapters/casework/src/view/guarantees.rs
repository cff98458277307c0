//! What is proved of a definition, as values that a page, a program or a terminal shows: each guarantee with
//! its verdict, what the verdict rests on, and the story of one that is refuted. In both languages, since
//! who reads it isn't known here.

use crate::words::for_the_eye;
use registrar_engine::chart::Chart;
use registrar_engine::definition::Text;
use registrar_engine::moment::Moment;
use registrar_engine::verify::{Answer, Assumption, Explored, Report, Story, Verdict};
use serde::Serialize;

/// A guarantee and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuaranteeView {
    /// The name of its template: `never`.
    pub name: String,
    /// As written, on one line.
    pub written: String,
    /// The line of the definition where it stands.
    pub line: u32,
    /// `proved`, `refuted` or `not decided`.
    pub verdict: &'static str,
    /// How many different configurations of a case were looked at for it.
    pub configurations: u64,
    /// How many transitions between them.
    pub transitions: u64,
    /// What the verdict rests on beside the definition.
    pub assumptions: Vec<AssumptionView>,
    /// Of one that isn't decided: what stopped it, and what to do.
    pub limit: Option<Text>,
    /// More to know, such as the longest time.
    pub notes: Vec<Text>,
    /// Of one that is refuted: how it is broken.
    pub story: Option<StoryView>,
}

/// What a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssumptionView {
    /// The number of its rule in `docs/proofs.md`.
    pub rule: u8,
    /// A name for programs.
    pub name: &'static str,
    /// In a few words.
    pub short: Text,
    /// In a sentence.
    pub sentence: Text,
}

/// A run that breaks a guarantee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryView {
    /// Whom the case has.
    pub people: Vec<CastView>,
    /// What happens, in order.
    pub steps: Vec<StoryStepView>,
    /// What is wrong in the end.
    pub end: Text,
    /// What it assumes that the definition doesn't say.
    pub assumed: Vec<Text>,
    /// The states that it passes, by name.
    pub states: Vec<String>,
    /// A scenario that shows it when played; empty where none can be written.
    pub feature: String,
}

/// How many members a role has in a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CastView {
    /// The role's name.
    pub role: String,
    /// Its title.
    pub title: Text,
    /// How many members.
    pub members: u32,
}

/// A sentence of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryStepView {
    /// When it happens; none where no dates are told.
    pub at: Option<Moment>,
    /// What happens.
    pub sentence: Text,
}

/// How much was looked at for a whole definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ExploredView {
    /// Different configurations of a case.
    pub configurations: u64,
    /// Transitions between them.
    pub transitions: u64,
}

impl From<Explored> for ExploredView {
    fn from(explored: Explored) -> Self {
        Self { configurations: explored.configurations, transitions: explored.transitions }
    }
}

/// The guarantees of a chart with their verdicts, in the order of the definition.
pub fn guarantees(chart: &Chart, report: &Report) -> Vec<GuaranteeView> {
    report.verdicts.iter().map(|verdict| guarantee(chart, verdict)).collect()
}

fn guarantee(chart: &Chart, verdict: &Verdict) -> GuaranteeView {
    let (limit, told) = match &verdict.answer {
        Answer::Proved => (None, None),
        Answer::Refuted(told) => (None, Some(story(chart, told))),
        Answer::NotDecided { limit } => (Some(limit.clone()), None),
    };
    GuaranteeView {
        name: verdict.template.clone(),
        written: verdict.guarantee.clone(),
        line: verdict.span.line,
        verdict: verdict.answer.word(),
        configurations: verdict.explored.configurations,
        transitions: verdict.explored.transitions,
        assumptions: verdict.assumptions.iter().map(|assumption| assumed(*assumption)).collect(),
        limit,
        notes: verdict.notes.clone(),
        story: told,
    }
}

fn story(chart: &Chart, story: &Story) -> StoryView {
    let cast = |(role, members): &(String, u32)| {
        let title = chart.role_named(role).map(|ix| chart.role(ix).title.clone()).unwrap_or_default();
        let title = if title.is_empty() { both(&for_the_eye(role), &for_the_eye(role)) } else { title };
        CastView { role: role.clone(), title, members: *members }
    };
    let states = story.states.iter().filter_map(|ix| chart.states.get(usize::from(ix.0)));
    StoryView {
        people: story.people.iter().map(cast).collect(),
        steps: story
            .steps
            .iter()
            .map(|step| StoryStepView { at: step.at, sentence: step.sentence.clone() })
            .collect(),
        end: story.end.clone(),
        assumed: story.assumed.clone(),
        states: states.map(|state| state.name.clone()).collect(),
        feature: story.feature.clone(),
    }
}

fn both(en: &str, zh: &str) -> Text {
    Text::from([("en".to_owned(), en.to_owned()), ("zh".to_owned(), zh.to_owned())])
}

fn assumed(assumption: Assumption) -> AssumptionView {
    let (rule, name, short, sentence) = match assumption {
        Assumption::FreeData => (
            26,
            "free_data",
            ("free data", "数据任意"),
            (
                "Yes and no, choices from a list and small whole numbers are followed exactly. Any other condition may \
                 turn out either way each time it is asked. Consents are followed for each member.",
                "是否、选项和小整数逐一精确跟踪；其他条件在每次判断时均可成立或不成立；同意按每位当事人分别跟踪。",
            ),
        ),
        Assumption::Members => (
            27,
            "members",
            ("one or two members", "一名或两名成员"),
            (
                "Cases with one member of each role were looked at, then with two of one role at a time; lists with \
                 none, one and two items.",
                "先考察每个角色各一名成员的案件，再逐一考察某个角色有两名成员的案件；列表分别考察零项、一项和两项。",
            ),
        ),
        Assumption::Acts => (
            28,
            "acts",
            ("people act freely", "行为任意"),
            (
                "Whoever has a task may end it in any outcome that is offered, or never; messages may come at any time.",
                "承担任务的人可以选择任何可选的结果，也可以始终不办理；消息可能在任何时候到达。",
            ),
        ),
        Assumption::Clocks => (
            29,
            "clocks",
            ("any order of deadlines", "期限先后任意"),
            (
                "Deadlines that run at the same time may expire in any order.",
                "同时进行的期限可能以任何先后顺序届满。",
            ),
        ),
        Assumption::Durations => (
            30,
            "durations",
            ("sums of deadlines", "期限累计"),
            (
                "A length of time is the sum of the deadlines on the way, extensions counted in full: whoever has a \
                 task by a deadline acts by it at the latest.",
                "时长为途中各项期限之和，延长全部计入；须按期限办理的人最迟在届满时办理。",
            ),
        ),
    };
    AssumptionView { rule, name, short: both(short.0, short.1), sentence: both(sentence.0, sentence.1) }
}
