//! Notices and service of documents: one delivery for each addressee, receipts, and the ladder of
//! what is tried when it can't be delivered (rule 21).

use super::place::{holds, same_copies};
use super::run::{Happening, Run, member_name};
use crate::case::{Delivery, Member, Place, Served};
use crate::chart::{RoleKind, Rung, ServedWhen};
use crate::docket::Mark;
use crate::effect::Effect;
use crate::event::{Receipt, copy_name};
use crate::id::NoticeIx;
use crate::refusal::Refusal;
use crate::value::Record;

impl Run<'_> {
    /// Sends a notice: to the member of the copy, or to every present member.
    pub fn send(&mut self, ix: NoticeIx, place: &Place, home: &Place) {
        let chart = self.chart;
        let notice = chart.notice(ix);
        let own = super::place::members_around(chart, &self.case, place)
            .into_iter()
            .find(|member| holds(chart, notice.to, member.role));
        let members: Vec<Member> = self
            .case
            .seats
            .iter()
            .filter(|seat| seat.is_present() && holds(chart, notice.to, seat.role))
            .map(crate::case::Seat::member)
            .filter(|member| own.is_none_or(|own| own == *member))
            .collect();
        for member in &members {
            self.send_to(ix, Some(*member), &chart.role(member.role).name, home);
        }
        // Officials whom nobody has drawn yet are addressed by their role.
        let roles = chart.roles.iter().enumerate();
        for (at, role) in roles.filter(|(_, role)| matches!(role.kind, RoleKind::Pool { .. })) {
            let Ok(at) = u16::try_from(at) else { continue };
            let role_ix = crate::id::RoleIx(at);
            let held = members.iter().any(|member| member.role == role_ix);
            if !held && own.is_none() && holds(chart, notice.to, role_ix) {
                self.send_to(ix, None, &role.name, home);
            }
        }
    }

    fn send_to(&mut self, ix: NoticeIx, to: Option<Member>, role: &str, home: &Place) {
        let chart = self.chart;
        let notice = chart.notice(ix);
        let delivery = match to {
            Some(member) if !notice.served_when.is_empty() => {
                let number = self.number();
                self.case.deliveries.push(Delivery {
                    number,
                    notice: ix,
                    to: member,
                    home: *home,
                    sent: self.at,
                    rung: None,
                    standing: Served::Open,
                });
                Some(number)
            }
            _ => None,
        };
        if let Some(member) = to {
            self.address(member);
        }
        let name = to.map_or_else(|| role.to_owned(), |member| member_name(chart, member));
        self.mark(Mark::Sent { notice: notice.name.clone(), delivery, to: name });
        self.effects.push(Effect::Notify {
            notice: notice.name.clone(),
            delivery,
            to,
            role: role.to_owned(),
            channels: notice.channels.clone(),
        });
    }

    /// A receipt came. What it starts, if it makes the notice served.
    pub fn receipt(&mut self, number: u64, how: Receipt) -> Result<Option<Happening>, Refusal> {
        let Some(delivery) = self.case.deliveries.iter().find(|d| d.number == number) else {
            return Err(Refusal::Unknown { what: "delivery".to_owned(), name: number.to_string() });
        };
        // When everything was tried, a letter counts as long as the state that sent it is active, and not after (S39).
        let over = matches!(delivery.standing, Served::Undeliverable { .. });
        if over && !self.case.configuration.contains(&delivery.home) {
            return Ok(None);
        }
        let when = &self.chart.notice(delivery.notice).served_when;
        let (wanted, how) = match how {
            // Whoever opened it has also received it.
            Receipt::Read => {
                (when.contains(&ServedWhen::Read) || when.contains(&ServedWhen::Reached), "read")
            }
            Receipt::Reached => (when.contains(&ServedWhen::Reached), "reached"),
        };
        Ok(if wanted { self.serve(number, how) } else { None })
    }

    /// Makes an open delivery served at the effective moment; its ladder ends.
    fn serve(&mut self, number: u64, how: &str) -> Option<Happening> {
        let chart = self.chart;
        let at = self.at;
        let delivery = self.case.deliveries.find_mut(|d| d.number == number)?;
        if matches!(delivery.standing, Served::At { .. }) {
            return None;
        }
        delivery.standing = Served::At { at, how: how.to_owned() };
        let (notice, to, home) = (delivery.notice, delivery.to, delivery.home);
        let name = chart.notice(notice).name.clone();
        self.mark(Mark::Served {
            notice: name.clone(),
            delivery: number,
            to: member_name(chart, to),
            at,
            how: how.to_owned(),
        });
        self.end_rung(number);
        let mut data = Record::new();
        data.insert("to".to_owned(), member_name(chart, to).as_str().into());
        Some(Happening::new(format!("{name}.served"), data, Some(home)))
    }

    /// Events named under `served_when`: of a rung of the ladder, or others in the same copy.
    pub fn serve_by(&mut self, happening: &Happening) {
        let chart = self.chart;
        let served: Vec<u64> = self
            .case
            .deliveries
            .iter()
            .filter(|d| match d.standing {
                Served::Open => true,
                // What a message couldn't do, somebody's act still can, as long as its state waits for it.
                Served::Undeliverable { .. } => self.case.configuration.contains(&d.home),
                Served::At { .. } => false,
            })
            .filter(|d| happening.home.as_ref().is_none_or(|home| same_copies(chart, &d.home, home)))
            .filter(|d| {
                chart.notice(d.notice).served_when.iter().any(|when| match when {
                    ServedWhen::Event(pattern) => pattern.matches(&happening.name),
                    _ => false,
                })
            })
            // Two deliveries of one notice have each their own rung: one's event doesn't serve the other.
            .filter(|d| happening.rung.is_none_or(|delivery| delivery == d.number))
            .map(|d| d.number)
            .collect();
        for number in served {
            if let Some(event) = self.serve(number, &happening.name) {
                self.queue.push_back(event);
            }
        }
    }

    /// The next rung of the ladder; when none is left, `NOTICE.undeliverable`.
    pub fn next_rung(&mut self, number: u64) -> Result<Option<Happening>, Refusal> {
        let chart = self.chart;
        let at = self.at;
        let Some(delivery) = self.case.deliveries.find_mut(|d| d.number == number) else {
            return Err(Refusal::Unknown { what: "delivery".to_owned(), name: number.to_string() });
        };
        if delivery.standing != Served::Open {
            return Ok(None);
        }
        let next = delivery.rung.map_or(0, |rung| rung.saturating_add(1));
        let notice = chart.notice(delivery.notice);
        let rung = notice.ladder.get(usize::from(next)).copied();
        let active = self.case.configuration.contains(&delivery.home);
        delivery.rung = Some(next);
        let home = delivery.home;
        if rung.is_none() || !active {
            delivery.standing = Served::Undeliverable { at };
        }
        let to = member_name(chart, delivery.to);
        let name = notice.name.clone();
        let next = rung.map(|rung| match rung {
            Rung::Task(task) => copy_name(&chart.task(task).name, &home.copy),
            Rung::Deadline(deadline) => copy_name(&chart.deadline(deadline).name, &home.copy),
        });
        self.mark(Mark::Undelivered { notice: name.clone(), delivery: number, to: to.clone(), next });
        self.end_rung(number);
        match rung {
            // The state it hung on was left: the message matters no more.
            _ if !active => Ok(None),
            Some(Rung::Task(task)) => {
                self.open_task(task, &home, Some(number));
                Ok(None)
            }
            Some(Rung::Deadline(deadline)) => {
                self.start_clock(deadline, &home, Some(number))?;
                Ok(None)
            }
            None => {
                let data = Record::from([("to".to_owned(), to.as_str().into())]);
                let name = format!("{name}.undeliverable");
                Ok(Some(Happening::new(name, data, Some(home))))
            }
        }
    }

    /// Whether a task or clock is the rung of a delivery that still waits for it.
    pub fn waits_for_rung(&self, number: u64) -> bool {
        self.case.deliveries.iter().any(|d| d.number == number && d.standing == Served::Open)
    }

    fn end_rung(&mut self, delivery: u64) {
        let chart = self.chart;
        let engine = |task: &crate::case::OpenTask| chart.task(task.task).engine.is_some();
        self.case.tasks.retain(|task| task.serves != Some(delivery) || engine(task));
        self.case.clocks.retain(|clock| clock.serves != Some(delivery));
    }
}
