//! The report of a check as one page of HTML that needs nothing else: no script, no style sheet, no picture from
//! outside, so that it can be mailed, filed and read years later.

mod story;

use super::check::summary;
use super::language::Lang;
use super::report;
use super::sources::{Checked, Found};
use super::verdicts::{explored, looked_at, word};
use registrar_casework::say;
use registrar_casework::view::{AssumptionView, GuaranteeView, guarantees};
use registrar_engine::chart::Chart;
use registrar_engine::finding::{Finding, Severity};
use registrar_engine::verify::Report;
use std::collections::BTreeMap;

const STYLE: &str = include_str!("style.css");

/// The page.
pub fn page(found: &Found, lang: Lang) -> String {
    let title = lang.pick("What is proved, and what is wrong", "证明结论与问题");
    let mut page = Html::default();
    page.raw("<!doctype html>\n");
    page.raw(&format!("<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n", lang.pick("en", "zh-CN")));
    // Whatever stood in a definition: nothing runs here and nothing is fetched.
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.element("title", "", title);
    page.raw(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"));
    page.element("h1", "", title);
    page.element("p", "lead", &summary(found, lang));
    if !found.findings.is_empty() {
        page.raw("<section>\n");
        page.element("h2", "", lang.pick("Calendars and counting rules", "日历和计算规则"));
        findings(&mut page, &found.findings, &found.texts, lang);
        page.raw("</section>\n");
    }
    let mut used = BTreeMap::new();
    for checked in &found.definitions {
        definition(&mut page, checked, &found.texts, &mut used, lang);
    }
    rests_on(&mut page, used.values(), lang);
    page.raw("</main>\n</body>\n</html>");
    page.text
}

fn definition(
    page: &mut Html,
    checked: &Checked,
    texts: &BTreeMap<String, String>,
    used: &mut BTreeMap<u8, AssumptionView>,
    lang: Lang,
) {
    page.raw("<section>\n");
    match &checked.chart {
        Some(chart) => {
            let title = say(&chart.title, lang.code(), &chart.workflow);
            page.element("h2", "", &title);
            let version = match lang {
                Lang::En => format!("{} version {} · {}", chart.workflow, chart.version, checked.file),
                Lang::Zh => format!("{} 第{}版 · {}", chart.workflow, chart.version, checked.file),
            };
            page.element("p", "about", &version);
        }
        None => page.element("h2", "", &checked.file),
    }
    let (class, said) = match checked.deployable {
        true => ("mark good", lang.pick("✓ may be deployed", "✓ 可以部署")),
        false => ("mark bad", lang.pick("✗ can't be deployed", "✗ 不能部署")),
    };
    page.element("p", class, said);
    if let Some((chart, report)) = checked.proven() {
        verdicts(page, chart, report, used, lang);
    }
    if !checked.findings.is_empty() {
        page.element("h3", "", lang.pick("Findings", "发现的问题"));
        findings(page, &checked.findings, texts, lang);
    }
    page.raw("</section>\n");
}

fn verdicts(
    page: &mut Html,
    chart: &Chart,
    report: &Report,
    used: &mut BTreeMap<u8, AssumptionView>,
    lang: Lang,
) {
    let views = guarantees(chart, report);
    page.element("h3", "", lang.pick("Guarantees", "保证"));
    if views.is_empty() {
        page.element("p", "", lang.pick("None is written down.", "未写明任何保证。"));
    }
    for (guarantee, verdict) in views.iter().zip(&report.verdicts) {
        page.raw(&format!("<article class=\"{}\">\n", class(guarantee)));
        heading(page, guarantee, lang);
        let more = [("about", looked_at(guarantee, lang)), ("", limit(guarantee, lang))];
        for (class, text) in more {
            if let Some(text) = text {
                page.element("p", class, &text);
            }
        }
        for note in &guarantee.notes {
            page.element("p", "", &say(note, lang.code(), ""));
        }
        basis(page, &guarantee.assumptions, lang);
        if let Some(told) = &guarantee.story {
            story::tell(page, chart, told, &verdict.answer, lang);
        }
        page.raw("</article>\n");
        for assumption in &guarantee.assumptions {
            used.entry(assumption.rule).or_insert_with(|| assumption.clone());
        }
    }
    if let Some(all) = explored(report.explored.configurations, report.explored.transitions, lang) {
        let label = lang.pick("For the whole definition: ", "整个流程共考察：");
        page.element("p", "about", &format!("{label}{all}"));
    }
}

fn class(guarantee: &GuaranteeView) -> &'static str {
    match guarantee.verdict {
        "proved" => "proved",
        "refuted" => "refuted",
        _ => "open",
    }
}

