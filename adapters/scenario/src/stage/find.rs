//! Finds in the case what a step speaks of: the task, clock, delivery or state of a member's copy.

use super::Stage;
use crate::failure::{Failure, Played};
use crate::who::{Who, Whose};
use registrar_engine::case::{Case, Clock, Delivery, Member, OpenTask, Place};
use registrar_engine::chart::{Chart, Members, RoleKind};
use registrar_engine::id::{DeadlineIx, NoticeIx, StateIx, TaskIx};
use registrar_engine::step::{member_name, members_around, members_for};

/// Whose copy, in the case being played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// A member's.
    Member(Member),
    /// An item's.
    Item(u32),
}

impl Copy {
    /// Whether a place stands in this copy.
    pub fn holds(self, chart: &Chart, case: &Case, place: &Place) -> bool {
        match self {
            Self::Member(member) => members_around(chart, case, place).contains(&member),
            Self::Item(number) => chart.outwards(place.state).any(|state| {
                let state = chart.state(state);
                matches!(state.for_each, Some(Members::List(_)))
                    && place.copy.get(usize::from(state.depth)) == Some(&number)
            }),
        }
    }

    /// In words.
    pub fn told(self, chart: &Chart) -> String {
        match self {
            Self::Member(member) => member_name(chart, member),
            Self::Item(number) => format!("item {number}"),
        }
    }
}

/// A name of a docket mark, `defence[2]`, as name and copy.
pub fn parted(label: &str) -> (&str, Vec<u32>) {
    let name = label.split('[').next().unwrap_or(label);
    let numbers = label[name.len()..].split(['[', ']']).filter_map(|n| n.parse().ok()).collect();
    (name, numbers)
}

impl Stage {
    /// Whose copy is meant.
    pub fn copy(&self, case: &Case, whose: Option<&Whose>) -> Played<Option<Copy>> {
        match whose {
            None => Ok(None),
            Some(Whose::Item(number)) => Ok(Some(Copy::Item(*number))),
            Some(Whose::Member(seat)) => self.member(case, *seat).map(|member| Some(Copy::Member(member))),
        }
    }

