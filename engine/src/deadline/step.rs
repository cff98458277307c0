//! The steps of a count as plain data: what a court could check by hand. `explain` puts them into words.

use super::count::Direction;
use super::ledger::Left;
use super::period::Period;
use super::words::Words;
use crate::moment::Moment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A place in the law, if the rule names one.
pub type Law = Option<Arc<Words>>;

/// A day on which no work is done, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestDay {
    /// Which day.
    pub date: Date,
    /// The holiday's name; nothing for weekly rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Arc<Words>>,
    /// The announcement or law that makes it one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Arc<Words>>,
}

/// One step of a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum CountStep {
    /// The event, and what is counted from it.
    Start {
        /// The day of the event.
        date: Date,
        /// Its moment, where one was given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Moment>,
        /// What is counted.
        period: Period,
        /// Whether it is counted on from the event or back.
        direction: Direction,
        /// By which rule.
        rule: Arc<Words>,
    },
    /// The day of the event isn't counted.
    FirstDayOut {
        /// That day.
        date: Date,
        /// Where it stands.
        law: Law,
    },
    /// The day of the event is the first day.
    FirstDayIn {
        /// That day.
        date: Date,
        /// Where it stands.
        law: Law,
    },
    /// A period in hours begins.
    Begins {
        /// When.
        at: Moment,
        /// Whether because the hour of the event isn't counted.
        next_hour: bool,
        /// Where it stands.
        law: Law,
    },
    /// An extension that makes the period longer.
    Extended {
        /// By how much.
        by: Period,
        /// Where it stands.
        law: Law,
    },
    /// A day left out of the count.
    Skipped {
        /// Which, and why.
        #[serde(flatten)]
        day: RestDay,
        /// Where it stands that such days aren't counted.
        law: Law,
    },
    /// A day of weekly rest that is worked and therefore counted.
    MadeUp {
        /// Which day.
        date: Date,
        /// The holiday it makes up for.
        name: Arc<Words>,
        /// The announcement.
        source: Arc<Words>,
    },
    /// More days left out than are listed one by one.
    SkippedMore {
        /// How many more.
        count: u32,
        /// Up to and with which.
        until: Date,
    },
    /// The last month has no day of that number.
    MissingDay {
        /// The number that is missing.
        day: i8,
        /// The day that stands in for it.
        used: Date,
        /// Where it stands.
        law: Law,
    },
    /// Where the count comes to, before anything moves it.
    Counted {
        /// What was counted.
        period: Period,
        /// The day it comes to.
        to: Date,
    },
    /// The day of the event that ends the period isn't counted either, or all days must have passed.
    ClearDay {
        /// The day that is left for the act.
        date: Date,
        /// Where it stands.
        law: Law,
    },
    /// The period stood still.
    Suspended {
        /// From when.
        from: Moment,
        /// Until when.
        until: Moment,
        /// Why.
        reason: String,
        /// What was left of it.
        left: Left,
        /// The last day after it, for periods in days.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Date>,
    },
    /// It would end on a rest day and ends on another day.
    Rolled {
        /// The rest day.
        from: Date,
        /// The rest days passed over, the first one included.
        over: Vec<RestDay>,
        /// The day on which it ends.
        to: Date,
        /// Where it stands.
        law: Law,
    },
    /// It would hold too few working days and goes on.
    Lengthened {
        /// How many it must hold.
        working_days: u32,
        /// The day on which it ends.
        to: Date,
        /// Where it stands.
        law: Law,
    },
    /// A period that follows the first one: an extension, or an addition for the manner of service.
    Follows {
        /// How much.
        by: Period,
        /// The manner of service, for an addition.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manner: Option<String>,
        /// Where it stands.
        law: Law,
    },
    /// A stretch of opening that was counted.
    Ran {
        /// From when.
        from: Moment,
        /// Until when.
        until: Moment,
    },
    /// More stretches than are listed one by one.
    RanMore {
        /// How many more.
        count: u32,
    },
    /// Part of the count lies beyond the days that are published.
    NotPublished {
        /// The first such day that was looked at.
        day: Date,
        /// The last day that is published.
        until: Date,
    },
    /// The end.
    End {
        /// The last day, for periods in days.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_day: Option<Date>,
        /// The end, exclusive.
        due: Moment,
        /// Which end it is.
        kind: EndKind,
        /// Where it stands.
        law: Law,
    },
}

/// Which moment the end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndKind {
    /// 24:00 of the last day.
    EndOfDay,
    /// The office closes on the last day.
    CloseOfBusiness,
    /// A moment of the clock.
    Clock,
    /// The day before which the act may not be done.
    Earliest,
}

/// Takes the steps down, or doesn't.
pub(super) struct Trace(Option<Vec<CountStep>>);

impl Trace {
    pub(super) fn on() -> Self {
        Self(Some(Vec::with_capacity(16)))
    }

    pub(super) fn off() -> Self {
        Self(None)
    }

    pub(super) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn add(&mut self, step: impl FnOnce() -> CountStep) {
        if let Some(steps) = &mut self.0 {
            steps.push(step());
        }
    }

    pub(super) fn into_steps(self) -> Vec<CountStep> {
        self.0.unwrap_or_default()
    }
}
