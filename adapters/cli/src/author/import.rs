//! `registrar import scxml FILE`, `registrar import digit FILE…`

use super::language::Lang;
use super::report;
use crate::outcome::{Format, Outcome, print_json};
use registrar_casework::build_on;
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, has_errors};
use registrar_import::{Imported, Written, scxml};
use registrar_workflows::{calendars, lay_over};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Where a definition comes from.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// A statechart as W3C SCXML writes it.
    Scxml(One),
}

/// One document.
#[derive(Debug, clap::Args)]
pub struct One {
    /// The document; `-` is standard input.
    file: PathBuf,
    /// Where the definition is written; standard output where it is left out.
    #[arg(short, long, value_name = "OUT.yaml")]
    output: Option<PathBuf>,
    /// How to tell: the definition alone with findings on standard error, or one JSON object with both.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Longest document that is looked at; an importer may take less.
const LONGEST: u64 = 8 << 20;

/// Imports, tells what was found, writes what came of it.
pub fn run(command: &Command) -> Outcome {
    match command {
        Command::Scxml(one) => {
            let text = match read(&one.file) {
                Ok(text) => text,
                Err(outcome) => return outcome,
            };
            let name = one.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let name = name.filter(|name| name != "-").unwrap_or_default();
            let imported = scxml::import(&text, &name);
            let file = one.file.display().to_string();
            tell(imported, &file, text, one.output.as_deref(), one.format)
        }
    }
}

fn read(path: &Path) -> Result<String, Outcome> {
    let wrong = |error: &dyn std::fmt::Display| Outcome::Misused(format!("{}: {error}", path.display()));
    let mut text = String::new();
    let most = LONGEST + 1;
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_string(&mut text)
    } else {
        let file = std::fs::File::open(path).map_err(|error| wrong(&error))?;
        file.take(most).read_to_string(&mut text)
    };
    match read {
        Ok(read) if read as u64 > LONGEST => Err(wrong(&format!("more than {LONGEST} bytes"))),
        Ok(_) => Ok(text),
        Err(error) => Err(wrong(&error)),
    }
}

fn tell(imported: Imported, file: &str, text: String, output: Option<&Path>, format: Format) -> Outcome {
    let mut texts = BTreeMap::from([(file.to_owned(), text)]);
    let mut findings = imported.findings;
    for finding in &mut findings {
        finding.file = file.to_owned();
    }
    let files = lay_over(calendars(), Vec::new());
    let (calendars, _) = Calendars::read(&files);
    for written in &imported.definitions {
        let name =
            output.map_or_else(|| format!("{}.yaml", written.workflow), |path| path.display().to_string());
        texts.insert(name.clone(), written.text.clone());
        // What the language itself doesn't take is told with its place in what was written.
        let (_, found) = build_on(&written.text, &BTreeMap::new(), &calendars);
        // That something in it never happens is for `check` to say.
        let new = found.into_iter().filter(|finding| finding.forbids_trying() && !is_told(finding));
        findings.extend(new.map(|finding| Finding { file: name.clone(), ..finding }));
    }
    if let Some(outcome) = write(&imported.definitions, output, format) {
        return outcome;
    }
    if format == Format::Json {
        let definitions: Vec<_> = imported
            .definitions
            .iter()
            .map(|written| json!({"workflow": written.workflow, "text": written.text}))
            .collect();
        print_json(&json!({"definitions": definitions, "findings": findings}));
    } else {
        for finding in &findings {
            eprintln!("{}", report::finding(finding, &texts, Lang::En));
        }
    }
    if has_errors(&findings) || imported.definitions.is_empty() { Outcome::Findings } else { Outcome::Fine }
}

/// Whether the import has said it already, of the text that came.
fn is_told(finding: &Finding) -> bool {
    finding.code == "not-carried-over"
}

fn write(definitions: &[Written], output: Option<&Path>, format: Format) -> Option<Outcome> {
    let all: Vec<&str> = definitions.iter().map(|written| written.text.as_str()).collect();
    let text = all.join("---\n");
    match output {
        Some(_) if definitions.is_empty() => None,
        Some(path) => std::fs::write(path, text)
            .err()
            .map(|error| Outcome::Failed(format!("{}: {error}", path.display()))),
        None if format == Format::Json => None,
        None => {
            // The reader may have gone.
            let _ = std::io::stdout().lock().write_all(text.as_bytes());
            None
        }
    }
}
