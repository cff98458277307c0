//! Orders and numbers of events: the DECLARE templates as small automata beside the chart (Pesic, Schonenberg, van der
//! Aalst 2007; finite traces, De Giacomo and Vardi 2013). A case that goes on for ever is `always_ends`' matter.

use super::explore::{Asked, Space, Watch, follow};
use super::guarantee::{Found, Ground, Way, add, stopped};
use super::model::{Act, Model, Play, Seen};
use super::text;
use super::verdict::Explored;
use crate::chart::{Declare, Pattern};
use crate::deadline::Period;
use crate::definition::Text;

/// The automaton's states beyond these are numbers of its own.
const BROKEN: u64 = u64::MAX;
/// The person isn't in the case: owes and is owed nothing.
const AWAY: u64 = u64::MAX - 1;
/// The same, and the first of an order came already.
const CAME_BEFORE: u64 = u64::MAX - 2;

struct Automaton<'a, 'c> {
    model: &'a Model<'c>,
    declare: Declare,
    patterns: &'a [Pattern],
    /// The person whose events they are, where some are a person's.
    seat: Option<usize>,
}

impl Automaton<'_, '_> {
    /// Which of the patterns an event is.
    fn is(&self, at: usize, name: &str) -> bool {
        self.patterns.get(at).is_some_and(|pattern| pattern.matches(name))
    }

    /// One event: bit 0 whether the first was seen (or is owed), bit 1 whether the second was, above them a count.
    fn read(&self, state: u64, name: &str) -> u64 {
        let (first, second) = (self.is(0, name), self.is(1, name));
        let broken_if = |broken: bool, next: u64| if broken { BROKEN } else { next };
        match self.declare {
            Declare::Existence => state | u64::from(first),
            Declare::Absence => broken_if(first, state),
            Declare::Exactly(times) => broken_if(first && state >= times, state + u64::from(first)),
            Declare::Init => broken_if(state == 0 && !first, 1),
            Declare::Precedence => broken_if(second && !first && state == 0, state | u64::from(first)),
            Declare::Response => {
                let owed = if second { 0 } else { state };
                owed | u64::from(first)
            }
            // Bit 0: the first was seen; bit 1: the second is owed.
            Declare::Succession => {
                let broken = second && !first && state & 1 == 0;
                let owed = if second { state & !2 } else { state };
                broken_if(broken, if first { owed | 3 } else { owed })
            }
            Declare::AlternatePrecedence => {
                let broken = second && !first && state == 0;
                broken_if(
                    broken,
                    if first {
                        1
                    } else if second {
                        0
                    } else {
                        state
                    },
                )
            }
            Declare::AlternateResponse | Declare::AlternateSuccession => {
                let alternates = self.declare == Declare::AlternateSuccession;
                let broken = first && state == 1 || alternates && second && state == 0;
                broken_if(
                    broken,
                    if first {
                        1
                    } else if second {
                        0
                    } else {
                        state
                    },
                )
            }
            // The last event was the first.
            Declare::ChainPrecedence => broken_if(second && state == 0, u64::from(first)),
            Declare::ChainResponse => broken_if(state == 1 && !second, u64::from(first)),
            Declare::ChainSuccession => broken_if((state == 1) != second, u64::from(first)),
            Declare::NotCoexistence => {
                let seen = (0..self.patterns.len()).filter(|at| self.is(*at, name));
                let next = seen.fold(state, |state, at| state | 1 << at.min(62));
                broken_if(next.count_ones() > 1, next)
            }
        }
    }

    /// Somebody who isn't in the case. What has to come before something is there when they join, if the whole case
    /// had it.
    fn away(&self, state: u64, play: &Play<'_, '_>) -> u64 {
        let counts = matches!(self.declare, Declare::Precedence | Declare::Succession);
        let first = play.seen.iter().any(|seen| match seen {
            Seen::Event(event, home, seat) => {
                self.is(0, self.model.event_name(*event)) && self.model.concerns(*home, *seat, self.seat)
            }
            _ => false,
        });
        if counts && (first || state == CAME_BEFORE) { CAME_BEFORE } else { AWAY }
    }

