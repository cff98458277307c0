//! How much the check and the scenarios of a definition would notice: it is changed in one place after the
//! other, checked, and the scenarios that pass are played again. A change that nobody notices *survives*,
//! and shows what isn't tested although it may be covered. (Mutation analysis: DeMillo, Lipton, Sayward
//! 1978.)
//!
//! Only scenarios that came through what was changed are played, the likeliest first, until one fails.

mod change;
mod check;
mod floor;
mod kind;
mod mutant;
mod places;
mod report;
mod roles;
mod sample;
mod side_by_side;
mod slip;

pub use change::arrow_told;
pub use floor::Floor;
pub use kind::Kind;
pub use mutant::{Edit, Element};
pub use report::{Found, Judged, Mutation, Score, Tally};

use crate::coverage::{Seen, numbered};
use crate::library::{Days, Library, Source};
use crate::play;
use crate::report::Outcome;
use crate::run::{Item, Options, RunError, collect, files};
use check::{AsItIs, Checked};
use mutant::{Mutant, mutants};
use registrar_engine::definition::Definition;
use side_by_side::side_by_side;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A scenario that takes longer than this with a change has noticed it: it goes round without end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is tried.
#[derive(Debug, Clone)]
pub struct Plan {
    /// These kinds of change.
    pub kinds: Vec<Kind>,
    /// At most so many of each definition, spread over it.
    pub most: usize,
    /// A sample of so many, as evenly from all definitions as they allow; none: all.
    pub sample: Option<usize>,
    /// By which the sample is drawn.
    pub seed: u64,
    /// Scenarios are asked before the proofs: quicker where proofs are slow. What compiling finds
    /// always comes first.
    pub features_first: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self { kinds: Kind::USUAL.to_vec(), most: usize::MAX, sample: None, seed: 1, features_first: false }
    }
}

/// A definition, the scenarios that play it, and what is to be tried.
struct Subject<'a> {
    source: Arc<Source>,
    definition: Arc<Definition>,
    name: String,
    as_it_is: AsItIs,
    scenarios: Vec<(&'a Item, Seen)>,
    mutants: Vec<Mutant>,
    left_out: usize,
}

/// Changes the definitions that the features play, and tells who notices.
///
/// # Errors
/// When nothing could be run.
pub fn mutate(paths: &[PathBuf], options: &Options, plan: &Plan) -> Result<Mutation, RunError> {
    let (items, unreadable) = collect(&files(paths)?, options)?;
    let played =
        side_by_side(items.len(), options, &async |library: &mut Library, at: usize| match items.get(at) {
            Some(item) => Some(item.play(library).await),
            None => None,
        })?;
    let mut mutation = Mutation { not_passing: unreadable.len(), ..Mutation::default() };
    let mut subjects: Vec<Subject> = Vec::new();
    for (item, result) in items.iter().zip(played.into_iter().flatten()) {
        match (result.outcome, result.seen) {
            (Outcome::Passed, Some(seen)) => {
                match subjects.iter_mut().find(|subject| subject.source == *seen.source()) {
                    Some(subject) => subject.scenarios.push((item, seen)),
                    None => subjects.extend(subject(item, seen, options)),
                }
            }
            (Outcome::Passed, None) => {}
            _ => mutation.not_passing += 1,
        }
    }
    choose(&mut subjects, plan);
    let all: Vec<(&Subject, &Mutant)> = subjects
        .iter()
        .flat_map(|subject| subject.mutants.iter().map(move |mutant| (subject, mutant)))
        .collect();
    let judged =
        side_by_side(all.len(), options, &async |library: &mut Library, at: usize| match all.get(at) {
            Some((subject, mutant)) => Some(judge(subject, mutant, plan, library).await),
            None => None,
        })?;
    let mut judged = judged.into_iter().flatten();
    for subject in &subjects {
        let mut score =
            Score { left_out: subject.left_out, scenarios: subject.scenarios.len(), ..Score::default() };
        judged.by_ref().take(subject.mutants.len()).for_each(|judged| score.add(judged));
        let name = numbered(&subject.name, |name| mutation.workflows.contains_key(name));
        mutation.workflows.insert(name, score);
    }
    Ok(mutation)
}

