//! Actions on a configuration.

use super::choice::{Free, Hidden};
use super::condition::Written;
use super::node::{NodeIx, NodeKind};
use super::operation::{Op, Row};
use super::play::{Play, Seen};
use super::population::Others;
use super::words::DeliveryAt;
use crate::id::ConsentIx;

impl Play<'_, '_> {
    /// Runs a block; what it starts hangs on `home`. What fails stops the block and raises an error.
    pub(super) fn act(&mut self, ops: &[Op], place: NodeIx, home: NodeIx) {
        for block in ops.split(|op| matches!(op, Op::Apart)) {
            if self.block(block, place, home).is_err() {
                self.raise_error(place);
            }
        }
    }

    // Recursion is bounded by the nesting of actions in the text.
    fn block(&mut self, ops: &[Op], place: NodeIx, home: NodeIx) -> Result<(), ()> {
        ops.iter().try_for_each(|op| self.op(op, place, home))
    }

    fn op(&mut self, op: &Op, place: NodeIx, home: NodeIx) -> Result<(), ()> {
        let model = self.model;
        match op {
            Op::Set { field, value } => self.write(*field, value),
            Op::Decide { fields, row, rows } => {
                let row = match row {
                    Row::Table(table) => usize::from(table.at(|var| self.now.get(var)).ok_or(())?),
                    Row::Any(why) => self.choices.choose(rows.len(), *why),
                };
                // Everything is looked at before anything is written.
                let written = rows.get(row).into_iter().flatten();
                let values: Vec<usize> =
                    written.map(|written| self.value(written)).collect::<Result<_, ()>>()?;
                for (field, value) in fields.iter().zip(values) {
                    self.now.set(model.fields[*field].var, value);
                }
                Ok(())
            }
            Op::Consent(consent) => self.consent(*consent, 1),
            Op::Withdraw(consent) => self.consent(*consent, 0),
            Op::Send(notice, seats) => {
                self.seen.push(Seen::Sent(*notice));
                for seat in seats {
                    if self.get(model.seats[*seat]) == 1
                        && let Some(at) = model.delivery_of.get(&(*notice, *seat, home))
                    {
                        self.now.set(model.deliveries[*at].var, DeliveryAt::SENT);
                    }
                }
                Ok(())
            }
            Op::Assign(seats) => {
                self.join(seats);
                // Whether any of the others joins.
                if model.population.others != Others::Nobody && self.choices.choose(2, Free::Number) == 1 {
                    self.joined = true;
                    self.withdraw_for(None);
                }
                Ok(())
            }
            Op::Release(seats) => {
                self.released |= model.population.others == Others::Anybody;
                for seat in seats {
                    if self.get(model.seats[*seat]) == 1 {
                        self.now.set(model.seats[*seat], 2);
                        self.people_changed = true;
                        self.released = true;
                    }
                }
                Ok(())
            }
            Op::Raise(event) => {
                self.raise(*event, Some(home));
                Ok(())
            }
            Op::Apart => Ok(()),
            Op::RaiseLater(site) => {
                if let Some(pending) = model.pending.iter().find(|p| p.site == *site && p.home == home) {
                    self.now.set(pending.var, 1);
                }
                Ok(())
            }
            Op::Cancel(sites) => {
                for pending in model.pending.iter().filter(|pending| sites.contains(&pending.site)) {
                    self.now.set(pending.var, 0);
                }
                Ok(())
            }
            Op::If { condition, then, otherwise } => {
                let holds = match self.holds(condition) {
                    Err(()) if model.chart.errors_w3c => {
                        self.raise_error(place);
                        false
                    }
                    holds => holds?,
                };
                let branch = if holds { then } else { otherwise };
                self.block(branch, place, home)
            }
            Op::Each { list, ops } => {
                let times = match list {
                    Some(list) => self.get(model.lengths[*list]),
                    None => self.choices.choose(3, Free::Number),
                };
                (0..times).try_for_each(|_| self.block(ops, place, home))
            }
        }
    }

    pub(super) fn write(&mut self, field: usize, value: &Written) -> Result<(), ()> {
        let value = self.value(value)?;
        self.now.set(self.model.fields[field].var, value);
        Ok(())
    }

