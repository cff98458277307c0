//! Plays one scenario: first all its steps are understood, so that every slip is told at once; then
//! they are played in order, until one fails.

use crate::coverage::Seen;
use crate::failure::{Failure, Played};
use crate::feature::{Scenario, Step, at};
use crate::language::Language;
use crate::library::{Built, Days, Library, Source, first_moment};
use crate::report::{Outcome, Told};
use crate::stage::Stage;
use crate::steps::scene::Scene;
use crate::steps::{self, Verb};
use crate::understand::{Trouble, Understood, understand};
use crate::words::When;
use registrar_engine::finding::Finding;
use std::path::Path;
use std::sync::Arc;

/// What came of a scenario.
pub struct Result {
    /// Passed, failed, undefined.
    pub outcome: Outcome,
    /// What went wrong, with places.
    pub told: Vec<Told>,
    /// Steps that were played and hold.
    pub passed_steps: usize,
    /// Steps that were never reached.
    pub skipped_steps: usize,
    /// What the case came through.
    pub seen: Option<Seen>,
}

/// What the steps before the first act say of the scene.
#[derive(Default)]
struct Scenery {
    source: Option<Arc<Source>>,
    days: Days,
    now: Option<When>,
}

/// Plays a scenario.
pub async fn play(scenario: &Scenario, language: Language, folder: &Path, library: &mut Library) -> Result {
    let mut scenery = Scenery::default();
    let (steps, told, undefined) = understand_all(scenario, language, folder, library, &mut scenery);
    if undefined || !told.is_empty() {
        let outcome = if undefined { Outcome::Undefined } else { Outcome::Failed };
        return Result { outcome, told, passed_steps: 0, skipped_steps: scenario.steps.len(), seen: None };
    }
    let mut playing = Playing { language, scenery, stage: None, passed: 0 };
    let told = playing.all(&scenario.steps, &steps, library).await;
    let seen = match &playing.stage {
        Some(stage) => Seen::of(stage).await,
        None => None,
    };
    let passed_steps = playing.passed;
    if let Some(stage) = playing.stage {
        stage.strike().await;
    }
    let outcome = if told.is_empty() { Outcome::Passed } else { Outcome::Failed };
    let skipped_steps = match told.is_empty() {
        true => 0,
        false => scenario.steps.len().saturating_sub(passed_steps + 1),
    };
    Result { outcome, told, passed_steps, skipped_steps, seen }
}

/// Every step in the light of the definition named before it.
fn understand_all(
    scenario: &Scenario,
    language: Language,
    folder: &Path,
    library: &mut Library,
    scenery: &mut Scenery,
) -> (Vec<Understood>, Vec<Told>, bool) {
    let mut told = Vec::new();
    let mut undefined = false;
    let mut understood = Vec::new();
    let mut chart = None;
    if scenario.steps.is_empty() {
        let finding = Finding::error("undefined-step", at(scenario.line, 1), "the scenario has no steps");
        return (understood, vec![Told::finding(finding, None)], true);
    }
    for step in &scenario.steps {
        match understand(step, language, chart.as_deref()) {
            Ok(meant) => {
                let named = match meant.verb {
                    Verb::Scene(Scene::Workflow) => {
                        let name = meant.arguments.workflow.clone().unwrap_or_default();
                        Some(library.find(&name, folder))
                    }
                    Verb::Scene(Scene::Inline) => {
                        Some(library.inline(meant.text.as_deref().unwrap_or_default()))
                    }
                    _ => None,
                };
                if let Some(named) = named {
                    match take_workflow(named, step, library, scenery) {
                        Ok(built) => chart = Some(built.chart),
                        Err(more) => {
                            // Everything else would be unknown for want of it.
                            told.extend(more);
                            return (understood, told, undefined);
                        }
                    }
                }
                understood.push(meant);
            }
            Err(Trouble::Undefined(finding)) => {
                undefined = true;
                told.push(Told::finding(finding, Some(step)));
            }
            Err(Trouble::Wrong(findings)) => {
                told.extend(findings.into_iter().map(|finding| Told::finding(finding, Some(step))));
            }
        }
    }
    (understood, told, undefined)
}

fn take_workflow(
    named: std::result::Result<Arc<Source>, crate::library::Missing>,
    step: &Step,
    library: &mut Library,
    scenery: &mut Scenery,
) -> std::result::Result<Built, Vec<Told>> {
    let place = at(step.line, step.column);
    let source = named.map_err(|missing| {
        let finding =
            Finding { help: missing.help, ..Finding::error("unknown-name", place, missing.message) };
        vec![Told::finding(finding, Some(step))]
    })?;
    let built = library.build(&source, &Days::default()).map_err(|findings| {
        let inline = step.doc.as_ref().map(|doc| doc.line - 1);
        findings
            .into_iter()
            .map(|finding| {
                let span = match inline {
                    Some(before) if finding.file.is_empty() => {
                        at(finding.span.line.max(1) + before, finding.span.column)
                    }
                    _ => place,
                };
                let message = match inline {
                    Some(_) => finding.message.clone(),
                    None => format!("{}, line {}: {}", source.origin, finding.span.line, finding.message),
                };
                Told::finding(Finding { span, message, file: String::new(), ..finding }, Some(step))
            })
            .collect::<Vec<_>>()
    })?;
    scenery.source = Some(source);
    Ok(built)
}

