//! Verdicts on guarantees as a terminal shows them: each with how much was looked at and what it rests on, a
//! refuted one with its story.

use super::language::Lang;
use registrar_casework::say;
use registrar_casework::view::{AssumptionView, CastView, GuaranteeView, StoryView, guarantees};
use registrar_engine::chart::Chart;
use registrar_engine::moment::Moment;
use registrar_engine::verify::Report;
use std::fmt::Write as _;

/// Room before what is said of a guarantee.
const INDENT: &str = "      ";

/// How many guarantees got which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Those that hold.
    pub proved: usize,
    /// Those that are broken.
    pub refuted: usize,
    /// Those of which neither is known.
    pub not_decided: usize,
}

impl Tally {
    /// Of these guarantees.
    pub fn of<'g>(guarantees: impl IntoIterator<Item = &'g GuaranteeView>) -> Self {
        guarantees.into_iter().fold(Self::default(), |mut tally, guarantee| {
            match guarantee.verdict {
                "proved" => tally.proved += 1,
                "refuted" => tally.refuted += 1,
                _ => tally.not_decided += 1,
            }
            tally
        })
    }

    /// `3 proved, 1 refuted, 0 not decided`.
    pub fn said(&self, lang: Lang) -> String {
        let Self { proved, refuted, not_decided } = self;
        match lang {
            Lang::En => format!("{proved} proved, {refuted} refuted, {not_decided} not decided"),
            Lang::Zh => format!("已证明{proved}项，不成立{refuted}项，未判定{not_decided}项"),
        }
    }
}

/// All verdicts on a chart, one block each.
pub fn text(chart: &Chart, report: &Report, lang: Lang) -> String {
    let views = guarantees(chart, report);
    let blocks = views.iter().map(|guarantee| block(chart, guarantee, lang));
    blocks.collect()
}

/// Those that aren't proved alone.
pub fn troubles(chart: &Chart, report: &Report, lang: Lang) -> String {
    let views = guarantees(chart, report);
    let open = views.iter().filter(|guarantee| guarantee.verdict != "proved");
    open.map(|guarantee| block(chart, guarantee, lang)).collect()
}

/// A verdict in a word.
pub fn word(guarantee: &GuaranteeView, lang: Lang) -> &'static str {
    match guarantee.verdict {
        "proved" => lang.pick("proved", "已证明"),
        "refuted" => lang.pick("refuted", "不成立"),
        _ => lang.pick("not decided", "未判定"),
    }
}

fn block(chart: &Chart, guarantee: &GuaranteeView, lang: Lang) -> String {
    let code = lang.code();
    let mut out = format!("  {}  {}\n", padded(word(guarantee, lang), lang), guarantee.written);
    let mut told = |label: &str, text: &str| {
        // Writing to a String can't fail.
        let _ = writeln!(out, "{INDENT}{label}{}{text}", lang.pick(": ", "："));
    };
    if let Some(looked_at) = looked_at(guarantee, lang) {
        told(lang.pick("looked at", "考察范围"), &looked_at);
    }
    if !guarantee.assumptions.is_empty() {
        told(lang.pick("rests on", "所依假定"), &rests_on(&guarantee.assumptions, lang));
    }
    if let Some(limit) = &guarantee.limit {
        told(lang.pick("stopped by", "中止原因"), &say(limit, code, ""));
    }
    for note in &guarantee.notes {
        told(lang.pick("note", "说明"), &say(note, code, ""));
    }
    if let Some(story) = &guarantee.story {
        out.push_str(&self::story(chart, story, lang));
    }
    out
}

/// `12,345 configurations, 67,890 transitions`; none where nothing was.
pub fn looked_at(guarantee: &GuaranteeView, lang: Lang) -> Option<String> {
    explored(guarantee.configurations, guarantee.transitions, lang)
}

/// The same of anything.
pub fn explored(configurations: u64, transitions: u64, lang: Lang) -> Option<String> {
    (configurations > 0).then(|| {
        let (configurations, transitions) = (grouped(configurations), grouped(transitions));
        match lang {
            Lang::En => format!("{configurations} configurations, {transitions} transitions"),
            Lang::Zh => format!("{configurations}种状态组合，{transitions}次转移"),
        }
    })
}

/// `free data, any order of deadlines (rules 26, 29)`.
fn rests_on(assumptions: &[AssumptionView], lang: Lang) -> String {
    let short: Vec<String> = assumptions.iter().map(|one| say(&one.short, lang.code(), one.name)).collect();
    let rules: Vec<String> = assumptions.iter().map(|one| one.rule.to_string()).collect();
    match lang {
        Lang::En => format!("{} (rules {})", short.join(", "), rules.join(", ")),
        Lang::Zh => format!("{}（规则{}）", short.join("、"), rules.join("、")),
    }
}

fn story(chart: &Chart, story: &StoryView, lang: Lang) -> String {
    let code = lang.code();
    let mut out = format!("{INDENT}{}\n", opening(story, lang));
    let widest = story.steps.len().to_string().len();
    for (number, step) in (1..).zip(&story.steps) {
        let sentence = say(&step.sentence, code, "");
        let at = step.at.map(|at| when(at, chart) + "  ").unwrap_or_default();
        let _ = writeln!(out, "{INDENT}  {number:>widest$}. {at}{sentence}");
    }
    let _ = writeln!(out, "{INDENT}{}{}", lang.pick("in the end: ", "结果："), say(&story.end, code, ""));
    for assumed in &story.assumed {
        let _ = writeln!(out, "{INDENT}{}{}", lang.pick("assumed: ", "假定："), say(assumed, code, ""));
    }
    out
}

/// `story, with 1 plaintiff, 2 defendants:`.
pub fn opening(story: &StoryView, lang: Lang) -> String {
    let cast = |one: &CastView| {
        let title = say(&one.title, lang.code(), &one.role);
        match lang {
            Lang::En => format!("{title}: {}", one.members),
            Lang::Zh => format!("{title}{}名", one.members),
        }
    };
    let people: Vec<String> = story.people.iter().map(cast).collect();
    match (lang, people.is_empty()) {
        (Lang::En, true) => "how it is broken:".to_owned(),
        (Lang::En, false) => format!("how it is broken ({}):", people.join(", ")),
        (Lang::Zh, true) => "反例：".to_owned(),
        (Lang::Zh, false) => format!("反例（{}）：", people.join("，")),
    }
}

/// `2024-03-04 09:30` on the clock of the definition.
pub fn when(at: Moment, chart: &Chart) -> String {
    at.timestamp().to_zoned(chart.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// As wide as the longest verdict, so that guarantees stand in one column.
fn padded(word: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{word:<11}"),
        // Three characters, each as wide as two.
        Lang::Zh => word.to_owned(),
    }
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
