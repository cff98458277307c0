//! The drawing as text for Mermaid (`stateDiagram-v2`), which wikis and code hosts show.
//!
//! Mermaid can't lead an arrow out of one box into another's inside, so its lines are the SVG's: between
//! children of one box, each labelled with what leads on.

use super::lines::Lines;
use super::speech::Speech;
use crate::chart::{Chart, ROOT, StateKind};
use crate::id::StateIx;
use std::fmt::Write as _;

/// The whole diagram.
pub(super) fn diagram(chart: &Chart, speech: &Speech, lines: &Lines) -> String {
    let mut out = format!("---\ntitle: \"{}\"\n---\nstateDiagram-v2\n", safe(&speech.whole()));
    inside(chart, speech, lines, ROOT, 1, &mut out);
    out
}

fn inside(chart: &Chart, speech: &Speech, lines: &Lines, whole: StateIx, depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    let parallel = matches!(chart.state(whole).kind, StateKind::Parallel);
    for (at, child) in chart.state(whole).children.iter().enumerate() {
        if parallel && at > 0 {
            put(out, format_args!("{indent}--\n"));
        }
        let state = chart.state(*child);
        let mut title = match state.kind {
            StateKind::History { deep: true, .. } => "H*".to_owned(),
            StateKind::History { deep: false, .. } => "H".to_owned(),
            _ => speech.state(*child),
        };
        if let Some(members) = &state.for_each {
            title = format!("{title} ({})", speech.for_each(members));
        }
        put(out, format_args!("{indent}state \"{}\" as s{}\n", safe(&title), child.0));
        if !state.children.is_empty() {
            put(out, format_args!("{indent}state s{} {{\n", child.0));
            inside(chart, speech, lines, *child, depth + 1, out);
            put(out, format_args!("{indent}}}\n"));
        }
    }
    for line in lines.within.get(&whole).into_iter().flatten() {
        let from = line.from.map_or_else(|| "[*]".to_owned(), |from| format!("s{}", from.0));
        let labels: Vec<String> =
            line.labels.iter().filter(|label| !label.is_empty()).map(|label| safe(label)).collect();
        let label = if labels.is_empty() { String::new() } else { format!(" : {}", labels.join(" / ")) };
        put(out, format_args!("{indent}{from} --> s{}{label}\n", line.to.0));
    }
    for child in &chart.state(whole).children {
        if matches!(chart.state(*child).kind, StateKind::Final { .. }) {
            put(out, format_args!("{indent}s{} --> [*]\n", child.0));
        }
    }
}

fn put(out: &mut String, text: std::fmt::Arguments) {
    // Writing to a String can't fail.
    let _ = out.write_fmt(text);
}

/// Mermaid has entity codes for what would otherwise be its own signs.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | ';' | '<' | '>' | '\\' | '{' | '}' | '%' | '`' => {
                put(&mut out, format_args!("#{};", u32::from(c)))
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