    /// Whether a case may end so.
    fn may_end(&self, state: u64) -> bool {
        if state == AWAY || state == CAME_BEFORE {
            return true;
        }
        match self.declare {
            Declare::Existence | Declare::Init => state & 1 == 1,
            Declare::Exactly(times) => state == times,
            Declare::Response | Declare::AlternateResponse | Declare::AlternateSuccession => state == 0,
            Declare::Succession => state & 2 == 0,
            Declare::ChainResponse | Declare::ChainSuccession => state == 0,
            Declare::Absence
            | Declare::Precedence
            | Declare::AlternatePrecedence
            | Declare::ChainPrecedence
            | Declare::NotCoexistence => true,
        }
    }
}

impl Watch for Automaton<'_, '_> {
    fn after(&self, state: u64, before: &[u64], _: &Act, play: &Play<'_, '_>) -> u64 {
        let seated =
            |seat: usize| self.model.is_seated(seat, before) || self.model.is_seated(seat, play.reached());
        if state == BROKEN {
            return state;
        }
        if !self.seat.is_none_or(seated) {
            return self.away(state, play);
        }
        let mut state = match state {
            AWAY => 0,
            CAME_BEFORE => 1,
            state => state,
        };
        for name in self.told(before, play) {
            if state != BROKEN {
                state = self.read(state, name);
            }
        }
        if state != BROKEN && self.has_left(play) { AWAY } else { state }
    }
}

impl Automaton<'_, '_> {
    /// The events of a step that concern the person, by name. Who isn't in the case owes and is owed nothing.
    fn told<'p>(&'p self, before: &[u64], play: &'p Play<'_, '_>) -> impl Iterator<Item = &'p str> {
        let seated =
            |seat: usize| self.model.is_seated(seat, before) || self.model.is_seated(seat, play.reached());
        let here = self.seat.is_none_or(seated);
        play.seen.iter().filter_map(move |seen| {
            let Seen::Event(event, home, seat) = seen else { return None };
            // What the case tells itself of boxes that are done is no event of its log.
            let name = self.model.event_name(*event);
            let told = !name.starts_with("done.state.") && self.model.concerns(*home, *seat, self.seat);
            (here && told).then_some(name)
        })
    }

    fn has_left(&self, play: &Play<'_, '_>) -> bool {
        let left = |seat: usize| !play.is_end(play.reached()) && !self.model.is_seated(seat, play.reached());
        self.seat.is_some_and(left)
    }
}

/// Whether the second event is owed: 0 if it isn't. Each time that it is owed anew the number changes.
pub(super) struct Owed<'a, 'c>(Automaton<'a, 'c>);

impl<'a, 'c> Owed<'a, 'c> {
    /// To a person, where the events are a person's.
    pub fn to(model: &'a Model<'c>, declare: Declare, patterns: &'a [Pattern], seat: Option<usize>) -> Self {
        Self(Automaton { model, declare, patterns, seat })
    }
}

impl Watch for Owed<'_, '_> {
    fn after(&self, state: u64, before: &[u64], _: &Act, play: &Play<'_, '_>) -> u64 {
        let (mut owed, mut last) = (state, state);
        for name in self.0.told(before, play) {
            if self.0.is(1, name) {
                owed = 0;
            }
            if self.0.is(0, name) && owed == 0 {
                owed = if last == 1 { 2 } else { 1 };
                last = owed;
            }
        }
        if self.0.has_left(play) { 0 } else { owed }
    }
}

/// How soon the second event comes after the first, for each person.
fn soon(
    ground: &Ground<'_, '_>,
    declare: Declare,
    patterns: &[Pattern],
    within: Period,
    explored: &mut Explored,
) -> Found {
    let model = ground.model;
    let mut longest = Found::Holds;
    for seat in model.persons_of(patterns) {
        let watch = Owed::to(model, declare, patterns, seat);
        let asked = Asked { limits: ground.limits, without: &|_| false, keep: false, until: &|_, _| false };
        let space = Space::explore(model, &watch, &asked);
        add(explored, &space);
        if let Some(limit) = stopped(&space, ground.limits) {
            return Found::Open(limit);
        }
        match (super::lasting::soon(ground, &space, &watch, within), &longest) {
            (Found::Holds, _) => {}
            (Found::Within { days, .. }, Found::Within { days: known, .. }) if days <= *known => {}
            (found @ Found::Within { .. }, _) => longest = found,
            (found, _) => return found,
        }
    }
    longest
}

