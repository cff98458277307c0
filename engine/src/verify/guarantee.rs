//! All guarantees of a chart over all its populations: one exploration of each population that all share, then what
//! each guarantee needs beyond it.

use super::explore::{Asked, Nothing, Space, can_reach};
use super::large::{self, Asking, Came, Left, Workers};
use super::lengths::Lengths;
use super::model::{Act, Lookup, Model, Play, populations};
use super::reached::Reached;
use super::separation::Separation;
use super::story::{self, Told};
use super::verdict::{Answer, Assumption, Explored, Limits, Verdict};
use super::{automaton, ends, equal_notice, lasting, silence, spending, text};
use crate::chart::{Chart, Guarantee, Says};
use crate::definition::Text;
use crate::finding::Finding;
use crate::guard::Expression;
use crate::id::StateIx;
use std::collections::BTreeMap;

/// What was found of all guarantees.
pub(super) struct Proofs {
    pub findings: Vec<Finding>,
    pub verdicts: Vec<Verdict>,
    pub explored: Explored,
}

/// What one population says of a guarantee.
pub(super) enum Found {
    Holds,
    /// It holds: a time has this bound.
    Within {
        days: u64,
        note: Text,
    },
    /// It is broken: in these ways, the shortest first; there may be more.
    Broken(Vec<Way>),
    /// It wasn't decided.
    Open(Text),
    /// A box has to be uncovered first.
    Torn(StateIx),
}

/// Acts, each with where it leads, and what is wrong then.
pub(super) struct Way {
    pub acts: Vec<(Act, Vec<u64>)>,
    pub end: Text,
}

/// Most ways to break a guarantee of which the first that dates can give is told.
pub(super) const MOST_WAYS: usize = 20;

/// A population with its model and all its configurations.
pub(super) struct Ground<'m, 'c> {
    pub chart: &'c Chart,
    pub model: &'m Model<'c>,
    /// The model with nothing covered.
    pub whole: &'m Model<'c>,
    pub limits: &'m Limits,
    pub lengths: &'m Lengths<'c>,
    pub space: Space,
    /// From which configurations an end can be reached.
    pub ends: Vec<bool>,
}

/// Of the combinations of states that a chart could have, so many go on one that is reached, at a guess: what has
/// more isn't tried.
const SPARSE: u64 = 100;

/// A large number in words of powers of ten.
fn powers(number: u64) -> String {
    if number == u64::MAX { "more than 10^19".to_owned() } else { format!("10^{}", number.ilog10()) }
}

/// What is known of all guarantees.
struct Answers<'c> {
    chart: &'c Chart,
    /// By guarantee: the answer, and what there is more to know.
    all: Vec<Option<(Answer, Vec<Text>)>>,
    longest: Vec<u64>,
    explored: Vec<Explored>,
}

impl<'c> Answers<'c> {
    /// Those that the text gives.
    fn of(chart: &'c Chart) -> Self {
        let by_text = |guarantee: &Guarantee| match &guarantee.says {
            Says::EqualNotice(roles) => Some((equal_notice::answer(chart, roles), Vec::new())),
            _ => None,
        };
        let all: Vec<_> = chart.guarantees.iter().map(by_text).collect();
        Self { chart, longest: vec![0; all.len()], explored: vec![Explored::default(); all.len()], all }
    }

    /// The guarantees that have to be asked still.
    fn open(&self) -> impl Iterator<Item = (usize, &'c Guarantee)> {
        let all = self.chart.guarantees.iter().enumerate();
        let refuted = |at: usize| matches!(self.all[at], Some((Answer::Refuted(_), _)));
        all.filter(move |(at, says)| !matches!(says.says, Says::EqualNotice(_)) && !refuted(*at))
    }

    /// Takes in what holds of one population, the longest time of all; what doesn't hold of it wasn't decided.
    fn add(&mut self, at: usize, found: Option<Found>, limit: &Text) {
        let answer = &mut self.all[at];
        match found {
            Some(Found::Holds) => {
                answer.get_or_insert((Answer::Proved, Vec::new()));
            }
            Some(Found::Within { days, note }) => {
                if days >= self.longest[at] && !matches!(answer, Some((Answer::NotDecided { .. }, _))) {
                    self.longest[at] = days;
                    *answer = Some((Answer::Proved, vec![note]));
                }
            }
            _ => self.undecided(at, limit),
        }
    }

