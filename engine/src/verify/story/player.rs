//! Plays a plan with `step` on the virtual clock: looks for moments and for values with which a real case goes where the
//! counter-example goes. A search that goes back to where the failure could have been avoided, within a number of steps.

use super::super::model::{Act, Deed, Free, Model};
use super::cast::{Cast, arrives_at_once};
use super::deeds::{Candidate, Filled, Stage};
use super::interest::Interest;
use super::moments;
use super::plan::{Leg, Plan};
use crate::case::{Case, Standing};
use crate::docket::Mark;
use crate::effect::Effect;
use crate::event::{Draw, Event};
use crate::id::{ArrowIx, CaseId};
use crate::moment::Moment;
use crate::refusal::Refusal;
use crate::step::{Step, open, step, timers};
use std::collections::{BTreeMap, BTreeSet};

/// Most steps that are tried for one story.
pub const BUDGET: usize = 3_000;
/// Most clocks that end in between without changing anything, and most draws of one step.
const MAX_ASIDE: usize = 200;

/// What happened.
#[derive(Debug, Clone)]
pub struct Happened {
    /// During which act of the plan.
    pub leg: usize,
    pub what: What,
    pub at: Moment,
    pub event: Event,
    /// The case before it; none before the opening.
    pub before: Option<Case>,
    pub filled: Vec<Filled>,
}

/// What it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The act itself.
    Act,
    /// The end of a clock that changes nothing.
    Aside,
    /// An official was found.
    Drawn,
    /// An invitation was taken up.
    Seated(usize),
}

/// A story that was played.
#[derive(Debug, Clone)]
pub struct Played {
    pub happened: Vec<Happened>,
    /// The case in the end.
    pub case: Case,
}

/// Why a plan can't be played.
#[derive(Debug, Clone)]
pub enum Why {
    /// At an act: another clock ends first.
    Order { leg: usize, first: Act },
    /// At an act: nothing was found with which it leads there.
    Witness { leg: usize },
    /// At an act: `step` refuses it.
    Refused { leg: usize, reason: String },
    /// No more steps.
    Budget,
}

impl Why {
    fn leg(&self) -> usize {
        match self {
            Self::Order { leg, .. } | Self::Witness { leg } | Self::Refused { leg, .. } => *leg,
            Self::Budget => 0,
        }
    }
}

/// A failure, and the acts whose values or moments could have avoided it.
#[derive(Debug, Default)]
struct Stuck {
    values: BTreeSet<usize>,
    moments: BTreeSet<usize>,
}

impl Stuck {
    fn up_to(leg: usize, moments: bool) -> Self {
        let all: BTreeSet<usize> = (0..=leg).collect();
        Self { moments: if moments { all.clone() } else { BTreeSet::new() }, values: all }
    }

    fn add(&mut self, other: Self, leg: usize) {
        self.values.extend(other.values);
        self.moments.extend(other.moments);
        self.values.remove(&leg);
        self.moments.remove(&leg);
    }
}

/// When each timer got the end that it has, and during which act.
type Since = BTreeMap<u64, (Moment, usize)>;

/// What a plan is played with.
pub struct Player<'a, 'c> {
    pub model: &'a Model<'c>,
    pub plan: &'a Plan,
    pub cast: &'a Cast,
    pub interest: &'a Interest,
    /// Whether the case at the end is broken as it should be.
    pub shows: &'a dyn Fn(&Case) -> bool,
    /// Whether all that the model keeps must agree, or active states alone.
    pub strict: bool,
    /// Whether people act as late as they may: where it is about time.
    pub late: bool,
    /// Steps that may still be tried.
    pub left: usize,
    /// The failure that came furthest.
    furthest: Option<Why>,
}

impl<'a, 'c> Player<'a, 'c> {
    /// Ready to play.
    pub fn new(
        model: &'a Model<'c>,
        plan: &'a Plan,
        (cast, interest): (&'a Cast, &'a Interest),
        shows: &'a dyn Fn(&Case) -> bool,
        left: usize,
    ) -> Self {
        Self { model, plan, cast, interest, shows, strict: true, late: false, left, furthest: None }
    }

