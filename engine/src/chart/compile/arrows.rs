//! Arrows: what they answer and where they may go (rules 4 to 6 and 8).

use super::actions;
use super::context::Context;
use super::events::Vocabulary;
use super::kinship::{common, is_history, is_parallel};
use super::names::List;
use super::scopes::{self, Seen};
use crate::chart::{Arrow, Trigger};
use crate::definition::{self, Name};
use crate::finding::Finding;
use crate::guard::Expected;
use crate::id::{ArrowIx, DeadlineIx, StateIx};

/// Departure where an arrow starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Departure {
    /// Departure the state; of a `for_each` state, from its copy.
    Inside,
    /// Departure the state when it is done; of a `for_each` state, when all its copies are.
    Done,
}

/// Arrows under `on`.
pub(super) fn by_events<'a>(
    cx: &mut Context<'a>,
    events: &Vocabulary,
    source: StateIx,
    written: &'a [definition::Arrow],
) -> Vec<ArrowIx> {
    let mut made = Vec::new();
    for arrow in written {
        let patterns = events.patterns(cx, &arrow.events);
        let seen = Seen {
            member: scopes::member_at(cx, source, true),
            event: events.carried_by_all(cx, &patterns),
            ..Seen::default()
        };
        made.extend(one(cx, source, arrow, Trigger::Events(patterns), Departure::Inside, seen));
    }
    made
}

/// Arrows under `at_once` and `done`.
pub(super) fn eventless<'a>(
    cx: &mut Context<'a>,
    _events: &Vocabulary,
    source: StateIx,
    written: &'a [definition::Arrow],
    from: Departure,
) -> Vec<ArrowIx> {
    let mut made = Vec::new();
    for arrow in written {
        let trigger = match from {
            Departure::Inside => Trigger::AtOnce,
            Departure::Done => Trigger::Done,
        };
        let seen =
            Seen { member: scopes::member_at(cx, source, from == Departure::Inside), ..Seen::default() };
        made.extend(one(cx, source, arrow, trigger, from, seen));
    }
    made
}

fn one<'a>(
    cx: &mut Context<'a>,
    source: StateIx,
    written: &'a definition::Arrow,
    trigger: Trigger,
    from: Departure,
    seen: Seen,
) -> Option<ArrowIx> {
    let Ok(ix) = u16::try_from(cx.chart.arrows.len()) else {
        cx.error("too-large", written.span, format!("more than {} arrows", u16::MAX));
        return None;
    };
    if written.external && written.to.is_empty() {
        let finding = Finding::error(
            "conflicting-keys",
            written.span,
            "without `to` nothing is left, so nothing is `external`",
        );
        cx.say(finding.help("write where it leads, or take `external` out"));
    }
    let to = targets(cx, source, &written.to, written.external, from);
    let beyond = targets(cx, source, &written.beyond, written.external, from);
    check_settling(cx, source, written, &trigger);
    let condition = written.condition.as_ref();
    let condition = condition.and_then(|c| scopes::expression(cx, c, &seen, Expected::Condition));
    let arrow = Arrow {
        source,
        trigger,
        condition,
        to,
        actions: actions::block(cx, &written.actions, &seen),
        at_most: written.at_most.as_ref().map(|limit| limit.value),
        beyond,
        external: written.external,
        restores: written.restores.iter().filter_map(|name| restored(cx, name)).collect(),
        title: written.title.clone(),
        law: cx.law(written.law.as_ref()),
        span: written.span,
    };
    cx.chart.arrows.push(arrow);
    cx.arrow_events.push(&written.events);
    Some(ArrowIx(ix))
}

/// A deadline that an arrow restores: the case remembers how its runs ended.
fn restored(cx: &mut Context, name: &Name) -> Option<DeadlineIx> {
    let ix = DeadlineIx(cx.find_unused(List::Deadline, name)?);
    cx.remembered.insert(ix);
    Some(ix)
}

