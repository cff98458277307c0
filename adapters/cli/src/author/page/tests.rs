//! A report made by hand: what the page and the terminal make of proofs doesn't hang on what can be proved.

use super::*;
use crate::author::verdicts;
use registrar_casework::build_on;
use registrar_engine::chart::Guarantee;
use registrar_engine::deadline::Calendars;
use registrar_engine::definition::Text;
use registrar_engine::id::ArrowIx;
use registrar_engine::verify::{Answer, Assumption, Explored, Story, StoryStep, Verdict};

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
guarantees: [always_ends, never: {state: granted}]
";

fn text(en: &str, zh: &str) -> Text {
    Text::from([("en".to_owned(), en.to_owned()), ("zh".to_owned(), zh.to_owned())])
}

fn found() -> Found {
    let (calendars, _) = Calendars::read(&registrar_workflows::calendars());
    let (chart, findings) = build_on(PERMIT, &BTreeMap::new(), &calendars);
    let chart = chart.unwrap_or_else(|| panic!("{findings:#?}"));
    let state = |name: &str| chart.state_named(name).unwrap();
    let story = Story {
        people: vec![("applicant".to_owned(), 1)],
        steps: vec![StoryStep {
            at: Some("2026-03-02T01:30:00Z".parse().unwrap()),
            sentence: text("the applicant <i>submits</i>", "申请人提交"),
            event: None,
        }],
        end: text("the permit is granted", "许可已作出"),
        assumed: vec![text("nobody objects", "无人提出异议")],
        arrows: vec![ArrowIx(0)],
        states: vec![state("drafting"), state("granted")],
        feature: "Feature: it is granted\n".to_owned(),
    };
    let verdict = |at: usize, answer: Answer, assumptions: Vec<Assumption>| {
        let Guarantee { name: template, arguments, span, .. } = &chart.guarantees[at];
        Verdict {
            template: template.clone(),
            guarantee: format!("{template}: {arguments}"),
            span: *span,
            answer,
            assumptions,
            explored: Explored { configurations: 1_234_567, transitions: 89 },
            notes: vec![text("the longest time is 3 days", "最长用时为3日")],
        }
    };
    let refused = Finding::error("never-taken", chart.guarantees[1].span, "it never is");
    let refused = Finding { file: "permit.yaml".to_owned(), ..refused.help("see the story") };
    let limit = text("4 configurations; raise --limit", "4种状态组合；请提高 --limit");
    let report = Report {
        findings: vec![refused.clone()],
        verdicts: vec![
            verdict(0, Answer::NotDecided { limit }, vec![Assumption::Clocks]),
            verdict(1, Answer::Refuted(Box::new(story)), vec![Assumption::FreeData, Assumption::Clocks]),
        ],
        explored: Explored { configurations: 4, transitions: 5 },
    };
    let checked = Checked {
        file: "permit.yaml".to_owned(),
        folder: registrar_workflows::Shipped {
            name: "permit".to_owned(),
            text: PERMIT.to_owned(),
            resources: BTreeMap::new(),
        },
        chart: Some(chart),
        report: Some(report),
        deployable: false,
        findings: vec![refused],
    };
    Found {
        files: Vec::new(),
        times: 0,
        definitions: vec![checked],
        findings: Vec::new(),
        texts: BTreeMap::from([("permit.yaml".to_owned(), PERMIT.to_owned())]),
    }
}