    /// Plays it.
    ///
    /// # Errors
    /// Why it can't be, as far as it came.
    pub fn play(&mut self) -> Result<Played, Why> {
        let chart = self.model.chart;
        let Some(leg) = self.plan.legs.first() else { return Err(Why::Witness { leg: 0 }) };
        let id = CaseId::parse("story").map_err(|_| Why::Budget)?;
        for at in moments::starts(chart) {
            for candidate in self.stage().openings(leg, at) {
                let Event::Opened { by, people, data } = &candidate.event else { continue };
                if !self.may_step() {
                    return Err(self.furthest.clone().unwrap_or(Why::Budget));
                }
                let opened = match open(chart, id.clone(), by, people, data, at) {
                    Ok(opened) => opened,
                    Err(refusal) => {
                        self.failed(Why::Refused { leg: 0, reason: refusal.to_string() });
                        continue;
                    }
                };
                if !self.agrees(&opened, leg) {
                    self.failed(Why::Witness { leg: 0 });
                    continue;
                }
                let happened = Happened {
                    leg: 0,
                    what: What::Act,
                    at,
                    event: candidate.event.clone(),
                    before: None,
                    filled: candidate.filled,
                };
                let mut all = vec![happened];
                let Some(case) = self.draw(opened, at, 0, &mut all) else { continue };
                let since = since(&Since::new(), &case, 0);
                match self.go_on(1, &case, at, &since) {
                    Ok((mut rest, case)) => {
                        rest.reverse();
                        all.extend(rest);
                        return Ok(Played { happened: all, case });
                    }
                    Err(stuck) if stuck.values.contains(&0) => {}
                    Err(stuck) if stuck.moments.contains(&0) => break,
                    Err(_) => return Err(self.furthest.clone().unwrap_or(Why::Budget)),
                }
            }
        }
        Err(self.furthest.clone().unwrap_or(Why::Budget))
    }

    fn stage(&self) -> Stage<'a, 'c> {
        Stage { model: self.model, cast: self.cast, interest: self.interest }
    }

    fn may_step(&mut self) -> bool {
        let may = self.left > 0;
        self.left = self.left.saturating_sub(1);
        may
    }

    fn failed(&mut self, why: Why) {
        let order = |why: &Why| (why.leg(), matches!(why, Why::Order { .. }));
        if self.furthest.as_ref().is_none_or(|known| order(&why) > order(known)) {
            self.furthest = Some(why);
        }
    }

    /// From an act on: what happens, the last first, and the case in the end.
    // Recursion is bounded by the length of a plan.
    fn go_on(
        &mut self,
        at: usize,
        case: &Case,
        now: Moment,
        since: &Since,
    ) -> Result<(Vec<Happened>, Case), Stuck> {
        let plan = self.plan;
        let Some(leg) = plan.legs.get(at) else {
            if (self.shows)(case) {
                return Ok((Vec::new(), case.clone()));
            }
            self.failed(Why::Witness { leg: at });
            return Err(Stuck::up_to(at, true));
        };
        match leg.deed {
            Deed::Expired { .. } | Deed::RungExpired(_) | Deed::Raised { .. } => {
                self.by_itself(at, leg, case, now, since)
            }
            _ => self.by_somebody(at, leg, case, now, since),
        }
    }

