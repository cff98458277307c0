//! The story of a refuted guarantee on the page: its sentences, the drawing with its path, the scenario.

use super::Html;
use crate::author::language::Lang;
use crate::author::verdicts::{opening, when};
use registrar_casework::say;
use registrar_casework::view::StoryView;
use registrar_engine::chart::Chart;
use registrar_engine::draw::{Marks, draw_marked};
use registrar_engine::verify::Answer;

/// Tells a story.
pub(super) fn tell(page: &mut Html, chart: &Chart, story: &StoryView, answer: &Answer, lang: Lang) {
    let code = lang.code();
    page.element("p", "", &opening(story, lang));
    page.raw("<ol class=\"story\">\n");
    for step in &story.steps {
        page.raw("<li>");
        if let Some(at) = step.at {
            page.raw("<time datetime=\"");
            page.say(&at.to_string());
            page.raw("\">");
            page.say(&when(at, chart));
            page.raw("</time> ");
        }
        page.say(&say(&step.sentence, code, ""));
        page.raw("</li>\n");
    }
    page.raw("</ol>\n");
    page.element(
        "p",
        "end",
        &format!("{}{}", lang.pick("In the end: ", "结果："), say(&story.end, code, "")),
    );
    for assumed in &story.assumed {
        let said = format!("{}{}", lang.pick("Assumed: ", "假定："), say(assumed, code, ""));
        page.element("p", "about", &said);
    }
    if let Answer::Refuted(told) = answer {
        let marks = Marks { passed: &told.states, taken: &told.arrows, ..Marks::default() };
        page.raw("<details open><summary>");
        page.say(lang.pick("Its way on the drawing", "流程图上的路径"));
        page.raw("</summary>\n<div class=\"drawing\">\n");
        page.raw(&draw_marked(chart, &marks, code));
        page.raw("</div></details>\n");
    }
    if !story.feature.is_empty() {
        page.raw("<details><summary>");
        page.say(lang.pick("As a scenario for registrar test", "可用 registrar test 演示的场景"));
        page.raw("</summary>\n");
        page.element("pre", "", story.feature.trim_end());
        page.raw("</details>\n");
    }
}
