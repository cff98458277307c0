//! The timeline of the case in the words of the definition's titles, in the feature's language: what a
//! person reads on the case's page, from the same docket.

use super::Stage;
use super::find::parted;
use crate::failure::Played;
use crate::language::Language;
use registrar_casework::{for_the_eye, say};
use registrar_engine::definition::Text;
use registrar_engine::docket::Mark;
use std::sync::Arc;

impl Stage {
    /// One line for each thing that happened.
    pub async fn timeline(&self) -> Played<Vec<String>> {
        let mut lines = Vec::new();
        for (at, _, mark) in self.marks().await? {
            if let Some(line) = self.line_of(&mark) {
                lines.push(format!("{} {line}", self.when(at)));
            }
        }
        Ok(lines)
    }

    fn line_of(&self, mark: &Mark) -> Option<String> {
        let chart = Arc::clone(&self.chart);
        let english = self.language == Language::English;
        Some(match mark {
            Mark::Took { arrow, .. } => {
                let title = &chart.arrows.get(usize::from(*arrow))?.title;
                title.get(self.language.key())?.clone()
            }
            Mark::Entered { state } => {
                let known = chart.state(chart.state_named(parted(state).0)?);
                self.said(&known.title, state)
            }
            Mark::TaskClosed { task, outcome: Some(outcome), by, .. } => {
                let kind = chart.task(chart.task_named(parted(task).0)?);
                let ended = kind.outcomes.iter().find(|known| known.name == *outcome)?;
                let (task, ended) = (self.said(&kind.title, task), self.said(&ended.title, outcome));
                match by.is_empty() {
                    true => format!("{task}: {ended}"),
                    false => format!("{}: {task}: {ended}", self.member_said(by)),
                }
            }
            Mark::ClockExpired { deadline, .. } => {
                let known = chart.deadline(chart.deadline_named(parted(deadline).0)?);
                let said = self.said(&known.title, deadline);
                if english { format!("{said}: expired") } else { format!("{said}：届满") }
            }
            Mark::Served { notice, to, .. } => {
                let known = chart.notice(chart.notice_named(notice)?);
                let (said, whom) = (self.said(&known.title, notice), self.member_said(to));
                if english { format!("{said}: served on {whom}") } else { format!("{said}：送达{whom}") }
            }
            Mark::Filed { document, by, .. } => {
                let known = chart.document(chart.document_named(document)?);
                let said = self.said(&known.title, document);
                if by.is_empty() { said } else { format!("{}: {said}", self.member_said(by)) }
            }
            Mark::Ended { outcome, state } => {
                let said = outcome.as_deref().unwrap_or(state);
                let said = for_the_eye(said);
                if english { format!("the case ended: {said}") } else { format!("案件结束：{said}") }
            }
            _ => return None,
        })
    }

    fn said(&self, title: &Text, name: &str) -> String {
        say(title, self.language.key(), parted(name).0)
    }

    fn member_said(&self, label: &str) -> String {
        let (name, number) = parted(label);
        let Some(role) = self.chart.role_named(name) else { return label.to_owned() };
        let said = self.said(&self.chart.role(role).title, name);
        match (number.first(), self.language) {
            (None, _) => said,
            (Some(number), Language::English) => format!("{said} {number}"),
            (Some(number), Language::Chinese) => format!("{said}{number}"),
        }
    }
}
