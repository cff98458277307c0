//! What the engine's own tasks decide about a clock: more time, standing still, going on, giving it up
//! (rules 17 to 19 of `docs/language.md`).

use super::run::{Happening, Run};
use crate::case::{Clock, Extension, OpenTask, Standing};
use crate::chart::{EngineTask, Extend, Outcome};
use crate::deadline::{Offset, Period};
use crate::docket::Mark;
use crate::event::copy_name;
use crate::refusal::Refusal;
use crate::value::{Record, Value};

impl Run<'_> {
    /// Does what an outcome of one of the engine's own tasks says.
    pub fn decide_clock(
        &mut self,
        engine: EngineTask,
        open: &OpenTask,
        outcome: &Outcome,
        answers: &Record,
    ) -> Result<(), Refusal> {
        let chart = self.chart;
        let (EngineTask::Extend(ix)
        | EngineTask::Suspend(ix)
        | EngineTask::Resume(ix)
        | EngineTask::Waive(ix)) = engine;
        let deadline = chart.deadline(ix);
        let Some(clock) = open.serves.and_then(|n| self.case.clocks.iter().find(|c| c.number == n)).cloned()
        else {
            return Err(refused(&deadline.name, "its clock doesn't run"));
        };
        let reason = answers.get("reason").and_then(Value::text).unwrap_or_default().to_owned();
        match engine {
            EngineTask::Extend(_) => {
                let what = if outcome.name == "granted" { "extended" } else { "extension_refused" };
                let Some(rule) = &deadline.extend else {
                    return Err(refused(&deadline.name, "it has no extension"));
                };
                let also = match what {
                    "extended" => self.grant(rule, open, &clock, answers, &reason)?,
                    _ => Vec::new(),
                };
                for place in also {
                    self.raise(format!("{}.extended", deadline.name), answers.clone(), Some(place));
                }
                let name = format!("{}.{what}", deadline.name);
                self.handle(&Happening::new(name, answers.clone(), Some(clock.place)))?;
                Ok(())
            }
            EngineTask::Suspend(_) => {
                if !matches!(clock.standing, Standing::Running { .. }) {
                    return Err(refused(&deadline.name, "its clock doesn't run"));
                }
                self.hold_clock(clock.number, true);
                self.suspend(clock.number, reason)?;
                if let Some((_, resume)) = deadline.suspend {
                    self.open_task(resume, &clock.place, Some(clock.number));
                }
                self.settle()
            }
            EngineTask::Resume(_) => {
                self.hold_clock(clock.number, false);
                self.resume(clock.number)?;
                if let Some((suspend, _)) = deadline.suspend {
                    self.open_task(suspend, &clock.place, Some(clock.number));
                }
                self.settle()
            }
            EngineTask::Waive(_) => {
                let waived = self.waive(clock.number)?;
                self.handle(&waived).map(|_| ())
            }
        }
    }

    /// Adds time to a clock, and with `for: all` to its like in other copies; says where those are.
    fn grant(
        &mut self,
        rule: &Extend,
        open: &OpenTask,
        clock: &Clock,
        answers: &Record,
        reason: &str,
    ) -> Result<Vec<crate::case::Place>, Refusal> {
        let chart = self.chart;
        let name = &chart.deadline(clock.deadline).name;
        let Standing::Running { due, .. } = clock.standing else {
            return Err(refused(name, "its clock doesn't run"));
        };
        let times = u32::try_from(clock.extensions.len()).unwrap_or(u32::MAX);
        if times >= rule.times {
            return Err(refused(name, &format!("it has been extended {times} time(s), which is all")));
        }
        let latest = rule.ask.and_then(|period| Offset::Before(period).from(due, &chart.zone)).unwrap_or(due);
        if self.at > latest {
            return Err(refused(name, &format!("it had to be asked by {latest}")));
        }
        let Some(period) = answers.get("period").and_then(Value::text).and_then(|p| p.parse::<Period>().ok())
        else {
            return Err(refused(name, "no period was given"));
        };
        let others: Vec<Clock> = self
            .case
            .clocks
            .iter()
            .filter(|other| rule.for_all && other.deadline == clock.deadline && other.number != clock.number)
            .filter(|other| matches!(other.standing, Standing::Running { .. } | Standing::Suspended { .. }))
            .cloned()
            .collect();
        for each in std::iter::once(clock).chain(&others) {
            let count = u32::try_from(each.extensions.len()).unwrap_or(u32::MAX).saturating_add(1);
            let by = self.by.clone();
            self.mark(Mark::ClockExtended {
                deadline: copy_name(name, &each.place.copy),
                number: each.number,
                period,
                by: by.clone(),
                reason: reason.to_owned(),
                up_to: rule.up_to,
                count: (count, rule.times),
                asked: if rule.asked.is_some() { open.opened } else { self.at },
                ask_by: latest,
            });
            let extension = Extension { period, by, at: self.at, reason: reason.to_owned() };
            self.extend(each.number, extension)?;
            self.offer_more_time(rule, each, count);
        }
        Ok(others.into_iter().map(|other| other.place).collect())
    }

    /// One that has to be asked for is asked for each time; one that is used up is nobody's task any more.
    fn offer_more_time(&mut self, rule: &Extend, clock: &Clock, count: u32) {
        let own = |task: &OpenTask| task.task == rule.task && task.serves == Some(clock.number);
        if count >= rule.times {
            self.case.tasks.retain(|task| !own(task));
        } else if rule.asked.is_none() && !self.case.tasks.iter().any(own) {
            self.open_task(rule.task, &clock.place, Some(clock.number));
        }
    }

    fn hold_clock(&mut self, number: u64, held: bool) {
        if let Some(clock) = self.clock_mut(number) {
            clock.held = held;
        }
    }
}

fn refused(deadline: &str, reason: &str) -> Refusal {
    Refusal::Extension { deadline: deadline.to_owned(), reason: reason.to_owned() }
}
