//! The procedures that somebody may read, and what is proved of each.

use crate::answer::Answered;
use crate::app::App;
use crate::language::Lang;
use crate::pages;
use crate::problem::Problem;
use crate::session::Known;
use crate::when;
use crate::words::word;
use axum::extract::{Path, Query, State};
use registrar_casework::say;
use registrar_casework::view::{AssumptionView, GuaranteeView, StoryView, guarantees};
use registrar_engine::chart::Chart;
use registrar_engine::definition::Text;
use registrar_engine::draw::{Marks, draw, draw_marked};
use registrar_engine::verify::{Answer, Report, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) async fn list(State(app): State<App>, known: Known) -> Answered {
    let procedures = app.casework().definitions(known.id(), known.code()).await?;
    let title = word("procedures", known.language());
    Ok(pages::page(&app, &known.visit, "procedures.html", title, json!({ "procedures": procedures })).await)
}

pub(super) async fn page(
    State(app): State<App>,
    Path(workflow): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let version = query.get("version").map(|text| text.parse().map_err(|_| Problem::no_such_case()));
    let proven = app.casework().proven(known.id(), &workflow, version.transpose()?).await?;
    let readable = app.casework().definitions(known.id(), known.code()).await?;
    let versions = readable.into_iter().find(|item| item.workflow == workflow).map(|item| item.versions);
    let mut content = told(&proven.chart, &proven.report, known.language());
    content["versions"] = json!(versions.unwrap_or_default());
    let title = say(&proven.chart.title, known.code(), &workflow);
    Ok(pages::page(&app, &known.visit, "procedure.html", &title, content).await)
}

/// What is proved of a chart, in a language.
fn told(chart: &Chart, report: &Report, language: Lang) -> Value {
    let views = guarantees(chart, report);
    // Each assumption is explained once, however many verdicts rest on it.
    let used: BTreeMap<u8, &AssumptionView> = views
        .iter()
        .flat_map(|view| &view.assumptions)
        .map(|assumption| (assumption.rule, assumption))
        .collect();
    let explained = used.values().map(|one| {
        json!({"rule": one.rule, "short": text(&one.short, language), "sentence": text(&one.sentence, language)})
    });
    let rows = views.iter().zip(&report.verdicts);
    let explored = &report.explored;
    json!({
        "workflow": chart.workflow,
        "version": chart.version,
        "versions": [],
        "name": say(&chart.title, language.code(), &chart.workflow),
        "guarantees": rows.map(|(view, verdict)| row(chart, view, verdict, language)).collect::<Vec<_>>(),
        "assumptions": explained.collect::<Vec<_>>(),
        "explored": looked_at(explored.configurations, explored.transitions, language),
        "drawing": draw(chart, &[], language.code()),
    })
}

fn row(chart: &Chart, view: &GuaranteeView, verdict: &Verdict, language: Lang) -> Value {
    // The sign says it too: a verdict is never told by colour alone.
    let (tone, sign, key) = match view.verdict {
        "proved" => ("good", "✓", "proved"),
        "refuted" => ("bad", "✗", "refuted"),
        _ => ("open", "?", "not_decided"),
    };
    json!({
        "tone": tone,
        "sign": sign,
        "verdict": word(key, language),
        "written": view.written,
        "explored": looked_at(view.configurations, view.transitions, language),
        "limit": view.limit.as_ref().map(|limit| text(limit, language)),
        "notes": view.notes.iter().map(|note| text(note, language)).collect::<Vec<_>>(),
        "assumptions": view.assumptions.iter()
            .map(|one| json!({"rule": one.rule, "short": text(&one.short, language)})).collect::<Vec<_>>(),
        "story": view.story.as_ref().map(|told| story(chart, told, &verdict.answer, language)),
    })
}

fn story(chart: &Chart, view: &StoryView, answer: &Answer, language: Lang) -> Value {
    let marks = match answer {
        Answer::Refuted(told) => Marks { passed: &told.states, taken: &told.arrows, ..Marks::default() },
        _ => Marks::default(),
    };
    json!({
        "people": view.people.iter()
            .map(|one| json!({"title": text(&one.title, language), "members": one.members})).collect::<Vec<_>>(),
        "steps": view.steps.iter().map(|step| json!({
            "at": step.at.map(|at| when::moment(at, &chart.zone_name, language)),
            "text": text(&step.sentence, language),
        })).collect::<Vec<_>>(),
        "end": text(&view.end, language),
        "assumed": view.assumed.iter().map(|one| text(one, language)).collect::<Vec<_>>(),
        "drawing": draw_marked(chart, &marks, language.code()),
    })
}