    /// A clock ends, or what was raised for later comes.
    fn by_itself(
        &mut self,
        at: usize,
        leg: &Leg,
        case: &Case,
        now: Moment,
        since: &Since,
    ) -> Result<(Vec<Happened>, Case), Stuck> {
        let mut happened = Vec::new();
        let case = self.aside(at, case, now, Until::Act(leg.act), since, &mut happened)?;
        let Some((due, event, _)) = self.next(&case).filter(|(.., act)| *act == Some(leg.act)) else {
            self.failed(Why::Refused { leg: at, reason: "its clock doesn't run".to_owned() });
            return Err(Stuck::up_to(at, true));
        };
        let moment = due.max(now);
        let candidate = Candidate { seated: None, event, filled: Vec::new() };
        let Some(after) = self.try_out(at, leg, &case, moment, candidate, &mut happened) else {
            return Err(Stuck::up_to(at, self.hangs_on_time(leg)));
        };
        let since = self::since(since, &after, at);
        let (mut rest, end) = self.go_on(at + 1, &after, moment, &since)?;
        rest.extend(happened.into_iter().rev());
        Ok((rest, end))
    }

    /// Somebody acts, or the world does: at some moment before the next clock ends, with some values.
    fn by_somebody(
        &mut self,
        at: usize,
        leg: &Leg,
        case: &Case,
        now: Moment,
        since: &Since,
    ) -> Result<(Vec<Happened>, Case), Stuck> {
        let chart = self.model.chart;
        let next = self.next_awaited(case);
        let due = next.as_ref().map(|(due, ..)| *due);
        if let Some((due, number, act)) = next
            && due <= now
        {
            self.failed(Why::Order { leg: at, first: act });
            let last = since.get(&number).map_or(at, |(_, leg)| *leg);
            return Err(Stuck::up_to(last.min(at.saturating_sub(1)), true));
        }
        let moments = match &leg.deed {
            Deed::Receipt(letter)
                if arrives_at_once(chart, letter.notice)
                    && self.cast.parties.get(letter.seat).is_some_and(|party| party.account) =>
            {
                vec![now]
            }
            _ => moments::between(chart, now, due),
        };
        let mut moments = moments;
        if self.late {
            moments.sort_unstable_by(|one, other| other.cmp(one));
        }
        let mut all = Stuck::default();
        let mut matched = false;
        for moment in moments {
            let mut before = Vec::new();
            let here = match self.aside(at, case, now, Until::Moment(moment), since, &mut before) {
                Ok(here) => here,
                Err(stuck) => {
                    all.add(stuck, at);
                    continue;
                }
            };
            let candidates = self.stage().candidates(leg, &here, moment);
            if candidates.is_empty() {
                let reason = "there is nobody who may do it, or nothing to be done".to_owned();
                self.failed(Why::Refused { leg: at, reason });
            }
            for candidate in candidates {
                let mut happened = before.clone();
                let Some(after) = self.try_out(at, leg, &here, moment, candidate, &mut happened) else {
                    if self.left == 0 {
                        return Err(Stuck::default());
                    }
                    continue;
                };
                matched = true;
                let known = self::since(since, &after, at);
                match self.go_on(at + 1, &after, moment, &known) {
                    Ok((mut rest, end)) => {
                        rest.extend(happened.into_iter().rev());
                        return Ok((rest, end));
                    }
                    Err(stuck) => {
                        let (values, moments) = (stuck.values.contains(&at), stuck.moments.contains(&at));
                        if !values && !moments || self.left == 0 {
                            return Err(stuck);
                        }
                        all.add(stuck, at);
                        if !values {
                            break;
                        }
                    }
                }
            }
        }
        if !matched {
            all.add(Stuck::up_to(at, self.hangs_on_time(leg)), at);
        }
        Err(all)
    }

    /// Whether it may hang on the moment where an act leads.
    fn hangs_on_time(&self, leg: &Leg) -> bool {
        leg.ways.open.contains(&Free::Time) || matches!(leg.deed, Deed::Decided { .. })
    }

