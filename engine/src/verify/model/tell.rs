//! Acts and configurations in sentences, by the titles of the definition.

use super::build::Model;
use super::moves::Act;
use super::play::{Play, Seen};
use crate::definition::Text;
use crate::id::{ArrowIx, StateIx};

/// A title in a language, else in any, else the name.
fn titled(title: &Text, language: &str, name: &str) -> String {
    let title = title.get(language).or_else(|| title.values().next());
    title.map_or_else(|| name.to_owned(), Clone::clone)
}

impl Model<'_> {
    /// Where a case is, by the titles of its innermost states.
    pub fn titles(&self, words: &[u64], language: &str) -> String {
        let mut titles: Vec<String> = Vec::new();
        for node in self.leaves(words) {
            let here = &self.nodes[node.at()];
            let state = self.chart.state(here.state);
            let title = titled(&state.title, language, &state.name);
            let copy: Vec<String> = here.copy.iter().map(ToString::to_string).collect();
            let quoted = if language == "zh" { format!("「{title}」") } else { format!("“{title}”") };
            titles.push(if copy.is_empty() { quoted } else { format!("{quoted} [{}]", copy.join(", ")) });
        }
        titles.join(if language == "zh" { "、" } else { ", " })
    }

    /// What happens, as a sentence.
    pub fn sentence(&self, act: &Act, language: &str) -> String {
        let chart = self.chart;
        let zh = language == "zh";
        let deadline = |clock: u16| {
            let clock = &self.clocks[usize::from(clock)];
            let kind = chart.deadline(clock.deadline);
            let copy = self.nodes[clock.node.at()].copy.iter().map(|number| format!("[{number}]"));
            titled(&kind.title, language, &kind.name) + &copy.collect::<String>()
        };
        let notice = |at: u16| {
            let delivery = &self.deliveries[usize::from(at)];
            let kind = chart.notice(delivery.notice);
            (titled(&kind.title, language, &kind.name), self.member(delivery.seat, language))
        };
        match *act {
            Act::Open => String::new(),
            Act::Task { .. } | Act::RungTask { .. } => self.task_sentence(act, language),
            Act::Expired(clock) if zh => format!("期限「{}」届满。", deadline(clock)),
            Act::Expired(clock) => format!("The deadline “{}” ends.", deadline(clock)),
            Act::Extend { clock, granted } => match (zh, granted) {
                (true, true) => format!("期限「{}」获准延长。", deadline(clock)),
                (true, false) => format!("期限「{}」不予延长。", deadline(clock)),
                (false, true) => format!("More time is granted for “{}”.", deadline(clock)),
                (false, false) => format!("More time is refused for “{}”.", deadline(clock)),
            },
            Act::Suspend(clock) if zh => format!("期限「{}」中止。", deadline(clock)),
            Act::Suspend(clock) => format!("The deadline “{}” is suspended.", deadline(clock)),
            Act::Resume(clock) if zh => format!("期限「{}」恢复计算。", deadline(clock)),
            Act::Resume(clock) => format!("The deadline “{}” is resumed.", deadline(clock)),
            Act::Waive(clock) if zh => format!("放弃期限「{}」。", deadline(clock)),
            Act::Waive(clock) => format!("The deadline “{}” is waived.", deadline(clock)),
            Act::Receipt(at) => {
                let (notice, whom) = notice(at);
                if zh {
                    format!("「{notice}」送达{whom}。")
                } else {
                    format!("“{notice}” is served on {whom}.")
                }
            }
            Act::Undelivered(at) => {
                let (notice, whom) = notice(at);
                if zh {
                    format!("「{notice}」无法送达{whom}。")
                } else {
                    format!("“{notice}” can't be delivered to {whom}.")
                }
            }
            Act::Message(at) => {
                let message = &chart.messages[usize::from(at)];
                let title = titled(&message.title, language, &message.name);
                if zh {
                    format!("收到消息「{title}」。")
                } else {
                    format!("The message “{title}” comes.")
                }
            }
            Act::RungExpired { .. } | Act::Raised(_) | Act::Hidden(_) => {
                let name = self.act_name(act);
                if zh { format!("`{name}` 发生。") } else { format!("`{name}` comes.") }
            }
        }
    }

    fn task_sentence(&self, act: &Act, language: &str) -> String {
        let Some((task, node, doer)) = self.task_of(act) else { return String::new() };
        let (Act::Task { outcome, .. } | Act::RungTask { outcome, .. }) = *act else { return String::new() };
        let title = titled(&task.title, language, &task.name);
        let outcome = task.outcomes.get(usize::from(outcome));
        let outcome = outcome.map(|o| titled(&o.title, language, &o.name)).unwrap_or_default();
        let copy: String = self.nodes[node.at()].copy.iter().map(|number| format!("[{number}]")).collect();
        let who = match doer {
            Some(seat) => self.member(usize::from(seat), language),
            None => self.others(task, language),
        };
        if language == "zh" {
            format!("{who}完成「{title}」{copy}：{outcome}。")
        } else {
            format!("{who} ends “{title}”{copy} with “{outcome}”.")
        }
    }

    fn member(&self, seat: usize, language: &str) -> String {
        let slot = self.population.slots[seat];
        let role = self.chart.role(slot.role);
        let title = titled(&role.title, language, &role.name);
        let (first, later) = self.population.counts(slot.role);
        if first + later > 1 { format!("{title} {}", slot.number) } else { title }
    }

    fn others(&self, task: &crate::chart::Task, language: &str) -> String {
        use crate::chart::{RoleKind, Who};
        match &task.who {
            Who::Service(service) => {
                let (name, title) = &self.chart.services[service.at()];
                titled(title, language, name)
            }
            Who::Member(_) => String::new(),
            Who::Roles(roles) => {
                let official = |role: &&crate::id::RoleIx| {
                    !matches!(self.chart.role(**role).kind, RoleKind::Party { .. })
                };
                let role = roles.iter().find(official).map(|role| self.chart.role(*role));
                role.map(|role| titled(&role.title, language, &role.name)).unwrap_or_default()
            }
        }
    }
}

impl Play<'_, '_> {
    /// The arrows taken and the states entered in the last play.
    pub fn path(&self, model: &Model<'_>) -> (Vec<ArrowIx>, Vec<StateIx>) {
        let arrows = self.seen.iter().filter_map(|seen| match seen {
            Seen::Took(flow) => Some(model.arrow_of(*flow)),
            _ => None,
        });
        let states = self.seen.iter().filter_map(|seen| match seen {
            Seen::Entered(node) => Some(model.state_of(node.at())),
            _ => None,
        });
        (arrows.collect(), states.collect())
    }
}
