//! What the running program counts of itself, for its operators. Figures tell of workflows by their name and never of
//! a case or a person.

mod figure;

pub use figure::{Counts, Figure, Labels, Rows, Spread, Spreading};

use crate::command::{Answer, Rejection};
use crate::office::Casework;
use crate::ports::{IncidentSource, Outgoing, Settled, StoreFault};
use crate::working::Working;
use registrar_engine::moment::Moment;
use std::time::Duration;

/// The workflow of what belongs to none, or was turned away before anybody looked.
const NO_WORKFLOW: &str = "(none)";
/// Open incidents are counted up to here: an operator who has so many needs no exact number.
const MOST_INCIDENTS: u32 = 1_000;

/// From a commit that nobody notices to one during which people wait.
const COMMIT_SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// A batch has 256 commands at most.
const BATCH_COMMANDS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
/// A timer is a second late at a busy moment, and a weekend late after downtime.
const TIMER_SECONDS: &[f64] = &[0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 600.0, 3_600.0, 86_400.0, 259_200.0];
/// A message leaves at once, or as late as the pauses between attempts allow.
const OUTBOX_SECONDS: &[f64] =
    &[0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 600.0, 3_600.0, 21_600.0, 86_400.0, 259_200.0];

/// Everything that is counted while casework is at work.
#[derive(Debug)]
pub struct Meter {
    commands: Counts<2>,
    steps: Counts<1>,
    batches: Spread,
    commits: Spread,
    conflicts: Counts<0>,
    timers: Counts<1>,
    lateness: Spread,
    incidents: Counts<2>,
    outbox: Counts<2>,
    ages: Spread,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            commands: Counts::new(
                "registrar_commands_total",
                "Commands by what they were answered",
                ["workflow", "result"],
            ),
            steps: Counts::new(
                "registrar_steps_total",
                "Steps that were committed, each a docket entry",
                ["workflow"],
            ),
            batches: Spread::new("registrar_batch_commands", "Commands of one commit", BATCH_COMMANDS),
            commits: Spread::new(
                "registrar_commit_seconds",
                "How long the store took for a commit",
                COMMIT_SECONDS,
            ),
            conflicts: Counts::new(
                "registrar_commit_conflicts_total",
                "Cases worked through again since another process had changed them",
                [],
            ),
            timers: Counts::new("registrar_timers_total", "Timers that fired", ["workflow"]),
            lateness: Spread::new(
                "registrar_timer_lag_seconds",
                "From when a timer was due to when it was recorded",
                TIMER_SECONDS,
            ),
            incidents: Counts::new(
                "registrar_incidents_total",
                "Incidents that were opened",
                ["workflow", "source"],
            ),
            outbox: Counts::new(
                "registrar_outbox_total",
                "Attempts to perform a row of the outbox",
                ["what", "result"],
            ),
            ages: Spread::new(
                "registrar_outbox_age_seconds",
                "From when a row of the outbox was first due to when it was done",
                OUTBOX_SECONDS,
            ),
        }
    }
}

impl Meter {
    pub(crate) fn command(&self, workflow: Option<&str>, result: &Result<Answer, Rejection>) {
        let came = match result {
            Ok(answer) if answer.repeated => "repeated",
            Ok(_) => "done",
            Err(Rejection::Refused(_)) => "refused",
            Err(other) => other.kind(),
        };
        self.commands.add([workflow.unwrap_or(NO_WORKFLOW), came], 1);
    }

    pub(crate) fn batch(&self, commands: usize) {
        self.batches.add(commands as f64);
    }

    pub(crate) fn commit(&self, took: Duration) {
        self.commits.add(took.as_secs_f64());
    }

    pub(crate) fn conflict(&self) {
        self.conflicts.add([], 1);
    }

    /// What of a case has become durable.
    pub(crate) fn committed(&self, working: &Working) {
        let workflow = &*working.case.workflow;
        if working.steps() > 0 {
            self.steps.add([workflow], working.steps());
        }
        for late in &working.fired {
            self.timers.add([workflow], 1);
            self.lateness.add(late.as_secs_f64());
        }
        for source in working.sources() {
            self.incident(Some(workflow), source);
        }
    }

