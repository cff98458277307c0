//! A case as a configuration of the model: what the model keeps of it. By this the model is held against `step`.

use super::bits;
use super::build::Model;
use super::node::{NodeIx, NodeKind};
use super::words::{DeliveryAt, EXPIRED, STARTED, Starts, WAIVED};
use crate::case::{Case, CopyPath, Place, Seat, Served, Standing};
use crate::chart::RoleKind;
use crate::value::{Record, Value};

/// The configuration of a case; none where it has more members or items than the model.
pub fn observe(model: &Model<'_>, case: &Case) -> Option<Vec<u64>> {
    let mut words = vec![0; model.words()];
    let node = |place: &Place| model.node_of.get(&(place.state, place.copy)).copied();
    if let Some(ended) = &case.ended {
        bits::set(&mut words, 0);
        bits::set(&mut words, node(&Place { state: ended.state, copy: CopyPath::default() })?.at());
        return Some(words);
    }
    for place in &case.configuration {
        bits::set(&mut words, node(place)?.at());
    }
    for (path, field) in &model.data {
        put(model, *field, &case.data, path, &mut words);
    }
    // Officials who were found have seats too.
    let party = |seat: &&Seat| matches!(model.chart.role(seat.role).kind, RoleKind::Party { .. });
    if case.seats.iter().filter(party).count() > model.population.slots.len() {
        return None;
    }
    for (slot, wanted) in model.population.slots.iter().enumerate() {
        let Some(seat) = case.seats.iter().find(|s| s.role == wanted.role && s.number == wanted.number)
        else {
            continue;
        };
        model.seats[slot].set(&mut words, if seat.is_present() { 1 } else { 2 });
        for ((of, path), field) in &model.of_seat {
            if *of == slot {
                put(model, *field, &seat.data, path, &mut words);
            }
        }
    }
    for (list, path) in model.lists.iter().enumerate() {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let Value::List(items) = Value::at(&case.data, &path) else { continue };
        model.lengths[list].set(&mut words, items.len());
        for ((of, item, path), field) in &model.of_item {
            if let (true, Some(Value::Record(record))) = (*of == list, items.get(usize::from(*item))) {
                put(model, *field, record, path, &mut words);
            }
        }
        if items.len() > usize::from(super::population::ITEMS) {
            return None;
        }
    }
    for entry in case.consents.iter().filter(|entry| entry.withdrawn.is_none()) {
        let seat = |slot: usize| {
            let known = model.population.slots[slot];
            known.role == entry.member.role && known.number == entry.member.number
        };
        let given = &model.consents[entry.consent.at()];
        if let Some((_, var)) = given.iter().find(|(slot, _)| seat(*slot)) {
            var.set(&mut words, 1);
        }
    }
    for flow in &model.flows {
        if let Some((counter, limit)) = flow.counter {
            let copy = &model.nodes[flow.source.at()].copy;
            let taken = usize::try_from(case.taken(flow.arrow, copy)).unwrap_or(limit);
            counter.set(&mut words, taken.min(limit));
        }
    }
    for remembered in &case.history {
        let history = node(&remembered.place)?;
        let (known, run) = model.at[history.at()].memory.clone()?;
        let around = model.nodes[history.at()].parent?;
        known.set(&mut words, 1);
        for place in &remembered.states {
            bits::set(&mut words, run.start * 64 + node(place)?.at() - around.at() - 1);
        }
    }
    tasks_and_clocks(model, case, &mut words);
    deliveries(model, case, &mut words)?;
    for raise in &case.raises {
        let home = node(&raise.home)?;
        let name = |p: &super::words::PendingAt| model.event_name(p.event) == raise.event;
        if let Some(pending) = model.pending.iter().find(|p| p.home == home && name(p)) {
            pending.var.set(&mut words, 1);
        }
    }
    Some(words)
}

fn put(model: &Model<'_>, field: usize, record: &Record, path: &[String], words: &mut [u64]) {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let value = Value::at(record, &path);
    let known = &model.fields[field];
    let at = known.values.iter().position(|known| known == value);
    // Of a field of which only matters that it is there, any value is "there".
    known.var.set(words, at.unwrap_or(1));
}

fn tasks_and_clocks(model: &Model<'_>, case: &Case, words: &mut [u64]) {
    let nodes = (0..).zip(&model.nodes).map(|(at, node)| (NodeIx(at), node));
    for (at, node) in nodes.filter(|(_, node)| node.kind != NodeKind::Container) {
        if !bits::is_set(words, at.at()) {
            continue;
        }
        let here = |place: &Place| place.state == node.state && place.copy == node.copy;
        for task in &model.at[at.at()].tasks {
            let is_open =
                case.tasks.iter().any(|t| t.task == task.task && here(&t.place) && t.serves.is_none());
            if let Some(closed) = task.closed {
                closed.set(words, usize::from(!is_open));
            }
        }
        for clock in model.at[at.at()].clocks.iter().map(|clock| &model.clocks[*clock]) {
            let known = case
                .clocks
                .iter()
                .find(|c| c.deadline == clock.deadline && here(&c.place) && c.serves.is_none());
            let Some(known) = known else { continue };
            let by_event = !matches!(clock.starts, Starts::Entry);
            let status = match known.standing {
                Standing::Running { .. } | Standing::Suspended { .. } if by_event => STARTED,
                Standing::Expired { .. } => EXPIRED,
                Standing::Waived { .. } => WAIVED,
                _ => 0,
            };
            clock.status.set(words, status);
            if let Some(held) = clock.held {
                held.set(words, usize::from(known.held));
            }
            if let Some(stood) = clock.stood {
                let stands = matches!(known.standing, Standing::Suspended { .. }) && !known.held;
                stood.set(words, usize::from(stands));
            }
            if let Some(extend) = &clock.extend {
                extend.count.set(words, known.extensions.len().min(extend.times));
                let task = model.chart.deadline(clock.deadline).extend.as_ref().map(|extend| extend.task);
                let is_open =
                    case.tasks.iter().any(|t| Some(t.task) == task && t.serves == Some(known.number));
                let begun = matches!(known.standing, Standing::Running { .. } | Standing::Suspended { .. });
                let used_up = known.extensions.len() >= extend.times;
                let turned = if extend.asked_for { is_open } else { !is_open && begun && !used_up };
                extend.turned.set(words, usize::from(turned));
            }
        }
    }
}

fn deliveries(model: &Model<'_>, case: &Case, words: &mut [u64]) -> Option<()> {
    // The latest of a notice to a seat counts.
    for delivery in case.deliveries.iter() {
        let home = model.node_of.get(&(delivery.home.state, delivery.home.copy))?;
        let slots = &model.population.slots;
        let seat = slots
            .iter()
            .position(|slot| slot.role == delivery.to.role && slot.number == delivery.to.number)?;
        let Some(at) = model.delivery_of.get(&(delivery.notice, seat, *home)) else { continue };
        let known = &model.deliveries[*at];
        let ends_with_home = model.at[home.at()].own.contains(&known.var);
        if ends_with_home && !bits::is_set(words, home.at()) {
            continue;
        }
        let value = match (&delivery.standing, delivery.rung) {
            (Served::Open, None) => DeliveryAt::SENT,
            (Served::Open, Some(rung)) => 2 + usize::from(rung),
            (Served::At { .. }, _) => known.is_served(),
            (Served::Undeliverable { .. }, _) => known.is_undeliverable(),
        };
        known.var.set(words, value);
    }
    Some(())
}
