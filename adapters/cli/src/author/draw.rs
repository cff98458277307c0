//! `registrar draw PATH`

use super::language::Lang;
use super::report;
use super::sources;
use crate::outcome::{Outcome, print};
use registrar_engine::draw;
use std::path::PathBuf;

/// What to draw.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The definition, or its folder.
    path: PathBuf,
    /// The form of the drawing.
    #[arg(long, value_enum, default_value = "svg")]
    format: Drawing,
    /// Language of the titles.
    #[arg(long, default_value = "en")]
    language: String,
}

/// Forms of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Drawing {
    /// A picture for browsers and paper.
    Svg,
    /// Text for Markdown.
    Mermaid,
    /// Text for Graphviz.
    Dot,
}

/// Prints the drawing.
pub fn run(arguments: &Arguments) -> Outcome {
    let found = match sources::read(std::slice::from_ref(&arguments.path), None) {
        Ok(found) => found,
        Err(reason) => return Outcome::Misused(reason),
    };
    let [checked] = found.definitions.as_slice() else {
        let count = found.definitions.len();
        return Outcome::Misused(format!("one definition can be drawn at a time; here are {count}"));
    };
    let Some(chart) = &checked.chart else {
        for finding in found.findings.iter().chain(&checked.findings) {
            eprintln!("{}", report::finding(finding, &found.texts, Lang::En));
        }
        return Outcome::Findings;
    };
    print(&match arguments.format {
        Drawing::Svg => draw::draw(chart, &[], &arguments.language),
        Drawing::Mermaid => draw::mermaid(chart, &arguments.language),
        Drawing::Dot => draw::dot(chart, &arguments.language),
    });
    Outcome::Fine
}
