//! What each of hundreds of models asks of a chart, found once: its events by number and what each may move, which boxes
//! can be covered, what states write and raise.

use super::cover::{Written, all_states, blocks_of, can_cover, each_action, written_by};
use super::operation::EventIx;
use super::relevant::{Relevant, relevant};
use crate::chart::{
    Action, ActionKind, BudgetOf, Chart, Deadline, FieldPath, FormField, Pattern, Says, ServedWhen, Start,
    StateKind, Trigger,
};
use crate::id::{ArrowIx, ConsentIx, DeadlineIx, NoticeIx, StateIx, TaskIx};
use std::collections::{BTreeMap, BTreeSet};

/// The events of a deadline.
#[derive(Debug, Clone, Copy)]
pub struct OfDeadline {
    pub expired: EventIx,
    pub extended: EventIx,
    pub refused: EventIx,
    pub suspended: EventIx,
    pub resumed: EventIx,
    pub waived: EventIx,
}

/// The events of a notice.
#[derive(Debug, Clone, Copy)]
pub struct OfNotice {
    pub served: EventIx,
    pub undeliverable: EventIx,
}

/// What the actions at a state do besides writing.
#[derive(Debug, Default)]
pub struct Doing {
    /// The notices that are sent.
    pub sends: Vec<NoticeIx>,
    /// The events that are raised; whether at once.
    pub raises: Vec<(EventIx, bool)>,
    /// What is raised at once on entry and on exit, and by the way to the first child.
    pub at_once: Vec<EventIx>,
}

/// An event, by its name.
#[derive(Debug, Default)]
struct Named {
    name: String,
    /// The arrows that answer it, by name and since a state is done.
    arrows: Vec<ArrowIx>,
    ends: Vec<ArrowIx>,
    /// Whether anything answers it, or asks about it.
    heard: bool,
    /// Deadlines that it starts, and those for which it asks for more time.
    starts: Vec<DeadlineIx>,
    asks: Vec<DeadlineIx>,
    /// Notices that it serves.
    serves: Vec<NoticeIx>,
}

/// A chart with what is looked up of it.
pub struct Lookup<'c> {
    /// The chart.
    pub chart: &'c Chart,
    events: Vec<Named>,
    numbers: BTreeMap<String, EventIx>,
    pub(super) error: EventIx,
    pub(super) given: Vec<EventIx>,
    pub(super) withdrawn: Vec<EventIx>,
    pub(super) messages: Vec<EventIx>,
    done: Vec<EventIx>,
    outcomes: Vec<Vec<EventIx>>,
    deadlines: Vec<OfDeadline>,
    notices: Vec<OfNotice>,
    /// By arrow: the events that it answers by name, and what it raises at once.
    answered: Vec<Vec<EventIx>>,
    raised: Vec<Vec<EventIx>>,
    doing: Vec<Doing>,
    written: Vec<Written>,
    can_cover: Vec<bool>,
    ends: Vec<bool>,
    /// Whether anybody may have to leave a case.
    pub has_release: bool,
    /// The fields that are given when a case is opened, and those of members that nobody gives.
    pub(super) first_data: Vec<FormField>,
    pub(super) own_fields: BTreeSet<FieldPath>,
    /// The fields that matter, whatever guarantees ask.
    pub(super) relevant: Relevant,
}

