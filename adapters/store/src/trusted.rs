//! The machine's clock as far as it can be trusted. Somebody may set it, and a deadline must not expire by that: so it
//! is compared with the time since the machine was started, which nobody can set.

use async_trait::async_trait;
use registrar_casework::ports::{Clock, Doubt};
use registrar_casework::sleep_until;
use registrar_engine::moment::Moment;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// By how much a clock may be put right unasked, in microseconds. A machine that keeps its time by the network never
/// needs so much.
const TOLERANCE: u64 = 600_000_000;

/// What a machine shows, in microseconds.
pub trait Dials: Send + Sync + Debug {
    /// Its clock, since 1970, which can be set.
    fn clock(&self) -> i64;
    /// The time since it was started, also while it slept.
    fn since_start(&self) -> i64;
    /// Which of its starts that counts from; none: nobody knows, and another process counts from elsewhere.
    fn start(&self) -> Option<String>;
}

/// What a process went by, for the one after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which start of the machine.
    pub start: Option<String>,
    /// Microseconds since then.
    pub since_start: i64,
    /// What the time was.
    pub trusted: i64,
    /// Whether it was in doubt, and nobody has confirmed since that the clock is right.
    pub doubted: bool,
}

/// A machine's clock that is followed while it goes evenly. Once it has jumped, time goes on by the other dial as if
/// it hadn't, until it is back or somebody confirms that it is right.
#[derive(Debug)]
pub struct TrustedClock {
    dials: Arc<dyn Dials>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    trust: Trust,
    /// By how much clock and time since the start differed when the clock was last trusted.
    offset: i64,
    /// The latest answer.
    latest: i64,
}

/// Which difference between clock and time since the start is believed.
#[derive(Debug, Clone, Copy)]
enum Trust {
    /// One near this.
    Near(i64),
    /// Any that isn't far below this: the machine was started anew, and stood still for nobody knows how long.
    AtLeast(i64),
    /// None, before somebody confirms it: it was in doubt already when the machine was started anew.
    None,
}

impl TrustedClock {
    /// A clock that is right as it stands.
    pub fn starting(dials: Arc<dyn Dials>) -> Self {
        let offset = difference(&*dials);
        Self::of(dials, Trust::Near(offset), offset)
    }

    /// A clock that goes on from where a process before left off.
    pub fn resuming(dials: Arc<dyn Dials>, mark: &Mark) -> Self {
        let same = mark.start.is_some() && mark.start == dials.start();
        let since = if same { mark.since_start } else { dials.since_start() };
        let offset = mark.trusted.saturating_sub(since);
        let trust = match (same, mark.doubted) {
            (true, _) => Trust::Near(offset),
            (false, false) => Trust::AtLeast(offset),
            (false, true) => Trust::None,
        };
        Self::of(dials, trust, offset)
    }

    fn of(dials: Arc<dyn Dials>, trust: Trust, offset: i64) -> Self {
        Self { dials, state: Mutex::new(State { trust, offset, latest: i64::MIN }) }
    }

    /// What the process after this one is to know.
    pub fn mark(&self) -> Mark {
        let (trusted, doubt) = self.look();
        Mark {
            start: self.dials.start(),
            since_start: self.dials.since_start(),
            trusted,
            doubted: doubt.is_some(),
        }
    }

    /// By how much the clock is off, in microseconds; none: it isn't in doubt.
    pub fn off_by(&self) -> Option<i64> {
        let (reckoned, clock) = self.look();
        clock.map(|clock| clock.saturating_sub(reckoned))
    }

