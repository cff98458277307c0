//! Rule 24: two regions that set one field on one event; the last one stays, which is seldom meant.

use super::super::context::Context;
use super::super::events::Vocabulary;
use super::super::kinship::{common, is_parallel};
use super::each_action;
use crate::chart::{ActionKind, FieldPath, Target, Trigger};
use crate::finding::{Finding, Span};
use crate::id::StateIx;
use std::collections::BTreeMap;

/// Most arrows for one event that are compared with each other.
const MOST: usize = 200;

/// Looks at every event that several arrows answer with a `set` or by a table.
pub(super) fn check(cx: &mut Context, events: &Vocabulary) {
    let chart = &cx.chart;
    let mut writes: BTreeMap<(&str, &FieldPath), Vec<(StateIx, Span)>> = BTreeMap::new();
    let mut findings = Vec::new();
    for arrow in &chart.arrows {
        let Trigger::Events(patterns) = &arrow.trigger else { continue };
        let mut fields: Vec<(&FieldPath, Span)> = Vec::new();
        each_action(&arrow.actions, &mut |action| match &action.kind {
            ActionKind::Set { target: Target::Data(path), .. } => fields.push((path, action.span)),
            ActionKind::Decide(table) => {
                let written = chart.tables.get(table.at()).map_or(&[][..], |table| table.output.fields());
                fields.extend(written.iter().map(|path| (path, action.span)));
            }
            _ => {}
        });
        if fields.is_empty() {
            continue;
        }
        for (event, _) in
            patterns.iter().filter(|p| !p.0.is_empty()).flat_map(|pattern| events.matching(pattern))
        {
            for (path, span) in &fields {
                let before = writes.entry((event, path)).or_default();
                let beside = |other: &&(StateIx, Span)| {
                    let shared = common(chart, other.0, arrow.source);
                    is_parallel(chart, shared) && shared != other.0 && shared != arrow.source
                };
                if let Some((other, _)) = before.iter().find(beside) {
                    let (other, own) = (&chart.state(*other).name, &chart.state(arrow.source).name);
                    let message = format!(
                        "`{other}` and `{own}` both set `{}` on `{event}`, and the later one stays",
                        path.join(".")
                    );
                    let help = "let one of the regions set it";
                    findings.push(Finding::warning("set-twice", *span, message).help(help));
                }
                if before.len() < MOST {
                    before.push((arrow.source, *span));
                }
            }
        }
    }
    cx.findings.extend(findings);
}