#[test]
fn the_page_tells_verdicts_findings_and_the_story_with_its_way() {
    let page = page(&found(), Lang::En);
    for wanted in [
        "? not decided",
        "✗ refuted",
        "✗ can&#39;t be deployed",
        "1,234,567 configurations, 89 transitions",
        "Stopped by: 4 configurations",
        "the longest time is 3 days",
        "2026-03-02 09:30",
        "In the end: the permit is granted",
        "Assumed: nobody objects",
        "Feature: it is granted",
        "error[never-taken]",
        "permit.yaml:14:",
        "14 | guarantees: [always_ends, never: {state: granted}]",
        "Help: see the story",
        "<g data-state=\"granted\" class=\"taken\">",
        "<g data-state=\"dropped\">",
        "how it is broken (Applicant: 1):",
        "href=\"#rule-26\"",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    // Each assumption is explained once, however many verdicts rest on it.
    assert_eq!(page.matches("<dt id=\"rule-29\">").count(), 1);
    assert_eq!(page.matches("<dt id=\"rule-27\">").count(), 0);
}

#[test]
fn the_page_runs_nothing_fetches_nothing_and_takes_no_markup_from_a_definition() {
    for lang in [Lang::En, Lang::Zh] {
        let page = page(&found(), lang);
        assert!(page.contains("default-src 'none'"), "{page}");
        for forbidden in ["<script", "<b>", "<i>", "src=", "@import", "url(", "onclick"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        let elsewhere = page.split("href=\"").skip(1).filter(|rest| !rest.starts_with('#')).count();
        assert_eq!(elsewhere, 0);
    }
}

#[test]
fn the_page_and_the_terminal_speak_chinese() {
    let found = found();
    let page = page(&found, Lang::Zh);
    let checked = &found.definitions[0];
    let terminal =
        verdicts::text(checked.chart.as_ref().unwrap(), checked.report.as_ref().unwrap(), Lang::Zh);
    for wanted in ["不成立", "未判定", "申请人提交", "申请人1名", "最长用时为3日", "假定：无人提出异议"]
    {
        assert!(page.contains(wanted) && terminal.contains(wanted), "{wanted}\n{terminal}");
    }
    assert!(page.contains("<html lang=\"zh-CN\">") && page.contains("许可"));
}

#[test]
fn the_terminal_tells_a_story_in_numbered_sentences_with_dates() {
    let found = found();
    let checked = &found.definitions[0];
    let said = verdicts::text(checked.chart.as_ref().unwrap(), checked.report.as_ref().unwrap(), Lang::En);
    let wanted = "  refuted      never: {state: granted}
      looked at: 1,234,567 configurations, 89 transitions
      rests on: free data, any order of deadlines (rules 26, 29)
      note: the longest time is 3 days
      how it is broken (Applicant: 1):
        1. 2026-03-02 09:30  the applicant <i>submits</i>
      in the end: the permit is granted
      assumed: nobody objects
";
    assert!(said.contains(wanted), "{said}");
    assert!(said.contains("stopped by: 4 configurations; raise --limit"), "{said}");
}

#[test]
fn a_file_that_is_no_story_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("permit-2-never.feature");
    std::fs::write(&path, "Feature: my own\n").unwrap();
    let refused = crate::author::stories::write(folder.path(), &found()).unwrap_err();
    assert!(refused.contains("permit-2-never.feature` is there already"), "{refused}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "Feature: my own\n");
    // An earlier story gives way.
    std::fs::write(&path, format!("{}\nFeature: earlier\n", registrar_engine::verify::STORY_MARK)).unwrap();
    assert_eq!(crate::author::stories::write(folder.path(), &found()).unwrap(), std::slice::from_ref(&path));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "Feature: it is granted\n");
}

#[test]
fn a_story_is_written_as_a_scenario_once() {
    let folder = tempfile::tempdir().unwrap();
    let written = crate::author::stories::write(folder.path(), &found()).unwrap();
    assert_eq!(written, [folder.path().join("permit-2-never.feature")]);
    assert_eq!(std::fs::read_to_string(&written[0]).unwrap(), "Feature: it is granted\n");
    let before = std::fs::metadata(&written[0]).unwrap().modified().unwrap();
    crate::author::stories::write(folder.path(), &found()).unwrap();
    let after = std::fs::metadata(&written[0]).unwrap().modified().unwrap();
    assert_eq!(before, after, "what is there already isn't written again: --watch would never rest");
}
