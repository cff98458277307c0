//! The drawing as text for Graphviz: boxes are clusters, and a line starts at the state whose arrow it is.

use super::blocks::{Block, Shape, Sign};
use super::lines::Lines;
use super::speech::Speech;
use crate::chart::{Chart, ROOT, StateKind};
use crate::id::StateIx;
use std::fmt::Write as _;

/// The whole graph.
pub(super) fn graph(chart: &Chart, speech: &Speech, lines: &Lines, block: &Block) -> String {
    let mut out = format!(
        "digraph \"{}\" {{\n    compound=true; labelloc=t; label=\"{}\"; fontname=\"sans-serif\";\n    node [shape=box, style=rounded, fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\", fontsize=10];\n",
        safe(&chart.workflow),
        safe(&speech.whole()),
    );
    boxes(chart, block, 1, &mut out);
    for (whole, lines) in &lines.within {
        for line in lines {
            for (source, labels) in line.by_source() {
                let from = source.map_or_else(|| format!("b{}", whole.0), |source| node(chart, source));
                let label: Vec<String> = labels.iter().map(|label| safe(label)).collect();
                let mut attributes = vec![format!("label=\"{}\"", label.join("\\n"))];
                if let Some(source) = source.filter(|source| is_box(chart, *source)) {
                    attributes.push(format!("ltail=cluster_s{}", source.0));
                }
                if is_box(chart, line.to) {
                    attributes.push(format!("lhead=cluster_s{}", line.to.0));
                }
                put(
                    &mut out,
                    format_args!("    {from} -> {} [{}];\n", node(chart, line.to), attributes.join(", ")),
                );
            }
        }
    }
    out.push_str("}\n");
    out
}

fn boxes(chart: &Chart, block: &Block, depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    if let Some(whole) = block.state
        && matches!(chart.state(whole).kind, StateKind::Compound(_))
    {
        put(out, format_args!("{indent}b{} [shape=point];\n", whole.0));
    }
    for (_, child) in &block.children {
        let Some(state) = child.state else { continue };
        let text = label(child);
        if child.children.is_empty() {
            let shape = match child.shape {
                Shape::Final => ", peripheries=2",
                Shape::History { .. } => ", shape=circle",
                _ => "",
            };
            put(out, format_args!("{indent}s{} [label=\"{text}\"{shape}];\n", state.0));
            continue;
        }
        let dash = if child.region { "dashed" } else { "rounded" };
        put(
            out,
            format_args!(
                "{indent}subgraph cluster_s{} {{\n{indent}    label=\"{text}\"; style={dash};\n",
                state.0
            ),
        );
        boxes(chart, child, depth + 1, out);
        put(out, format_args!("{indent}}}\n"));
    }
}

fn label(block: &Block) -> String {
    if let Shape::History { deep } = block.shape {
        return if deep { "H*".to_owned() } else { "H".to_owned() };
    }
    let sign = |sign: Sign| match sign {
        Sign::Task => "[ ] ",
        Sign::Clock => "(t) ",
        Sign::Leaves => "-> ",
        Sign::Note => "",
    };
    let rows = block.rows.iter().map(|row| format!("{}{}", sign(row.sign), safe(&row.lines.join(" "))));
    std::iter::once(safe(&block.title.join(" "))).chain(rows).collect::<Vec<_>>().join("\\n")
}

fn is_box(chart: &Chart, ix: StateIx) -> bool {
    !chart.state(ix).children.is_empty()
}

/// The node that stands for a state: of a box, the first state inside that is none.
fn node(chart: &Chart, ix: StateIx) -> String {
    let mut inner = ix;
    while let Some(first) = chart.state(inner).children.first() {
        inner = *first;
    }
    debug_assert!(inner != ROOT || chart.states.len() == 1);
    format!("s{}", inner.0)
}

fn put(out: &mut String, text: std::fmt::Arguments) {
    // Writing to a String can't fail.
    let _ = out.write_fmt(text);
}

fn safe(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r', '\t'], " ")
}