impl<'c> Lookup<'c> {
    /// Of a chart.
    pub fn of(chart: &'c Chart) -> Self {
        let mut names = Names::default();
        let error = names.number("error.execution");
        let consents = |names: &mut Names, what: &str| {
            let all = chart.consents.iter();
            all.map(|consent| names.number(&format!("consent.{what}.{}", consent.name))).collect::<Vec<_>>()
        };
        let given = consents(&mut names, "given");
        let withdrawn = consents(&mut names, "withdrawn");
        let messages = chart.messages.iter().map(|message| names.number(&message.name)).collect();
        let done = chart.states.iter().map(|state| names.number(&format!("done.state.{}", state.name)));
        let done = done.collect();
        let tasks = chart.tasks.iter().map(|task| {
            let outcomes = task.outcomes.iter();
            outcomes.map(|outcome| names.number(&format!("{}.{}", task.name, outcome.name))).collect()
        });
        let outcomes = tasks.collect();
        let deadlines = chart.deadlines.iter().map(|deadline| names.of_deadline(deadline)).collect();
        let notices = chart.notices.iter().map(|notice| {
            let [served, undeliverable] =
                ["served", "undeliverable"].map(|what| names.number(&format!("{}.{what}", notice.name)));
            OfNotice { served, undeliverable }
        });
        let notices = notices.collect();
        let raised: Vec<Vec<EventIx>> = chart
            .arrows
            .iter()
            .map(|arrow| at_once(names.raised(&arrow.actions, &given, &withdrawn)))
            .collect();
        let doing = all_states(chart).map(|state| names.doing(chart, state, &given, &withdrawn)).collect();
        let mut lookup = Self {
            chart,
            events: Vec::new(),
            numbers: names.numbers,
            error,
            given,
            withdrawn,
            messages,
            done,
            outcomes,
            deadlines,
            notices,
            answered: vec![Vec::new(); chart.arrows.len()],
            raised,
            doing,
            written: all_states(chart).map(|state| written_by(chart, state)).collect(),
            can_cover: all_states(chart).map(|state| can_cover(chart, state)).collect(),
            ends: all_states(chart).map(|state| ends_at(chart, state)).collect(),
            has_release: has_release(chart),
            first_data: crate::step::first_data(chart),
            own_fields: crate::step::own_fields(chart).member,
            relevant: relevant(chart, &[]),
        };
        lookup.events = names.all.into_iter().map(|name| Named { name, ..Named::default() }).collect();
        for event in 0..lookup.events.len() {
            lookup.hear(event);
        }
        lookup
    }

    /// Finds what an event may move.
    fn hear(&mut self, event: usize) {
        let chart = self.chart;
        let here = &mut self.events[event];
        let number = EventIx(u16::try_from(event).unwrap_or(u16::MAX));
        let ends = here.name.strip_prefix("done.state.");
        for (at, arrow) in (0..).zip(&chart.arrows) {
            if arrow.trigger.answers(&here.name) {
                here.arrows.push(ArrowIx(at));
                self.answered[usize::from(at)].push(number);
            }
            if matches!(arrow.trigger, Trigger::Done) && ends == Some(chart.state(arrow.source).name.as_str())
            {
                here.ends.push(ArrowIx(at));
            }
        }
        for (at, deadline) in (0..).zip(&chart.deadlines) {
            if starts(chart, &deadline.start, &here.name) {
                here.starts.push(DeadlineIx(at));
            }
            let asked = deadline.extend.as_ref().and_then(|extend| extend.asked.as_ref());
            if asked.is_some_and(|pattern| pattern.matches(&here.name)) {
                here.asks.push(DeadlineIx(at));
            }
        }
        for (at, notice) in (0..).zip(&chart.notices) {
            let by =
                |when: &ServedWhen| matches!(when, ServedWhen::Event(pattern) if pattern.matches(&here.name));
            if notice.served_when.iter().any(by) {
                here.serves.push(NoticeIx(at));
            }
        }
        here.heard = !here.arrows.is_empty()
            || !here.starts.is_empty()
            || !here.asks.is_empty()
            || !here.serves.is_empty()
            || is_asked_about(chart, &here.name);
    }

    /// How many events there are.
    pub(super) fn event_count(&self) -> usize {
        self.events.len()
    }

    /// The name of an event.
    pub fn name(&self, event: EventIx) -> &str {
        &self.events[event.at()].name
    }

