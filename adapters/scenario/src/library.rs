//! Finds the definition that a feature names, and compiles it. The nearest wins: a path from the
//! feature's own folder, that folder, the folders given, the shipped ones.

use crate::mutation::Edit;
use crate::storage::Stores;
use jiff::civil::Date;
use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::definition::Definition;
use registrar_engine::finding::{Finding, Severity, has_errors, nearest};
use registrar_engine::{Sources, compile, parse};
use registrar_workflows::{FolderError, Shipped, find_workflows, lay_over, read_folder, read_times};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most folders with definitions that one library looks at.
const MOST_DEFINITIONS: usize = 500;

/// A definition's text and all that it is compiled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The text.
    pub text: String,
    /// Templates and schemas by file name.
    pub resources: BTreeMap<String, String>,
    /// Calendars and counting rules by file name.
    pub calendars: BTreeMap<String, String>,
    /// Where it stands, for messages.
    pub origin: String,
    /// The file with the text; none: it is a shipped one, or stands in a feature.
    pub file: Option<String>,
}

impl Source {
    /// The file with the text, or where the text comes from if it has none of its own.
    pub fn file(&self) -> &str {
        self.file.as_deref().unwrap_or(&self.origin)
    }
}

/// A definition ready to be played.
#[derive(Debug, Clone)]
pub struct Built {
    /// What it was built from.
    pub source: Arc<Source>,
    /// Its chart.
    pub chart: Arc<Chart>,
    /// The calendars, those of the scenario laid over.
    pub calendars: BTreeMap<String, String>,
}

/// What a scenario changes in the calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    /// Rest days.
    pub off: Vec<Date>,
    /// Working days.
    pub work: Vec<Date>,
    /// The last day that is published.
    pub until: Option<Date>,
}

/// Why a definition can't be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What is wrong.
    pub message: String,
    /// What may help.
    pub help: Option<String>,
}

/// Where definitions are looked for.
#[derive(Debug, Default)]
pub struct Library {
    folders: Vec<PathBuf>,
    /// What scenarios are played on.
    pub stores: Stores,
    kept: BTreeMap<(String, Days), Built>,
    sources: BTreeMap<(PathBuf, String), Arc<Source>>,
    changed: Option<Changed>,
    /// Calendars that were read for a changed definition: there are many of those, and few of these.
    times: Vec<(Arc<Source>, Days, Arc<Times>)>,
}

/// A definition that is played with a change.
#[derive(Debug)]
struct Changed {
    source: Arc<Source>,
    definition: Arc<Definition>,
    edit: Edit,
    compiled: BTreeMap<Days, Compiled>,
}

/// What came of compiling.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The definition ready to be played; none if something is wrong with it.
    pub built: Option<Built>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Calendars, as files and as read.
#[derive(Debug)]
struct Times {
    files: BTreeMap<String, String>,
    known: Calendars,
    findings: Vec<Finding>,
}

impl Library {
    /// A library over these folders; the shipped definitions are always there.
    pub fn over(folders: Vec<PathBuf>) -> Self {
        Self { folders, ..Self::default() }
    }

    /// The definition of a name, as seen from a feature's folder.
    ///
    /// # Errors
    /// When there is none, or it can't be read.
    pub fn find(&mut self, name: &str, near: &Path) -> Result<Arc<Source>, Missing> {
        let key = (near.to_owned(), name.to_owned());
        if let Some(source) = self.sources.get(&key) {
            return Ok(Arc::clone(source));
        }
        let source = Arc::new(self.read(name, near)?);
        self.sources.insert(key, Arc::clone(&source));
        Ok(source)
    }