/// The sign says it too: a verdict is never told by colour alone.
fn heading(page: &mut Html, guarantee: &GuaranteeView, lang: Lang) {
    let sign = match guarantee.verdict {
        "proved" => "✓",
        "refuted" => "✗",
        _ => "?",
    };
    page.raw("<h4><span class=\"verdict\">");
    page.say(&format!("{sign} {}", word(guarantee, lang)));
    page.raw("</span> <code>");
    page.say(&guarantee.written);
    page.raw("</code></h4>\n");
}

fn limit(guarantee: &GuaranteeView, lang: Lang) -> Option<String> {
    let limit = guarantee.limit.as_ref()?;
    Some(format!("{}{}", lang.pick("Stopped by: ", "中止原因："), say(limit, lang.code(), "")))
}

/// Which assumptions, each a link to its sentence at the foot.
fn basis(page: &mut Html, assumptions: &[AssumptionView], lang: Lang) {
    if assumptions.is_empty() {
        return;
    }
    page.raw("<p class=\"about\">");
    page.say(lang.pick("Rests on ", "所依假定："));
    for (at, assumption) in assumptions.iter().enumerate() {
        if at > 0 {
            page.say(lang.pick(", ", "、"));
        }
        page.raw(&format!("<a href=\"#rule-{}\">", assumption.rule));
        page.say(&say(&assumption.short, lang.code(), assumption.name));
        page.raw("</a>");
    }
    page.raw("</p>\n");
}

fn rests_on<'a>(page: &mut Html, used: impl ExactSizeIterator<Item = &'a AssumptionView>, lang: Lang) {
    if used.len() == 0 {
        return;
    }
    page.raw("<section>\n");
    page.element("h2", "", lang.pick("What the verdicts rest on", "结论所依的假定"));
    page.raw("<dl>\n");
    for assumption in used {
        page.raw(&format!("<dt id=\"rule-{}\">", assumption.rule));
        page.say(&say(&assumption.short, lang.code(), assumption.name));
        let rule = match lang {
            Lang::En => format!(" (rule {})", assumption.rule),
            Lang::Zh => format!("（规则{}）", assumption.rule),
        };
        page.say(&rule);
        page.raw("</dt>");
        page.element("dd", "", &say(&assumption.sentence, lang.code(), ""));
    }
    page.raw("</dl>\n</section>\n");
}

fn findings(page: &mut Html, findings: &[Finding], texts: &BTreeMap<String, String>, lang: Lang) {
    page.raw("<ul class=\"findings\">\n");
    for finding in findings {
        let class = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        page.raw(&format!("<li class=\"{class}\"><p><strong>"));
        page.say(&format!("{}[{}]", report::severity(finding, lang), finding.code));
        page.raw("</strong> ");
        page.say(&finding.message);
        page.raw("</p>\n");
        let span = finding.span;
        let place = match span.line {
            0 => finding.file.clone(),
            line => format!("{}:{line}:{}", finding.file, span.column),
        };
        page.element("p", "about", &place);
        if let Some(excerpt) = report::excerpt(finding, texts) {
            page.element("pre", "", excerpt.trim_end());
        }
        if let Some(help) = &finding.help {
            page.element("p", "", &format!("{}{help}", lang.pick("Help: ", "建议：")));
        }
        page.raw("</li>\n");
    }
    page.raw("</ul>\n");
}

/// A page as it grows: what comes from a definition is always [said](Html::say), never [raw](Html::raw).
#[derive(Default)]
struct Html {
    text: String,
}

impl Html {
    /// Markup of this program's own.
    fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// Text, in which nothing is markup.
    fn say(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                '\n' | '\t' => self.text.push(c),
                c if c.is_control() => self.text.push('\u{FFFD}'),
                c => self.text.push(c),
            }
        }
    }

    /// An element that holds text alone; without a class if that is empty.
    fn element(&mut self, name: &str, class: &str, text: &str) {
        match class {
            "" => self.raw(&format!("<{name}>")),
            class => self.raw(&format!("<{name} class=\"{class}\">")),
        }
        self.say(text);
        self.raw(&format!("</{name}>\n"));
    }
}

#[cfg(test)]
mod tests;
