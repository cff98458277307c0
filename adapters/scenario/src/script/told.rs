//! What is told after each line of a script.

use registrar_engine::case::{Case, Served, Standing};
use registrar_engine::chart::{Chart, StateKind};
use registrar_engine::event::copy_name;
use registrar_engine::moment::Moment;
use registrar_engine::offers;
use registrar_engine::refusal::Refusal;
use registrar_engine::step::{member_name, whose};
use serde::Serialize;

/// A case after a line.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Its name.
    pub case: String,
    /// How late it is.
    pub at: Moment,
    /// The innermost active states by the names that their author gave them, one for each copy; of an ended case the one
    /// in which it ended.
    pub states: Vec<String>,
    /// The open tasks.
    pub tasks: Vec<Task>,
    /// The deadlines of active states.
    pub deadlines: Vec<Deadline>,
    /// What was sent since the line before, and services that are under way or done.
    pub notices: Vec<Notice>,
    /// How it ended.
    pub ended: Option<Ended>,
    /// The deadlines that expired and the delayed events that came since the line before.
    pub fired: Vec<Fired>,
    /// Why nothing came of the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refused>,
}

/// An open task.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    /// Its name.
    pub task: String,
    /// Whose it is.
    pub whose: String,
    /// The outcomes that are offered.
    pub outcomes: Vec<String>,
}

/// A deadline.
#[derive(Debug, Clone, Serialize)]
pub struct Deadline {
    /// Its name.
    pub deadline: String,
    /// The state it belongs to, in its copy.
    pub state: String,
    /// `waiting`, `running`, `suspended`, `expired` or `waived`.
    pub standing: &'static str,
    /// When it ends or has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
}

/// A notice.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    /// Its name.
    pub notice: String,
    /// To whom.
    pub to: String,
    /// `sent`; of a service `open`, `served` or `undeliverable`.
    pub standing: &'static str,
}

/// How a case ended.
#[derive(Debug, Clone, Serialize)]
pub struct Ended {
    /// When.
    pub at: Moment,
    /// In which state.
    pub state: String,
    /// With which outcome.
    pub outcome: Option<String>,
}

/// What came by itself.
#[derive(Debug, Clone, Serialize)]
pub struct Fired {
    /// The deadline that expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// The delayed event that came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// When.
    pub at: Moment,
}

/// Why nothing came of a line.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// The kind of refusal, a word.
    pub kind: String,
    /// A sentence.
    pub message: String,
}

impl Refused {
    /// By the script itself.
    pub fn new(kind: &str, message: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), message: message.into() }
    }

    /// By the engine.
    pub fn by(refusal: &Refusal) -> Self {
        let kind = serde_json::to_value(refusal).ok();
        let kind = kind.and_then(|value| Some(value.get("refusal")?.as_str()?.to_owned()));
        Self { kind: kind.unwrap_or_else(|| "refused".to_owned()), message: refusal.to_string() }
    }
}

/// The innermost active states, by name.
pub fn states(chart: &Chart, case: &Case) -> Vec<String> {
    if let Some(ended) = &case.ended {
        return vec![chart.state(ended.state).name.clone()];
    }
    let is_leaf = |kind: &StateKind| matches!(kind, StateKind::Atomic | StateKind::Final { .. });
    let leaves = case.configuration.iter().map(|place| chart.state(place.state));
    leaves.filter(|state| is_leaf(&state.kind)).map(|state| state.name.clone()).collect()
}

/// The open tasks.
pub fn tasks(chart: &Chart, case: &Case) -> Vec<Task> {
    let told = |open: &registrar_engine::case::OpenTask| Task {
        task: chart.task(open.task).name.clone(),
        whose: whose(chart, case, open),
        outcomes: offers(chart, case, open.number).into_iter().map(|outcome| outcome.name.clone()).collect(),
    };
    case.tasks.iter().map(told).collect()
}

/// The deadlines of active states.
pub fn deadlines(chart: &Chart, case: &Case) -> Vec<Deadline> {
    let told = |clock: &registrar_engine::case::Clock| {
        let (standing, at) = match &clock.standing {
            Standing::Waiting => ("waiting", None),
            Standing::Running { due, .. } => ("running", Some(*due)),
            Standing::Suspended { .. } => ("suspended", None),
            Standing::Expired { at } => ("expired", Some(*at)),
            Standing::Waived { at } => ("waived", Some(*at)),
        };
        let state = copy_name(&chart.state(clock.place.state).name, &clock.place.copy);
        Deadline { deadline: chart.deadline(clock.deadline).name.clone(), state, standing, at }
    };
    case.clocks.iter().map(told).collect()
}

/// The services of documents.
pub fn services(chart: &Chart, case: &Case) -> Vec<Notice> {
    let told = |delivery: &registrar_engine::case::Delivery| Notice {
        notice: chart.notice(delivery.notice).name.clone(),
        to: member_name(chart, delivery.to),
        standing: match &delivery.standing {
            Served::Open => "open",
            Served::At { .. } => "served",
            _ => "undeliverable",
        },
    };
    case.deliveries.iter().map(told).collect()
}

/// How it ended.
pub fn ended(chart: &Chart, case: &Case) -> Option<Ended> {
    let ended = case.ended.as_ref()?;
    let state = chart.state(ended.state).name.clone();
    Some(Ended { at: ended.at, state, outcome: ended.outcome.clone() })
}
