//! `registrar import scxml FILE`, `registrar import digit FILE…`

use super::language::Lang;
use super::report;
use crate::outcome::{Format, Outcome, print_json};
use registrar_casework::{Checks, build_on, build_to_try, prove};
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, has_errors};
use registrar_import::{Imported, Written, digit, scxml};
use registrar_workflows::{DEFINITION, calendars, lay_over};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Where a definition comes from.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// A statechart as W3C SCXML writes it.
    Scxml(Statechart),
    /// Business services of the DIGIT platform, as JSON or JSON5.
    Digit(Services),
}

/// One document.
#[derive(Debug, clap::Args)]
pub struct Statechart {
    /// The document; `-` is standard input.
    file: PathBuf,
    /// Where the definition is written; standard output where it is left out.
    #[arg(short, long, value_name = "OUT.yaml")]
    output: Option<PathBuf>,
    #[command(flatten)]
    telling: Telling,
}

/// One document or several.
#[derive(Debug, clap::Args)]
pub struct Services {
    /// The documents; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the definition is written: a file for a single service; for several, or where it ends in `/`, a
    /// folder with a folder for each, `SERVICE/workflow.yaml`; standard output where it is left out.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    #[command(flatten)]
    telling: Telling,
}

/// How it is told.
#[derive(Debug, clap::Args)]
struct Telling {
    /// The definition alone with findings on standard error, or one JSON object with both.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Longest document that is looked at; an importer may take less.
const LONGEST: u64 = 8 << 20;

/// What came of the documents so far.
struct Taken {
    calendars: Calendars,
    findings: Vec<Finding>,
    definitions: Vec<Written>,
    /// Texts with findings, for the excerpts.
    texts: BTreeMap<String, String>,
}

/// Imports, tells what was found, writes what came of it.
pub fn run(command: &Command) -> Outcome {
    let (calendars, _) = Calendars::read(&lay_over(calendars(), Vec::new()));
    let taken = Taken { calendars, findings: Vec::new(), definitions: Vec::new(), texts: BTreeMap::new() };
    match command {
        Command::Scxml(statechart) => statecharts(statechart, taken),
        Command::Digit(services) => digits(services, taken),
    }
}

fn statecharts(asked: &Statechart, mut taken: Taken) -> Outcome {
    let text = match read(&asked.file) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let name = asked.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = name.filter(|name| name != "-").unwrap_or_default();
    taken.take(scxml::import(&text, &name), &asked.file, text);
    let output = asked.output.as_deref();
    let files: Vec<PathBuf> = taken.definitions.iter().map(|written| shown(output, written)).collect();
    for (file, written) in files.iter().zip(taken.definitions.clone()) {
        let (_, found) = build_on(&written.text, &BTreeMap::new(), &taken.calendars);
        // What nothing leads to is for `check` to say; what the language doesn't take has to be said now.
        let lost = |finding: &Finding| finding.forbids_trying() && finding.code != "not-carried-over";
        taken.say(found.into_iter().filter(lost).collect(), file, written.text);
    }
    taken.end(&files, output, asked.telling.format)
}

fn digits(asked: &Services, mut taken: Taken) -> Outcome {
    for file in &asked.files {
        let text = match read(file) {
            Ok(text) => text,
            Err(outcome) => return outcome,
        };
        taken.take(digit::import(&text), file, text);
    }
    let output = asked.output.as_deref();
    let mut names: Vec<&str> = taken.definitions.iter().map(|written| written.workflow.as_str()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Outcome::Misused(format!("there are two services `{}`; import them one by one", pair[0]));
    }
    // A name that ends in a stroke means a folder, also where there is none yet.
    let stroke = |path: &Path| path.to_string_lossy().ends_with(std::path::is_separator);
    let folder = output.filter(|path| names.len() > 1 || path.is_dir() || stroke(path));
    if let Some(path) = folder.filter(|path| path.is_file()) {
        let reason =
            format!("{} is a file, and there are {} services; name a folder", path.display(), names.len());
        return Outcome::Misused(reason);
    }
    let place = |written: &Written| match folder {
        Some(folder) => folder.join(&written.workflow).join(DEFINITION),
        None => shown(output, written),
    };
    let files: Vec<PathBuf> = taken.definitions.iter().map(place).collect();
    for (file, written) in files.iter().zip(taken.definitions.clone()) {
        // Proved also where something in it never happens, so that all is told at once.
        let (chart, mut found) = build_to_try(&written.text, &BTreeMap::new(), &taken.calendars);
        let report = chart.map(|chart| prove(&chart, &Checks::default()));
        found.extend(report.into_iter().flat_map(|report| report.findings));
        found.sort();
        found.dedup();
        taken.say(found, file, written.text);
    }
    taken.end(&files, output, asked.telling.format)
}

/// Where a definition is written, or what it would be called.
fn shown(output: Option<&Path>, written: &Written) -> PathBuf {
    output.map_or_else(|| PathBuf::from(format!("{}.yaml", written.workflow)), Path::to_path_buf)
}

impl Taken {
    /// What an importer made of a text.
    fn take(&mut self, imported: Imported, file: &Path, text: String) {
        self.definitions.extend(imported.definitions);
        self.say(imported.findings, file, text);
    }

    /// Findings in a text.
    fn say(&mut self, findings: Vec<Finding>, file: &Path, text: String) {
        let name = file.display().to_string();
        self.findings.extend(findings.into_iter().map(|finding| Finding { file: name.clone(), ..finding }));
        self.texts.insert(name, text);
    }

    /// Writes the definitions and tells the findings.
    fn end(self, files: &[PathBuf], output: Option<&Path>, format: Format) -> Outcome {
        let written = match output {
            Some(_) => {
                files.iter().zip(&self.definitions).try_for_each(|(file, written)| save(file, &written.text))
            }
            None if format == Format::Json => Ok(()),
            None => {
                let all: Vec<&str> = self.definitions.iter().map(|written| written.text.as_str()).collect();
                // The reader may have gone.
                let _ = std::io::stdout().lock().write_all(all.join("---\n").as_bytes());
                Ok(())
            }
        };
        if let Err(outcome) = written {
            return outcome;
        }
        if format == Format::Json {
            let one = |(file, written): (&PathBuf, &Written)| {
                json!({
                    "workflow": written.workflow,
                    "file": output.map(|_| file.display().to_string()),
                    "text": written.text,
                })
            };
            let definitions: Vec<_> = files.iter().zip(&self.definitions).map(one).collect();
            print_json(&json!({"definitions": definitions, "findings": self.findings}));
        } else {
            for finding in &self.findings {
                eprintln!("{}", report::finding(finding, &self.texts, Lang::En));
            }
        }
        match has_errors(&self.findings) || self.definitions.is_empty() {
            true => Outcome::Findings,
            false => Outcome::Fine,
        }
    }
}

fn save(file: &Path, text: &str) -> Result<(), Outcome> {
    let failed = |error: std::io::Error| Outcome::Failed(format!("{}: {error}", file.display()));
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(file, text).map_err(failed)
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
