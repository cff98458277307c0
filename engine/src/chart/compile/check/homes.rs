//! In which states tasks can be open, clocks can run and services can be under way.

use super::super::kinship::common;
use super::{blocks, each_action, states};
use crate::chart::{ActionKind, Arrow, Chart, EngineTask, ROOT, Rung, StateKind, Trigger};
use crate::id::{DeadlineIx, NoticeIx, StateIx, TaskIx};

/// States by task, deadline and notice.
pub(super) struct Homes {
    tasks: Vec<Vec<StateIx>>,
    deadlines: Vec<Vec<StateIx>>,
    notices: Vec<Vec<StateIx>>,
}

impl Homes {
    pub fn of(chart: &Chart) -> Self {
        let mut homes = Self {
            tasks: vec![Vec::new(); chart.tasks.len()],
            deadlines: vec![Vec::new(); chart.deadlines.len()],
            notices: vec![Vec::new(); chart.notices.len()],
        };
        for ix in states(chart) {
            let state = chart.state(ix);
            state.tasks.iter().for_each(|task| add(&mut homes.tasks, task.at(), ix));
            state.deadlines.iter().for_each(|deadline| add(&mut homes.deadlines, deadline.at(), ix));
            for block in blocks(chart, ix) {
                each_action(block, &mut |action| {
                    if let ActionKind::Send(notice) = action.kind {
                        add(&mut homes.notices, notice.at(), ix);
                    }
                });
            }
        }
        for arrow in &chart.arrows {
            each_action(&arrow.actions, &mut |action| {
                if let ActionKind::Send(notice) = action.kind {
                    homes_of_arrow(chart, arrow)
                        .into_iter()
                        .for_each(|home| add(&mut homes.notices, notice.at(), home));
                }
            });
        }
        homes.add_ladders(chart);
        for (task, at) in chart.tasks.iter().zip(0..) {
            let Some(
                EngineTask::Extend(deadline)
                | EngineTask::Suspend(deadline)
                | EngineTask::Resume(deadline)
                | EngineTask::Waive(deadline),
            ) = task.engine
            else {
                continue;
            };
            if let Some(places) = homes.deadlines.get(deadline.at()).cloned() {
                places.into_iter().for_each(|home| add(&mut homes.tasks, at, home));
            }
        }
        homes
    }

    /// What a ladder opens lives where the notice was sent.
    fn add_ladders(&mut self, chart: &Chart) {
        for (notice, places) in chart.notices.iter().zip(self.notices.clone()) {
            for home in places {
                for rung in &notice.ladder {
                    match rung {
                        Rung::Task(task) => add(&mut self.tasks, task.at(), home),
                        Rung::Deadline(deadline) => add(&mut self.deadlines, deadline.at(), home),
                    }
                }
            }
        }
    }

    pub fn of_task(&self, task: TaskIx) -> &[StateIx] {
        self.tasks.get(task.at()).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn of_deadline(&self, deadline: DeadlineIx) -> &[StateIx] {
        self.deadlines.get(deadline.at()).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn of_notice(&self, notice: NoticeIx) -> &[StateIx] {
        self.notices.get(notice.at()).map(Vec::as_slice).unwrap_or_default()
    }
}

fn add(table: &mut [Vec<StateIx>], at: usize, state: StateIx) {
    if let Some(states) = table.get_mut(at)
        && !states.contains(&state)
    {
        states.push(state);
    }
}

/// What is sent on the way hangs on the box that stays (SCXML's transition domain); where nothing is
/// left, on the source.
fn homes_of_arrow(chart: &Chart, arrow: &Arrow) -> Vec<StateIx> {
    let mut homes = vec![domain(chart, arrow, &arrow.to)];
    if !arrow.beyond.is_empty() {
        homes.push(domain(chart, arrow, &arrow.beyond));
    }
    homes
}

fn domain(chart: &Chart, arrow: &Arrow, targets: &[StateIx]) -> StateIx {
    if targets.is_empty() {
        return arrow.source;
    }
    let holds_all = |around: StateIx| {
        let is_compound = matches!(chart.state(around).kind, StateKind::Compound(_));
        is_compound
            && targets.iter().all(|target| *target != around && common(chart, *target, around) == around)
    };
    let inside = !arrow.external && arrow.trigger != Trigger::Done;
    chart.outwards(arrow.source).skip(usize::from(!inside)).find(|around| holds_all(*around)).unwrap_or(ROOT)
}