    /// The clock is right as it stands: time may jump, also back.
    pub fn confirm(&self) {
        let mut state = self.state();
        let offset = difference(&*self.dials);
        *state = State { trust: Trust::Near(offset), offset, latest: i64::MIN };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time; and what the clock shows, if that is in doubt.
    fn look(&self) -> (i64, Option<i64>) {
        let mut state = self.state();
        let (clock, since) = (self.dials.clock(), self.dials.since_start());
        let offset = clock.saturating_sub(since);
        let trusted = match state.trust {
            Trust::Near(near) => near.abs_diff(offset) <= TOLERANCE,
            Trust::AtLeast(least) if offset >= least || least.abs_diff(offset) <= TOLERANCE => {
                state.trust = Trust::Near(offset);
                true
            }
            Trust::AtLeast(_) | Trust::None => false,
        };
        if trusted {
            state.offset = offset;
        }
        state.latest = since.saturating_add(state.offset).max(state.latest);
        (state.latest, (!trusted).then_some(clock))
    }
}

/// By how much a machine's clock is ahead of the time since its start.
fn difference(dials: &dyn Dials) -> i64 {
    dials.clock().saturating_sub(dials.since_start())
}

fn moment(micros: i64) -> Moment {
    Moment::from_micros(micros).unwrap_or_else(|| jiff::Timestamp::MAX.into())
}

#[async_trait]
impl Clock for TrustedClock {
    fn now(&self) -> Moment {
        moment(self.look().0)
    }

    fn doubt(&self) -> Option<Doubt> {
        let (reckoned, clock) = self.look();
        clock.map(|clock| Doubt { shown: moment(clock), reckoned: moment(reckoned) })
    }

    async fn until(&self, at: Moment) {
        sleep_until(self, at).await;
    }
}

/// This machine.
#[derive(Debug, Default)]
pub struct Machine;

impl Dials for Machine {
    fn clock(&self) -> i64 {
        Moment::from(jiff::Timestamp::now()).as_micros()
    }

    #[cfg(target_os = "linux")]
    fn since_start(&self) -> i64 {
        let since = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        since.tv_sec.saturating_mul(1_000_000).saturating_add(since.tv_nsec / 1_000)
    }

    /// Elsewhere since this process first asked, and not while the machine sleeps.
    #[cfg(not(target_os = "linux"))]
    fn since_start(&self) -> i64 {
        static FIRST: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        let first = FIRST.get_or_init(std::time::Instant::now);
        i64::try_from(first.elapsed().as_micros()).unwrap_or(i64::MAX)
    }

    fn start(&self) -> Option<String> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    const MINUTE: i64 = 60_000_000;
    const DAY: i64 = 24 * 60 * MINUTE;
    /// Some day in 2026.
    const TODAY: i64 = 1_770_000_000_000_000;

    /// A machine whose two dials a test moves.
    #[derive(Debug)]
    struct Moved {
        clock: AtomicI64,
        since_start: AtomicI64,
        start: &'static str,
    }

    impl Moved {
        /// Started an hour ago.
        fn new(start: &'static str, clock: i64) -> Arc<Self> {
            Arc::new(Self { clock: clock.into(), since_start: (60 * MINUTE).into(), start })
        }

        fn set(&self, by: i64) {
            self.clock.fetch_add(by, Ordering::Relaxed);
        }

        fn pass(&self, micros: i64) {
            self.set(micros);
            self.since_start.fetch_add(micros, Ordering::Relaxed);
        }
    }

    impl Dials for Moved {
        fn clock(&self) -> i64 {
            self.clock.load(Ordering::Relaxed)
        }

        fn since_start(&self) -> i64 {
            self.since_start.load(Ordering::Relaxed)
        }

        fn start(&self) -> Option<String> {
            Some(self.start.to_owned())
        }
    }

    fn begun() -> (Arc<Moved>, TrustedClock) {
        let machine = Moved::new("first", TODAY);
        (Arc::clone(&machine), TrustedClock::starting(machine))
    }

    /// Days and minutes after `TODAY`, and whether it is in doubt.
    fn told(clock: &TrustedClock) -> (i64, bool) {
        ((clock.now().as_micros() - TODAY) / MINUTE, clock.doubt().is_some())
    }

    #[test]
    fn it_follows_a_clock_that_is_put_right_by_a_few_minutes_and_never_goes_back() {
        let (machine, clock) = begun();
        machine.pass(30 * MINUTE);
        assert_eq!(told(&clock), (30, false));
        machine.set(9 * MINUTE);
        assert_eq!(told(&clock), (39, false));
        machine.set(-15 * MINUTE);
        assert_eq!(told(&clock), (39, false));
        machine.pass(16 * MINUTE);
        assert_eq!(told(&clock), (40, false));
    }

