//! Templates that use what may not be there when a notice is sent or a document is made: such a text can't be
//! written, and nobody is told.
//!
//! Decides by the texts of the templates and by [`flow`]: which fields are filled in on every way to the
//! action. What a template asks about first (`{% if data.x %}`, `| default(value=…)`) is fine. Templates with
//! statements that aren't understood (macros, inheritance) are passed over.

mod expression;
mod flow;
mod names;
mod reading;
mod tags;

use super::conditions::Conditions;
use crate::chart::{Action, ActionKind, Chart, Field, FieldPath, StateKind, Type, field_at};
use crate::finding::{Finding, Span};
use crate::id::{ArrowIx, DocumentIx, NoticeIx, StateIx};
use crate::step::first_data;
pub(super) use names::is_always_added;

use flow::{Facts, Flow, MAX_FIELDS};
use names::{Standing, Subject, standing};
use reading::{Path, Use, uses};
use std::collections::{BTreeMap, BTreeSet};

/// Most findings about templates: the first ones show what is wrong.
const MAX_TOLD: usize = 100;

/// A warning for each name that may be missing, where the first text that needs it is made.
pub(super) fn check(chart: &Chart, conditions: &Conditions<'_>) -> Vec<Finding> {
    let texts = Texts::of(chart);
    let fields = fields_needed(chart, conditions, &texts);
    let flow = Flow::of(chart, &fields);
    let mut told = Told {
        chart,
        conditions,
        texts: &texts,
        fields: &fields,
        seen: BTreeSet::new(),
        findings: Vec::new(),
    };
    for (arrow, at) in chart.arrows.iter().zip(0..) {
        let facts = flow.on_arrow(ArrowIx(at));
        flow.through(&arrow.actions, facts, &mut |action, facts| told.look(action, facts));
    }
    for (state, at) in chart.states.iter().zip(0..) {
        let ix = StateIx(at);
        flow.through(&state.entry, flow.on_entry(ix), &mut |action, facts| told.look(action, facts));
        flow.through(&state.exit, flow.within(ix), &mut |action, facts| told.look(action, facts));
        if let StateKind::Compound(initial) | StateKind::History { default: initial, .. } = &state.kind {
            flow.through(&initial.actions, flow.within(ix), &mut |action, facts| told.look(action, facts));
        }
    }
    told.findings.truncate(MAX_TOLD);
    told.findings
}

/// What each file of a template needs.
struct Texts {
    of_notices: Vec<Vec<(String, Vec<Use>)>>,
    of_documents: Vec<Vec<(String, Vec<Use>)>>,
}

impl Texts {
    fn of(chart: &Chart) -> Self {
        let mut known: BTreeMap<String, Vec<Use>> = BTreeMap::new();
        let mut read = |template: Option<&String>, endings: &[&str]| {
            let Some(template) = template else { return Vec::new() };
            let mut read = Vec::new();
            for file in files(chart, template, endings) {
                let uses = known.entry(file.clone()).or_insert_with(|| uses(&file, &chart.resources)).clone();
                read.push((file, uses));
            }
            read
        };
        let of_notices =
            chart.notices.iter().map(|notice| read(notice.template.as_ref(), &["txt", "html"])).collect();
        let of_documents =
            chart.documents.iter().map(|kind| read(kind.template.as_ref(), &["html"])).collect();
        Self { of_notices, of_documents }
    }

    fn all(&self) -> impl Iterator<Item = &Use> {
        self.of_notices.iter().chain(&self.of_documents).flatten().flat_map(|(_, uses)| uses)
    }
}

/// The files of a template, in each language: `NAME.LANG.txt`.
fn files(chart: &Chart, template: &str, endings: &[&str]) -> Vec<String> {
    let languages = chart.title.keys();
    languages
        .flat_map(|language| endings.iter().map(move |ending| format!("{template}.{language}.{ending}")))
        .filter(|file| chart.resources.contains_key(file))
        .collect()
}

