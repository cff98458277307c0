//! Changes that leave the way of a case as it is: a period, a condition, an action, a reminder, who sees a
//! document. They are made in the chart. Decides what may be changed and how it is told; nothing here
//! plays anything. What changes the way itself is in `slip.rs`.

use super::mutant::Element;
use registrar_engine::chart::{Arrow, Chart, PeriodRule, RoleKind, Trigger, Who};
use registrar_engine::deadline::Period;
use registrar_engine::finding::Span;
use registrar_engine::id::RoleIx;

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// An arrow has no condition.
    NoCondition(usize),
    /// An arrow does one thing less.
    ArrowAction(usize, usize),
    /// A state does one thing less on entry.
    EntryAction(usize, usize),
    /// A state does one thing less on exit.
    ExitAction(usize, usize),
    /// A state may be entered without its consent.
    NoConsent(usize),
    /// A period is longer by one of its unit.
    Longer(usize),
    /// A deadline doesn't stand still.
    NoSuspension(usize),
    /// A deadline reminds nobody.
    NoReminder(usize),
    /// Anybody in the case may do a task.
    AnybodyMay(usize),
    /// A required field of a task may be left out.
    NothingRequired(usize),
    /// A visit, or another cost, isn't counted.
    NoCost(usize),
    /// Everybody sees a document.
    EverybodySees(usize),
    /// A notice counts as served one way less.
    ServedLess(usize, usize),
    /// People who must not be one person may be.
    NotSeparate(usize),
}

/// A change in the words of an author, with its place in the definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What is changed.
    pub text: String,
    /// Where; none: the chart doesn't remember.
    pub span: Option<Span>,
}

/// Every change that a chart allows.
pub fn changes(chart: &Chart) -> Vec<Change> {
    let mut all = Vec::new();
    for (at, arrow) in chart.arrows.iter().enumerate() {
        if arrow.condition.is_some() {
            all.push(Change::NoCondition(at));
        }
        all.extend((0..arrow.actions.len()).map(|action| Change::ArrowAction(at, action)));
    }
    for (at, state) in chart.states.iter().enumerate() {
        all.extend((0..state.entry.len()).map(|action| Change::EntryAction(at, action)));
        all.extend((0..state.exit.len()).map(|action| Change::ExitAction(at, action)));
        if state.consent.is_some() {
            all.push(Change::NoConsent(at));
        }
    }
    for (at, deadline) in chart.deadlines.iter().enumerate() {
        if !matches!(deadline.period, PeriodRule::Field(_)) {
            all.push(Change::Longer(at));
        }
        if !deadline.suspend_while.is_empty() {
            all.push(Change::NoSuspension(at));
        }
        if !deadline.remind.is_empty() {
            all.push(Change::NoReminder(at));
        }
    }
    for (at, task) in chart.tasks.iter().enumerate() {
        if matches!(&task.who, Who::Roles(_)) && task.engine.is_none() {
            all.push(Change::AnybodyMay(at));
        }
        let fields = task.form.iter().chain(task.outcomes.iter().flat_map(|outcome| &outcome.fields));
        if task.engine.is_none() && fields.into_iter().any(|field| field.field.required) {
            all.push(Change::NothingRequired(at));
        }
        if task.in_person.is_some() || !task.costs.is_empty() {
            all.push(Change::NoCost(at));
        }
    }
    all.extend((0..chart.documents.len()).map(Change::EverybodySees));
    for (at, notice) in chart.notices.iter().enumerate() {
        if notice.served_when.len() > 1 {
            all.extend((0..notice.served_when.len()).map(|way| Change::ServedLess(at, way)));
        }
    }
    all.extend((0..chart.separate.len()).map(Change::NotSeparate));
    all
}