    #[test]
    fn a_jump_either_way_is_doubted_and_time_goes_on_as_before_until_the_clock_is_back() {
        for jump in [DAY, 365 * DAY, -DAY, 11 * MINUTE, -11 * MINUTE] {
            let (machine, clock) = begun();
            machine.set(jump);
            machine.pass(5 * MINUTE);
            assert_eq!(told(&clock), (5, true), "{jump}");
            assert_eq!(clock.off_by(), Some(jump));
            assert_eq!(clock.doubt().unwrap().shown.as_micros(), TODAY + jump + 5 * MINUTE);
            machine.set(-jump);
            machine.pass(MINUTE);
            assert_eq!(told(&clock), (6, false), "{jump}");
        }
    }

    #[test]
    fn many_small_steps_are_a_jump_too() {
        let (machine, clock) = begun();
        (0..2).for_each(|_| machine.set(5 * MINUTE));
        assert_eq!(told(&clock), (10, false));
        machine.set(MINUTE);
        assert_eq!(told(&clock), (10, true));
    }

    #[test]
    fn what_is_confirmed_is_the_time_from_then_on_also_when_it_goes_back() {
        for jump in [3 * DAY, -3 * DAY] {
            let (machine, clock) = begun();
            machine.set(jump);
            assert_eq!(told(&clock), (0, true));
            clock.confirm();
            machine.pass(2 * MINUTE);
            assert_eq!(told(&clock), (jump / MINUTE + 2, false));
        }
    }

    #[test]
    fn another_process_of_the_same_start_knows_what_the_clock_ought_to_show() {
        let (machine, clock) = begun();
        let mark = clock.mark();
        machine.pass(2 * DAY);
        assert_eq!(told(&TrustedClock::resuming(machine.clone(), &mark)), (2 * 24 * 60, false));
        machine.set(DAY);
        let resumed = TrustedClock::resuming(machine.clone(), &mark);
        assert_eq!(told(&resumed), (2 * 24 * 60, true));
        // Of a process that was in doubt already the next one is, and the clock may come back.
        let resumed = TrustedClock::resuming(machine.clone(), &resumed.mark());
        assert_eq!(told(&resumed), (2 * 24 * 60, true));
        machine.set(-DAY);
        assert_eq!(told(&resumed), (2 * 24 * 60, false));
    }

    #[test]
    fn after_a_new_start_a_clock_may_be_ahead_but_not_behind() {
        let (_, clock) = begun();
        let mark = clock.mark();
        let later = Moved::new("second", TODAY + 40 * DAY);
        assert_eq!(told(&TrustedClock::resuming(later, &mark)), (40 * 24 * 60, false));
        let earlier = Moved::new("second", TODAY - DAY);
        let resumed = TrustedClock::resuming(earlier.clone(), &mark);
        earlier.pass(MINUTE);
        assert_eq!(told(&resumed), (1, true));
        // It is put right by the network: nobody knows for how long the machine stood still.
        earlier.set(4 * DAY);
        assert_eq!(told(&resumed), (3 * 24 * 60 + 1, false));
        // From then on it is to go evenly.
        earlier.set(DAY);
        assert_eq!(told(&resumed), (3 * 24 * 60 + 1, true));
    }

    #[test]
    fn a_doubt_outlasts_a_new_start_until_somebody_confirms() {
        let (machine, clock) = begun();
        machine.set(365 * DAY);
        let mark = clock.mark();
        let again = Moved::new("second", TODAY + 365 * DAY);
        let resumed = TrustedClock::resuming(again.clone(), &mark);
        assert_eq!(told(&resumed), (0, true));
        resumed.confirm();
        assert_eq!(told(&resumed), (365 * 24 * 60, false));
    }

    #[test]
    fn the_machine_goes_evenly() {
        let (clock, since) = (Machine.clock(), Machine.since_start());
        assert!(clock > TODAY - 3_650 * DAY && since >= 0);
        assert!(Machine.since_start() >= since);
    }
}
