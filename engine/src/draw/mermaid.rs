//! The drawing as text for Mermaid (`stateDiagram-v2`), which wikis and code hosts show.
//!
//! Mermaid leads no arrow into the inside of another box, so lines end where the SVG's do: at a child of the
//! same box, with a label that says what is meant inside.

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
        for (source, labels) in line.by_source() {
            let from =
                source.map_or_else(|| "[*]".to_owned(), |source| format!("s{}", innermost(chart, source).0));
            let labels: Vec<String> = labels.iter().map(|label| safe(label)).collect();
            let label = if labels.is_empty() { String::new() } else { format!(" : {}", labels.join(" / ")) };
            put(out, format_args!("{indent}{from} --> s{}{label}\n", line.to.0));
        }
    }
    for child in &chart.state(whole).children {
        if matches!(chart.state(*child).kind, StateKind::Final { .. }) {
            put(out, format_args!("{indent}s{} --> [*]\n", child.0));
        }
    }
}

/// Mermaid lays out no line that leaves a box beside others: its first state inside stands for the box.
fn innermost(chart: &Chart, box_or_state: StateIx) -> StateIx {
    let mut inner = box_or_state;
    while let Some(first) = chart.state(inner).children.first() {
        inner = *first;
    }
    inner
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
