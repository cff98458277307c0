//! Clocks: until when, and what happens then.

use super::names::Reader;
use super::remaining::{CountedWith, RemainingView, ThereView};
use registrar_engine::case::{Clock, Place, Standing};
use registrar_engine::moment::Moment;
use serde::Serialize;

/// A clock of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockView {
    /// Number in the case.
    pub number: u64,
    /// The deadline's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// `waiting`, `running`, `suspended`, `expired`, `waived`.
    pub standing: String,
    /// Exclusive end while it runs, or when it expired.
    pub due: Option<Moment>,
    /// Last day, of a period in days or longer.
    pub last_day: Option<String>,
    /// Counted beyond the published calendar: it may move.
    pub provisional: bool,
    /// What remains while it stands still.
    pub left: Option<String>,
    /// What remains, in the unit that the law counts in: until the end while it runs, of the period while it
    /// stands still.
    pub remaining: Option<RemainingView>,
    /// The end on the reader's own clock, where that shows another time than the organisation's.
    pub there: Option<ThereView>,
    /// What the end of a running clock was counted with.
    pub counted_with: Option<CountedWith>,
    /// How often it was extended.
    pub extensions: usize,
    /// What happens when it expires; empty: nothing by itself.
    pub on_expiry: Vec<ExpiryView>,
    /// A promise without legal effect.
    pub promise: bool,
    /// Its provision.
    pub law: Option<String>,
    /// In one sentence.
    pub text: String,
}

/// What happens at the end of a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExpiryView {
    /// In words.
    pub text: String,
    /// Its provision.
    pub law: Option<String>,
    /// Whether it hangs on a condition.
    pub conditional: bool,
}

impl Reader<'_> {
    /// All clocks: running ones by their end, then the others.
    pub fn clocks(&self) -> Vec<ClockView> {
        let mut clocks: Vec<ClockView> = self.case.clocks.iter().map(|clock| self.clock(clock)).collect();
        clocks.sort_by_key(|view| (view.standing != "running", view.due, view.number));
        clocks
    }

    pub fn clock(&self, clock: &Clock) -> ClockView {
        let deadline = self.chart.deadline(clock.deadline);
        let (standing, due, last_day, provisional, left) = match &clock.standing {
            Standing::Waiting => ("waiting", None, None, false, None),
            Standing::Running { due, last_day, provisional } => {
                ("running", Some(*due), last_day.map(|day| day.to_string()), *provisional, None)
            }
            Standing::Suspended { left } => ("suspended", None, None, false, Some(self.period_said(left))),
            Standing::Expired { at } => ("expired", Some(*at), None, false, None),
            Standing::Waived { at } => ("waived", Some(*at), None, false, None),
        };
        let title = self.deadline(&deadline.name);
        let until = self.until(due, last_day.as_deref());
        let remaining = self.remaining(clock);
        let there = due.and_then(|due| self.there(due));
        let text = match standing {
            "running" => self.runs(&title, &until, last_day.is_some(), &remaining, &there, provisional),
            "suspended" if self.is_chinese() => {
                format!("{title}：中止，剩余{}", left.as_deref().unwrap_or(""))
            }
            "suspended" => format!("{title}: stands still, {} left", left.as_deref().unwrap_or("")),
            "expired" if self.is_chinese() => format!("{title}：已届满（{until}）"),
            "expired" => format!("{title}: expired on {until}"),
            "waived" if self.is_chinese() => format!("{title}：已放弃（{until}）"),
            "waived" => format!("{title}: waived on {until}"),
            _ if self.is_chinese() => format!("{title}：等待起算"),
            _ => format!("{title}: waits for what it is counted from"),
        };
        ClockView {
            number: clock.number,
            name: deadline.name.clone(),
            title,
            whose: self.whose(&clock.place),
            standing: standing.to_owned(),
            due,
            last_day,
            provisional,
            left,
            remaining,
            there,
            counted_with: if standing == "running" { self.counted_with(clock) } else { None },
            extensions: clock.extensions.len(),
            on_expiry: self.on_expiry(clock),
            promise: deadline.promise,
            law: self.law(deadline.law.as_deref()),
            text,
        }
    }

    /// `Defence: until 2026-03-10 24:00 (Asia/Shanghai), that is 2026-03-10 17:00 in Europe/Berlin; 3 days left`.
    fn runs(
        &self,
        title: &str,
        until: &str,
        whole_day: bool,
        remaining: &Option<RemainingView>,
        there: &Option<ThereView>,
        provisional: bool,
    ) -> String {
        let midnight = if whole_day { " 24:00" } else { "" };
        let zone = &self.chart.zone_name;
        let there = there.as_ref().map(|there| match self.is_chinese() {
            true => format!("，即{}", there.text),
            false => format!(", that is {}", there.text),
        });
        let left = remaining.as_ref().map(|left| match self.is_chinese() {
            true => format!("；剩余{}", left.text),
            false => format!("; {} left", left.text),
        });
        let (there, left) = (there.unwrap_or_default(), left.unwrap_or_default());
        let may_move = match (provisional, self.is_chinese()) {
            (false, _) => "",
            (true, true) => "；暂定：该年度日历尚未公布，届满日可能变动",
            (true, false) => {
                "; provisional: the calendar for that year isn't published yet, the date may move"
            }
        };
        match self.is_chinese() {
            true => format!("{title}：截至{until}{midnight}（{zone}）{there}{left}{may_move}"),
            false => format!("{title}: until {until}{midnight} ({zone}){there}{left}{may_move}"),
        }
    }

    /// The last day, or the time of an end within a day.
    pub fn until(&self, due: Option<Moment>, last_day: Option<&str>) -> String {
        match (last_day, due) {
            (Some(day), _) => day.to_owned(),
            (None, Some(due)) => self.moment(due),
            (None, None) => String::new(),
        }
    }

    /// The arrows on the expiry: those of the innermost box that answers it.
    fn on_expiry(&self, clock: &Clock) -> Vec<ExpiryView> {
        let event = format!("{}.expired", self.chart.deadline(clock.deadline).name);
        let answers = |state: &registrar_engine::id::StateIx| -> Vec<ExpiryView> {
            let arrows = self.chart.state(*state).on.iter().map(|ix| self.chart.arrow(*ix));
            arrows
                .filter(|arrow| arrow.trigger.answers(&event))
                .map(|arrow| {
                    let conditional = arrow.condition.is_some();
                    let law = self.law(arrow.law.as_deref());
                    let titled = crate::words::say(&arrow.title, self.language, "");
                    let targets: Vec<String> = arrow
                        .to
                        .iter()
                        .map(|to| {
                            let depth = usize::from(self.chart.state(*to).depth);
                            let copy = clock.place.copy.first(depth);
                            let name = &self.chart.state(*to).name;
                            let title = crate::words::say(&self.chart.state(*to).title, self.language, name);
                            self.with_whose(title, &Place { state: *to, copy })
                        })
                        .collect();
                    let text = match (titled.is_empty(), targets.is_empty()) {
                        (false, _) => titled,
                        (true, false) => targets.join(if self.is_chinese() { "、" } else { ", " }),
                        // The author gave it no title, and it leads nowhere: something is sent or noted.
                        (true, true) => self.either("the case stays where it is", "案件状态不变"),
                    };
                    ExpiryView { text, law, conditional }
                })
                .collect()
        };
        self.chart
            .outwards(clock.place.state)
            .map(|state| answers(&state))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }
}