fn subject<'a>(item: &'a Item, seen: Seen, options: &Options) -> Option<Subject<'a>> {
    let source = Arc::clone(seen.source());
    let definition = check::read(&source)?;
    let mut library = Library::over(options.workflows.clone());
    library.change(Some((Arc::clone(&source), Arc::clone(&definition), Edit::Nothing)));
    let compiled = library.compile_changed(&source, &Days::default())?;
    let built = compiled.built?;
    Some(Subject {
        as_it_is: AsItIs::of(&source, &built.chart, &compiled.findings),
        name: built.chart.workflow.clone(),
        source,
        definition,
        scenarios: vec![(item, seen)],
        mutants: Vec::new(),
        left_out: 0,
    })
}

/// Which changes are tried.
fn choose(subjects: &mut [Subject], plan: &Plan) {
    for subject in &mut *subjects {
        let Some((_, seen)) = subject.scenarios.first() else { continue };
        let all = mutants(&subject.definition, seen.chart(), &plan.kinds);
        let tried = all.len().min(plan.most);
        subject.left_out = all.len() - tried;
        // Where not all can be tried, those tried are spread over the definition.
        subject.mutants = (0..tried).filter_map(|n| all.get(n * all.len() / tried).cloned()).collect();
    }
    let Some(wanted) = plan.sample else { return };
    let sizes: Vec<usize> = subjects.iter().map(|subject| subject.mutants.len()).collect();
    for (subject, share) in subjects.iter_mut().zip(sample::shares(&sizes, wanted)) {
        let drawn = sample::draw(subject.mutants.len(), share, plan.seed);
        subject.left_out += subject.mutants.len() - drawn.len();
        subject.mutants = drawn.iter().filter_map(|at| subject.mutants.get(*at).cloned()).collect();
    }
}

/// Who notices a change. What compiling finds costs least and comes first; whether the proofs or the
/// scenarios come next is a matter of time only, except that who comes first gets the credit.
async fn judge(subject: &Subject<'_>, mutant: &Mutant, plan: &Plan, library: &mut Library) -> Judged {
    let source = &subject.source;
    library.change(Some((Arc::clone(source), Arc::clone(&subject.definition), mutant.edit.clone())));
    let (compiled, chart) = subject.as_it_is.compiled(library, source);
    let mut said = vec![compiled];
    let prove =
        |said: &mut Vec<Checked>| said.extend(chart.as_ref().map(|chart| subject.as_it_is.proved(chart)));
    if !plan.features_first {
        prove(&mut said);
    }
    let mut scenario = None;
    if refusal(&said).is_none() {
        scenario = noticed_by(subject, mutant, library).await;
    }
    if plan.features_first && scenario.is_none() {
        prove(&mut said);
    }
    library.change(None);
    let (found, by) = match (refusal(&said), scenario) {
        (Some(why), _) => (Found::Check, why),
        (None, Some(scenario)) => (Found::Features, scenario),
        (None, None) => match said.iter().find_map(Checked::warning) {
            Some(warning) => (Found::Warning, warning),
            None => (Found::Nobody, String::new()),
        },
    };
    Judged {
        file: source.file().to_owned(),
        line: mutant.span.line,
        kind: mutant.kind,
        change: mutant.text.clone(),
        found,
        by,
    }
}

fn refusal(said: &[Checked]) -> Option<String> {
    said.iter().find_map(Checked::refusal)
}

/// The first scenario that doesn't pass any more, and its place.
async fn noticed_by(subject: &Subject<'_>, mutant: &Mutant, library: &mut Library) -> Option<String> {
    let likely = |seen: &Seen| mutant.touch.iter().position(|element| seen.came_through(element));
    let mut scenarios: Vec<(usize, &Item)> =
        subject.scenarios.iter().filter_map(|(item, seen)| Some((likely(seen)?, *item))).collect();
    // Short ones first: they are soon over.
    scenarios.sort_by_key(|(likely, item)| (*likely, item.scenario.steps.len()));
    for (_, item) in scenarios {
        let mut played = tokio::time::timeout(PATIENCE, item.play(library)).await;
        if played.is_err() {
            // The machine may have slept.
            played = tokio::time::timeout(PATIENCE, item.play(library)).await;
        }
        if !matches!(played, Ok(play::Result { outcome: Outcome::Passed, .. })) {
            return Some(format!("{}:{} {}", item.file, item.scenario.line, item.scenario.name));
        }
    }
    None
}
