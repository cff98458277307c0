//! Logs to standard error, for people or as one JSON object a line.
//!
//! Logs name no persons and no texts. Our own crates keep to that; what others say below a warning (headers, addresses,
//! bodies that can't be read) isn't let through, whatever `REGISTRAR_LOG` asks for.

use std::panic::PanicHookInfo;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One object a line, for programs.
    Json,
}

/// Logs from now on; `REGISTRAR_LOG` says what (`info` by default).
pub fn begin(format: LogFormat) {
    let asked = EnvFilter::try_from_env("REGISTRAR_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    // A second call (in tests) changes nothing.
    let _ =
        tracing_subscriber::registry().with(lines.with_filter(filter_fn(may_be_told))).with(asked).try_init();
    std::panic::set_hook(Box::new(panicked));
}

fn may_be_told(what: &Metadata<'_>) -> bool {
    what.target().starts_with("registrar") || *what.level() <= Level::WARN
}

/// Where, and not what was said: a panic may quote what it tripped over.
fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a fault in the program");
}