    fn value(&mut self, value: &Written) -> Result<usize, ()> {
        match value {
            Written::Table(table) => table.at(|var| self.now.get(var)).map(usize::from).ok_or(()),
            Written::Any(values, why) => Ok(1 + self.choices.choose(usize::from(*values), *why)),
        }
    }

    fn consent(&mut self, consent: ConsentIx, given: usize) -> Result<(), ()> {
        let model = self.model;
        if model.loose_consents.contains(&consent) {
            // Whether it changes isn't known.
            if self.choices.choose(2, Free::Hidden(Hidden::Consent(consent))) == 0 {
                let events = if given == 1 { &model.lookup.given } else { &model.lookup.withdrawn };
                self.raise(events[consent.at()], None);
            }
            return Ok(());
        }
        let Some(acting) = self.acting else {
            // Of somebody else it isn't known whether it changes, and neither whether it is asked for.
            if !model.has_anybody() {
                return Err(());
            }
            return match self.choices.choose(3, Free::Number) {
                0 => Ok(()),
                1 => {
                    let events = if given == 1 { &model.lookup.given } else { &model.lookup.withdrawn };
                    self.raise(events[consent.at()], None);
                    Ok(())
                }
                _ => Err(()),
            };
        };
        let asked = &model.consents[consent.at()];
        let Some((_, var)) = asked.iter().find(|(seat, _)| *seat == acting) else {
            // Withdrawing what isn't asked of one does nothing.
            return if given == 1 { Err(()) } else { Ok(()) };
        };
        if self.get(*var) != given {
            self.now.set(*var, given);
            let events = if given == 1 { &model.lookup.given } else { &model.lookup.withdrawn };
            self.raise(events[consent.at()], None);
        }
        Ok(())
    }

    /// Some of those who may join do, in their order.
    fn join(&mut self, seats: &[usize]) {
        let model = self.model;
        let waiting: Vec<usize> =
            seats.iter().copied().filter(|seat| self.get(model.seats[*seat]) == 0).collect();
        let joining = self.choices.choose(waiting.len() + 1, Free::Number);
        for seat in waiting.into_iter().take(joining) {
            self.now.set(model.seats[seat], 1);
            self.people_changed = true;
            self.joined = true;
            self.fill_seat(seat);
            self.withdraw_for(Some(seat));
        }
    }

    /// The fields of a member who comes: what is given is free.
    pub(super) fn fill_seat(&mut self, seat: usize) {
        let model = self.model;
        let from = (seat, Vec::new());
        for (_, at) in model.of_seat.range(from..).take_while(|((of, _), _)| *of == seat) {
            let field = &model.fields[*at];
            let chosen = if self.free_people && !model.own.contains(at) {
                let first = usize::from(field.initial != 0);
                first + self.choices.choose(field.values.len() - first, Free::Data)
            } else {
                field.initial
            };
            self.now.set(field.var, chosen);
        }
    }

    /// A joiner who hasn't given a consent that an active state needs withdraws it: by the seat, or another of whom
    /// nothing is known. Of a consent that covered boxes give it isn't known either.
    fn withdraw_for(&mut self, seat: Option<usize>) {
        let model = self.model;
        for (at, here) in model.nodes.iter().enumerate() {
            let Some(consent) = model.chart.state(here.state).consent else { continue };
            if !self.now.is_set(at) {
                continue;
            }
            let mut asked = model.consents[consent.at()].iter();
            let copies = matches!(here.kind, NodeKind::Container | NodeKind::Covered)
                && model.chart.state(here.state).for_each.is_some();
            if copies || !seat.is_none_or(|seat| asked.any(|(of, _)| *of == seat)) {
                continue;
            }
            let is_loose = model.loose_consents.contains(&consent);
            let why = if is_loose { Free::Hidden(Hidden::Consent(consent)) } else { Free::Number };
            // Of another it isn't known whether it is asked.
            if (is_loose || seat.is_none()) && self.choices.choose(2, why) == 1 {
                continue;
            }
            let node = NodeIx(u16::try_from(at).unwrap_or(u16::MAX));
            self.raise(model.lookup.withdrawn[consent.at()], Some(node));
        }
    }
}
