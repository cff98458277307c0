//! When the server is killed: at something seen from outside, or some time after it.

use std::collections::BTreeMap;
use std::process::{Child, ExitStatus};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// If nothing of the kind is seen for so long, the server is killed all the same.
const LONG_ENOUGH: Duration = Duration::from_secs(5);

/// What can be seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// The process was started; it isn't ready.
    Started,
    /// It answers.
    Ready,
    /// It acknowledged a command.
    Acknowledged,
    /// A command was sent, and isn't acknowledged.
    Sent,
    /// A document was sent in.
    Lodged,
    /// A whole mail has come in; the server doesn't know yet that it is taken.
    MailIn,
    /// The mail server has said that it took a mail.
    MailTaken,
    /// The other system was asked, and hasn't answered.
    Asked,
    /// The other system has answered.
    Answered,
    /// A clock that was acknowledged falls due.
    Due,
    /// It said that it can't serve now.
    Refused,
}

/// The `nth` time that something is seen, and so much later.
///
/// The delay is no waiting for something: at which moment the process dies is what is tested.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub on: Sight,
    pub nth: u32,
    pub later: Duration,
}

/// Kills the server when its moment has come. Whoever sees something says so here.
#[derive(Debug, Default)]
pub struct Trigger {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    victim: Option<Child>,
    plan: Option<Plan>,
    seen: u32,
    moment: Option<Instant>,
    sights: BTreeMap<Sight, u64>,
}

/// How it fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fall {
    /// As planned.
    Planned,
    /// What was waited for didn't come.
    Unseen,
    /// It ended by itself before that.
    Ended(ExitStatus),
}

impl Trigger {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while it is held")
    }

    /// A new victim.
    pub fn arm(&self, victim: Child, plan: Option<Plan>) {
        let mut state = self.lock();
        let sights = std::mem::take(&mut state.sights);
        *state = State { victim: Some(victim), plan, sights, ..State::default() };
        drop(state);
        self.saw(Sight::Started);
    }

    /// Something was seen just now.
    pub fn saw(&self, sight: Sight) {
        self.saw_at(sight, Instant::now());
    }

    /// Something will be seen at a moment.
    pub fn saw_at(&self, sight: Sight, at: Instant) {
        let mut state = self.lock();
        if at <= Instant::now() {
            *state.sights.entry(sight).or_default() += 1;
            self.changed.notify_all();
        }
        let Some(plan) = state.plan.filter(|plan| plan.on == sight) else { return };
        state.seen += 1;
        if state.seen != plan.nth {
            return;
        }
        let moment = at + plan.later;
        state.moment = Some(moment);
        if moment <= Instant::now() {
            // Here and now: whoever saw it goes on only when the server is dead.
            state.kill();
        }
        self.changed.notify_all();
    }

    /// Waits until the victim is dead.
    pub fn fall(&self) -> Fall {
        let give_up = Instant::now() + LONG_ENOUGH;
        let mut state = self.lock();
        loop {
            let Some(victim) = &mut state.victim else { return Fall::Planned };
            if let Ok(Some(status)) = victim.try_wait() {
                state.victim = None;
                return Fall::Ended(status);
            }
            let now = Instant::now();
            let until = state.moment.unwrap_or(give_up);
            if until <= now {
                let fall = if state.moment.is_some() { Fall::Planned } else { Fall::Unseen };
                state.kill();
                self.changed.notify_all();
                return fall;
            }
            state = self.changed.wait_timeout(state, until - now).expect("nobody panics while it is held").0;
        }
    }

    /// Waits until something was seen so many times more than now.
    pub fn see_more(&self, sight: Sight, more: u64, within: Duration) {
        let state = self.lock();
        let wanted = state.sights.get(&sight).copied().unwrap_or_default() + more;
        let few = |state: &mut State| state.sights.get(&sight).is_none_or(|seen| *seen < wanted);
        let (state, waited) =
            self.changed.wait_timeout_while(state, within, few).expect("nobody panics while it is held");
        let sights = state.sights.clone();
        drop(state);
        assert!(!waited.timed_out(), "no `{sight:?}` within {within:?}: {sights:?}");
    }

    /// How often something was seen.
    pub fn seen(&self, sight: Sight) -> u64 {
        self.lock().sights.get(&sight).copied().unwrap_or_default()
    }

    /// Waits a while, not beyond the victim's death. Whether it is dead.
    pub fn pause(&self, most: Duration) -> bool {
        let alive = |state: &mut State| state.victim.is_some();
        let waited = self.changed.wait_timeout_while(self.lock(), most, alive);
        waited.expect("nobody panics while it is held").0.victim.is_none()
    }

    /// Now.
    pub fn kill(&self) {
        self.lock().kill();
        self.changed.notify_all();
    }
}

impl State {
    /// SIGKILL.
    fn kill(&mut self) {
        let Some(mut victim) = self.victim.take() else { return };
        victim.kill().expect("it is our child");
        victim.wait().expect("it is our child");
        self.plan = None;
    }
}