    fn read(&self, name: &str, near: &Path) -> Result<Source, Missing> {
        if name.contains('/') || name.ends_with(".yaml") {
            let path = near.join(name);
            let folder = if path.is_file() { path.parent().unwrap_or(near).to_owned() } else { path };
            return self.in_folder(&folder);
        }
        let mut known = Vec::new();
        for place in std::iter::once(near).chain(self.folders.iter().map(PathBuf::as_path)) {
            // A feature's folder may hold anything; only what is named is asked for there.
            let folders = match find_workflows(place) {
                Ok(folders) => folders,
                Err(error) if place == near => {
                    let direct = place.join(name);
                    if !direct.join(registrar_workflows::DEFINITION).is_file() {
                        drop(error);
                        continue;
                    }
                    vec![direct]
                }
                Err(error) => return Err(unreadable(&error)),
            };
            for folder in folders.iter().take(MOST_DEFINITIONS) {
                let shipped = read_folder(folder).map_err(|error| unreadable(&error))?;
                let called = workflow_in(&shipped.text).unwrap_or(&shipped.name).to_owned();
                if called == name {
                    return self.in_folder(folder);
                }
                known.push(called);
            }
        }
        for shipped in registrar_workflows::shipped() {
            if workflow_in(&shipped.text).unwrap_or(&shipped.name) == name {
                let origin = format!("the shipped workflow `{name}`");
                return self.source(shipped, origin, None);
            }
            known.push(shipped.name);
        }
        let help = match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "give their folder with `--workflows`".to_owned(),
            None => format!("there are {}; give other folders with `--workflows`", known.join(", ")),
        };
        Err(Missing { message: format!("there is no workflow `{name}`"), help: Some(help) })
    }

    fn in_folder(&self, folder: &Path) -> Result<Source, Missing> {
        let shipped = read_folder(folder).map_err(|error| unreadable(&error))?;
        self.source(shipped, folder.display().to_string(), Some(folder))
    }

    /// A definition that stands in a feature.
    ///
    /// # Errors
    /// When calendars can't be read.
    pub fn inline(&self, text: &str) -> Result<Arc<Source>, Missing> {
        let shipped = Shipped { name: String::new(), text: text.to_owned(), resources: BTreeMap::new() };
        self.source(shipped, "the definition in this feature".to_owned(), None).map(Arc::new)
    }

    /// The calendars are the shipped ones, those of the folders given, those beside the definition.
    fn source(&self, shipped: Shipped, origin: String, folder: Option<&Path>) -> Result<Source, Missing> {
        let mut files = registrar_workflows::calendars();
        for place in self.folders.iter().map(PathBuf::as_path).chain(folder) {
            files = lay_over(files, read_times(place).map_err(|error| unreadable(&error))?);
        }
        // Later files lie over earlier ones, and files are read in the order of their names.
        let numbered = files.into_iter().zip(0_u32..);
        let calendars =
            numbered.map(|((name, text), number)| (format!("{number:04} {name}"), text)).collect();
        let file = folder.map(|folder| folder.join(registrar_workflows::DEFINITION).display().to_string());
        Ok(Source { text: shipped.text, resources: shipped.resources, calendars, origin, file })
    }

    /// Compiles a definition with what a scenario changes in its calendar.
    ///
    /// # Errors
    /// What is wrong with the definition or the calendar.
    pub fn build(&mut self, source: &Arc<Source>, days: &Days) -> Result<Built, Vec<Finding>> {
        if let Some(compiled) = self.compile_changed(source, days) {
            return compiled.built.ok_or_else(|| errors(compiled.findings));
        }
        let key = (source.text.clone(), days.clone());
        if let Some(built) = self.kept.get(&key).filter(|built| built.source == *source) {
            return Ok(built.clone());
        }
        let built = build(source, days)?;
        self.kept.insert(key, built.clone());
        Ok(built)
    }

    /// From now on a definition is built with a change, or all are built as they are.
    pub fn change(&mut self, change: Option<(Arc<Source>, Arc<Definition>, Edit)>) {
        self.changed = change.map(|(source, definition, edit)| Changed {
            source,
            definition,
            edit,
            compiled: BTreeMap::new(),
        });
    }

    /// What comes of compiling a definition with its change; none if it is built as it is.
    pub fn compile_changed(&mut self, source: &Arc<Source>, days: &Days) -> Option<Compiled> {
        let changed = self.changed.as_mut().filter(|changed| changed.source == *source)?;
        if let Some(compiled) = changed.compiled.get(days) {
            return Some(compiled.clone());
        }
        let known = self.times.iter().find(|(of, on, _)| of == source && on == days);
        let times = match known {
            Some((_, _, times)) => Arc::clone(times),
            None => {
                let times = Arc::new(times(source, &changed.definition, days));
                self.times.push((Arc::clone(source), days.clone(), Arc::clone(&times)));
                times
            }
        };
        let mut definition = changed.definition.as_ref().clone();
        changed.edit.in_definition(&mut definition);
        let mut compiled = compile_with(source, &definition, &times);
        if let Some(built) = &mut compiled.built {
            let mut chart = built.chart.as_ref().clone();
            changed.edit.in_chart(&mut chart);
            built.chart = Arc::new(chart);
        }
        changed.compiled.insert(days.clone(), compiled.clone());
        Some(compiled)
    }
}