    /// Lets clocks end whose end changes nothing, until a moment or until an act is next.
    fn aside(
        &mut self,
        at: usize,
        case: &Case,
        now: Moment,
        until: Until,
        since: &Since,
        happened: &mut Vec<Happened>,
    ) -> Result<Case, Stuck> {
        let mut case = case.clone();
        for _ in 0..MAX_ASIDE {
            let Some((due, event, act)) = self.next(&case) else { return Ok(case) };
            match (until, act) {
                (Until::Moment(moment), _) if due > moment => return Ok(case),
                (Until::Act(wanted), Some(act)) if act == wanted => return Ok(case),
                (_, Some(first)) => {
                    self.failed(Why::Order { leg: at, first });
                    return Err(self.clash(at, &case, until, &event, since));
                }
                (_, None) => {
                    if !self.may_step() {
                        return Err(Stuck::default());
                    }
                    let moment = due.max(now);
                    let Ok(done) = step(self.model.chart, &case, &event, moment) else {
                        return Err(Stuck::up_to(at, true));
                    };
                    let before = Some(case);
                    happened.push(Happened {
                        leg: at,
                        what: What::Aside,
                        at: moment,
                        event,
                        before,
                        filled: Vec::new(),
                    });
                    let Some(after) = self.draw(done, moment, at, happened) else {
                        return Err(Stuck::up_to(at, true));
                    };
                    case = after;
                }
            }
        }
        Err(Stuck::up_to(at, true))
    }

    /// The acts that could have avoided that one timer comes before another: those up to when both had got their ends.
    fn clash(&self, at: usize, case: &Case, until: Until, first: &Event, since: &Since) -> Stuck {
        let leg_of = |number: u64| since.get(&number).map_or(at.saturating_sub(1), |(_, leg)| *leg);
        let mut last = number_of(first).map_or(0, leg_of);
        if let Until::Act(act) = until {
            let wanted = timers(self.model.chart, case)
                .into_iter()
                .find(|timer| self.act_of(case, &timer.event) == Some(act));
            let number = wanted.and_then(|timer| number_of(&timer.event));
            last = last.max(number.map_or(at.saturating_sub(1), leg_of));
        }
        Stuck::up_to(last, true)
    }

    /// The next timer of a case that is no reminder: when, what, and the act that it is, if it is awaited.
    fn next(&self, case: &Case) -> Option<(Moment, Event, Option<Act>)> {
        let timer =
            timers(self.model.chart, case).into_iter().find(|timer| number_of(&timer.event).is_some())?;
        let act = self.act_of(case, &timer.event);
        Some((timer.due, timer.event, act))
    }

    /// The next one that is awaited.
    fn next_awaited(&self, case: &Case) -> Option<(Moment, u64, Act)> {
        timers(self.model.chart, case)
            .into_iter()
            .find_map(|timer| Some((timer.due, number_of(&timer.event)?, self.act_of(case, &timer.event)?)))
    }

    fn act_of(&self, case: &Case, event: &Event) -> Option<Act> {
        match event {
            Event::Expired { clock, .. } => {
                let clock = case.clocks.iter().find(|known| known.number == *clock)?;
                self.model.act_of_clock(case, clock)
            }
            Event::Raised { raise, .. } => {
                self.model.act_of_raise(case.raises.iter().find(|known| known.number == *raise)?)
            }
            _ => None,
        }
    }

    /// Tries an event; the case after it where it leads to where the plan says.
    fn try_out(
        &mut self,
        at: usize,
        leg: &Leg,
        case: &Case,
        moment: Moment,
        candidate: Candidate,
        happened: &mut Vec<Happened>,
    ) -> Option<Case> {
        let chart = self.model.chart;
        let mut case = case.clone();
        if let Some(seat) = candidate.seated {
            let party = self.cast.parties.get(seat)?;
            let member = format!("{}[{}]", chart.role(party.slot.role).name, party.slot.number);
            let event = Event::Seated { member, person: party.person.clone() };
            let seated = step(chart, &case, &event, moment).ok()?;
            let (what, before) = (What::Seated(seat), Some(case));
            happened.push(Happened { leg: at, what, at: moment, event, before, filled: Vec::new() });
            case = seated.case;
        }
        if !self.may_step() {
            return None;
        }
        let done = match step(chart, &case, &candidate.event, moment) {
            Ok(done) => done,
            Err(refusal) => {
                self.failed(Why::Refused { leg: at, reason: in_words(&refusal) });
                return None;
            }
        };
        if !self.agrees(&done, leg) {
            self.failed(Why::Witness { leg: at });
            return None;
        }
        let Candidate { event, filled, .. } = candidate;
        happened.push(Happened { leg: at, what: What::Act, at: moment, event, before: Some(case), filled });
        self.draw(done, moment, at, happened)
    }