impl Change {
    /// What a scenario must come through for the change to matter, the likeliest first.
    pub fn touch(self, chart: &Chart) -> Vec<Element> {
        let state = |at: usize| chart.states.get(at).map(|state| Element::State(state.name.clone()));
        let arrow = |at: usize| u16::try_from(at).ok().map(Element::Arrow);
        let source = |at: usize| chart.arrows.get(at).and_then(|arrow| state(arrow.source.at()));
        let clock = |at: usize| chart.deadlines.get(at).map(|deadline| Element::Clock(deadline.name.clone()));
        let task = |at: usize| chart.tasks.get(at).map(|task| Element::Task(task.name.clone()));
        let notice = |at: usize| chart.notices.get(at).map(|notice| Element::Notice(notice.name.clone()));
        let document = |at: usize| chart.documents.get(at).map(|paper| Element::Document(paper.name.clone()));
        let touch = match self {
            Self::NoCondition(at) => [arrow(at), source(at)],
            Self::ArrowAction(at, _) => [arrow(at), None],
            Self::EntryAction(at, _) | Self::ExitAction(at, _) => [state(at), None],
            Self::Longer(at) | Self::NoSuspension(at) | Self::NoReminder(at) => [clock(at), None],
            Self::AnybodyMay(at) | Self::NothingRequired(at) | Self::NoCost(at) => [task(at), None],
            Self::EverybodySees(at) => [document(at), None],
            Self::ServedLess(at, _) => [notice(at), None],
            Self::NoConsent(_) | Self::NotSeparate(_) => [Some(Element::Anything), None],
        };
        // The outermost box has no name and is always there.
        let named = |element: Element| match element {
            Element::State(name) if name.is_empty() => Element::Anything,
            other => other,
        };
        touch.into_iter().flatten().map(named).collect()
    }

    /// Makes the change.
    pub fn apply(self, chart: &mut Chart) {
        match self {
            Self::NoCondition(at) => change(&mut chart.arrows, at, |arrow| arrow.condition = None),
            Self::ArrowAction(at, action) => {
                change(&mut chart.arrows, at, |arrow| drop_one(&mut arrow.actions, action));
            }
            Self::EntryAction(at, action) => {
                change(&mut chart.states, at, |state| drop_one(&mut state.entry, action));
            }
            Self::ExitAction(at, action) => {
                change(&mut chart.states, at, |state| drop_one(&mut state.exit, action));
            }
            Self::NoConsent(at) => change(&mut chart.states, at, |state| state.consent = None),
            Self::Longer(at) => change(&mut chart.deadlines, at, |deadline| match &mut deadline.period {
                PeriodRule::Fixed(period) => longer(period),
                PeriodRule::Cases(cases) => cases.iter_mut().for_each(|(_, period)| longer(period)),
                PeriodRule::Field(_) => {}
            }),
            Self::NoSuspension(at) => {
                change(&mut chart.deadlines, at, |deadline| deadline.suspend_while.clear());
            }
            Self::NoReminder(at) => change(&mut chart.deadlines, at, |deadline| deadline.remind.clear()),
            Self::AnybodyMay(at) => {
                let everybody: Vec<RoleIx> = (0_u16..)
                    .zip(&chart.roles)
                    .filter(|(_, role)| matches!(role.kind, RoleKind::Party { .. } | RoleKind::Pool { .. }))
                    .map(|(at, _)| RoleIx(at))
                    .collect();
                change(&mut chart.tasks, at, |task| task.who = Who::Roles(everybody));
            }
            Self::NothingRequired(at) => change(&mut chart.tasks, at, |task| {
                let outcomes = task.outcomes.iter_mut().flat_map(|outcome| &mut outcome.fields);
                task.form.iter_mut().chain(outcomes).for_each(|field| field.field.required = false);
            }),
            Self::NoCost(at) => change(&mut chart.tasks, at, |task| {
                task.in_person = None;
                task.costs.clear();
            }),
            Self::EverybodySees(at) => {
                let all = (0_u16..).zip(&chart.roles).map(|(at, _)| RoleIx(at)).collect();
                change(&mut chart.documents, at, |document| document.seen_by = all);
            }
            Self::ServedLess(at, way) => {
                change(&mut chart.notices, at, |notice| drop_one(&mut notice.served_when, way));
            }
            Self::NotSeparate(at) => drop_one(&mut chart.separate, at),
        }
    }