fn unreadable(error: &FolderError) -> Missing {
    Missing { message: error.to_string(), help: None }
}

fn build(source: &Arc<Source>, days: &Days) -> Result<Built, Vec<Finding>> {
    let (definition, mut findings) = parse(&source.text);
    let Some(definition) = definition else { return Err(errors(findings)) };
    let compiled = compile_with(source, &definition, &times(source, &definition, days));
    findings.extend(compiled.findings);
    match compiled.built {
        Some(built) if !has_errors(&findings) => Ok(built),
        _ => Err(errors(findings)),
    }
}

fn times(source: &Source, definition: &Definition, days: &Days) -> Times {
    let mut files = source.calendars.clone();
    if *days != Days::default()
        && let Some(name) = &definition.calendar
    {
        files.insert("9999 of the scenario".to_owned(), overlay(&name.value, days));
    }
    let list: Vec<(String, String)> = files.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
    let (known, findings) = Calendars::read(&list);
    Times { files, known, findings }
}

fn compile_with(source: &Arc<Source>, definition: &Definition, times: &Times) -> Compiled {
    let sources = Sources { text: &source.text, resources: &source.resources, calendars: &times.known };
    let (chart, of_chart) = compile(definition, &sources);
    let findings: Vec<Finding> = times.findings.iter().cloned().chain(of_chart).collect();
    let built = chart.filter(|_| !has_errors(&findings)).map(|chart| Built {
        source: Arc::clone(source),
        chart: Arc::new(chart),
        calendars: times.files.clone(),
    });
    Compiled { built, findings }
}

fn errors(findings: Vec<Finding>) -> Vec<Finding> {
    findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect()
}

/// The name in the line that begins with `workflow:`.
fn workflow_in(text: &str) -> Option<&str> {
    let line = text.lines().find_map(|line| line.strip_prefix("workflow:"))?;
    Some(line.split('#').next().unwrap_or(line).trim().trim_matches(['"', '\'']))
}

/// A layer over a calendar, in the calendar's own language.
fn overlay(calendar: &str, days: &Days) -> String {
    let list = |days: &[Date]| days.iter().map(Date::to_string).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "calendar: {calendar}\nextends: {calendar}\nedition: as the scenario says\n\
         sources: {{scenario: {{en: the scenario, zh: 本场景}}}}\n"
    );
    if let Some(until) = days.until {
        text.push_str(&format!("published: {{until: {until}}}\n"));
    }
    let entries = [("off", &days.off), ("work", &days.work)];
    if entries.iter().any(|(_, days)| !days.is_empty()) {
        text.push_str("days:\n");
    }
    for (key, days) in entries {
        if !days.is_empty() {
            text.push_str(&format!(
                "  - {{name: {{en: as the scenario says, zh: 依本场景}}, source: scenario, {key}: [{}]}}\n",
                list(days)
            ));
        }
    }
    text
}

/// The moment at which a scenario begins that names none: a Monday morning.
pub fn first_moment() -> crate::words::When {
    crate::words::When::Time(jiff::civil::date(2026, 3, 2).at(9, 0, 0, 0))
}
