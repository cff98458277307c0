//! From a definition as written to a [`Chart`] that can run.
//!
//! Decides everything of `docs/language.md` that can be seen without running: whether names exist, types
//! fit, arrows may go where they go, and whether something answers what can happen. All findings come at
//! once. What needs every possible run (guarantees, dead ends) is left to [`crate::verify`]; what the
//! reader has told about the shape of the text isn't told again.

mod actions;
mod arrows;
mod cells;
mod check;
mod context;
mod data;
mod deadlines;
mod declared;
mod events;
mod files;
mod forms;
mod guarantees;
mod kinship;
mod layout;
mod names;
mod notices;
mod paths;
mod people;
mod plain;
mod scopes;
mod states;
mod tables;
mod tasks;
mod values;
mod whole;

pub use names::{MAX_FOR_EACH, MAX_NESTING, MAX_REGIONS_OF_ONE};
pub use values::duration;

use super::Chart;
use crate::deadline::Calendars;
use crate::definition::Definition;
use crate::finding::{Finding, has_errors};
use context::Context;
use std::collections::BTreeMap;

/// What a definition is compiled with.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The text that was read.
    pub text: &'a str,
    /// Templates and JSON Schemas beside the definition, by relative file name.
    pub resources: &'a BTreeMap<String, String>,
    /// Calendars and counting rules.
    pub calendars: &'a Calendars,
}

/// Compiles a definition. There is a chart only if nothing is wrong with the definition: neither an error
/// found here nor something missing that the reader has told.
pub fn compile(definition: &Definition, sources: &Sources) -> (Option<Chart>, Vec<Finding>) {
    let (chart, findings) = compile_to_try(definition, sources);
    (chart.filter(|_| !has_errors(&findings)), findings)
}

/// A chart to try out: there is one also where findings forbid no more than deployment
/// ([`Finding::forbids_trying`]).
pub fn compile_to_try(definition: &Definition, sources: &Sources) -> (Option<Chart>, Vec<Finding>) {
    let mut cx = Context::new(definition, *sources);
    layout::lay_out(&mut cx);
    whole::read(&mut cx);
    people::roles(&mut cx);
    declared::all(&mut cx);
    people::whole(&mut cx);
    states::members(&mut cx);
    states::listings(&mut cx);
    tasks::declared(&mut cx);
    deadlines::all(&mut cx);
    let events = events::Vocabulary::of(&cx);
    notices::all(&mut cx, &events);
    deadlines::starts(&mut cx, &events);
    tables::all(&mut cx);
    states::contents(&mut cx, &events);
    guarantees::all(&mut cx, &events);
    deadlines::remembered(&mut cx);
    cx.chart.edition = whole::edition(&cx.chart);
    if cx.is_whole() {
        check::all(&mut cx, &events);
    }
    let Context { chart, mut findings, incomplete, .. } = cx;
    findings.sort_by(|a, b| {
        (a.span, a.severity, a.code, &a.message).cmp(&(b.span, b.severity, b.code, &b.message))
    });
    findings.dedup();
    let usable = !incomplete && !findings.iter().any(Finding::forbids_trying);
    (usable.then_some(chart), findings)
}