fn looked_at(configurations: u64, transitions: u64, language: Lang) -> String {
    if configurations == 0 {
        return String::new();
    }
    let said = word("looked_at", language).replace("{configurations}", &configurations.to_string());
    said.replace("{transitions}", &transitions.to_string())
}

fn text(text: &Text, language: Lang) -> String {
    say(text, language.code(), "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use registrar_casework::build_on;
    use registrar_engine::deadline::Calendars;
    use registrar_engine::id::ArrowIx;
    use registrar_engine::verify::{Assumption, Explored, Story, StoryStep};

    const PERMIT: &str = "workflow: permit
version: 3
title: {en: Permit <b>, zh: 许可}
calendar: cn
counting: cn-licensing
zone: Asia/Shanghai
starts: applicant
roles: {applicant: {party: true, title: {en: Applicant, zh: 申请人}}}
tasks: {apply: {role: applicant, outcomes: [submitted, dropped]}}
states:
  drafting: {tasks: [apply], unbounded: own time, on: {apply.submitted: granted, apply.dropped: dropped}}
  granted: {final: true}
  dropped: {final: true}
guarantees: [always_ends, never: {state: granted}, existence: {of: apply.submitted}]
";

    fn both(en: &str, zh: &str) -> Text {
        Text::from([("en".to_owned(), en.to_owned()), ("zh".to_owned(), zh.to_owned())])
    }

    /// A report made by hand: how it is told doesn't hang on what can be proved.
    fn proven() -> (Chart, Report) {
        let (calendars, _) = Calendars::read(&registrar_workflows::calendars());
        let (chart, findings) = build_on(PERMIT, &BTreeMap::new(), &calendars);
        let chart = chart.unwrap_or_else(|| panic!("{findings:#?}"));
        let story = Story {
            people: vec![("applicant".to_owned(), 1)],
            steps: vec![StoryStep {
                at: Some("2026-03-02T01:30:00Z".parse().unwrap()),
                sentence: both("the applicant <i>submits</i>", "申请人提交"),
                event: None,
            }],
            end: both("the permit is granted", "许可已作出"),
            assumed: vec![both("nobody objects", "无人提出异议")],
            arrows: vec![ArrowIx(0)],
            states: vec![chart.state_named("granted").unwrap()],
            feature: String::new(),
        };
        let answers = [
            Answer::Proved,
            Answer::Refuted(Box::new(story)),
            Answer::NotDecided { limit: both("too many cases", "情形过多") },
        ];
        let verdicts = chart.guarantees.iter().zip(answers).map(|(guarantee, answer)| Verdict {
            template: guarantee.name.clone(),
            guarantee: guarantee.written(),
            span: guarantee.span,
            answer,
            assumptions: vec![Assumption::FreeData, Assumption::Clocks],
            explored: Explored { configurations: 42, transitions: 89 },
            notes: vec![both("the longest time is 3 days", "最长用时为3日")],
        });
        let verdicts = verdicts.collect();
        (chart, Report { findings: Vec::new(), verdicts, explored: Explored::default() })
    }

    #[test]
    fn verdicts_notes_assumptions_and_stories_are_told_and_nothing_of_them_is_markup() {
        let (chart, report) = proven();
        let page = pages::rendered("procedure.html", Lang::En, told(&chart, &report, Lang::En));
        for wanted in [
            "✓ proved",
            "✗ refuted",
            "? not decided",
            "42 situations of a case and 89 steps",
            "too many cases",
            "the longest time is 3 days",
            "2 March 2026, 09:30 (UTC+08:00)",
            "the applicant &lt;i&gt;submits&lt;",
            "the permit is granted",
            "nobody objects",
            "<g data-state=\"granted\" class=\"taken\">",
            "<code>never: {state: granted}</code>",
        ] {
            assert!(page.contains(wanted), "{wanted}\n{page}");
        }
        for forbidden in ["<i>", "<b>", "<script"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert_eq!(page.matches("<dt id=\"rule-29\">").count(), 1, "{page}");
    }

    #[test]
    fn the_same_is_told_in_chinese() {
        let (chart, report) = proven();
        let page = pages::rendered("procedure.html", Lang::Zh, told(&chart, &report, Lang::Zh));
        for wanted in
            ["已证明", "不成立", "未判定", "申请人提交", "最长用时为3日", "无人提出异议", "情形过多"]
        {
            assert!(page.contains(wanted), "{wanted}\n{page}");
        }
    }
}