    /// The event of a name, if there is one.
    pub(super) fn event(&self, name: &str) -> Option<EventIx> {
        self.numbers.get(name).copied()
    }

    /// The events whose names match a pattern.
    pub(super) fn matching(&self, pattern: &Pattern) -> impl Iterator<Item = EventIx> {
        let all = (0..).zip(&self.events);
        all.filter(|(_, event)| pattern.matches(&event.name)).map(|(at, _)| EventIx(at))
    }

    /// That a state is done.
    pub(super) fn done(&self, state: StateIx) -> EventIx {
        self.done[state.at()]
    }

    /// The outcomes of a task, in order.
    pub(super) fn outcomes(&self, task: TaskIx) -> &[EventIx] {
        &self.outcomes[task.at()]
    }

    /// The events of a deadline.
    pub(super) fn of_deadline(&self, deadline: DeadlineIx) -> OfDeadline {
        self.deadlines[deadline.at()]
    }

    /// The events of a notice.
    pub(super) fn of_notice(&self, notice: NoticeIx) -> OfNotice {
        self.notices[notice.at()]
    }

    /// The arrows that answer an event by name, in order.
    pub(super) fn answering(&self, event: EventIx) -> &[ArrowIx] {
        &self.events[event.at()].arrows
    }

    /// The arrows that answer it since a state is done.
    pub(super) fn ending(&self, event: EventIx) -> &[ArrowIx] {
        &self.events[event.at()].ends
    }

    /// Whether anything in the chart answers an event, or a guarantee asks about it.
    pub(super) fn is_heard(&self, event: EventIx) -> bool {
        self.events[event.at()].heard
    }

    /// Whether a guarantee asks about an event.
    pub(super) fn is_asked_about(&self, event: EventIx) -> bool {
        is_asked_about(self.chart, self.name(event))
    }

    /// The deadlines that an event starts.
    pub(super) fn starts(&self, event: EventIx) -> &[DeadlineIx] {
        &self.events[event.at()].starts
    }

    /// The deadlines for which it asks for more time.
    pub(super) fn asks(&self, event: EventIx) -> &[DeadlineIx] {
        &self.events[event.at()].asks
    }

    /// The notices that it serves.
    pub(super) fn serves(&self, event: EventIx) -> &[NoticeIx] {
        &self.events[event.at()].serves
    }

    /// The events that an arrow answers by name.
    pub(super) fn answered(&self, arrow: ArrowIx) -> &[EventIx] {
        &self.answered[arrow.at()]
    }

    /// What an arrow raises at once.
    pub(super) fn raised(&self, arrow: ArrowIx) -> &[EventIx] {
        &self.raised[arrow.at()]
    }

    /// What the actions at a state do.
    pub(super) fn doing(&self, state: StateIx) -> &Doing {
        &self.doing[state.at()]
    }

    /// What a state's actions and tasks write.
    pub fn written(&self, state: StateIx) -> &Written {
        &self.written[state.at()]
    }

    /// Whether a box can be covered at all.
    pub fn can_cover(&self, state: StateIx) -> bool {
        self.can_cover[state.at()]
    }

    /// Whether a box may be done when a state is entered.
    pub(super) fn ends_at(&self, state: StateIx) -> bool {
        self.ends[state.at()]
    }
}

/// Numbers for names.
#[derive(Default)]
struct Names {
    all: Vec<String>,
    numbers: BTreeMap<String, EventIx>,
}

impl Names {
    fn number(&mut self, name: &str) -> EventIx {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        let at = EventIx(u16::try_from(self.all.len()).unwrap_or(u16::MAX));
        self.all.push(name.to_owned());
        self.numbers.insert(name.to_owned(), at);
        at
    }

    fn of_deadline(&mut self, deadline: &Deadline) -> OfDeadline {
        let mut of = |what: &str| self.number(&format!("{}.{what}", deadline.name));
        OfDeadline {
            expired: of("expired"),
            extended: of("extended"),
            refused: of("extension_refused"),
            suspended: of("suspended"),
            resumed: of("resumed"),
            waived: of("waived"),
        }
    }