    fn undecided(&mut self, at: usize, limit: &Text) {
        if !matches!(self.all[at], Some((Answer::Refuted(_), _))) {
            self.all[at] = Some((Answer::NotDecided { limit: limit.clone() }, Vec::new()));
        }
    }
}

/// Proves what can be proved.
pub(super) fn prove(chart: &Chart, limits: &Limits, workers: &Workers<'_>) -> Proofs {
    let lookup = &Lookup::of(chart);
    let also: Vec<&Expression> = chart.guarantees.iter().filter_map(|guarantee| unless(guarantee)).collect();
    let mut answers = Answers::of(chart);
    let mut explored = Explored::default();
    let mut reached = Reached::new(chart);
    let mut separation = Separation::new(chart);
    let lengths = Lengths::new(chart);
    // Who wasn't walked whole, with what is open of them and why.
    let mut left: Vec<Left<'_>> = Vec::new();
    let mut open: BTreeMap<usize, Text> = BTreeMap::new();
    for population in populations(chart) {
        let model = match Model::new(lookup, &population, &also) {
            Ok(model) => model,
            Err(reason) => {
                reached.incomplete = true;
                let reason = text(format!("it has {}", reason.0), format!("模型过大：{}", reason.0));
                for at in 0..chart.guarantees.len() {
                    answers.undecided(at, &reason);
                }
                continue;
            }
        };
        let many = model.combinations();
        if many > limits.configurations.saturating_mul(SPARSE) {
            let reason = text(
                format!("its states combine in up to {} ways", powers(many)),
                format!("状态组合可达 {} 种", powers(many)),
            );
            for (at, _) in answers.open() {
                open.entry(at).or_insert_with(|| reason.clone());
            }
            left.push(Left { population, model });
            continue;
        }
        let asked = Asked { limits, without: &|_| false, keep: true, until: &|_, _| false };
        let space = Space::explore(&model, &Nothing, &asked);
        let play = Play::new(&model);
        let is_end: Vec<bool> = (0..space.len()).map(|at| play.is_end(space.configuration(at))).collect();
        let ends = can_reach(&space, |at| is_end[at as usize]);
        let ground = Ground { chart, model: &model, whole: &model, limits, lengths: &lengths, space, ends };
        add(&mut explored, &ground.space);
        reached.add(&ground);
        separation.add(&ground);
        let stopped = ground.space.stopped.is_some();
        for (at, guarantee) in answers.open().collect::<Vec<_>>() {
            add(&mut answers.explored[at], &ground.space);
            match one(&ground, guarantee, &mut answers.explored[at]) {
                Found::Open(limit) if stopped => {
                    open.entry(at).or_insert(limit);
                }
                Found::Open(limit) => answers.undecided(at, &limit),
                Found::Broken(ways) => match told(&model, guarantee, ways) {
                    Told::Story(story) => answers.all[at] = Some((Answer::Refuted(story), Vec::new())),
                    Told::NoDates(limit) => answers.undecided(at, &limit),
                },
                found => answers.add(at, Some(found), &Text::new()),
            }
        }
        drop(ground);
        if stopped {
            left.push(Left { population, model });
        }
    }
    let asked: Vec<usize> = answers.open().map(|(at, _)| at).filter(|at| open.contains_key(at)).collect();
    let mut findings = separation.findings(!left.is_empty() || reached.incomplete);
    let asking = Asking { lookup, also: &also, limits, guarantees: &asked };
    for came in large::ask(asking, &left, workers, &mut reached) {
        let Came { guarantee, found, explored } = came;
        answers.explored[guarantee].configurations += explored.configurations;
        answers.explored[guarantee].transitions += explored.transitions;
        let limit = match &found {
            Some(Found::Open(why)) => why.clone(),
            _ => open[&guarantee].clone(),
        };
        answers.add(guarantee, found, &limit);
    }
    findings.extend(reached.findings());
    let mut verdicts = Vec::new();
    let Answers { all, explored: of_each, .. } = answers;
    for ((guarantee, answer), explored) in chart.guarantees.iter().zip(all).zip(of_each) {
        let (answer, notes) = answer.unwrap_or((Answer::Proved, Vec::new()));
        findings.extend(finding(guarantee, &answer));
        verdicts.push(Verdict {
            template: guarantee.name.clone(),
            guarantee: guarantee.written(),
            span: guarantee.span,
            answer,
            assumptions: assumptions(guarantee),
            explored,
            notes,
        });
    }
    Proofs { findings, verdicts, explored }
}

