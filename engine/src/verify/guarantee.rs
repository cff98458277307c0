//! All guarantees of a chart over all its populations: one exploration of each population that all share, then what
//! each guarantee needs beyond it.

use super::endings::{Endings, Known};
use super::explore::{Asked, Nothing, Space, can_reach};
use super::lengths::Lengths;
use super::localize::{Learnt, Question};
use super::model::{Act, Lookup, Model, Play, populations};
use super::parts::Parts;
use super::reached::Reached;
use super::separation::Separation;
use super::story::{self, Told};
use super::verdict::{Answer, Assumption, Explored, Limits, Verdict};
use super::{automaton, ends, equal_notice, lasting, silence, spending, text};
use crate::chart::{Chart, Guarantee, Says};
use crate::definition::Text;
use crate::finding::Finding;
use crate::guard::Expression;
use crate::id::{RoleIx, StateIx};
use std::cell::RefCell;

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

/// Proves what can be proved.
pub(super) fn prove(chart: &Chart, limits: &Limits) -> Proofs {
    let mut proofs = Proofs { findings: Vec::new(), verdicts: Vec::new(), explored: Explored::default() };
    let lookup = &Lookup::of(chart);
    let also: Vec<&Expression> = chart.guarantees.iter().filter_map(|guarantee| unless(guarantee)).collect();
    let mut answers: Vec<Option<(Answer, Vec<Text>)>> = vec![None; chart.guarantees.len()];
    let mut explored = vec![Explored::default(); chart.guarantees.len()];
    let mut reached = Reached::new(chart);
    let mut in_parts = Parts::new(lookup);
    let mut all_whole = true;
    let lengths = Lengths::new(chart);
    let known = RefCell::new(Known::new(lookup, limits.configurations));
    let mut separation = Separation::new(chart);
    let mut longest = vec![0; chart.guarantees.len()];
    for (guarantee, answer) in chart.guarantees.iter().zip(&mut answers) {
        if let Says::EqualNotice(roles) = &guarantee.says {
            *answer = Some((equal_notice::answer(chart, roles), Vec::new()));
        }
    }
    let mut learnt: Vec<Learnt<'_>> = vec![Learnt::default(); chart.guarantees.len()];
    for population in populations(chart) {
        let model = match Model::new(lookup, &population, &also) {
            Ok(model) => model,
            Err(reason) => {
                all_whole = false;
                reached.incomplete = true;
                for answer in &mut answers {
                    undecided(
                        answer,
                        &text(format!("it has {}", reason.0), format!("模型过大：{}", reason.0)),
                    );
                }
                continue;
            }
        };
        let asking = |guarantee| Question {
            chart,
            lookup,
            guarantee,
            population: &population,
            also: &also,
            whole: &model,
            limits,
            lengths: &lengths,
        };
        let mut endings = None;
        let many = model.combinations();
        if many > limits.configurations.saturating_mul(SPARSE) {
            let reason = text(
                format!("its states combine in up to {} ways", powers(many)),
                format!("状态组合可达 {} 种", powers(many)),
            );
            all_whole = false;
            for (at, guarantee) in chart.guarantees.iter().enumerate() {
                let by_text = matches!(guarantee.says, Says::EqualNotice(_));
                if by_text || matches!(answers[at], Some((Answer::Refuted(_) | Answer::NotDecided { .. }, _)))
                {
                    continue;
                }
                match covered(&asking(guarantee), &known, &mut endings, &mut learnt[at], &mut explored[at]) {
                    Some(Found::Open(limit)) => undecided(&mut answers[at], &limit),
                    found => proved(&mut answers[at], &mut longest[at], found, &reason),
                }
            }
            if limits.covered == 0 {
                reached.incomplete = true;
            } else {
                let parts = || Endings::new(&model, &population, limits, &known);
                in_parts.add(&model, &population, endings.get_or_insert_with(parts), &mut reached);
            }
            continue;
        }
        let asked = Asked { limits, without: &|_| false, keep: true, until: &|_, _| false };
        let space = Space::explore(&model, &Nothing, &asked);
        let play = Play::new(&model);
        let is_end: Vec<bool> = (0..space.len()).map(|at| play.is_end(space.configuration(at))).collect();
        let ends = can_reach(&space, |at| is_end[at as usize]);
        let ground = Ground { chart, model: &model, whole: &model, limits, lengths: &lengths, space, ends };
        add(&mut proofs.explored, &ground.space);
        reached.add(&ground);
        separation.add(&ground);
        for (at, guarantee) in chart.guarantees.iter().enumerate() {
            let by_text = matches!(guarantee.says, Says::EqualNotice(_));
            if by_text || matches!(answers[at], Some((Answer::Refuted(_), _))) {
                continue;
            }
            add(&mut explored[at], &ground.space);
            match one(&ground, guarantee, &mut explored[at]) {
                Found::Holds => {
                    if answers[at].is_none() {
                        answers[at] = Some((Answer::Proved, Vec::new()));
                    }
                }
                found @ Found::Within { .. } => {
                    proved(&mut answers[at], &mut longest[at], Some(found), &Text::new());
                }
                Found::Open(limit) => {
                    let stopped = ground.space.stopped.is_some();
                    let found = stopped
                        .then(|| {
                            covered(
                                &asking(guarantee),
                                &known,
                                &mut endings,
                                &mut learnt[at],
                                &mut explored[at],
                            )
                        })
                        .flatten();
                    proved(&mut answers[at], &mut longest[at], found, &limit);
                }
                Found::Broken(ways) => match told(&model, guarantee, ways) {
                    Told::Story(story) => answers[at] = Some((Answer::Refuted(story), Vec::new())),
                    Told::NoDates(limit) => undecided(&mut answers[at], &limit),
                },
                // Nothing is covered here.
                Found::Torn(_) => {}
            }
        }
        if ground.space.stopped.is_some() {
            all_whole = false;
            if limits.covered == 0 {
                reached.incomplete = true;
            } else {
                let parts = || Endings::new(&model, &population, limits, &known);
                in_parts.add(&model, &population, endings.get_or_insert_with(parts), &mut reached);
            }
        }
    }
    in_parts.finish(limits, &mut reached);
    proofs.findings.extend(separation.findings(!all_whole));
    proofs.findings.extend(reached.findings());
    for ((guarantee, answer), explored) in chart.guarantees.iter().zip(answers).zip(explored) {
        let (answer, notes) = answer.unwrap_or((Answer::Proved, Vec::new()));
        proofs.findings.extend(finding(guarantee, &answer));
        proofs.verdicts.push(Verdict {
            template: guarantee.name.clone(),
            guarantee: guarantee.written(),
            span: guarantee.span,
            answer,
            assumptions: assumptions(guarantee),
            explored,
            notes,
        });
    }
    proofs
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

/// A guarantee of a chart that is too large to be walked whole, where that can be asked with boxes covered: whatever is
/// broken by a run that has an end.
fn covered<'a, 'c>(
    asked: &Question<'a, 'c>,
    known: &'a RefCell<Known<'c>>,
    endings: &mut Option<Endings<'a, 'c>>,
    learnt: &mut Learnt<'c>,
    explored: &mut Explored,
) -> Option<Found> {
    if asked.limits.covered == 0 || goes_on_after_errors(asked.chart) {
        return None;
    }
    let parts = || Endings::new(asked.whole, asked.population, asked.limits, known);
    match &asked.guarantee.says {
        Says::Never { .. } | Says::Budget { .. } | Says::Events(_, _, None) => {
            Some(super::localize::prove(asked, learnt, explored))
        }
        Says::AlwaysEnds => Some(endings.get_or_insert_with(parts).always(explored)),
        Says::Lasts { at_most, not_suspended } => {
            let found =
                super::terms::lasts(asked, *at_most, *not_suspended, &mut known.borrow_mut().walks, explored);
            Some(kept_by(endings.get_or_insert_with(parts), &[], found, explored))
        }
        Says::EndsIfSilent { roles, within, not_suspended } => {
            // That no time is longer doesn't say that an end can be reached, nor the other way round.
            let ends = endings.get_or_insert_with(parts).silent(roles, explored);
            match (ends, within) {
                (Found::Holds, Some(within)) => {
                    let found = super::terms::silent(
                        asked,
                        roles,
                        *within,
                        *not_suspended,
                        &mut known.borrow_mut().walks,
                        explored,
                    );
                    Some(kept_by(endings.get_or_insert_with(parts), roles, found, explored))
                }
                (ends, _) => Some(ends),
            }
        }
        Says::Events(declare, patterns, Some(within)) => {
            // That nothing is owed for longer doesn't say that it comes before the case ends.
            let says = Says::Events(*declare, patterns.clone(), None);
            let order = Guarantee { says, ..asked.guarantee.clone() };
            match super::localize::prove(&Question { guarantee: &order, ..*asked }, learnt, explored) {
                Found::Holds => {
                    let walks = &mut known.borrow_mut().walks;
                    let found = super::terms::soon(asked, *declare, patterns, *within, walks, explored);
                    Some(kept_by(endings.get_or_insert_with(parts), &[], found, explored))
                }
                other => Some(other),
            }
        }
        Says::EqualNotice(_) => None,
    }
}

/// Whether a step in which something fails may count. With boxes covered what isn't followed never fails, so that is asked
/// only where a step that fails is undone.
fn goes_on_after_errors(chart: &Chart) -> bool {
    chart.errors_w3c || chart.arrows.iter().any(|arrow| arrow.trigger.answers("error.execution"))
}

/// A longest time that counts on limits which officials keep: that they can is shown too.
fn kept_by(endings: &mut Endings<'_, '_>, silent: &[RoleIx], found: Found, explored: &mut Explored) -> Found {
    match found {
        Found::Within { .. } if !endings.keeps_limits(silent, explored) => Found::Open(text(
            "that officials can keep their limits wasn't shown",
            "未能证明办案人员能够遵守其期限",
        )),
        other => other,
    }
}

fn unless(guarantee: &Guarantee) -> Option<&Expression> {
    match &guarantee.says {
        Says::Never { unless, .. } => unless.as_ref(),
        _ => None,
    }
}

/// Takes in what holds of one population, the longest time of all; what doesn't hold of it wasn't decided.
fn proved(answer: &mut Option<(Answer, Vec<Text>)>, longest: &mut u64, found: Option<Found>, limit: &Text) {
    match found {
        Some(Found::Holds) => {
            answer.get_or_insert((Answer::Proved, Vec::new()));
        }
        Some(Found::Within { days, note }) => {
            if days >= *longest && !matches!(answer, Some((Answer::NotDecided { .. }, _))) {
                *longest = days;
                *answer = Some((Answer::Proved, vec![note]));
            }
        }
        _ => undecided(answer, limit),
    }
}

fn undecided(answer: &mut Option<(Answer, Vec<Text>)>, limit: &Text) {
    if !matches!(answer, Some((Answer::Refuted(_), _))) {
        *answer = Some((Answer::NotDecided { limit: limit.clone() }, Vec::new()));
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