fn targets(
    cx: &mut Context,
    source: StateIx,
    names: &[Name],
    external: bool,
    from: Departure,
) -> Vec<StateIx> {
    let mut targets = Vec::new();
    for name in names {
        let Some(target) = cx.state(name) else { continue };
        check_target(cx, source, name, target, external, from);
        targets.push(target);
    }
    check_side_by_side(cx, names, &targets);
    targets
}

/// Rules 5 and 6: not into another region or copy.
fn check_target(
    cx: &mut Context,
    source: StateIx,
    name: &Name,
    target: StateIx,
    external: bool,
    from: Departure,
) {
    let chart = &cx.chart;
    let stands_in =
        |copies: StateIx| chart.is_within(source, copies) && !(from == Departure::Done && copies == source);
    let foreign = |s: &StateIx| chart.state(*s).for_each.is_some() && !stands_in(*s);
    let copies = chart.outwards(target).skip(1).find(foreign);
    let shared = common(chart, source, target);
    let free = external || !is_parallel(chart, shared) || shared == target;
    let parallel = chart.state(shared).name.clone();
    if let Some(copies) = copies {
        refuse_into_copies(cx, name, copies);
        return;
    }
    if free {
        return;
    }
    if shared == source {
        let message = format!("`{}` lies in a region of `{parallel}` itself", name.value);
        let help = "write `external: true` if all of it shall be left and entered again; or let the region answer the event";
        cx.say(Finding::error("needs-external", name.span, message).help(help));
    } else {
        let message = format!("`{}` lies in another region of `{parallel}`", name.value);
        let help = "let that region answer the same event; or write `external: true` if all regions shall be left and entered again";
        cx.say(Finding::error("crosses-regions", name.span, message).help(help));
    }
}

/// The finding for an arrow into copies from outside.
pub(super) fn refuse_into_copies(cx: &mut Context, name: &Name, copies: StateIx) {
    let copies = cx.chart.state(copies).name.clone();
    let message = format!("`{}` lies in the copies of `{copies}`: which of them is meant?", name.value);
    let help = format!("lead to `{copies}`, which enters every copy; or let each copy answer the same event");
    cx.say(Finding::error("into-copies", name.span, message).help(help));
}

/// Rule 6: several targets lie in different regions.
pub(super) fn check_side_by_side(cx: &mut Context, names: &[Name], targets: &[StateIx]) {
    for (at, left) in targets.iter().enumerate() {
        for right in &targets[..at] {
            let shared = common(&cx.chart, *left, *right);
            let side_by_side = is_parallel(&cx.chart, shared) && shared != *left && shared != *right;
            let history = is_history(&cx.chart, *left) || is_history(&cx.chart, *right);
            if !(side_by_side || history && is_parallel(&cx.chart, shared)) {
                let (l, r) = (cx.chart.state(*left).name.clone(), cx.chart.state(*right).name.clone());
                let span =
                    names.iter().find(|name| name.value == l).map_or_else(Default::default, |name| name.span);
                let message = format!("`{r}` and `{l}` can't be entered together");
                cx.say(
                    Finding::error("same-region", span, message)
                        .help("several targets lie in different regions"),
                );
                return;
            }
        }
    }
}

/// An arrow without event that leaves nothing and changes nothing is taken again and again.
fn check_settling(cx: &mut Context, source: StateIx, written: &definition::Arrow, trigger: &Trigger) {
    let stays = written.to.iter().all(|name| name.value == cx.chart.state(source).name);
    let unchanged = written.condition.is_none() || (written.to.is_empty() && written.actions.is_empty());
    if *trigger == Trigger::AtOnce && stays && unchanged && written.at_most.is_none() {
        let message = "this arrow would be taken at once, again and again";
        // An arrow before it may lead away in time; an import is what it is.
        let finding = match cx.chart.errors_w3c {
            true => Finding::warning("endless-settling", written.span, message),
            false => Finding::error("endless-settling", written.span, message),
        };
        cx.say(
            finding.help("let it lead to another state, or give it a condition that its actions make false"),
        );
    }
}