/// Tells the first way that dates can give; else what is wrong with the dates of the first.
fn told(model: &Model<'_>, guarantee: &Guarantee, ways: Vec<Way>) -> Told {
    let mut no_dates = None;
    for way in ways {
        match story::tell(model, guarantee, &way.acts, way.end) {
            Told::Story(told) => return Told::Story(told),
            Told::NoDates(limit) => no_dates = no_dates.or(Some(limit)),
        }
    }
    Told::NoDates(no_dates.unwrap_or_default())
}

fn unless(guarantee: &Guarantee) -> Option<&Expression> {
    match &guarantee.says {
        Says::Never { unless, .. } => unless.as_ref(),
        _ => None,
    }
}

/// Adds what an exploration looked at.
pub(super) fn add(explored: &mut Explored, space: &Space) {
    explored.configurations += u64::from(space.len());
    explored.transitions += space.transitions;
}

/// Why an exploration isn't whole.
pub(super) fn stopped(space: &Space, limits: &Limits) -> Option<Text> {
    let reason = match space.stopped? {
        "bytes" => text(
            format!("more than {} bytes of configurations", limits.bytes),
            format!("状态占用超过 {} 字节", limits.bytes),
        ),
        _ => text(
            format!("more than {} configurations", limits.configurations),
            format!("状态数超过 {}", limits.configurations),
        ),
    };
    Some(reason)
}

pub(super) fn one(ground: &Ground<'_, '_>, guarantee: &Guarantee, explored: &mut Explored) -> Found {
    match &guarantee.says {
        Says::AlwaysEnds => ends::always(ground),
        Says::EndsIfSilent { roles, within, not_suspended } => {
            silence::ends(ground, roles, within.as_ref(), *not_suspended)
        }
        Says::Budget { of, at_most } => spending::within(ground, of, *at_most, explored),
        Says::Lasts { at_most, not_suspended } => lasting::lasts(ground, *at_most, *not_suspended),
        Says::Never { state, unless } => ends::never(ground, *state, unless.as_ref()),
        // Decided by the text, before.
        Says::EqualNotice(_) => Found::Holds,
        Says::Events(declare, patterns, within) => {
            automaton::holds(ground, *declare, patterns, within.as_ref(), explored)
        }
    }
}

fn finding(guarantee: &Guarantee, answer: &Answer) -> Option<Finding> {
    match answer {
        Answer::Proved => None,
        Answer::Refuted(story) => {
            let end = story.end.get("en").cloned().unwrap_or_default();
            let message = format!("`{}` doesn't hold: {end}", guarantee.name);
            let help = "the story told with its verdict says how; mend the flow, or the guarantee";
            Some(Finding::error("guarantee-refuted", guarantee.span, message).help(help))
        }
        Answer::NotDecided { limit } => {
            let limit = limit.get("en").cloned().unwrap_or_default();
            let message = format!("`{}` isn't decided: {limit}", guarantee.name);
            let help = "let the verifier look further with `--limit` or `--cover`, make the flow or the guarantee \
                        simpler, or take the risk with `--allow-undecided`";
            Some(Finding::error("guarantee-undecided", guarantee.span, message).help(help))
        }
    }
}

fn assumptions(guarantee: &Guarantee) -> Vec<Assumption> {
    use Assumption::{Acts, Clocks, Durations, FreeData, Members};
    match &guarantee.says {
        Says::EqualNotice(_) => Vec::new(),
        Says::Lasts { .. } | Says::EndsIfSilent { within: Some(_), .. } | Says::Events(_, _, Some(_)) => {
            vec![FreeData, Members, Acts, Clocks, Durations]
        }
        _ => vec![FreeData, Members, Acts, Clocks],
    }
}