    /// The open tasks of this kind, in this copy.
    pub fn open_tasks<'c>(
        &self,
        chart: &Chart,
        case: &'c Case,
        task: TaskIx,
        copy: Option<Copy>,
    ) -> Vec<&'c OpenTask> {
        let open = case.tasks.iter().filter(|open| open.task == task);
        open.filter(|open| copy.is_none_or(|copy| self.serves(chart, case, open, copy))).collect()
    }

    /// Whether an open task is a copy's: it stands in it, or serves a delivery or clock of it.
    fn serves(&self, chart: &Chart, case: &Case, open: &OpenTask, copy: Copy) -> bool {
        let delivery = open.serves.and_then(|number| case.deliveries.iter().find(|d| d.number == number));
        match (copy, delivery) {
            (Copy::Member(member), Some(delivery)) if delivery.to == member => true,
            _ => copy.holds(chart, case, &open.place),
        }
    }

    /// The open task that somebody means: in the copy named, or else the actor's own.
    pub async fn task_meant<'c>(
        &mut self,
        chart: &Chart,
        case: &'c Case,
        task: TaskIx,
        who: Option<&Who>,
        copy: Option<Copy>,
    ) -> Played<Option<&'c OpenTask>> {
        let open = self.open_tasks(chart, case, task, copy);
        if let (true, None, Some(Who::Role(seat) | Who::For { member: seat, .. })) =
            (open.len() > 1, copy, who)
            && matches!(chart.role(seat.role).kind, RoleKind::Party { .. })
        {
            let member = self.member(case, *seat)?;
            let own = |open: &&&OpenTask| {
                let who = &chart.task(open.task).who;
                members_for(chart, case, who, &open.place).contains(&member)
            };
            if let Some(own) = open.iter().find(own) {
                return Ok(Some(*own));
            }
        }
        if open.len() > 1 && copy.is_none() && !self.alike(chart, case, &open) {
            let name = &chart.task(task).name;
            let whose: Vec<String> =
                open.iter().map(|open| self.place_told(chart, case, &open.place)).collect();
            return Err(Failure::cannot(format!(
                "`{name}` is open {} times, say of whom: {}",
                open.len(),
                whose.join(", ")
            )));
        }
        Ok(open.first().copied())
    }

    /// Whether it makes no difference which of them is meant: the step's person decides.
    fn alike(&self, chart: &Chart, case: &Case, open: &[&OpenTask]) -> bool {
        let first = open.first().map(|open| members_around(chart, case, &open.place));
        open.iter()
            .all(|open| Some(members_around(chart, case, &open.place)) == first && open.serves.is_none())
    }

    /// Of whom a place is.
    pub fn place_told(&self, chart: &Chart, case: &Case, place: &Place) -> String {
        match members_around(chart, case, place).first() {
            Some(member) => member_name(chart, *member),
            None => registrar_engine::event::copy_name(&chart.state(place.state).name, &place.copy),
        }
    }

    /// The number of a task that is no longer open, to be tried too late; 0: there never was one.
    pub fn late_task(&self, chart: &Chart, case: &Case, task: TaskIx, copy: Option<Copy>) -> u64 {
        let lists = |state: &StateIx| chart.state(*state).tasks.contains(&task);
        let acts = case.acts.iter().rev().filter(|act| act.task == task);
        let found = acts
            .clone()
            .find(|act| copy.is_none_or(|copy| self.label_in(chart, case, &act.copy, copy, &lists)));
        found.map_or(0, |act| act.number)
    }

    /// Whether a copy path of something that these states list is in a copy.
    fn label_in(
        &self,
        chart: &Chart,
        case: &Case,
        path: &[u32],
        copy: Copy,
        lists: &dyn Fn(&StateIx) -> bool,
    ) -> bool {
        (0_u16..)
            .zip(&chart.states)
            .map(|(at, _)| StateIx(at))
            .filter(lists)
            .any(|state| copy.holds(chart, case, &Place { state, copy: path.into() }))
    }

    /// Whether a deadline's label in the docket, `defence[2]`, is that of a deadline in a copy.
    pub fn is_deadline(
        &self,
        chart: &Chart,
        case: &Case,
        label: &str,
        deadline: DeadlineIx,
        copy: Option<Copy>,
    ) -> bool {
        let (name, path) = parted(label);
        let lists = |state: &StateIx| chart.state(*state).deadlines.contains(&deadline);
        name == chart.deadline(deadline).name
            && copy.is_none_or(|copy| self.label_in(chart, case, &path, copy, &lists))
    }

    /// The clocks of a deadline, in this copy.
    pub fn clocks<'c>(
        &self,
        chart: &Chart,
        case: &'c Case,
        deadline: DeadlineIx,
        copy: Option<Copy>,
    ) -> Vec<&'c Clock> {
        let serves = |clock: &Clock, copy: Copy| {
            let delivery = clock.serves.and_then(|n| case.deliveries.iter().find(|d| d.number == n));
            match (copy, delivery) {
                (Copy::Member(member), Some(delivery)) if delivery.to == member => true,
                _ => copy.holds(chart, case, &clock.place),
            }
        };
        let clocks = case.clocks.iter().filter(|clock| clock.deadline == deadline);
        clocks.filter(|clock| copy.is_none_or(|copy| serves(clock, copy))).collect()
    }

    /// The one clock of a deadline that a step means.
    pub fn clock<'c>(
        &self,
        chart: &Chart,
        case: &'c Case,
        deadline: DeadlineIx,
        copy: Option<Copy>,
    ) -> Played<Option<&'c Clock>> {
        let clocks = self.clocks(chart, case, deadline, copy);
        if clocks.len() > 1 && copy.is_none() {
            let name = &chart.deadline(deadline).name;
            let whose: Vec<String> =
                clocks.iter().map(|clock| self.place_told(chart, case, &clock.place)).collect();
            let list = whose.join(", ");
            return Err(Failure::cannot(format!(
                "`{name}` runs {} times, say of whom: {list}",
                clocks.len()
            )));
        }
        Ok(clocks.last().copied())
    }

    /// The latest delivery of a notice to a member.
    pub fn delivery<'c>(&self, case: &'c Case, notice: NoticeIx, to: Member) -> Option<&'c Delivery> {
        case.deliveries.iter().rev().find(|delivery| delivery.notice == notice && delivery.to == to)
    }

    /// The member that somebody who is addressed is.
    pub fn addressee(&self, case: &Case, who: &Who) -> Played<Member> {
        match who {
            Who::Role(seat) | Who::For { member: seat, .. } | Who::Named { member: Some(seat), .. } => {
                self.member(case, *seat)
            }
            Who::Named { name, member: None } => {
                let key = crate::language::plain(name);
                let seat = case.seats.iter().find(|seat| crate::language::plain(&seat.name) == key);
                seat.map(registrar_engine::case::Seat::member)
                    .ok_or_else(|| Failure::cannot(format!("nobody called `{name}` takes part in the case")))
            }
            Who::Stranger => Err(Failure::cannot("a stranger takes no part in the case")),
        }
    }
}