    pub(crate) fn incident(&self, workflow: Option<&str>, source: &IncidentSource) {
        let source = match source {
            IncidentSource::Person => "person",
            IncidentSource::Timer => "timer",
            IncidentSource::Machine => "machine",
            IncidentSource::Outbox(_) => "outbox",
            IncidentSource::Clock => "clock",
        };
        self.incidents.add([workflow.unwrap_or(NO_WORKFLOW), source], 1);
    }

    /// An attempt on a row of the outbox that was first due then. One that had nowhere to go hasn't failed.
    pub(crate) fn outbox(&self, what: &Outgoing, first_due: Moment, settled: &Settled, nowhere: bool) {
        let what = match what {
            Outgoing::Notice { .. } => "notice",
            Outgoing::Reminder { .. } => "reminder",
            Outgoing::Announcement { .. } => "announcement",
            Outgoing::Invitation { .. } => "invitation",
            Outgoing::Render { .. } => "render",
            Outgoing::Ask { .. } => "ask",
        };
        let result = match settled {
            Settled::Done { at } => {
                self.ages.add(between(first_due, *at).as_secs_f64());
                "done"
            }
            Settled::Again { .. } => "again",
            Settled::Failed { .. } if nowhere => "nowhere",
            Settled::Failed { .. } => "failed",
        };
        self.outbox.add([what, result], 1);
    }

    fn figures(&self) -> Vec<Figure> {
        vec![
            self.commands.figure(),
            self.steps.figure(),
            self.batches.figure(),
            self.commits.figure(),
            self.conflicts.figure(),
            self.timers.figure(),
            self.lateness.figure(),
            self.incidents.figure(),
            self.outbox.figure(),
            self.ages.figure(),
        ]
    }
}

impl Casework {
    /// Everything that was counted since the start, and how queue, timers, outbox and incidents stand now. What the
    /// store doesn't tell at this moment is left out.
    pub async fn figures(&self) -> Vec<Figure> {
        let mut figures = self.meter.figures();
        let waiting = Figure::level(
            "registrar_queue_commands",
            "Places taken in the queue before the writer",
            self.door.waiting() as f64,
        );
        figures.push(waiting);
        let held = if self.ports.clock.doubt().is_some() { 1.0 } else { 0.0 };
        let help = "Whether nothing expires because the machine's clock is in doubt: 1 or 0";
        figures.push(Figure::level("registrar_expiries_held", help, held));
        let stored = self.stored_levels().await;
        let up = if stored.is_ok() { 1.0 } else { 0.0 };
        figures.push(Figure::level("registrar_store_up", "Whether the store answers: 1 or 0", up));
        figures.extend(stored.unwrap_or_default());
        figures
    }

    async fn stored_levels(&self) -> Result<Vec<Figure>, StoreFault> {
        let now = self.ports.clock.now();
        let overdue = |due: Option<Moment>| due.map_or(0.0, |due| between(due, now).as_secs_f64());
        let timers = overdue(self.ports.store.next_due().await?);
        let outbox = overdue(self.ports.store.next_outgoing().await?);
        let open = self.ports.store.incidents(true, None, MOST_INCIDENTS).await?.len();
        Ok(vec![
            Figure::level(
                "registrar_timers_overdue_seconds",
                "How long the earliest timer has been due that didn't fire yet",
                timers,
            ),
            Figure::level(
                "registrar_outbox_overdue_seconds",
                "How long the earliest row of the outbox has been due that nobody has taken",
                outbox,
            ),
            Figure::level(
                "registrar_incidents_open",
                "Incidents that wait for an operator; counted up to 1000",
                open as f64,
            ),
        ])
    }
}

/// From one moment to a later one; a clock that was put back gives nothing.
pub(crate) fn between(earlier: Moment, later: Moment) -> Duration {
    let micros = later.as_micros().saturating_sub(earlier.as_micros());
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}