/// An order or a number of events.
pub(super) fn holds(
    ground: &Ground<'_, '_>,
    declare: Declare,
    patterns: &[Pattern],
    within: Option<&Period>,
    explored: &mut Explored,
) -> Found {
    let model = ground.model;
    let persons = ground.whole.persons_of(patterns);
    let mut open = None;
    for seat in persons {
        let automaton = Automaton { model, declare, patterns, seat };
        let play = Play::new(model);
        let until =
            |words: &[u64], state: u64| state == BROKEN || play.is_end(words) && !automaton.may_end(state);
        let asked = Asked { limits: ground.limits, without: &|_| false, keep: false, until: &until };
        let space = Space::explore(model, &automaton, &asked);
        add(explored, &space);
        if let Some(state) = space.torn {
            return Found::Torn(state);
        }
        if let Some(at) = space.found {
            let end = wrong(declare, patterns, space.watched(at) == BROKEN);
            return Found::Broken(vec![Way { acts: space.path(at), end }]);
        }
        open = open.or_else(|| stopped(&space, ground.limits));
    }
    match (open, within) {
        (Some(limit), _) => Found::Open(limit),
        (None, Some(within)) => soon(ground, declare, patterns, *within, explored),
        (None, None) => Found::Holds,
    }
}

/// What is wrong, in a sentence.
fn wrong(declare: Declare, patterns: &[Pattern], on_the_way: bool) -> Text {
    let name = |at: usize| patterns.get(at).map(|pattern| pattern.0.join(".")).unwrap_or_default();
    let (first, second) = (name(0), name(1));
    match (declare, on_the_way) {
        (Declare::Existence, _) => {
            text(format!("the case ends without `{first}`"), format!("案件结案时从未发生 `{first}`"))
        }
        (Declare::Absence, _) => text(format!("`{first}` comes"), format!("`{first}` 发生")),
        (Declare::Exactly(times), true) => {
            text(format!("`{first}` comes more than {times} time(s)"), format!("`{first}` 超过 {times} 次"))
        }
        (Declare::Exactly(times), false) => text(
            format!("the case ends before `{first}` has come {times} time(s)"),
            format!("结案时 `{first}` 未满 {times} 次"),
        ),
        (Declare::Init, _) => {
            text(format!("`{first}` isn't the first event"), format!("首个事件不是 `{first}`"))
        }
        (Declare::NotCoexistence, _) => text(
            format!("more than one of `{}` come in one case", all(patterns)),
            format!("`{}` 中有两项以上在同一案件发生", all(patterns)),
        ),
        (Declare::Precedence | Declare::Succession | Declare::AlternatePrecedence, true) => text(
            format!("`{second}` comes without `{first}` before it"),
            format!("`{second}` 之前没有 `{first}`"),
        ),
        (Declare::ChainPrecedence, true) => text(
            format!("`{second}` comes without `{first}` right before it"),
            format!("`{second}` 的前一事件不是 `{first}`"),
        ),
        (Declare::ChainResponse, true) => text(
            format!("`{first}` comes without `{second}` right after it"),
            format!("`{first}` 的后一事件不是 `{second}`"),
        ),
        (_, true) => text(
            format!("`{first}` and `{second}` don't come in turn"),
            format!("`{first}` 与 `{second}` 未依次发生"),
        ),
        (_, false) => text(
            format!("the case ends, and after `{first}` no `{second}` has come"),
            format!("结案时，`{first}` 之后没有 `{second}`"),
        ),
    }
}

fn all(patterns: &[Pattern]) -> String {
    patterns.iter().map(|pattern| pattern.0.join(".")).collect::<Vec<_>>().join("`, `")
}

/// Whether acts, each with where it leads, break an order.
pub(super) fn is_broken_by(
    model: &Model<'_>,
    declare: Declare,
    patterns: &[Pattern],
    way: &[(Act, Vec<u64>)],
) -> bool {
    let ended = way.last().is_some_and(|(_, last)| Play::new(model).is_end(last));
    model.persons_of(patterns).into_iter().any(|seat| {
        let automaton = Automaton { model, declare, patterns, seat };
        let states = follow(model, &automaton, way);
        states.into_iter().any(|state| state == BROKEN || ended && !automaton.may_end(state))
    })
}