    /// What actions raise; whether at once.
    fn raised(
        &mut self,
        actions: &[Action],
        given: &[EventIx],
        withdrawn: &[EventIx],
    ) -> Vec<(EventIx, bool)> {
        let mut raised = Vec::new();
        let of = |all: &[EventIx], consent: &ConsentIx| (all[consent.at()], true);
        each_action(actions, &mut |action| match action {
            ActionKind::Raise { event, after, .. } => raised.push((self.number(event), after.is_none())),
            ActionKind::Consent(consent) => raised.push(of(given, consent)),
            ActionKind::Withdraw(consent) => raised.push(of(withdrawn, consent)),
            _ => {}
        });
        raised
    }

    fn doing(&mut self, chart: &Chart, state: StateIx, given: &[EventIx], withdrawn: &[EventIx]) -> Doing {
        let mut doing = Doing::default();
        for block in blocks_of(chart, state) {
            each_action(block, &mut |action| {
                if let ActionKind::Send(notice) = action {
                    doing.sends.push(*notice);
                }
            });
            doing.raises.extend(self.raised(block, given, withdrawn));
        }
        let here = chart.state(state);
        let initial = match &here.kind {
            StateKind::Compound(initial) | StateKind::History { default: initial, .. } => {
                initial.actions.as_slice()
            }
            _ => &[],
        };
        for block in [here.entry.as_slice(), here.exit.as_slice(), initial] {
            doing.at_once.extend(at_once(self.raised(block, given, withdrawn)));
        }
        doing
    }
}

fn at_once(raised: Vec<(EventIx, bool)>) -> Vec<EventIx> {
    raised.into_iter().filter(|(_, at_once)| *at_once).map(|(event, _)| event).collect()
}

fn has_release(chart: &Chart) -> bool {
    let mut releases = false;
    for block in all_states(chart).flat_map(|state| blocks_of(chart, state)) {
        each_action(block, &mut |action| releases |= matches!(action, ActionKind::Release(_)));
    }
    releases
}

/// Whether a guarantee asks about an event.
fn is_asked_about(chart: &Chart, name: &str) -> bool {
    chart.guarantees.iter().any(|guarantee| match &guarantee.says {
        Says::Events(_, patterns, _) => patterns.iter().any(|pattern| pattern.matches(name)),
        Says::Budget { of: BudgetOf::Event(pattern), .. } => pattern.matches(name),
        _ => false,
    })
}

/// Whether an event starts a clock.
fn starts(chart: &Chart, start: &Start, name: &str) -> bool {
    match start {
        Start::Event(pattern) => pattern.matches(name),
        Start::Deadline(other) => {
            name.strip_suffix(".expired").is_some_and(|of| of == chart.deadline(*other).name)
        }
        _ => false,
    }
}

fn ends_at(chart: &Chart, state: StateIx) -> bool {
    let mut waiting = vec![state];
    let mut passed = Vec::new();
    let mut ends = false;
    while let Some(state) = waiting.pop() {
        if passed.contains(&state) {
            continue;
        }
        passed.push(state);
        let here = chart.state(state);
        waiting.extend(here.at_once.iter().flat_map(|arrow| {
            let arrow = chart.arrow(*arrow);
            arrow.to.iter().chain(&arrow.beyond).copied()
        }));
        // Copies of nobody are done at once.
        ends |= matches!(here.kind, StateKind::Final { .. }) || here.for_each.is_some();
        match &here.kind {
            StateKind::Compound(initial) | StateKind::History { default: initial, .. } => {
                waiting.extend(&initial.to);
            }
            StateKind::Parallel => waiting.extend(&here.children),
            StateKind::Atomic | StateKind::Final { .. } => {}
        }
    }
    ends
}