    /// The change in words.
    pub fn told(self, chart: &Chart) -> Told {
        let arrow = |at: usize| {
            chart.arrows.get(at).map(|arrow| (format!("`{}`", arrow_told(chart, arrow)), arrow.span))
        };
        let state = |at: usize| chart.states.get(at).map(|state| (format!("`{}`", state.name), state.span));
        let task = |at: usize| chart.tasks.get(at).map(|task| (format!("`{}`", task.name), task.span));
        let deadline = |at: usize| chart.deadlines.get(at).map(|d| (format!("`{}`", d.name), d.span));
        let (subject, what) = match self {
            Self::NoCondition(at) => (arrow(at), "the arrow {} has no condition".to_owned()),
            Self::ArrowAction(at, n) => {
                (arrow(at), format!("the arrow {{}} doesn't do the {} of its actions", ordinal(n)))
            }
            Self::EntryAction(at, n) => {
                (state(at), format!("{{}} doesn't do the {} of its actions on entry", ordinal(n)))
            }
            Self::ExitAction(at, n) => {
                (state(at), format!("{{}} doesn't do the {} of its actions on exit", ordinal(n)))
            }
            Self::NoConsent(at) => (state(at), "{} may be entered without its consent".to_owned()),
            Self::Longer(at) => (deadline(at), "{} is longer by one".to_owned()),
            Self::NoSuspension(at) => (deadline(at), "{} never stands still".to_owned()),
            Self::NoReminder(at) => (deadline(at), "{} reminds nobody".to_owned()),
            Self::AnybodyMay(at) => (task(at), "anybody may do {}".to_owned()),
            Self::NothingRequired(at) => (task(at), "{} may be done with an empty form".to_owned()),
            Self::NoCost(at) => (task(at), "{} costs nobody anything".to_owned()),
            Self::EverybodySees(at) => {
                let name = chart.documents.get(at).map(|document| format!("`{}`", document.name));
                return Told { text: format!("everybody sees {}", name.unwrap_or_default()), span: None };
            }
            Self::ServedLess(at, n) => {
                let name = chart.notices.get(at).map(|notice| format!("`{}`", notice.name));
                let name = name.unwrap_or_default();
                let text = format!("{name} isn't served by the {} of its ways", ordinal(n));
                return Told { text, span: None };
            }
            Self::NotSeparate(at) => {
                let text = format!("the {} line of `separate` isn't there", ordinal(at));
                return Told { text, span: None };
            }
        };
        let (subject, span) = subject.unwrap_or_default();
        Told { text: what.replace("{}", &subject), span: Some(span) }
    }
}

fn change<T>(list: &mut [T], at: usize, how: impl FnOnce(&mut T)) {
    if let Some(one) = list.get_mut(at) {
        how(one);
    }
}

fn drop_one<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

fn longer(period: &mut Period) {
    // At the very limit of periods it stays as it is: the change survives, and is told.
    if let Ok(more) = Period::new(period.count.saturating_add(1), period.unit) {
        *period = more;
    }
}

fn ordinal(n: usize) -> String {
    match n {
        0 => "first".to_owned(),
        1 => "second".to_owned(),
        2 => "third".to_owned(),
        n => format!("{}th", n + 1),
    }
}

/// An arrow in words: where it starts, what it answers, where it leads.
pub fn arrow_told(chart: &Chart, arrow: &Arrow) -> String {
    let source = &chart.state(arrow.source).name;
    let source = if source.is_empty() { "the case" } else { source };
    let event = match &arrow.trigger {
        Trigger::Events(patterns) => {
            patterns.iter().map(|pattern| pattern.0.join(".")).collect::<Vec<_>>().join(" ")
        }
        Trigger::AtOnce => "at once".to_owned(),
        Trigger::Done => "done".to_owned(),
    };
    let to: Vec<&str> = arrow.to.iter().map(|state| chart.state(*state).name.as_str()).collect();
    match to.is_empty() {
        true => format!("{source}: {event}"),
        false => format!("{source}: {event} -> {}", to.join(", ")),
    }
}
