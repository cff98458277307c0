//! Definitions, calendars and counting rules from folders.

use registrar_casework::{Checks, build_to_try, check_on};
use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, has_errors};
use registrar_engine::verify::Report;
use registrar_workflows::{DEFINITION, Shipped, find_workflows, lay_over, read_file, read_times};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What was found below the paths.
pub struct Found {
    /// Files of calendars and counting rules in force, shipped ones among them.
    pub files: Vec<(String, String)>,
    /// How many of them were found.
    pub times: usize,
    /// Each definition: its file as shown, what it holds, the chart if it has one, the findings.
    pub definitions: Vec<Checked>,
    /// Findings in calendars and counting rules.
    pub findings: Vec<Finding>,
    /// Text of each file with findings, for the excerpts.
    pub texts: BTreeMap<String, String>,
}

/// A definition that was read.
pub struct Checked {
    /// Its file, as the user would name it.
    pub file: String,
    /// What stands in its folder.
    pub folder: Shipped,
    /// Its chart, if the text makes one; it may be wrong all the same.
    pub chart: Option<Chart>,
    /// What was found out about the chart, where that was asked for.
    pub report: Option<Report>,
    /// Whether it may be deployed.
    pub deployable: bool,
    /// Its findings, each with the file.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// The chart with what was found out about it, where there are both.
    pub fn proven(&self) -> Option<(&Chart, &Report)> {
        self.chart.as_ref().zip(self.report.as_ref())
    }
}

/// Reads everything below the paths and checks it: with proofs under these checks, or none.
///
/// # Errors
/// A path can't be read, or holds nothing.
pub fn read(paths: &[PathBuf], checks: Option<&Checks>) -> Result<Found, String> {
    let mut texts = BTreeMap::new();
    let mut times: Vec<(String, String)> = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        if !path.exists() {
            return Err(format!("there is no file or folder `{}`", path.display()));
        }
        if path.is_file() {
            files.push(path.clone());
            continue;
        }
        let folders = find_workflows(path).map_err(|e| e.to_string())?;
        files.extend(folders.into_iter().map(|folder| folder.join(DEFINITION)));
        for (name, text) in read_times(path).map_err(|e| e.to_string())? {
            if !times.iter().any(|(known, _)| *known == name) {
                times.push((name, text));
            }
        }
    }
    files.sort();
    files.dedup();
    if files.is_empty() && times.is_empty() {
        let paths: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        return Err(format!("no workflow.yaml and no calendar below {}", paths.join(", ")));
    }
    let count = times.len();
    texts.extend(times.iter().cloned());
    let in_force = lay_over(registrar_workflows::calendars(), times);
    let (calendars, findings) = Calendars::read(&in_force);
    let mut definitions = Vec::new();
    for path in files {
        let file = path.display().to_string();
        let folder = read_file(&path).map_err(|e| e.to_string())?;
        texts.insert(file.clone(), folder.text.clone());
        definitions.push(check(file, folder, &calendars, checks));
    }
    Ok(Found { files: in_force, times: count, definitions, findings, texts })
}

fn check(file: String, folder: Shipped, calendars: &Calendars, checks: Option<&Checks>) -> Checked {
    let (text, resources) = (&folder.text, &folder.resources);
    let (chart, report, mut findings, deployable) = match checks {
        Some(checks) => {
            let checked = check_on(text, resources, calendars, checks);
            let deployable = checked.deployable().is_some();
            (checked.chart, checked.report, checked.findings, deployable)
        }
        None => {
            let (chart, findings) = build_to_try(text, resources, calendars);
            let deployable = chart.is_some() && !has_errors(&findings);
            (chart, None, findings, deployable)
        }
    };
    for finding in &mut findings {
        if finding.file.is_empty() {
            finding.file.clone_from(&file);
        }
    }
    findings.sort();
    findings.dedup();
    Checked { file, folder, chart, report, deployable, findings }
}
