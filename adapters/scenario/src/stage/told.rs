//! The case in words, for failures: where it is and since when, what is open and for whom.

use super::Stage;
use crate::failure::Played;
use crate::words;
use registrar_engine::case::{Case, Clock, Place, Standing};
use registrar_engine::chart::Chart;
use registrar_engine::docket::Mark;
use registrar_engine::event::copy_name;
use registrar_engine::moment::Moment;
use std::sync::Arc;

impl Stage {
    /// A moment by the clock on the court's wall.
    pub fn when(&self, at: Moment) -> String {
        words::told(at, &self.chart.zone)
    }

    /// Where the case is, each place with its moment and what led there.
    pub async fn where_is(&self) -> Played<Vec<String>> {
        let chart = Arc::clone(&self.chart);
        let case = self.case().await?;
        if let Some(ended) = &case.ended {
            let state = &chart.state(ended.state).name;
            let outcome = ended.outcome.as_ref().map(|o| format!(", outcome `{o}`")).unwrap_or_default();
            return Ok(vec![format!("the case ended on {} in `{state}`{outcome}", self.when(ended.at))]);
        }
        let marks = self.marks().await?;
        let mut lines = Vec::new();
        for place in leaves(&chart, &case) {
            let name = copy_name(&chart.state(place.state).name, &place.copy);
            let mut since = String::new();
            let mut arrow = String::new();
            for (at, _, mark) in &marks {
                match mark {
                    Mark::Took { event, arrow: ix, .. } => arrow = self.arrow_told(&chart, *ix, event),
                    Mark::Entered { state } if *state == name => {
                        since = format!(" since {}{arrow}", self.when(*at));
                    }
                    _ => {}
                }
            }
            lines.push(format!("it is in `{name}`{since}"));
        }
        if lines.is_empty() {
            lines.push("it is in no state at all".to_owned());
        }
        Ok(lines)
    }

    fn arrow_told(&self, chart: &Chart, ix: u16, event: &str) -> String {
        let title = chart.arrows.get(usize::from(ix)).and_then(|arrow| arrow.title.get(self.language.key()));
        match (title, event) {
            (Some(title), _) => format!(" ({title})"),
            (None, "") => String::new(),
            (None, event) => format!(" (by `{event}`)"),
        }
    }

    /// The open tasks.
    pub fn open_told(&self, chart: &Chart, case: &Case) -> String {
        let mut open: Vec<String> = case
            .tasks
            .iter()
            .map(|open| {
                let name = &chart.task(open.task).name;
                format!("`{name}` for {}", registrar_engine::step::whose(chart, case, open))
            })
            .collect();
        open.dedup();
        match open.as_slice() {
            [] => "no task is open".to_owned(),
            open => format!("open are {}", open.join(", ")),
        }
    }

    /// How a clock stands.
    pub fn clock_told(&self, chart: &Chart, clock: &Clock) -> String {
        let name = copy_name(&chart.deadline(clock.deadline).name, &clock.place.copy);
        match &clock.standing {
            Standing::Waiting => format!("`{name}` waits for what starts it"),
            Standing::Running { due, last_day, provisional } => {
                let day = last_day.map(|day| format!("its last day is {day}, ")).unwrap_or_default();
                let provisional = if *provisional { ", provisionally" } else { "" };
                format!("`{name}` runs: {day}it ends on {}{provisional}", self.end_told(*due))
            }
            Standing::Suspended { left } => format!("`{name}` is suspended with {left} left"),
            Standing::Expired { at } => format!("`{name}` expired on {}", self.when(*at)),
            Standing::Waived { at } => format!("`{name}` was waived on {}", self.when(*at)),
        }
    }

    /// An end: midnight is the end of the day before.
    pub fn end_told(&self, at: Moment) -> String {
        let told = self.when(at);
        match told.strip_suffix(" 00:00").and_then(words::day).and_then(|day| day.yesterday().ok()) {
            Some(before) => format!("{before} 24:00"),
            None => told,
        }
    }

    /// All clocks.
    pub fn clocks_told(&self, chart: &Chart, case: &Case) -> String {
        let clocks: Vec<String> = case.clocks.iter().map(|clock| self.clock_told(chart, clock)).collect();
        if clocks.is_empty() { "no deadline runs".to_owned() } else { clocks.join("; ") }
    }
}

/// Active places with nothing active inside them.
pub fn leaves(chart: &Chart, case: &Case) -> Vec<Place> {
    let inside = |place: &Place, other: &Place| {
        other != place
            && chart.is_within(other.state, place.state)
            && other.copy.starts_with(&place.copy)
            && (other.state != place.state || other.copy.len() > place.copy.len())
    };
    let places = &case.configuration;
    places.iter().filter(|place| !places.iter().any(|other| inside(place, other))).cloned().collect()
}
