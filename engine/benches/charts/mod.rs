//! Charts of shipped definitions and of others, for what measures them.

use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::{Sources, compile, parse};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What lies in a folder of the shipped workflows.
#[expect(clippy::disallowed_methods, reason = "the shipped files are what is measured")]
fn folder(folder: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workflows").join(folder);
    let files =
        std::fs::read_dir(folder).expect("it is shipped").map(|file| file.expect("it is shipped").path());
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("it is text"))
    };
    files.filter(|path| path.is_file()).map(read).collect()
}

/// The chart of a definition's text with its files, on the shipped calendars and counting rules.
pub fn of(text: &str, resources: &BTreeMap<String, String>) -> Chart {
    let files: Vec<(String, String)> = folder("calendars").into_iter().chain(folder("counting")).collect();
    let calendars = Calendars::read(&files).0;
    let (definition, _) = parse(text);
    let sources = Sources { text, resources, calendars: &calendars };
    let (chart, findings) = compile(&definition.unwrap_or_default(), &sources);
    chart.unwrap_or_else(|| panic!("{findings:#?}"))
}

/// The chart of a shipped workflow.
pub fn shipped(workflow: &str) -> Chart {
    let mut files = folder(workflow);
    let text = files.remove("workflow.yaml").unwrap_or_default();
    of(&text, &files)
}