    fn agrees(&self, done: &Step, leg: &Leg) -> bool {
        if !self.strict {
            return self.model.agrees_in_states(&done.case, &leg.to);
        }
        let taken = done.marks.iter().filter_map(|mark| match mark {
            Mark::Took { arrow, .. } => Some(ArrowIx(*arrow)),
            _ => None,
        });
        let taken: Vec<ArrowIx> = taken.collect();
        leg.ways.all.iter().any(|(arrows, _)| *arrows == taken) && self.model.agrees(&done.case, &leg.to)
    }

    /// Finds officials where lots are to be drawn.
    fn draw(&mut self, done: Step, at: Moment, leg: usize, happened: &mut Vec<Happened>) -> Option<Case> {
        let Step { mut case, effects, .. } = done;
        let mut effects: Vec<Effect> = effects;
        effects.reverse();
        for _ in 0..MAX_ASIDE {
            let Some(effect) = effects.pop() else { return Some(case) };
            let Effect::Draw { role, pool, least_loaded, task, excluding } = effect else { continue };
            let own = |official: &&super::cast::Official| {
                official.pool == pool && !excluding.contains(&official.person)
            };
            let all: Vec<_> = self.cast.officials.iter().filter(own).collect();
            let best = all.iter().position(|official| self.model.chart.role(official.role).name == role);
            // Nobody is left: whoever needs an official waits.
            let Some(position) = best.or(if all.is_empty() { None } else { Some(0) }) else { continue };
            let official = all.get(position)?;
            let event = Event::Assigned {
                role,
                task,
                person: official.person.clone(),
                name: official.name.clone(),
                draw: Draw {
                    how: if least_loaded { "least_loaded" } else { "random" }.to_owned(),
                    candidates: all.iter().map(|official| (official.person.clone(), 0)).collect(),
                    randomness: "00".to_owned(),
                    position: u32::try_from(position).ok()?,
                },
            };
            if !self.may_step() {
                return None;
            }
            // Somebody may hold the role by now.
            let Ok(assigned) = step(self.model.chart, &case, &event, at) else { continue };
            happened.push(Happened {
                leg,
                what: What::Drawn,
                at,
                event,
                before: Some(case),
                filled: Vec::new(),
            });
            case = assigned.case;
            effects.extend(assigned.effects.into_iter().rev());
        }
        None
    }
}

/// Until when clocks may end that change nothing.
#[derive(Debug, Clone, Copy)]
enum Until {
    Moment(Moment),
    Act(Act),
}

/// The number of the clock or raise of a timer; none of a reminder.
fn number_of(event: &Event) -> Option<u64> {
    match event {
        Event::Expired { clock, .. } => Some(*clock),
        Event::Raised { raise, .. } => Some(*raise),
        _ => None,
    }
}

fn in_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Form { problems } => {
            let problems: Vec<String> =
                problems.iter().map(|p| format!("`{}`: {}", p.key, p.message)).collect();
            problems.join(", ")
        }
        other => other.to_string(),
    }
}

/// When each timer of a case got its end, given how it was before an act.
fn since(before: &Since, case: &Case, leg: usize) -> Since {
    let clocks = case.clocks.iter().filter_map(|clock| match clock.standing {
        Standing::Running { due, .. } => Some((clock.number, due)),
        _ => None,
    });
    let raises = case.raises.iter().map(|raise| (raise.number, raise.due));
    let known = |(number, due): (u64, Moment)| {
        let since = before.get(&number).filter(|(known, _)| *known == due).map_or(leg, |(_, leg)| *leg);
        (number, (due, since))
    };
    clocks.chain(raises).map(known).collect()
}
