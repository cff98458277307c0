//! Names in the reader's words: members, roles, states and tasks, with whose copy they are.

use crate::access::Viewpoint;
use crate::words::{for_the_eye, say};
use registrar_engine::case::{Case, Place};
use registrar_engine::chart::{Chart, Members, RoleKind};
use registrar_engine::moment::Moment;
use registrar_engine::step::{member_named, members_around};

/// Who reads, what, and in which language.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub chart: &'a Chart,
    pub case: &'a Case,
    pub viewpoint: &'a Viewpoint,
    pub language: &'a str,
    /// When it is read.
    pub now: Moment,
    /// The zone the reader lives in; empty: not told.
    pub own_zone: &'a str,
}

impl Reader<'_> {
    /// English, or Chinese where that is the language.
    pub fn either(&self, english: &str, chinese: &str) -> String {
        if self.is_chinese() { chinese.to_owned() } else { english.to_owned() }
    }

    /// Whether the reader reads Chinese.
    pub fn is_chinese(&self) -> bool {
        self.language.starts_with("zh")
    }

    /// `defendant[2]` as `Defendant 2 (Li Si)`; a role as its title.
    pub fn who(&self, label: &str) -> String {
        let (name, number) = split(label);
        let Some(ix) = self.chart.role_named(name) else {
            let service = self.chart.services.iter().find(|(known, _)| known == name);
            return service.map_or_else(|| for_the_eye(label), |(_, title)| say(title, self.language, name));
        };
        let role = self.chart.role(ix);
        let title = say(&role.title, self.language, &role.name);
        let many = matches!(role.kind, RoleKind::Party { many: true, .. });
        let title = match number.first() {
            Some(number) if many => format!("{title} {number}"),
            _ => title,
        };
        let seat = number.first().and_then(|_| member_named(self.chart, self.case, label));
        let person = seat.and_then(|member| self.case.seat(member)).map(|seat| seat.name.as_str());
        match person.filter(|name| !name.is_empty()) {
            Some(person) if self.is_chinese() => format!("{title}（{person}）"),
            Some(person) => format!("{title} ({person})"),
            None => title,
        }
    }

    /// Whose copy a place is in, the innermost; none outside copies.
    pub fn whose(&self, place: &Place) -> Option<String> {
        let member = members_around(self.chart, self.case, place).into_iter().next();
        if let Some(member) = member {
            return Some(self.who(&registrar_engine::step::member_name(self.chart, member)));
        }
        let number = place.copy.last()?;
        let list =
            self.chart.outwards(place.state).find_map(|state| match &self.chart.state(state).for_each {
                Some(Members::List(path)) => path.last().cloned(),
                _ => None,
            })?;
        Some(format!("{} {number}", for_the_eye(&list)))
    }

    /// `defending[2]` as `Defence under way, Defendant 2 (Li Si)`.
    pub fn state(&self, marked: &str) -> String {
        let (name, copy) = split(marked);
        let Some(ix) = self.chart.state_named(name) else { return for_the_eye(marked) };
        let title = say(&self.chart.state(ix).title, self.language, name);
        self.with_whose(title, &Place { state: ix, copy: copy.as_slice().into() })
    }

    /// A title with whose copy it is in.
    pub fn with_whose(&self, title: String, place: &Place) -> String {
        match self.whose(place) {
            Some(whose) if self.is_chinese() => format!("{title}，{whose}"),
            Some(whose) => format!("{title}, {whose}"),
            None => title,
        }
    }

    /// The title of a task.
    pub fn task(&self, marked: &str) -> String {
        let name = split(marked).0;
        let found = self.chart.task_named(name).map(|ix| self.chart.task(ix));
        if let Some(task) = found.filter(|task| task.title.is_empty()) {
            return self.engine_task(task).unwrap_or_else(|| for_the_eye(name));
        }
        found.map_or_else(|| for_the_eye(name), |task| say(&task.title, self.language, name))
    }

    /// The engine's own tasks have no title of an author.
    fn engine_task(&self, task: &registrar_engine::chart::Task) -> Option<String> {
        use registrar_engine::chart::EngineTask;
        let (deadline, english, chinese) = match task.engine? {
            EngineTask::Extend(deadline) => (deadline, "Decide on more time", "决定是否延长"),
            EngineTask::Suspend(deadline) => (deadline, "Suspend", "中止"),
            EngineTask::Resume(deadline) => (deadline, "Resume", "恢复"),
            EngineTask::Waive(deadline) => (deadline, "Waive", "放弃"),
        };
        let deadline = self.chart.deadline(deadline);
        let title = say(&deadline.title, self.language, &deadline.name);
        Some(if self.is_chinese() { format!("{chinese}：{title}") } else { format!("{english}: {title}") })
    }

    /// The title of an outcome.
    pub fn outcome(&self, task: &str, outcome: &str) -> String {
        let task = self.chart.task_named(split(task).0).map(|ix| self.chart.task(ix));
        let found = task.and_then(|task| task.outcomes.iter().find(|known| known.name == outcome));
        found.map_or_else(|| for_the_eye(outcome), |found| say(&found.title, self.language, outcome))
    }

    /// The title of a deadline.
    pub fn deadline(&self, marked: &str) -> String {
        let name = split(marked).0;
        let found = self.chart.deadline_named(name).map(|ix| &self.chart.deadline(ix).title);
        found.map_or_else(|| for_the_eye(name), |title| say(title, self.language, name))
    }

    /// The title of a notice.
    pub fn notice(&self, name: &str) -> String {
        let found = self.chart.notice_named(name).map(|ix| &self.chart.notice(ix).title);
        found.map_or_else(|| for_the_eye(name), |title| say(title, self.language, name))
    }

    /// The title of a kind of document.
    pub fn document(&self, name: &str) -> String {
        let found = self.chart.document_named(name).map(|ix| &self.chart.document(ix).title);
        found.map_or_else(|| for_the_eye(name), |title| say(title, self.language, name))
    }

    /// The title of a consent.
    pub fn consent(&self, name: &str) -> String {
        let found = self.chart.consents.iter().find(|consent| consent.name == name);
        found.map_or_else(|| for_the_eye(name), |consent| say(&consent.title, self.language, name))
    }

    /// A provision by its key.
    pub fn law(&self, key: Option<&str>) -> Option<String> {
        let key = key?;
        self.chart.laws.get(key).map(|text| say(text, self.language, key))
    }

    /// A moment in the zone of the definition: `2026-03-17 09:30`.
    pub fn moment(&self, at: Moment) -> String {
        at.timestamp().to_zoned(self.chart.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }
}

/// `defending[2][1]` as `defending` and `[2, 1]`.
pub fn split(marked: &str) -> (&str, Vec<u32>) {
    let mut parts = marked.split('[');
    let name = parts.next().unwrap_or_default();
    (name, parts.filter_map(|part| part.strip_suffix(']')?.parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_marked_name_is_split_into_name_and_copy() {
        assert_eq!(split("gate"), ("gate", vec![]));
        assert_eq!(split("defending[2]"), ("defending", vec![2]));
        assert_eq!(split("reply_due[2][11]"), ("reply_due", vec![2, 11]));
    }
}
