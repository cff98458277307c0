//! `registrar run PATH --script FILE`

use super::language::Lang;
use super::{report, sources};
use crate::outcome::{Format, Outcome};
use registrar_engine::chart::Chart;
use registrar_engine::finding::{Finding, Severity};
use registrar_scenario::script::{LONGEST_LINE, Line, Script, Told};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// What to run.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The definition, or its folder.
    path: PathBuf,
    /// What happens: one JSON object a line; `-` reads standard input.
    #[arg(long)]
    script: PathBuf,
    /// How to tell it: a line for people or a JSON object, for the start and for each line of the script.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Drives the cases of the script.
pub fn run(arguments: &Arguments) -> Outcome {
    let found = match sources::read(std::slice::from_ref(&arguments.path), None) {
        Ok(found) => found,
        Err(reason) => return Outcome::Misused(reason),
    };
    let [checked] = found.definitions.as_slice() else {
        let count = found.definitions.len();
        return Outcome::Misused(format!("one definition can be run at a time; here are {count}"));
    };
    let untried = checked.findings.iter().any(Finding::forbids_trying);
    let (Some(chart), false) = (&checked.chart, untried) else {
        let errors = found.findings.iter().chain(&checked.findings);
        for finding in errors.filter(|finding| finding.severity == Severity::Error) {
            eprintln!("{}", report::finding(finding, &found.texts, Lang::En));
        }
        return Outcome::Findings;
    };
    let script = &arguments.script;
    if script == Path::new("-") {
        return play(chart, "standard input", std::io::stdin().lock(), arguments.format);
    }
    match File::open(script) {
        Ok(file) => play(chart, &script.display().to_string(), BufReader::new(file), arguments.format),
        Err(error) => Outcome::Misused(format!("{}: {error}", script.display())),
    }
}

/// The lines of a script that aren't blank, each with its number, read one ahead.
struct Lines<R> {
    name: String,
    number: usize,
    from: R,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<Option<Line>, Outcome> {
        loop {
            let mut bytes = Vec::new();
            // A longer one is refused without being read to its end.
            let mut most = (&mut self.from).take(LONGEST_LINE as u64 + 2);
            let read = most.read_until(b'\n', &mut bytes);
            if read.map_err(|error| Outcome::Failed(format!("{}: {error}", self.name)))? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let wrong = |why| Outcome::Misused(format!("{}:{}: {why}", self.name, self.number));
            let text = match String::from_utf8(bytes) {
                Err(bad) if bad.as_bytes().len() <= LONGEST_LINE => {
                    return Err(wrong("it isn't UTF-8".to_owned()));
                }
                // Of one that is too long a part was read.
                Err(bad) => String::from_utf8_lossy(bad.as_bytes()).into_owned(),
                Ok(text) => text,
            };
            if !text.trim().is_empty() {
                return Line::read(text.trim()).map(Some).map_err(wrong);
            }
        }
    }
}

fn play(chart: &Chart, name: &str, from: impl BufRead, format: Format) -> Outcome {
    let mut lines = Lines { name: name.to_owned(), number: 0, from };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut next = lines.next();
    let (mut script, mut told) = Script::begin(chart, ahead(&next));
    loop {
        if tell(&mut out, &told, format).is_err() {
            // The reader has gone.
            return Outcome::Fine;
        }
        let line = match next {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(outcome) => {
                // What came before it stands.
                let _ = out.flush();
                return outcome;
            }
        };
        next = lines.next();
        told = script.play(&line, ahead(&next));
    }
    // The reader may have gone.
    let _ = out.flush();
    Outcome::Fine
}

/// The line that comes next, where there is one that can be read.
fn ahead(next: &Result<Option<Line>, Outcome>) -> Option<&Line> {
    next.as_ref().ok()?.as_ref()
}

fn tell(out: &mut impl Write, told: &Told, format: Format) -> std::io::Result<()> {
    if format == Format::Json {
        serde_json::to_writer(&mut *out, told)?;
        return out.write_all(b"\n");
    }
    write!(out, "{}  {}  {}", told.case, told.at, told.states.join(", "))?;
    for fired in &told.fired {
        let what = fired.deadline.as_deref().or(fired.event.as_deref()).unwrap_or_default();
        write!(out, "  [{what} at {}]", fired.at)?;
    }
    if let Some(refusal) = &told.refusal {
        write!(out, "  refused: {}", refusal.message)?;
    }
    out.write_all(b"\n")
}
