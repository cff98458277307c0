//! `registrar check PATH…`

use super::checks::Strictness;
use super::language::Lang;
use super::sources::{self, Checked, Found};
use super::verdicts::{self, Tally};
use super::{page, report, stories, watch};
use crate::outcome::{Outcome, print, print_json};
use registrar_casework::view::{ExploredView, GuaranteeView, guarantees};
use registrar_engine::finding::Finding;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What to check.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files `workflow.yaml`, or folders: every workflow, calendar and counting rule below them.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// How to print: text, one JSON object, or a page that needs nothing else.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    strictness: Strictness,
    /// Write the story of each refuted guarantee as a scenario into this folder, for `registrar test`.
    #[arg(long, value_name = "DIR")]
    stories: Option<PathBuf>,
    /// Check again whenever something below the paths changes, until Ctrl-C.
    #[arg(long)]
    watch: bool,
    /// Language of verdicts and stories.
    #[arg(long, visible_alias = "language", value_enum, default_value = "en")]
    lang: Lang,
}

/// Forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A page for people who don't use a terminal.
    Html,
}

/// Checks and prints every finding and every verdict.
pub fn run(arguments: &Arguments) -> Outcome {
    if !arguments.watch {
        return once(arguments);
    }
    if arguments.format != Format::Text {
        return Outcome::Misused("--watch writes text alone".to_owned());
    }
    watch::run(&arguments.paths, arguments.lang, || once(arguments))
}

fn once(arguments: &Arguments) -> Outcome {
    let checks = arguments.strictness.checks();
    let found = match sources::read(&arguments.paths, Some(&checks)) {
        Ok(found) => found,
        Err(reason) => return Outcome::Misused(reason),
    };
    let written = match arguments.stories.as_ref().map(|folder| stories::write(folder, &found)) {
        None => Vec::new(),
        Some(Ok(written)) => written,
        Some(Err(reason)) => return Outcome::Failed(reason),
    };
    let (errors, ..) = report::counts(all(&found));
    match arguments.format {
        Format::Text => text(&found, &written, arguments.lang),
        Format::Json => print_json(&value(&found)),
        Format::Html => print(&page::page(&found, arguments.lang)),
    }
    let refused = found.definitions.iter().any(|checked| !checked.deployable);
    if errors > 0 || refused { Outcome::Findings } else { Outcome::Fine }
}

fn all(found: &Found) -> impl Iterator<Item = &Finding> {
    found.findings.iter().chain(found.definitions.iter().flat_map(|checked| &checked.findings))
}

/// The guarantees of a definition with their verdicts; none where it came to none.
fn views(checked: &Checked) -> Option<Vec<GuaranteeView>> {
    checked.proven().map(|(chart, report)| guarantees(chart, report))
}

fn text(found: &Found, written: &[PathBuf], lang: Lang) {
    for finding in all(found) {
        print(&report::finding(finding, &found.texts, lang));
    }
    for checked in &found.definitions {
        let verdict = match checked.deployable {
            true => lang.pick("fine", "可以部署"),
            false => lang.pick("can't be deployed", "不能部署"),
        };
        print(&format!("{}{}{verdict}", checked.file, lang.pick(": ", "：")));
        if let Some((chart, report)) = checked.proven() {
            let said = verdicts::text(chart, report, lang);
            if !said.is_empty() {
                print(said.trim_end());
            }
        }
    }
    for path in written {
        let label =
            lang.pick("a story to play with `registrar test`: ", "可用 `registrar test` 演示的反例：");
        print(&format!("{label}{}", path.display()));
    }
    print(&summary(found, lang));
}

/// What was found, in a line.
pub fn summary(found: &Found, lang: Lang) -> String {
    let (errors, warnings, notes) = report::counts(all(found));
    let (workflows, times) = (found.definitions.len(), found.times);
    let views: Vec<GuaranteeView> = found.definitions.iter().filter_map(views).flatten().collect();
    let tally = Tally::of(&views).said(lang);
    match lang {
        Lang::En => format!(
            "{workflows} workflow(s), {times} calendar(s) and counting rule(s): {errors} error(s), \
             {warnings} warning(s), {notes} note(s); guarantees: {tally}"
        ),
        Lang::Zh => format!(
            "流程{workflows}个，日历和计算规则{times}个：错误{errors}项，警告{warnings}项，提示{notes}项；保证：{tally}"
        ),
    }
}

fn value(found: &Found) -> Value {
    let (errors, warnings, notes) = report::counts(all(found));
    let proven: Vec<Option<Vec<GuaranteeView>>> = found.definitions.iter().map(views).collect();
    json!({
        "errors": errors,
        "warnings": warnings,
        "notes": notes,
        "guarantees": Tally::of(proven.iter().flatten().flatten()),
        "calendars": found.times,
        "findings": found.findings,
        "definitions": found.definitions.iter().zip(&proven).map(|(checked, guarantees)| json!({
            "file": checked.file,
            "workflow": checked.chart.as_ref().map(|chart| &chart.workflow),
            "version": checked.chart.as_ref().map(|chart| chart.version),
            "digest": checked.chart.as_ref().map(|chart| &chart.digest),
            "deployable": checked.deployable,
            "states": checked.chart.as_ref().map(|chart| chart.states.len()),
            "guarantees": guarantees,
            "explored": checked.report.as_ref().map(|report| ExploredView::from(report.explored)),
            "findings": checked.findings,
        })).collect::<Vec<_>>(),
    })
}
