//! What the program counts, in the text format of Prometheus (version 0.0.4). It has a listener of its own: figures are
//! the operator's, and not the public's.

use crate::traffic::Traffic;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use registrar_casework::Casework;
use registrar_casework::meter::{Figure, Labels, Rows};
use std::fmt::Write as _;
use std::sync::Arc;

/// `/metrics`, and nothing else.
pub fn metrics_router(casework: Casework, traffic: Arc<Traffic>) -> Router {
    let metrics = move || async move {
        let mut figures = casework.figures().await;
        figures.extend(traffic.figures());
        ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], written(&figures))
    };
    Router::new().route("/metrics", get(metrics))
}

fn written(figures: &[Figure]) -> String {
    let mut text = String::new();
    for figure in figures {
        // Writing into a string doesn't fail.
        let _ = write(&mut text, figure);
    }
    text
}

fn write(text: &mut String, figure: &Figure) -> std::fmt::Result {
    let Figure { name, meaning, rows } = figure;
    let kind = match rows {
        Rows::Counts(_) => "counter",
        Rows::Levels(_) => "gauge",
        Rows::Spread(_) => "histogram",
    };
    writeln!(text, "# HELP {name} {meaning}\n# TYPE {name} {kind}")?;
    match rows {
        Rows::Counts(rows) => {
            rows.iter().try_for_each(|(labels, count)| writeln!(text, "{name}{} {count}", braces(labels)))
        }
        Rows::Levels(rows) => {
            rows.iter().try_for_each(|(labels, level)| writeln!(text, "{name}{} {level}", braces(labels)))
        }
        Rows::Spread(spread) => {
            for (bound, count) in &spread.at_most {
                writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {count}")?;
            }
            let (sum, count) = (spread.sum, spread.count);
            writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {sum}\n{name}_count {count}")
        }
    }
}

fn braces(labels: &Labels) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let one = |(name, value): &(&str, String)| format!("{name}=\"{}\"", escaped(value));
    format!("{{{}}}", labels.iter().map(one).collect::<Vec<_>>().join(","))
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use registrar_casework::meter::{Counts, Spread};

    #[test]
    fn figures_are_written_as_prometheus_reads_them() {
        let counts = Counts::new("c_total", "Counted", ["workflow", "result"]);
        counts.add(["a\"b\\c\nd", "done"], 2);
        let spread = Spread::new("s_seconds", "Spread", &[0.5, 1.0]);
        spread.add(0.25);
        spread.add(7.0);
        let level = Figure::level("l", "Level", 3.0);
        assert_eq!(
            written(&[counts.figure(), spread.figure(), level]),
            "# HELP c_total Counted\n# TYPE c_total counter\n\
             c_total{workflow=\"a\\\"b\\\\c\\nd\",result=\"done\"} 2\n\
             # HELP s_seconds Spread\n# TYPE s_seconds histogram\n\
             s_seconds_bucket{le=\"0.5\"} 1\ns_seconds_bucket{le=\"1\"} 1\ns_seconds_bucket{le=\"+Inf\"} 2\n\
             s_seconds_sum 7.25\ns_seconds_count 2\n\
             # HELP l Level\n# TYPE l gauge\nl 3\n"
        );
    }
}