/// The fields of the case's data that some template needs, with their numbers.
fn fields_needed(chart: &Chart, conditions: &Conditions<'_>, texts: &Texts) -> BTreeMap<Path, usize> {
    let first: BTreeSet<String> = first_data(chart).into_iter().map(|asked| asked.key).collect();
    // Filled in from the start, and never emptied.
    let is_always_there = |path: &[String], field: &Field| {
        let at_first = !field.default.is_null() || first.contains(&path.join("."));
        at_first && !conditions.is_taken_back(path, field)
    };
    let mut needed = BTreeSet::new();
    for used in texts.all() {
        if let Some(("data", path)) = used.path.split_first().map(|(first, rest)| (first.as_str(), rest))
            && let Some(field) = field_at(&chart.data, path)
            && !matches!(field.kind, Type::Record(_) | Type::List(_))
            && !is_always_there(path, field)
        {
            needed.insert(path.to_vec());
        }
    }
    needed.into_iter().take(MAX_FIELDS).zip(0..).collect()
}

struct Told<'c> {
    chart: &'c Chart,
    conditions: &'c Conditions<'c>,
    texts: &'c Texts,
    fields: &'c BTreeMap<Path, usize>,
    /// Files and names that are told of.
    seen: BTreeSet<(String, Path)>,
    findings: Vec<Finding>,
}

impl<'c> Told<'c> {
    fn look(&mut self, action: &Action, facts: Facts) {
        let texts = self.texts;
        match action.kind {
            ActionKind::Send(NoticeIx(at)) => {
                let notice = &self.chart.notices[usize::from(at)];
                let name = (notice.name.as_str(), "sent");
                self.compare(
                    &texts.of_notices[usize::from(at)],
                    Subject::Notice(notice),
                    name,
                    action.span,
                    facts,
                );
            }
            ActionKind::Issue(DocumentIx(at)) => {
                let kind = &self.chart.documents[usize::from(at)];
                let (name, subject) =
                    ((kind.name.as_str(), "made"), Subject::Document { has_law: kind.law.is_some() });
                self.compare(&texts.of_documents[usize::from(at)], subject, name, action.span, facts);
            }
            _ => {}
        }
    }

    fn compare(
        &mut self,
        files: &'c [(String, Vec<Use>)],
        subject: Subject<'_>,
        (name, done): (&str, &str),
        span: Span,
        facts: Facts,
    ) {
        for (file, uses) in files {
            for used in uses {
                let written = &used.written;
                let place = format!("`{file}` line {}", used.line);
                let (message, help) = match standing(self.chart, subject, used) {
                    Standing::Sure => continue,
                    Standing::Never(why) => (
                        format!("{place} uses `{written}`, which is never there: {why}"),
                        "take it out of the template".to_owned(),
                    ),
                    Standing::May(why) => (
                        format!("{place} uses `{written}`, which may not be there: {why}"),
                        ask_first(written),
                    ),
                    Standing::Field(path) if self.is_there(&path, facts) => continue,
                    Standing::Field(_) => (
                        format!(
                            "{place} uses `{written}`, which may not be there when `{name}` is {done} here"
                        ),
                        format!("{}, or let every way here fill it in", ask_first(written)),
                    ),
                };
                if self.seen.insert((file.clone(), used.path.clone())) {
                    self.findings.push(Finding::warning("template-lacks", span, message).help(help));
                }
            }
        }
    }

    fn is_there(&self, path: &FieldPath, facts: Facts) -> bool {
        let Some(field) = field_at(&self.chart.data, path) else { return true };
        // What is always there isn't followed, and of fields beyond the limit nothing is said. What a form may empty again is there for no longer
        // than the step that fills it in, which the flow can't tell from later ones.
        let Some(number) = self.fields.get(path) else { return true };
        facts.has(*number) && !self.conditions.is_taken_back(path, field)
    }
}

fn ask_first(written: &str) -> String {
    format!("ask first whether it is there: `{{% if {written} %}}…{{% endif %}}`")
}