struct Playing {
    language: Language,
    scenery: Scenery,
    stage: Option<Stage>,
    passed: usize,
}

impl Playing {
    async fn all(&mut self, steps: &[Step], understood: &[Understood], library: &mut Library) -> Vec<Told> {
        for (step, meant) in steps.iter().zip(understood) {
            if let Err(failure) = self.one(step, meant, library).await {
                return vec![Told::failure(failure, step)];
            }
            self.passed += 1;
        }
        let Some(last) = steps.last() else { return Vec::new() };
        match self.ends_well().await {
            Ok(()) => Vec::new(),
            Err(failure) => vec![Told::failure(failure, last)],
        }
    }

    async fn one(&mut self, step: &Step, meant: &Understood, library: &mut Library) -> Played {
        if self.stage.is_none() && self.scenery.takes(meant) {
            return Ok(());
        }
        if self.stage.is_none() {
            self.stage = Some(self.set(library).await?);
        }
        let news = matches!(meant.verb, Verb::Scene(Scene::RestDay | Scene::WorkingDay | Scene::Published));
        if news && self.scenery.takes(meant) {
            let built = self.built(library)?;
            let stage = self.stage.as_mut().ok_or_else(|| Failure::cannot("there is no stage"))?;
            return stage.take_edition(&built).await;
        }
        let stage = self.stage.as_mut().ok_or_else(|| Failure::cannot("there is no stage"))?;
        stage.line = step.line;
        dispatch(stage, meant).await
    }

    /// The definition with the calendar as the scenario has it by now.
    fn built(&self, library: &mut Library) -> Played<Built> {
        let source = self.scenery.source.as_ref();
        let source = source.ok_or_else(|| Failure::cannot("no workflow has been named before this step"))?;
        library.build(source, &self.scenery.days).map_err(|findings| {
            let is = findings.into_iter().map(|finding| finding.message).collect();
            Failure { expected: "the calendar can't be changed like this".to_owned(), is }
        })
    }

    async fn set(&self, library: &mut Library) -> Played<Stage> {
        let built = self.built(library)?;
        let now = self.scenery.now.unwrap_or_else(first_moment).instant(&built.chart.zone);
        let now = now.ok_or_else(|| Failure::cannot("there is no such moment on the clock of the zone"))?;
        let storage = library.stores.fresh().await.map_err(Failure::cannot)?;
        Stage::set(self.language, &built, now, storage).await
    }

    /// What is checked at the end of every scenario.
    async fn ends_well(&mut self) -> Played {
        let Some(stage) = &mut self.stage else { return Ok(()) };
        stage.nothing_unseen()?;
        if let Some(name) = &stage.lot_on {
            return Err(Failure::new(format!("expected a lot to fall on `{name}`"), "no lot was drawn"));
        }
        if stage.opened.is_none() {
            return Ok(());
        }
        steps::docket::adds_up(stage, "the docket to tell of this very case").await?;
        let incidents = stage.incidents().await?;
        match incidents.first() {
            Some(incident) if !stage.incident_seen => {
                let expected = format!("expected no incident, and there are {}", incidents.len());
                Err(Failure::new(expected, incident.reason.clone()))
            }
            _ => Ok(()),
        }
    }
}

impl Scenery {
    /// Heeds a step that comes before the scenario begins, or that changes the calendar later.
    fn takes(&mut self, meant: &Understood) -> bool {
        let Verb::Scene(scene) = meant.verb else { return false };
        let day = meant.arguments.day;
        match scene {
            Scene::Workflow | Scene::Inline => {}
            Scene::Now => self.now = meant.arguments.moment,
            Scene::RestDay => self.days.off.extend(day),
            Scene::WorkingDay => self.days.work.extend(day),
            Scene::Published => self.days.until = day,
            Scene::Pool | Scene::Lot | Scene::Open | Scene::TryOpen => return false,
        }
        true
    }
}

async fn dispatch(stage: &mut Stage, meant: &Understood) -> Played {
    match meant.verb {
        Verb::Scene(verb) => steps::scene::play(verb, stage, meant).await,
        Verb::People(verb) => steps::people::play(verb, stage, meant).await,
        Verb::Time(verb) => steps::time::play(verb, stage, meant).await,
        Verb::World(verb) => steps::world::play(verb, stage, meant).await,
        Verb::State(verb) => steps::state::play(verb, stage, meant).await,
        Verb::Deadline(verb) => steps::deadline::play(verb, stage, meant).await,
        Verb::Papers(verb) => steps::papers::play(verb, stage, meant).await,
        Verb::Answer(verb) => steps::answer::play(verb, stage, meant).await,
        Verb::Docket(verb) => steps::docket::play(verb, stage, meant).await,
    }
}
