//! The drawing's own words, in the languages of the portal. Titles come from the definition.

use crate::deadline::{Language, Period, Unit};

/// The words in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrases(Language);

impl Phrases {
    /// In a language by its code; what isn't Chinese is English.
    pub(super) fn of(language: &str) -> Self {
        Self(if language.split(['-', '_']).next() == Some("zh") { Language::Zh } else { Language::En })
    }

    /// The texts of the definition that fit these words.
    pub(super) fn code(self) -> &'static str {
        self.pick("en", "zh")
    }

    fn pick(self, en: &'static str, zh: &'static str) -> &'static str {
        match self.0 {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    /// `{}` stands for the one thing.
    fn fill(self, en: &'static str, zh: &'static str, thing: &str) -> String {
        self.pick(en, zh).replace("{}", thing)
    }

    pub(super) fn period(self, period: Period) -> String {
        let unit = match period.unit {
            Unit::Minutes => "分钟",
            Unit::Hours => "小时",
            Unit::Days => "日",
            Unit::WorkingDays => "个工作日",
            Unit::Weeks => "周",
            Unit::Months => "个月",
            Unit::Years => "年",
        };
        match self.0 {
            Language::En => period.to_string(),
            Language::Zh => format!("{}{unit}", period.count),
        }
    }

    pub(super) fn expired(self, deadline: &str) -> String {
        self.fill("{} expired", "{}届满", deadline)
    }
    pub(super) fn extended(self, deadline: &str) -> String {
        self.fill("{} extended", "{}延长", deadline)
    }
    pub(super) fn suspended(self, deadline: &str) -> String {
        self.fill("{} suspended", "{}中止", deadline)
    }
    pub(super) fn resumed(self, deadline: &str) -> String {
        self.fill("{} resumed", "{}恢复", deadline)
    }
    pub(super) fn served(self, notice: &str) -> String {
        self.fill("{} served", "{}已送达", notice)
    }
    pub(super) fn undeliverable(self, notice: &str) -> String {
        self.fill("{} undeliverable", "{}无法送达", notice)
    }
    pub(super) fn given(self, consent: &str) -> String {
        self.fill("consent given: {}", "作出同意：{}", consent)
    }
    pub(super) fn withdrawn(self, consent: &str) -> String {
        self.fill("consent withdrawn: {}", "撤回同意：{}", consent)
    }
    pub(super) fn any_event(self) -> &'static str {
        self.pick("any event", "任何事件")
    }
    pub(super) fn done(self) -> &'static str {
        self.pick("when done", "完成后")
    }
    pub(super) fn all_done(self) -> &'static str {
        self.pick("when all are done", "全部完成后")
    }
    pub(super) fn enough_done(self) -> &'static str {
        self.pick("when enough are done", "达到数量后")
    }
    pub(super) fn condition(self, condition: &str) -> String {
        self.fill("if {}", "若{}", condition)
    }
    pub(super) fn otherwise(self) -> &'static str {
        self.pick("otherwise", "否则")
    }
    pub(super) fn at_most(self, times: u32) -> String {
        match (self.0, times) {
            (Language::En, 1) => "at most once".to_owned(),
            (Language::En, times) => format!("at most {times} times"),
            (Language::Zh, times) => format!("至多{times}次"),
        }
    }
    pub(super) fn beyond(self) -> &'static str {
        self.pick("beyond that", "超过次数")
    }
    pub(super) fn for_each(self, whom: &str) -> String {
        self.fill("for each: {}", "每一{}", whom)
    }
    pub(super) fn outcome(self, outcome: &str) -> String {
        self.fill("outcome: {}", "结果：{}", outcome)
    }
    pub(super) fn needs_consent(self, consent: &str) -> String {
        self.fill("only with consent: {}", "须经同意：{}", consent)
    }
    pub(super) fn on_entry(self, what: &str) -> String {
        self.fill("on entry: {}", "进入时：{}", what)
    }
    pub(super) fn on_exit(self, what: &str) -> String {
        self.fill("on exit: {}", "离开时：{}", what)
    }
    pub(super) fn send(self, what: &str) -> String {
        self.fill("send {}", "发送{}", what)
    }
    pub(super) fn issue(self, what: &str) -> String {
        self.fill("issue {}", "制作{}", what)
    }
    pub(super) fn set(self, field: &str, value: &str) -> String {
        match self.0 {
            Language::En => format!("{field} becomes {value}"),
            Language::Zh => format!("{field}改为{value}"),
        }
    }
    pub(super) fn decide(self, table: &str) -> String {
        self.fill("decide by the table: {}", "按决策表确定：{}", table)
    }
    pub(super) fn assign(self, role: &str) -> String {
        self.fill("find: {}", "确定{}", role)
    }
    pub(super) fn release(self, role: &str) -> String {
        self.fill("release: {}", "解除{}", role)
    }
    pub(super) fn raise(self, event: &str) -> String {
        self.fill("raise {}", "触发{}", event)
    }
    pub(super) fn cancel(self, id: &str) -> String {
        self.fill("cancel {}", "取消{}", id)
    }
    pub(super) fn log(self) -> &'static str {
        self.pick("note in the trace", "记入日志")
    }
    pub(super) fn each_item(self, what: &str) -> String {
        self.fill("for each item: {}", "逐项：{}", what)
    }
    pub(super) fn service(self, name: &str) -> String {
        self.fill("service: {}", "服务：{}", name)
    }
    pub(super) fn person_in(self, field: &str) -> String {
        self.fill("the person in {}", "{}所指之人", field)
    }
    pub(super) fn period_in(self, field: &str) -> String {
        self.fill("as {} says", "按{}", field)
    }
    pub(super) fn before(self, what: &str) -> String {
        self.fill("before {}", "{}之前", what)
    }
    pub(super) fn from(self, what: &str) -> String {
        self.fill("from {}", "自{}起", what)
    }
    pub(super) fn promise(self) -> &'static str {
        self.pick("promise", "承诺")
    }
    pub(super) fn in_person(self, whom: &str) -> String {
        self.fill("in person: {}", "{}到场", whom)
    }
    pub(super) fn repeat(self) -> &'static str {
        self.pick("any number of times", "可多次")
    }
    pub(super) fn unbounded(self, why: &str) -> String {
        self.fill("no time limit: {}", "无期限：{}", why)
    }
    pub(super) fn nothing_left(self) -> &'static str {
        self.pick("stays here", "不离开")
    }
    pub(super) fn version(self, number: u32) -> String {
        self.fill("version {}", "第{}版", &number.to_string())
    }
    pub(super) fn legend(self) -> [&'static str; 5] {
        match self.0 {
            Language::En => [
                "task, and who does it",
                "deadline",
                "leads out of the box",
                "here now",
                "the way of the story",
            ],
            Language::Zh => ["任务及办理人", "期限", "离开本框", "当前所在", "故事经过的路径"],
        }
    }
    pub(super) fn active(self, state: &str) -> String {
        self.fill("in “{}”", "处于“{}”", state)
    }
    pub(super) fn consented(self, consent: &str) -> String {
        self.fill("all consent to “{}”", "各方同意“{}”", consent)
    }
    /// Operators of conditions, with their blanks, and how one says them.
    pub(super) fn operators(self) -> [(&'static str, &'static str); 4] {
        match self.0 {
            Language::En => [(" && ", " and "), (" || ", " or "), (" == ", " is "), (" != ", " is not ")],
            Language::Zh => [(" && ", "且"), (" || ", "或"), (" == ", "为"), (" != ", "不为")],
        }
    }
    pub(super) fn separator(self) -> &'static str {
        self.pick(", ", "、")
    }
    pub(super) fn comma(self) -> &'static str {
        self.pick(", ", "，")
    }
    pub(super) fn colon(self) -> &'static str {
        self.pick(": ", "：")
    }
}
